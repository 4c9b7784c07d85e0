import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Run } from './fingerprints.ts';
import { extend } from './fingerprints.ts';
import { HashTable } from './hashTable.ts';
import { ByteList, IntList } from './numberList.ts';
import type { ReadText } from './text.ts';
import type { Tokens } from './tokens.ts';

/** Places of one fingerprint that are kept of one text: a table repeats its words, and must not crowd out other texts. */
const mostPerText = 8;
/** Places of one fingerprint that are kept at all. One more than anybody looks at: what has more is boilerplate. */
export const mostPostings = 65;

/**
 * The words of all outputs so far, end to end, and where each fingerprint stands among them: about 2.5 bytes per
 * character. A word is named by its number in the session, a posting by the order in which it came.
 *
 *   words      … revenue in 2025 was │0│ the site … │0│ …        0 between texts: matches nothing
 *   postings   hash ─▶ newest ─older▶ … ─older▶ first
 */
export class WordIndex {
  readonly #hash = new IntList();
  readonly #start = new IntList();
  /** Length in characters; 255 where `#ends` has it. */
  readonly #length = new ByteList();
  readonly #ends = new Map<number, number>();

  /** By text: its first word, and the step it is the output of. */
  readonly #firstWord = new IntList();
  readonly #seq = new IntList();

  readonly #word = new IntList();
  readonly #fingerprint = new IntList();
  readonly #older = new IntList();
  /** How many postings of its fingerprint there are up to this one. */
  readonly #count = new ByteList();
  readonly #newest = new HashTable(posting => this.#fingerprint.at(posting));
  readonly #hashAt = (word: number): number => this.#hash.at(word);

  add(seq: Seq, { tokens, fingerprints }: ReadText): void {
    const first = this.#hash.length;
    this.#firstWord.push(first);
    this.#seq.push(seq);
    for (let i = 0; i < tokens.count; i++) {
      const start = tokens.start[i] ?? 0;
      const end = tokens.end[i] ?? 0;
      if (end - start >= 255) this.#ends.set(first + i, end);
      this.#length.push(Math.min(255, end - start));
    }
    this.#hash.pushAll(tokens.hash);
    this.#start.pushAll(tokens.start);
    this.#hash.push(0);
    this.#start.push(0);
    this.#length.push(0);
    for (let i = 0; i < fingerprints.count; i++) {
      this.#post(fingerprints.hash[i] ?? 0, first + (fingerprints.token[i] ?? 0), first);
    }
  }

  #post(fingerprint: number, word: number, firstOfText: number): void {
    const slot = this.#newest.slotOf(fingerprint);
    const newest = this.#newest.at(slot);
    const count = newest < 0 ? 0 : this.#count.at(newest);
    if (count >= mostPostings) return;
    let posting = newest;
    for (let i = 1; i < mostPerText && posting >= 0; i++) posting = this.older(posting);
    if (posting >= 0 && this.#word.at(posting) >= firstOfText) return;
    this.#fingerprint.push(fingerprint);
    this.#word.push(word);
    this.#older.push(newest);
    this.#count.push(count + 1);
    this.#newest.put(slot, this.#word.length - 1);
  }

  /** The newest place of a fingerprint, or -1. */
  newest(fingerprint: number): number {
    return this.#newest.find(fingerprint);
  }

  /** The place of the same fingerprint before this one, or -1. */
  older(posting: number): number {
    return this.#older.at(posting);
  }

  /** How many places of its fingerprint there are up to this one; beyond `mostPostings` none is kept. */
  countAt(posting: number): number {
    return this.#count.at(posting);
  }

  /** The step whose output holds a posting. O(log steps). */
  seqOf(posting: number): Seq {
    const word = this.#word.at(posting);
    let low = 0;
    let high = this.#firstWord.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#firstWord.at(middle) <= word) low = middle;
      else high = middle;
    }
    return this.#seq.at(low);
  }

  /** The longest run of words that a text shares with the one of a posting, around a fingerprint of both. */
  runAt(tokens: Tokens, at: number, posting: number): Run {
    return extend(tokens, at, this.#hashAt, this.#word.at(posting));
  }

  /** Where a run stands in the earlier text. */
  rangeOf({ start, end, source }: Run): Range {
    const last = source + end - start - 1;
    const length = this.#length.at(last);
    return {
      start: this.#start.at(source),
      end: this.#ends.get(last) ?? this.#start.at(last) + length,
    };
  }
}
