/** Half-open range of UTF-16 offsets into one step's output text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Sorted, disjoint, non-empty ranges of one text. */
export type RangeSet = readonly Range[];

export const meets = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

/** True if any range of the set meets `range`. Binary search: O(log n). */
export function meetsAny(set: RangeSet, range: Range): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = set[middle];
    if (at === undefined || at.end > range.start) high = middle;
    else low = middle + 1;
  }
  const first = set[low];
  return first !== undefined && first.start < range.end;
}

/** Union of any ranges, as a set. */
export function rangeSet(ranges: Iterable<Range>): RangeSet {
  const sorted: Range[] = [];
  for (const range of ranges) if (range.end > range.start) sorted.push(range);
  if (sorted.length < 2) return sorted;
  sorted.sort((a, b) => a.start - b.start);
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** The set without what `hole` covers. */
export const subtractRange = (set: RangeSet, hole: Range): RangeSet =>
  set
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, hole.start) },
      { start: Math.max(start, hole.end), end },
    ])
    .filter(({ start, end }) => end > start);
