import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import type { Candidates } from './candidates.ts';
import { HashTable } from './hashTable.ts';
import { FloatList, IntList } from './numberList.ts';
import type { StepText } from './text.ts';
import { allWords, isTelling, tellingWords } from './vocabulary.ts';

/** Newest segments with a word that are compared: what stands in more says little, and work stays bounded. */
const mostPlaces = 8;
/** Earlier steps that a segment is said to be similar to: the best, by cosine. */
const mostSources = 3;
const fewestWords = 2;
/** What two segments share of the rarer words' weight, below which nobody would call them similar. */
const leastShare = 0.1;
/** Weight of a segment below which it is too short for its share to mean anything. */
const leastWeight = 100;

/** A segment of an output is worded like one of an earlier output. */
export interface Similarity {
  readonly used: Seq;
  readonly from: Range;
  readonly to: Range;
  /** Share of the earlier segment's words, by weight, that the later one holds. */
  readonly share: number;
  /** Information of the shared words. */
  readonly bits: number;
}

/**
 * Finds, for each segment of an output, the earlier segments most like it: cosine over its telling words, each weighted
 * by its rarity in the session so far (tf-idf). In numbers throughout: a session has a million segments. Online: `add`
 * finds the step's similarities, then makes its segments known.
 */
export class SimilarFinder {
  readonly #hash = new IntList();
  /** In how many steps a word stood so far, and the last of them. */
  readonly #steps = new IntList();
  readonly #lastSeq = new IntList();
  /** Newest places of each word, `mostPlaces` slots for each; a place is the number of a segment. */
  readonly #places = new IntList();
  readonly #placed = new IntList();
  readonly #words = new HashTable(word => this.#hash.at(word));

  readonly #segmentSeq = new IntList();
  readonly #segmentStart = new IntList();
  readonly #segmentEnd = new IntList();
  /** Sum of squared weights of a segment's words, when it was said. */
  readonly #norm = new FloatList();

  /** By step: its first similarity. */
  readonly #first = new IntList();
  readonly #from = new IntList();
  readonly #toStart = new IntList();
  readonly #toEnd = new IntList();
  readonly #share = new FloatList();
  readonly #bits = new FloatList();

  #dot = new Float64Array(1024);
  readonly #keyWords = new Map<string, ReadonlyMap<number, number>>();

  /** Finds what a step's output is similar to, and adds the step. Steps come in order, without gaps. */
  add(text: StepText, candidates: Candidates): void {
    const { seq } = text.step;
    this.#first.push(this.#from.length);
    const words = this.#wordsOf(text);
    for (const [index, segment] of text.segments.entries()) {
      const mine = words[index];
      if (mine !== undefined && mine.length >= fewestWords)
        this.#find(seq, segment, mine, candidates);
    }
    for (const [index, segment] of text.segments.entries()) {
      const mine = words[index];
      if (mine !== undefined && mine.length >= fewestWords) this.#post(seq, segment, mine);
    }
  }

  /** What a step's output is similar to, in order of its segments, best first. */
  *of(seq: Seq): Iterable<Similarity> {
    const end = seq + 1 < this.#first.length ? this.#first.at(seq + 1) : this.#from.length;
    for (let at = this.#first.at(seq); at < end; at++) {
      const segment = this.#from.at(at);
      yield {
        used: this.#segmentSeq.at(segment),
        from: { start: this.#segmentStart.at(segment), end: this.#segmentEnd.at(segment) },
        to: { start: this.#toStart.at(at), end: this.#toEnd.at(at) },
        share: this.#share.at(at),
        bits: this.#bits.at(at),
      };
    }
  }

  /** Numbers of the distinct telling words of each segment; of a JSON leaf those of its key too. */
  #wordsOf({ tokens, segments }: StepText): readonly (readonly number[])[] {
    let at = 0;
    return segments.map(segment => {
      const hashes = new Set(
        segment.path === undefined ? [] : this.#wordsOfKey(segment.path).keys(),
      );
      while (at < tokens.count && (tokens.start[at] ?? 0) < segment.start) at++;
      for (; at < tokens.count && (tokens.start[at] ?? 0) < segment.end; at++) {
        if (isTelling(tokens, at)) hashes.add(tokens.hash[at] ?? 0);
      }
      return [...hashes].map(hash => this.#numberOf(hash));
    });
  }

  #wordsOfKey(path: string): ReadonlyMap<number, number> {
    const key = /([^.[\]]+)(?:\[\d+\]|\.\d+)*$/u.exec(path)?.[1] ?? '';
    let words = this.#keyWords.get(key);
    if (words === undefined) {
      words = tellingWords(allWords(key));
      this.#keyWords.set(key, words);
    }
    return words;
  }

  #numberOf(hash: number): number {
    const slot = this.#words.slotOf(hash);
    const known = this.#words.at(slot);
    if (known >= 0) return known;
    const word = this.#hash.length;
    this.#hash.push(hash);
    this.#steps.push(0);
    this.#lastSeq.push(-1);
    this.#placed.push(0);
    for (let i = 0; i < mostPlaces; i++) this.#places.push(-1);
    this.#words.put(slot, word);
    return word;
  }

  /** Rarity of a word among the steps before `seq`, in bits, at least about 1. */
  #weight(word: number, seq: Seq): number {
    const steps = this.#steps.at(word) - (this.#lastSeq.at(word) === seq ? 1 : 0);
    return Math.log2((seq + 2) / (steps + 0.5)) + 1;
  }

  #find(seq: Seq, { start, end }: Segment, words: readonly number[], candidates: Candidates): void {
    const touched: number[] = [];
    let norm = 0;
    for (const word of words) {
      const weight = this.#weight(word, seq) ** 2;
      norm += weight;
      const placed = Math.min(mostPlaces, this.#placed.at(word));
      for (let i = 0; i < placed; i++) {
        const segment = this.#places.at(word * mostPlaces + i);
        if (this.#dot[segment] === 0) touched.push(segment);
        this.#dot[segment] = (this.#dot[segment] ?? 0) + weight;
      }
    }
    for (const segment of this.#best(touched, norm, candidates)) {
      const dot = this.#dot[segment] ?? 0;
      this.#from.push(segment);
      this.#toStart.push(start);
      this.#toEnd.push(end);
      this.#share.push(Math.min(1, dot / Math.max(leastWeight, this.#norm.at(segment))));
      this.#bits.push(Math.sqrt(dot));
    }
    for (const segment of touched) this.#dot[segment] = 0;
  }

  /** The most similar segment of each step, of the most similar steps; the newer on a tie. */
  #best(touched: readonly number[], norm: number, candidates: Candidates): readonly number[] {
    const cosine = (segment: number): number =>
      (this.#dot[segment] ?? 0) / Math.sqrt(norm * this.#norm.at(segment));
    const best: number[] = [];
    const better = (a: number, b: number): number => cosine(b) - cosine(a) || b - a;
    for (const segment of touched) {
      const dot = this.#dot[segment] ?? 0;
      if (dot < leastShare * Math.max(leastWeight, this.#norm.at(segment))) continue;
      const last = best.at(-1);
      if (best.length === mostSources && last !== undefined && better(segment, last) > 0) continue;
      const seq = this.#segmentSeq.at(segment);
      const range = { start: this.#segmentStart.at(segment), end: this.#segmentEnd.at(segment) };
      if (!candidates.hasStep(seq) || !candidates.has({ seq, range })) continue;
      const same = best.findIndex(each => this.#segmentSeq.at(each) === seq);
      if (same >= 0) {
        if (better(segment, best[same] ?? segment) >= 0) continue;
        best.splice(same, 1);
      }
      best.push(segment);
      best.sort(better);
      if (best.length > mostSources) best.pop();
    }
    return best;
  }

  #post(seq: Seq, { start, end }: Segment, words: readonly number[]): void {
    const segment = this.#segmentSeq.length;
    let norm = 0;
    for (const word of words) {
      norm += this.#weight(word, seq) ** 2;
      if (this.#lastSeq.at(word) !== seq) {
        this.#lastSeq.set(word, seq);
        this.#steps.set(word, this.#steps.at(word) + 1);
      }
      const placed = this.#placed.at(word);
      this.#places.set(word * mostPlaces + (placed % mostPlaces), segment);
      this.#placed.set(word, placed + 1);
    }
    this.#segmentSeq.push(seq);
    this.#segmentStart.push(start);
    this.#segmentEnd.push(end);
    this.#norm.push(norm);
    if (segment >= this.#dot.length) {
      const grown = new Float64Array(this.#dot.length * 2);
      grown.set(this.#dot);
      this.#dot = grown;
    }
  }
}
