/** Half-open range of UTF-16 offsets into one step's output text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Sorted, disjoint, non-empty ranges of one text. */
export type RangeSet = readonly Range[];

export const meets = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

export const contains = (outer: Range, inner: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

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

/** The set with `range` added; touching ranges are joined. Empty ranges add nothing. */
export function addRange(set: RangeSet, range: Range): RangeSet {
  if (range.end <= range.start) return set;
  const out: Range[] = [];
  let { start, end } = range;
  let placed = false;
  for (const each of set) {
    if (each.end < start) out.push(each);
    else if (each.start > end) {
      if (!placed) {
        out.push({ start, end });
        placed = true;
      }
      out.push(each);
    } else {
      start = Math.min(start, each.start);
      end = Math.max(end, each.end);
    }
  }
  if (!placed) out.push({ start, end });
  return out;
}

/** Union of any ranges, as a set. */
export function rangeSet(ranges: Iterable<Range>): RangeSet {
  const sorted = [...ranges].filter(r => r.end > r.start).sort((a, b) => a.start - b.start);
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
