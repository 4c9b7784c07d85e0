import { describe, expect, it } from 'vitest';
import type { Ring } from '../../../src/core/propagation/slice.ts';
import type { GraphView } from '../../../src/core/view/graph.ts';
import type { SliceView } from '../../../src/core/view/slice.ts';
import type { WebviewEvent } from '../../../src/protocol/messages.ts';
import { createActions } from '../../../webview/actions.ts';
import { createStore } from '../../../webview/store.ts';

// Two lanes in turn; #2 is wrong, #3 and #5 used it.
const graph: GraphView = {
  title: 'test',
  lanes: [0, 1].map(lane => ({ agent: `agent ${lane}`, qualifier: undefined, kind: 'agent' })),
  steps: Array.from({ length: 8 }, (_, seq) => ({
    seq,
    id: `s${seq}`,
    sourceId: String(seq),
    name: `agent ${seq % 2}`,
    lane: seq % 2,
    shape: 'message',
    to: [],
    chars: 1,
    preview: '',
    error: false,
    opaque: false,
    time: undefined,
  })),
  servers: 0,
  inputsRecorded: true,
  final: 7,
  diagnostics: [],
};
const rings: readonly Ring[] = [
  'clean',
  'clean',
  'wrong',
  'traced',
  'exposed',
  'suspect',
  'clean',
  'clean',
];
const slice: SliceView = {
  rings,
  edges: [
    { used: 2, generated: 3, kind: 'value', tier: 'strong', ring: 'traced', snippet: 'x' },
    { used: 3, generated: 5, kind: 'quote', tier: 'probable', ring: 'suspect', snippet: 'x' },
  ],
  marks: [
    {
      id: 'm',
      seq: 2,
      verdict: 'wrong',
      range: { start: 1, end: 4 },
      quote: 'abc',
      note: undefined,
    },
  ],
  counts: {
    wrong: 1,
    unsure: 0,
    verified: 0,
    traced: 1,
    suspect: 1,
    exposed: 1,
    clean: 4,
    notProven: 0,
  },
  firstMarked: 2,
  final: { seq: 7, ring: 'clean', because: '' },
  highlights: [],
  lostMarks: 0,
  checks: [],
};

function page(selected?: number) {
  const store = createStore();
  const sent: WebviewEvent[] = [];
  const actions = createActions(
    store,
    event => sent.push(event),
    () => undefined,
  );
  store.set({ phase: { kind: 'shown' }, graph, slice, selected });
  return { store, sent, actions, selected: () => store.get().selected };
}

describe('moving about', () => {
  it('goes along the steps and stops at the ends', () => {
    const { actions, selected } = page();
    actions.alongLane(1);
    expect(selected()).toBe(0);
    actions.alongLane(-1);
    expect(selected()).toBe(0);
    actions.ends('last');
    actions.alongLane(1);
    expect(selected()).toBe(7);
  });

  it('goes to the nearest step of the next lane', () => {
    const { actions, selected } = page(4);
    actions.acrossLanes(1);
    expect(selected()).toBe(3);
    actions.acrossLanes(1);
    expect(selected()).toBe(3);
  });

  it('goes round the affected steps in both directions', () => {
    const { actions, selected } = page(2);
    actions.affected(1);
    expect(selected()).toBe(3);
    actions.affected(1);
    actions.affected(1);
    expect(selected()).toBe(3);
    actions.affected(-1);
    expect(selected()).toBe(5);
  });

  it('follows evidence to the cause and back', () => {
    const { actions, selected } = page(5);
    actions.toCause();
    actions.toCause();
    expect(selected()).toBe(2);
    actions.toCause();
    expect(selected()).toBe(2);
    actions.toConsumer();
    expect(selected()).toBe(3);
  });

  it('tells the host what is selected', () => {
    const { actions, sent } = page(5);
    actions.toCause();
    expect(sent).toEqual([{ kind: 'select', seq: 3 }]);
  });
});

describe('marking', () => {
  it('marks the selected text, else the whole step', () => {
    const { actions, sent } = page(4);
    actions.mark('wrong', { start: 2, end: 3 });
    actions.mark('verified', undefined);
    expect(sent).toEqual([
      { kind: 'mark', seq: 4, range: { start: 2, end: 3 }, verdict: 'wrong' },
      { kind: 'mark', seq: 4, range: undefined, verdict: 'verified' },
    ]);
  });

  it('names the mark that stands, so that the same key removes it', () => {
    const { actions, sent } = page(2);
    actions.mark('wrong', undefined);
    expect(sent).toEqual([{ kind: 'mark', seq: 2, range: { start: 1, end: 4 }, verdict: 'wrong' }]);
  });

  it('does nothing without a step', () => {
    const { actions, sent } = page();
    actions.mark('wrong', undefined);
    expect(sent).toEqual([]);
  });
});

describe('escape', () => {
  it('undoes one thing at a time and ends at the mark', () => {
    const { actions, store } = page(5);
    store.set({ search: { text: 'x', hits: [1], at: 0 }, only: 'traced', cursor: 5, pinned: 4 });
    const steps: (keyof ReturnType<typeof store.get>)[] = ['search', 'only', 'cursor', 'pinned'];
    for (const part of steps) {
      actions.escape();
      expect(store.get()[part]).toBeUndefined();
      expect(store.get().selected).toBe(5);
    }
    actions.escape();
    expect(store.get().selected).toBe(2);
    actions.escape();
    expect(store.get().selected).toBeUndefined();
  });
});

describe('replay', () => {
  it('starts at the selected step and takes the selection along', () => {
    const { actions, store } = page(1);
    actions.step();
    expect([store.get().cursor, store.get().selected]).toEqual([2, 2]);
    actions.continue();
    actions.continue();
    expect(store.get().cursor).toBe(5);
    actions.reverseContinue();
    expect(store.get().cursor).toBe(3);
    actions.stepBack();
    expect(store.get().cursor).toBe(2);
  });

  it('begins again when it is played at the end', () => {
    const { actions, store } = page(7);
    actions.play();
    expect([store.get().cursor, store.get().playing]).toEqual([0, true]);
    actions.play();
    expect(store.get().playing).toBe(false);
  });
});

describe('the store', () => {
  it('tells every listener of every change, also of those made while telling', () => {
    const store = createStore();
    const heard: string[] = [];
    store.subscribe((state, before) => {
      if (state.selected !== before.selected && state.selected === 1) store.set({ selected: 2 });
    });
    store.subscribe((state, before) => heard.push(`${before.selected} ${state.selected}`));
    store.set({ selected: 1 });
    expect(heard).toEqual(['undefined 1', '1 2']);
  });
});
