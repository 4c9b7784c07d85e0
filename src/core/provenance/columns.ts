import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import type { Atom } from './atoms.ts';

/** Numbers of one output that stand under one key or in one column. */
export interface Column {
  readonly seq: Seq;
  readonly sum: number;
  readonly count: number;
  /** Where they stand, the first of many. */
  readonly places: readonly Range[];
}

export type Columns = readonly Column[];

const mostColumns = 16;
const mostPlaces = 64;

/** Columns of at least three numbers: JSON leaves whose paths differ only in indices, and cells of tables. O(length). */
export function columnsOf(
  seq: Seq,
  text: string,
  numbers: readonly Atom[],
  segmentsInOrder: readonly Segment[],
): Columns {
  if (numbers.length < 3) return none;
  const byKey = new Map<string, { sum: number; count: number; places: Range[] }>();
  let at = 0;
  for (const { start, end, value = 0 } of numbers) {
    while (at < segmentsInOrder.length && (segmentsInOrder[at]?.end ?? 0) <= start) at++;
    const segment = segmentsInOrder[at];
    const key = segment === undefined ? undefined : keyOf(text, segment);
    if (key === undefined) continue;
    let column = byKey.get(key);
    if (column === undefined) {
      if (byKey.size === mostColumns) continue;
      byKey.set(key, (column = { sum: 0, count: 0, places: [] }));
    }
    column.sum += value;
    column.count++;
    if (column.places.length < mostPlaces) column.places.push({ start, end });
  }
  const columns = [...byKey.values()].filter(each => each.count >= 3);
  return columns.length === 0 ? none : columns.map(each => ({ seq, ...each }));
}

const none: Columns = [];

/** The path without its indices; for a cell the number of bars before it in its row. */
function keyOf(text: string, { path, start, end }: Segment): string | undefined {
  if (path !== undefined) {
    return end - start <= 24 && /\d/u.test(path) ? path.replaceAll(/\b\d+\b/gu, '*') : undefined;
  }
  if (end - start > 40) return undefined;
  let bars = 0;
  let isCell = false;
  for (let i = start - 1; i >= 0 && start - i < 400; i--) {
    const unit = text.charCodeAt(i);
    if (unit === lineFeed) break;
    if (unit !== bar) continue;
    isCell = true;
    bars++;
  }
  return isCell ? `|${bars}` : undefined;
}

const bar = 0x7c;
const lineFeed = 0x0a;
