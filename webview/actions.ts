import type { Verdict } from '../src/core/annotations/mark.ts';
import type { Ring } from '../src/core/propagation/slice.ts';
import {
  forwardContinue,
  reverseContinue,
  step,
  stepBack,
  toEnd,
  toFirstAffected,
} from '../src/core/replay/cursor.ts';
import type { Seq } from '../src/core/session/ids.ts';
import type { Range } from '../src/core/session/range.ts';
import type { WebviewEvent } from '../src/protocol/messages.ts';
import { affectedSteps, edgeInto, firstConsumer, firstMark, marksAt, tape } from './select.ts';
import type { Store } from './store.ts';

export type Actions = ReturnType<typeof createActions>;

/** What a person can do, by whatever means. */
export function createActions(
  store: Store,
  send: (event: WebviewEvent) => void,
  focusGraph: () => void,
) {
  const last = (): Seq => Math.max(0, (store.get().graph?.steps.length ?? 1) - 1);

  const select = (seq: Seq | undefined): void => {
    if (seq === undefined || seq < 0 || seq > last()) return;
    store.set({ selected: seq, paneClosed: false });
    send({ kind: 'select', seq });
  };

  const selectedOr = (fallback: Seq): Seq => store.get().selected ?? fallback;

  const nextOf = (seqs: readonly Seq[], direction: 1 | -1, from: Seq): Seq | undefined =>
    direction > 0
      ? (seqs.find(seq => seq > from) ?? seqs[0])
      : (seqs.findLast(seq => seq < from) ?? seqs.at(-1));

  const moveCursor = (cursor: Seq): void => {
    store.set({ cursor });
    select(cursor);
  };

  /** The cursor; a replay starts at the selected step. */
  const cursor = (): Seq => store.get().cursor ?? selectedOr(last());

  const replaying = (move: (from: Seq) => Seq): void => {
    if (store.get().graph === undefined) return;
    moveCursor(move(cursor()));
  };

  const tapeNow = () => {
    const { graph, slice } = store.get();
    return graph === undefined || slice === undefined
      ? { length: 0, stops: [], affected: [] }
      : tape(graph, slice);
  };

  return {
    select,
    focusGraph,

    alongLane: (direction: 1 | -1): void => {
      select(Math.min(last(), Math.max(0, selectedOr(direction > 0 ? -1 : 1) + direction)));
    },

    acrossLanes: (direction: 1 | -1): void => {
      const { graph, selected = 0 } = store.get();
      const lane = graph?.steps[selected]?.lane;
      if (graph === undefined || lane === undefined) return;
      for (let next = lane + direction; next >= 0 && next < graph.lanes.length; next += direction) {
        for (let away = 0; away < graph.steps.length; away++) {
          const near = [selected - away, selected + away].find(
            seq => graph.steps[seq]?.lane === next,
          );
          if (near !== undefined) return select(near);
        }
      }
    },

    toCause: (): void => {
      const { slice, selected, details } = store.get();
      if (slice === undefined || selected === undefined) return;
      const inPath = details?.seq === selected ? details.path.at(-1)?.used : undefined;
      select(inPath ?? edgeInto(slice).get(selected)?.used);
    },

    toConsumer: (): void => {
      const { slice, selected, details } = store.get();
      if (slice === undefined || selected === undefined) return;
      const known = details?.seq === selected ? details.consumers[0]?.seq : undefined;
      select(firstConsumer(slice).get(selected) ?? known);
    },

    affected: (direction: 1 | -1): void => {
      const { slice } = store.get();
      if (slice === undefined) return;
      select(nextOf(affectedSteps(slice), direction, selectedOr(direction > 0 ? -1 : last() + 1)));
    },

    nextMark: (): void => {
      const { slice } = store.get();
      const marks = slice?.marks.map(mark => mark.seq).sort((a, b) => a - b) ?? [];
      select(nextOf(marks, 1, selectedOr(-1)));
    },

    ends: (end: 'first' | 'last'): void => select(end === 'first' ? 0 : last()),

    /** Puts or removes a verdict: on the range, else where the step's only mark stands, else on the whole step. */
    mark: (verdict: Verdict, selection: Range | undefined): void => {
      const { slice, selected, pinned } = store.get();
      const seq = pinned ?? selected;
      if (slice === undefined || seq === undefined) return;
      const own = marksAt(slice).get(seq) ?? [];
      const same = own.find(mark => mark.verdict === verdict);
      const range = selection ?? (same ?? (own.length === 1 ? own[0] : undefined))?.range;
      send({ kind: 'mark', seq, range, verdict });
    },

    /** Back to the mark, one thing at a time: search, filter, replay, pin, then the selection. */
    escape: (): void => {
      const { search, only, cursor: at, pinned, slice, selected, legendOpen } = store.get();
      if (legendOpen) return store.set({ legendOpen: false });
      if (search !== undefined) return store.set({ search: undefined });
      if (only !== undefined) return store.set({ only: undefined });
      if (at !== undefined) return store.set({ cursor: undefined, playing: false });
      if (pinned !== undefined) return store.set({ pinned: undefined });
      const mark = slice === undefined ? undefined : firstMark(slice);
      if (mark !== undefined && mark !== selected) return select(mark);
      store.set({ selected: undefined });
    },

    openTranscript: (): void => {
      const { selected, pinned } = store.get();
      const seq = pinned ?? selected ?? 0;
      send({ kind: 'openTranscript', seq });
    },

    togglePin: (): void => {
      const { pinned, selected } = store.get();
      store.set({ pinned: pinned === undefined ? selected : undefined, paneClosed: false });
    },

    cycleEdges: (): void => {
      const order = ['affected', 'selected', 'none'] as const;
      const at = order.indexOf(store.get().edges);
      store.set({ edges: order[(at + 1) % order.length] ?? 'affected' });
    },

    only: (ring: Ring | undefined): void => {
      store.set({ only: store.get().only === ring ? undefined : ring });
    },

    nextHit: (direction: 1 | -1): void => {
      const { search } = store.get();
      const count = search?.hits.length ?? 0;
      if (search === undefined || count === 0) return;
      const at = (search.at + direction + count) % count;
      store.set({ search: { ...search, at } });
      select(search.hits[at]);
    },

    toFirstAffected: (): void => replaying(() => toFirstAffected(tapeNow())),
    step: (): void => replaying(from => step(tapeNow(), from)),
    stepBack: (): void => replaying(stepBack),
    continue: (): void => replaying(from => forwardContinue(tapeNow(), from)),
    reverseContinue: (): void => replaying(from => reverseContinue(tapeNow(), from)),
    play: (): void => {
      const { playing, graph } = store.get();
      if (graph === undefined) return;
      // At the end there is nothing left to play: begin again.
      if (!playing && cursor() >= toEnd(tapeNow())) moveCursor(0);
      store.set({ playing: !playing });
    },
  };
}
