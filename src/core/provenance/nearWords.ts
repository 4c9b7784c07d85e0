import { bitsOf, letterOrNumber, lower, upper } from './characters.ts';

const before = 72;
const after = 32;
const most = 8;

/**
 * The words next to a place, as hashes, nearest first: what a number is of. `"units_shipped": 348`,
 * `| units shipped | 348 |` and `348 units were shipped` all have "unit" and "shipped". Left of the place they may come
 * from the line before, where its own has none (records written over several lines). Bounded: looks at 100 characters.
 */
export function nearWords(text: string, start: number, end: number): readonly number[] {
  const out: number[] = [];
  const from = Math.max(0, start - before);
  for (let at = start; at > from && out.length < most - 2;) {
    const unit = text.charCodeAt(at - 1);
    if (unit === lineFeed && out.length > 0) break;
    if (!isLetter(unit)) {
      at--;
      continue;
    }
    let first = at - 1;
    while (first > from && isLetter(text.charCodeAt(first - 1)) && !isHump(text, first)) first--;
    take(text, first, at, out);
    at = first;
  }
  const to = Math.min(text.length, end + after);
  for (let at = end; at < to && out.length < most;) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed) break;
    if (!isLetter(unit)) {
      at++;
      continue;
    }
    let last = at + 1;
    while (last < to && isLetter(text.charCodeAt(last)) && !isHump(text, last)) last++;
    take(text, at, last, out);
    at = last;
  }
  return out;
}

/** How many words both have. */
export const shared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, word) => sum + (b.includes(word) ? 1 : 0), 0);

/** Letters of any script; digits part words: `revenue_2`. */
const isLetter = (unit: number): boolean =>
  (bitsOf(unit) & letterOrNumber) !== 0 && !(unit >= 0x30 && unit <= 0x39);

/** True between the words of `unitsShipped`. */
const isHump = (text: string, at: number): boolean =>
  (bitsOf(text.charCodeAt(at)) & upper) !== 0 && (bitsOf(text.charCodeAt(at - 1)) & lower) !== 0;

/** Adds a word that tells something, without the ending of its plural. */
function take(text: string, start: number, end: number, out: number[]): void {
  if (end - start < 3) return;
  let word = text.slice(start, end).toLowerCase();
  if (common.has(word)) return;
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) word = word.slice(0, -1);
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  if (!out.includes(hash)) out.push(hash);
}

const lineFeed = 0x0a;

/** Words that stand beside any number. */
const common: ReadonlySet<string> = new Set(
  `the and for with from that this these those are was were has have had its his her their our your per not but all any
  both each than then into over under about around some more most less least only also will would should could can may
  value values amount number figure data field entry item name type null true false none yes
  eur usd gbp chf jpy percent million millions billion thousand total hundred
  day days hour hours minute minutes week weeks month months year years`.split(/\s+/u),
);
