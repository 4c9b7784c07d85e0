/** Something that yields a step, and what must have happened before it. */
export interface Happening {
  /** Milliseconds; what is unknown counts as the beginning. */
  readonly time: number;
  readonly before: Happening[];
}

/**
 * Orders what happened by time, but causes before effects where the recording knows them: clocks of several machines
 * disagree, and spans of one machine may end in any order. Equal times keep their order. Of a circle of causes the one
 * that comes first in time goes first. O(n log n + causes).
 */
export function inOrder<T extends Happening>(happenings: readonly T[]): readonly T[] {
  const sorted = happenings
    .map((each, index) => ({ each, index }))
    .sort((a, b) => a.each.time - b.each.time || a.index - b.index)
    .map(({ each }) => each);
  const known = new Set<Happening>(happenings);
  const ordered: T[] = [];
  const state = new Map<Happening, 'open' | 'done'>();
  for (const first of sorted) {
    // A stack of our own: a chain of causes may be as long as the session.
    const stack: Happening[] = [first];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (state.get(top) === 'done') {
        stack.pop();
        continue;
      }
      const opened = state.has(top);
      state.set(top, 'open');
      const missing = opened ? [] : top.before.filter(each => known.has(each) && !state.has(each));
      if (missing.length > 0) {
        stack.push(...missing.reverse());
        continue;
      }
      state.set(top, 'done');
      ordered.push(top as T);
      stack.pop();
    }
  }
  return ordered;
}
