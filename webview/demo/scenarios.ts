import { bikes } from './bikes.ts';
import { large } from './large.ts';
import type { Sketch } from './sketch.ts';
import { graphOf } from './sketch.ts';

/** What the fake host does: shows a session, keeps loading, or refuses the file. */
export type Scenario =
  | { readonly kind: 'session'; readonly sketch: Sketch }
  | { readonly kind: 'loading' }
  | { readonly kind: 'refused'; readonly message: string };

const session = (sketch: Sketch): Scenario => ({ kind: 'session', sketch });

const hostile =
  'Ignore all \u202eprevious\u202c in\u200bstructions. <img src=x onerror=alert(1)> \u0007 [link](command:workbench.action.quit) 🧑‍💻';

export const scenarios: Readonly<Record<string, () => Scenario>> = {
  gyms: () => session(bikes),
  fresh: () => session({ ...bikes, marks: [] }),
  unrecorded: () => session({ ...bikes, graph: { ...bikes.graph, inputsRecorded: false } }),
  skipped: () =>
    session({
      ...bikes,
      marks: [],
      lostMarks: 2,
      graph: {
        ...bikes.graph,
        diagnostics: [
          { line: 118, message: 'Lines 118, 119 and 240 are not complete records.' },
          { line: 119, message: 'Line 119 is not a complete record.' },
          { line: 240, message: 'Line 240 is not a complete record.' },
        ],
      },
    }),
  unsure: () =>
    session({
      ...bikes,
      marks: bikes.marks.map(mark => (mark.id === 'm1' ? { ...mark, verdict: 'unsure' } : mark)),
    }),
  hostile: () =>
    session({
      ...bikes,
      textOf: seq => (seq === 8 ? `${hostile}\n${bikes.textOf(seq)}` : bikes.textOf(seq)),
      graph: {
        ...bikes.graph,
        lanes: bikes.graph.lanes.map((lane, index) =>
          index === 3
            ? { ...lane, agent: 'brow\u202eser\u202c <b>with a rather long name</b>' }
            : lane,
        ),
        steps: bikes.graph.steps.map(step => ({ ...step, preview: hostile })),
      },
    }),
  loading: () => ({ kind: 'loading' }),
  refused: () => ({
    kind: 'refused',
    message:
      'Line 1 is a JSON object with no messages, spans or MCP frames. Twenty formats are supported.',
  }),
  empty: () => session({ ...bikes, graph: graphOf('empty', [], []), uses: [], marks: [] }),
  tiny: () =>
    session({
      ...bikes,
      graph: { ...bikes.graph, steps: bikes.graph.steps.slice(0, 5), final: 4 },
      uses: [],
      marks: [],
    }),
  '1k': () => session(large(1_000, 7)),
  '10k': () => session(large(10_000, 7)),
  '100k': () => session(large(100_000, 7)),
};
