import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { HashTable } from './hashTable.ts';
import { IntList } from './numberList.ts';
import type { Tokens } from './tokens.ts';
import { tokenise } from './tokens.ts';

/** Bits of a function word ("the", "of"): what says more than these is telling. */
const functionWord = 3;

/** True of a word that says something: not a function word, not the border of a block. */
export const isTelling = ({ hash, bits }: Tokens, at: number): boolean =>
  hash[at] !== 0 && (bits[at] ?? 0) > functionWord;

/** Words of a whole text, JSON keys and tool names included: who copies a field copies its name. */
export const allWords = (text: string): Tokens =>
  tokenise(text, [{ start: 0, end: text.length, path: undefined, block: 0 }]);

/** Hashes of the telling words that meet a range, with how often each stands there. O(log words + words in the range). */
export function tellingWords(tokens: Tokens, range?: Range): ReadonlyMap<number, number> {
  const words = new Map<number, number>();
  for (let at = range === undefined ? 0 : firstMeeting(tokens, range); at < tokens.count; at++) {
    if (range !== undefined && (tokens.start[at] ?? 0) >= range.end) break;
    if (!isTelling(tokens, at)) continue;
    const word = tokens.hash[at] ?? 0;
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  return words;
}

function firstMeeting({ count, end }: Tokens, range: Range): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((end[middle] ?? 0) > range.start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Which steps hold each telling word, about half a byte per character of text.
 *
 *   word ─▶ newest step ─older▶ … ─older▶ first step
 */
export class Vocabulary {
  readonly #hash = new IntList();
  readonly #newest = new IntList();
  readonly #steps = new IntList();
  readonly #words = new HashTable(word => this.#hash.at(word));

  readonly #seq = new IntList();
  readonly #older = new IntList();
  #count = 0;

  /** Number of steps so far. */
  get steps(): number {
    return this.#count;
  }

  add(seq: Seq, text: string): void {
    this.#count++;
    const tokens = allWords(text);
    for (let at = 0; at < tokens.count; at++) {
      if (isTelling(tokens, at)) this.#post(tokens.hash[at] ?? 0, seq);
    }
  }

  #post(hash: number, seq: Seq): void {
    const slot = this.#words.slotOf(hash);
    let word = this.#words.at(slot);
    if (word < 0) {
      word = this.#hash.length;
      this.#hash.push(hash);
      this.#newest.push(-1);
      this.#steps.push(0);
      this.#words.put(slot, word);
    }
    const newest = this.#newest.at(word);
    if (newest >= 0 && this.#seq.at(newest) === seq) return;
    this.#older.push(newest);
    this.#newest.set(word, this.#seq.length);
    this.#seq.push(seq);
    this.#steps.set(word, this.#steps.at(word) + 1);
  }

  /** In how many steps a word stands. */
  stepsWith(hash: number): number {
    const word = this.#words.find(hash);
    return word < 0 ? 0 : this.#steps.at(word);
  }

  /** Hands over the steps after `after` that hold a word, newest first, and returns how many there are. */
  eachAfter(hash: number, after: Seq, take: (seq: Seq) => void): number {
    const word = this.#words.find(hash);
    let count = 0;
    for (let at = word < 0 ? -1 : this.#newest.at(word); at >= 0; at = this.#older.at(at)) {
      const seq = this.#seq.at(at);
      if (seq <= after) break;
      count++;
      take(seq);
    }
    return count;
  }
}
