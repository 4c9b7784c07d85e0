import { describe, expect, it } from 'vitest';
import type { GraphView } from '../../../src/core/view/graph.ts';
import { restore, saved } from '../../../webview/saved.ts';
import { initialState } from '../../../webview/store.ts';
import { visible, visibleLine } from '../../../src/protocol/visible.ts';

describe('hidden characters', () => {
  it('become visible, one for one', () => {
    for (const text of [
      'a\u202eb',
      'a\u200bb',
      '\ufeffx',
      'a\u0007b',
      'x\u2066y\u2069',
      'a\u{e0041}b',
    ]) {
      expect(visible(text)).toHaveLength(text.length);
      expect(visible(text)).not.toBe(text);
      expect(visible(text)).not.toMatch(/[\u200b\u202e\u2066\u2069\ufeff]|\u{e0041}/u);
    }
  });

  it('leave what means something: line breaks, tabs, joined emoji, joiners of other scripts', () => {
    for (const text of ['a\n\tb', '👩‍💻 ok', 'می‌خواهم', 'naïve – “quoted”', '日本語']) {
      expect(visible(text)).toBe(text);
    }
    expect(visible('pass\u200dword')).toBe('pass\u25afword');
  });

  it('go on one line for labels', () => {
    expect(visibleLine(' a\r\nb\tc ')).toBe('a b c');
  });
});

describe('saved state', () => {
  const graph = { steps: { length: 10 } } as unknown as GraphView;

  it('comes back', () => {
    const state = {
      ...initialState,
      selected: 3,
      view: { left: 1, pitch: 9 },
      edges: 'none' as const,
    };
    expect(restore(saved(state), graph)).toEqual({
      selected: 3,
      view: { left: 1, pitch: 9 },
      edges: 'none',
    });
  });

  it('is left out where it does not fit the session, or is no state at all', () => {
    expect(
      restore({ selected: 10, cursor: -1, view: { left: 0, pitch: NaN }, edges: 3 }, graph),
    ).toEqual({});
    for (const value of [undefined, null, 'x', 7]) expect(restore(value, graph)).toEqual({});
  });
});
