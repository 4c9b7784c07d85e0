import type { Ring } from '../src/core/propagation/slice.ts';
import type { Tape } from '../src/core/replay/cursor.ts';
import type { Seq } from '../src/core/session/ids.ts';
import type { DetailsView } from '../src/core/view/details.ts';
import type { GraphView } from '../src/core/view/graph.ts';
import type { EdgeView, MarkView, SliceView } from '../src/core/view/slice.ts';
import type { LaneSeries } from './layout/bins.ts';
import { laneSeries } from './layout/bins.ts';
import type { Track } from './layout/route.ts';
import { assignTracks } from './layout/route.ts';
import type { LinkIndex } from './layout/visibleLinks.ts';
import { linkIndex } from './layout/visibleLinks.ts';

// What follows from the state. Everything that costs more than a look-up is kept for the last graph and slice.

/** Remembers the last result; computes again when an argument is another object. */
function remember<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | undefined;
  return (...args) => {
    if (last === undefined || args.some((each, index) => each !== last?.args[index])) {
      last = { args, result: compute(...args) };
    }
    return last.result;
  };
}

export const isAffected = (ring: Ring | undefined): boolean =>
  ring === 'traced' || ring === 'suspect';

export const isMark = (ring: Ring | undefined): boolean =>
  ring === 'wrong' || ring === 'unsure' || ring === 'verified';

export const ringAt = (slice: SliceView, seq: Seq): Ring => slice.rings[seq] ?? 'clean';

/** Before any mark a ring says nothing and is not drawn. */
export const anyMark = (slice: SliceView): boolean => slice.marks.length > 0;

export const laneOf = remember(({ steps }: GraphView): Int32Array =>
  Int32Array.from(steps, step => step.lane),
);

export interface LaneStats {
  readonly all: number;
  readonly affected: number;
  /** Has something to show in rings: an affected or marked step. */
  readonly busy: boolean;
}

export const laneStats = remember((graph: GraphView, slice: SliceView): readonly LaneStats[] => {
  const stats = graph.lanes.map(() => ({ all: 0, affected: 0, busy: false }));
  for (const { seq, lane } of graph.steps) {
    const own = stats[lane];
    if (own === undefined) continue;
    const ring = ringAt(slice, seq);
    own.all++;
    if (isAffected(ring)) own.affected++;
    if (isAffected(ring) || ring === 'wrong' || ring === 'unsure') own.busy = true;
  }
  return stats;
});

export const series = remember((graph: GraphView, slice: SliceView): readonly LaneSeries[] =>
  laneSeries(laneOf(graph), slice.rings, graph.lanes.length),
);

export const links = remember((slice: SliceView): LinkIndex => linkIndex(slice.edges));

export const tracks = remember((graph: GraphView, slice: SliceView): readonly Track[] =>
  assignTracks(slice.edges, laneOf(graph), graph.lanes.length),
);

/** Steps where a replay stops by itself: marked or affected. */
export const tape = remember((graph: GraphView, slice: SliceView): Tape => ({
  length: graph.steps.length,
  stops: graph.steps
    .map(step => step.seq)
    .filter(seq => isAffected(ringAt(slice, seq)) || isMark(ringAt(slice, seq))),
  affected: affectedSteps(slice),
}));

export const affectedSteps = remember((slice: SliceView): readonly Seq[] =>
  [...slice.rings.keys()].filter(seq => isAffected(slice.rings[seq])),
);

export const edgeInto = remember(
  (slice: SliceView): ReadonlyMap<Seq, EdgeView> =>
    new Map(slice.edges.map(edge => [edge.generated, edge])),
);

/** The first step along evidence out of each step. */
export const firstConsumer = remember((slice: SliceView): ReadonlyMap<Seq, Seq> => {
  const first = new Map<Seq, Seq>();
  for (const { used, generated } of slice.edges) {
    first.set(used, Math.min(first.get(used) ?? Infinity, generated));
  }
  return first;
});

export const marksAt = remember((slice: SliceView): ReadonlyMap<Seq, readonly MarkView[]> => {
  const at = new Map<Seq, MarkView[]>();
  for (const mark of slice.marks) at.set(mark.seq, [...(at.get(mark.seq) ?? []), mark]);
  return at;
});

export interface PathEdge {
  readonly used: Seq;
  readonly generated: Seq;
  readonly ring: 'traced' | 'suspect';
}

/**
 * The evidence path to a step, cause first: the one of the details, so that its numbers are those of the pane; until
 * they are there, the best evidence into each step.
 */
export const pathTo = remember(
  (
    slice: SliceView,
    seq: Seq | undefined,
    details: DetailsView | undefined,
  ): readonly PathEdge[] => {
    if (seq === undefined) return [];
    if (details?.seq === seq && details.path.length > 0) return details.path;
    const into = edgeInto(slice);
    const path: PathEdge[] = [];
    for (let edge = into.get(seq); edge !== undefined; edge = into.get(edge.used)) {
      path.unshift(edge);
    }
    return path;
  },
);

/** Of an exposed step: the marked steps, else the first affected ones, that stood in its input. At most three. */
export const exposuresOf = remember(
  (
    slice: SliceView,
    seq: Seq | undefined,
    details: DetailsView | undefined,
  ): readonly { readonly used: Seq; readonly generated: Seq }[] => {
    if (seq === undefined || slice.rings[seq] !== 'exposed' || details?.seq !== seq) return [];
    const sources = (details.inputs ?? []).map(input => input.seq).sort((a, b) => a - b);
    const marked = sources.filter(
      each => isMark(slice.rings[each]) && slice.rings[each] !== 'verified',
    );
    const affected = sources.filter(each => isAffected(slice.rings[each]));
    return (marked.length > 0 ? marked : affected)
      .slice(0, 3)
      .map(used => ({ used, generated: seq }));
  },
);

/** The mark that a new visitor should see: the earliest wrong one, else the earliest. */
export const firstMark = (slice: SliceView): Seq | undefined =>
  slice.firstMarked ?? slice.marks.map(mark => mark.seq).sort((a, b) => a - b)[0];

/** Where the fault line stands: the selected mark if there are several, else the earliest. */
export const faultAt = (slice: SliceView, selected: Seq | undefined): Seq | undefined =>
  selected !== undefined && slice.rings[selected] === 'wrong' ? selected : slice.firstMarked;
