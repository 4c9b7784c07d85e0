import type { HostEvent, Requests, WebviewEvent } from '../../src/protocol/messages.ts';
import { Rpc } from '../../src/protocol/rpc.ts';
import { start } from '../app.ts';
import type { Wire } from '../host.ts';
import { analyse } from './analysis.ts';
import type { Scenario } from './scenarios.ts';
import { scenarios } from './scenarios.ts';
import type { Sketch, SketchMark } from './sketch.ts';

// The page in a plain browser, with a host that makes things up: ?scenario=gyms&theme=dark

const bodyClass: Readonly<Record<string, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast vscode-high-contrast-light',
};

const query = new URLSearchParams(location.search);
const theme = query.get('theme') ?? 'dark';
document.documentElement.dataset['theme'] = theme;
document.body.className = bodyClass[theme] ?? 'vscode-dark';

const scenario = (scenarios[query.get('scenario') ?? 'gyms'] ?? scenarios['gyms'])?.();
const root = document.getElementById('root');
if (root !== null && scenario !== undefined) start(root, fakeWire(scenario));

/** Both ends of the channel in one page; frames are cloned as a message port would. */
function fakeWire(chosen: Scenario): Wire {
  let toPage: (frame: unknown) => void = () => undefined;
  const host = fakeHost(chosen, frame => toPage(frame));
  return {
    send: frame => queueMicrotask(() => host(structuredClone(frame))),
    listen: receive => {
      toPage = frame => queueMicrotask(() => receive(frame));
    },
    load: () => JSON.parse(sessionStorage.getItem('faultline') ?? 'null') as unknown,
    save: state => {
      if (query.has('keep')) sessionStorage.setItem('faultline', JSON.stringify(state));
    },
  };
}

function fakeHost(chosen: Scenario, send: (frame: unknown) => void): (frame: unknown) => void {
  const sketch: Sketch | undefined = chosen.kind === 'session' ? chosen.sketch : undefined;
  let marks: readonly SketchMark[] = sketch?.marks ?? [];
  let uses = sketch?.uses ?? [];
  const past: { marks: typeof marks; uses: typeof uses }[] = [];
  const future: { marks: typeof marks; uses: typeof uses }[] = [];
  let serial = 10;
  let analysis = sketch === undefined ? undefined : analyse(sketch, marks);

  const tell = (event: HostEvent): void => rpc.event(event);
  const refresh = (): void => {
    if (sketch === undefined) return;
    analysis = analyse({ ...sketch, uses }, marks);
    tell({ kind: 'slice', slice: analysis.slice });
  };
  const change = (next: { marks?: typeof marks; uses?: typeof uses }): void => {
    past.push({ marks, uses });
    future.length = 0;
    marks = next.marks ?? marks;
    uses = next.uses ?? uses;
    refresh();
  };
  const travel = (from: typeof past, to: typeof past): void => {
    const state = from.pop();
    if (state === undefined) return;
    to.push({ marks, uses });
    ({ marks, uses } = state);
    refresh();
  };

  const onEvent = (event: WebviewEvent): void => {
    switch (event.kind) {
      case 'ready':
        if (chosen.kind === 'loading') tell({ kind: 'loading', name: 'vat-audit.faultline' });
        else if (chosen.kind === 'refused') tell({ kind: 'refused', message: chosen.message });
        else if (analysis !== undefined) {
          tell({ kind: 'graph', graph: chosen.sketch.graph, slice: analysis.slice });
        }
        return;
      case 'mark': {
        const { seq, range, verdict } = event;
        const here = (mark: SketchMark): boolean =>
          mark.seq === seq && mark.range?.start === range?.start && mark.range?.end === range?.end;
        const old = marks.find(here);
        const others = marks.filter(mark => !here(mark));
        const next = { id: `m${serial++}`, seq, range, verdict, note: old?.note };
        return change({ marks: old?.verdict === verdict ? others : [...others, next] });
      }
      case 'note':
        return change({
          marks: marks.map(mark => (mark.id === event.mark ? { ...mark, note: event.text } : mark)),
        });
      case 'override':
        return change({
          uses: uses.filter(use => use.used !== event.used || use.generated !== event.generated),
        });
      case 'undo':
        return travel(past, future);
      case 'redo':
        return travel(future, past);
      case 'select':
      case 'openTranscript':
      case 'openAsText':
      case 'showDiagnostics':
        console.log('host', JSON.stringify(event));
    }
  };

  const rpc = new Rpc<HostEvent, WebviewEvent, Record<never, never>, Requests>(
    { send, after: () => () => undefined },
    onEvent,
    {
      details: seq => {
        if (analysis === undefined) throw new Error('no session');
        return analysis.details(seq);
      },
      search: text => {
        const { graph, textOf } = sketch ?? { graph: undefined, textOf: () => '' };
        const wanted = text.toLowerCase();
        return (graph?.steps ?? [])
          .filter(
            step =>
              `#${step.seq}` === wanted ||
              textOf(step.seq).toLowerCase().includes(wanted) ||
              graph?.lanes[step.lane]?.agent.toLowerCase().includes(wanted) === true,
          )
          .map(step => step.seq);
      },
    },
  );
  return frame => rpc.receive(frame);
}
