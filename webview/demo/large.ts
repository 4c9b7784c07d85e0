import type { LaneView, StepShape } from '../../src/core/view/graph.ts';
import type { Seq } from '../../src/core/session/ids.ts';
import type { Sketch, SketchStep, SketchUse } from './sketch.ts';
import { graphOf } from './sketch.ts';

const names = [
  ['user', 'user'],
  ['planner', 'agent'],
  ['researcher', 'agent'],
  ['web/search', 'tool'],
  ['web/fetch', 'tool'],
  ['coder', 'agent'],
  ['fs/read_file', 'tool'],
  ['shell/run', 'tool'],
  ['reviewer', 'agent'],
] as const;

const lanes: readonly LaneView[] = names.map(([agent, kind]) => ({
  agent,
  kind,
  qualifier: undefined,
}));

/** Which lane follows which, by chance. */
const next: readonly (readonly number[])[] = [
  [1],
  [2, 5, 2, 5, 8],
  [3, 4, 3, 4, 1],
  [2],
  [2],
  [6, 7, 6, 7, 8, 1],
  [5],
  [5],
  [5, 1],
];

/** mulberry32: the same session for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const rate = '"standard_rate": "16 %"';

/** A long session: bursts of work between two agents and their tools, with a wrong value early on. */
export function large(count: number, seed: number): Sketch {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const steps: SketchStep[] = [];
  let lane = 0;
  for (let seq = 0; seq < count; seq++) {
    const tool = lane === 3 || lane === 4 || lane === 6 || lane === 7;
    const shape: StepShape =
      lane === 0 ? 'user' : tool ? 'result' : random() < 0.6 ? 'call' : 'message';
    steps.push({
      lane,
      shape,
      text: `${names[lane]?.[0]} step ${seq}: ${rate}, "reduced_rate": "5 %"`,
    });
    lane = random() < 0.0006 ? 0 : (pick(next[lane] ?? [1]) ?? 1);
  }
  const marked = nearest(steps, Math.floor(count * 0.12), 3);
  const bursts = Array.from({ length: 9 }, () => marked + random() * (count - marked));
  const near = (seq: number): boolean => bursts.some(at => Math.abs(at - seq) < count * 0.025);
  const uses: SketchUse[] = [];
  for (let seq = marked + 1; seq < count; seq++) {
    if (random() > (near(seq) ? 0.24 : 0.05)) continue;
    const used =
      random() < 0.25 ? marked : Math.max(marked, seq - 1 - Math.floor(random() ** 3 * 60));
    const carries = random() < 0.55;
    uses.push({
      used,
      generated: seq,
      kind: carries ? 'value' : 'quote',
      tier: carries ? 'strong' : 'probable',
      carries,
      from: rangeIn(steps, used),
      to: rangeIn(steps, seq),
    });
  }
  return {
    graph: graphOf('vat-audit', lanes, steps, { servers: 3 }),
    textOf: seq => steps[seq]?.text ?? '',
    uses,
    marks: [
      {
        id: 'm1',
        seq: marked,
        verdict: 'wrong',
        range: rangeIn(steps, marked),
        note: '16 % was a temporary rate. The rate is 19 %.',
      },
      {
        id: 'm2',
        seq: nearest(steps, Math.floor(count * 0.3), 4),
        verdict: 'verified',
        range: undefined,
        note: undefined,
      },
    ],
    lostMarks: 0,
  };
}

function nearest(steps: readonly SketchStep[], from: Seq, lane: number): Seq {
  const found = steps.findIndex((step, seq) => seq >= from && step.lane === lane);
  return found < 0 ? from : found;
}

function rangeIn(steps: readonly SketchStep[], seq: Seq): { start: number; end: number } {
  const start = steps[seq]?.text.indexOf(rate) ?? 0;
  return { start, end: start + rate.length };
}
