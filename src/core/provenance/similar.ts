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

  /** By step: its first segment, and its first similarity. */
  readonly #firstSegment = new IntList();
  readonly #first = new IntList();
  readonly #from = new IntList();
  readonly #toStart = new IntList();
  readonly #toEnd = new IntList();
  readonly #share = new FloatList();
  readonly #bits = new FloatList();

  /** Squared weight of a word in the step it was last looked up for. */
  readonly #weight = new FloatList();
  readonly #weighedSeq = new IntList();
  /** The last segment that held a word, by its number among all segments looked at. */
  readonly #heldIn = new IntList();
  #looked = 0;

  /** Of one step: the words of its segments one after the other, and where those of each segment begin. */
  readonly #mine = new IntList();
  readonly #begins = new IntList();
  #dot = new Float64Array(1024);
  #touched = new Int32Array(1024);
  readonly #keyWords = new Map<string, ReadonlyMap<number, number>>();

  /** Finds what a step's output is similar to, and adds the step. Steps come in order, without gaps. */
  add(text: StepText, candidates: Candidates): void {
    const { seq } = text.step;
    this.#firstSegment.push(this.#segmentSeq.length);
    this.#first.push(this.#from.length);
    this.#readWords(text);
    if (candidates.oldest < seq) {
      const oldest = this.#firstSegment.at(candidates.oldest);
      for (const [index, segment] of text.segments.entries()) {
        if (this.#wordCount(index) < fewestWords) continue;
        this.#find(segment, index, candidates, oldest);
      }
    }
    for (const [index, segment] of text.segments.entries()) {
      if (this.#wordCount(index) >= fewestWords) this.#post(seq, segment, index);
    }
  }

  /** What a step's output is similar to, in order of its segments, best first: those that are `wanted`. */
  of(seq: Seq, wanted: (used: Seq, share: number) => boolean = () => true): readonly Similarity[] {
    const found: Similarity[] = [];
    const end = this.#endOf(seq);
    for (let at = this.#first.at(seq); at < end; at++) {
      const segment = this.#from.at(at);
      const used = this.#segmentSeq.at(segment);
      const share = this.#share.at(at);
      if (!wanted(used, share)) continue;
      found.push({
        used,
        from: { start: this.#segmentStart.at(segment), end: this.#segmentEnd.at(segment) },
        to: { start: this.#toStart.at(at), end: this.#toEnd.at(at) },
        share,
        bits: this.#bits.at(at),
      });
    }
    return found;
  }

  /** True if one of a step's similarities is `wanted`: a cheap check before `of`. */
  someOf(seq: Seq, wanted: (used: Seq, share: number) => boolean): boolean {
    const end = this.#endOf(seq);
    for (let at = this.#first.at(seq); at < end; at++) {
      if (wanted(this.#segmentSeq.at(this.#from.at(at)), this.#share.at(at))) return true;
    }
    return false;
  }

  /** Behind a step's last similarity. */
  #endOf(seq: Seq): number {
    return seq + 1 < this.#first.length ? this.#first.at(seq + 1) : this.#from.length;
  }

  /** Reads the numbers of the distinct telling words of each segment; of a JSON leaf those of its key too. */
  #readWords({ step: { seq }, tokens, segments }: StepText): void {
    this.#mine.clear();
    this.#begins.clear();
    let at = 0;
    for (const segment of segments) {
      this.#looked++;
      this.#begins.push(this.#mine.length);
      if (segment.path !== undefined) {
        for (const hash of this.#wordsOfKey(segment.path).keys()) this.#take(hash, seq);
      }
      while (at < tokens.count && (tokens.start[at] ?? 0) < segment.start) at++;
      for (; at < tokens.count && (tokens.start[at] ?? 0) < segment.end; at++) {
        if (isTelling(tokens, at)) this.#take(tokens.hash[at] ?? 0, seq);
      }
    }
    this.#begins.push(this.#mine.length);
  }

  /** Takes a word of the segment being read, once. */
  #take(hash: number, seq: Seq): void {
    const word = this.#numberOf(hash);
    if (this.#heldIn.at(word) === this.#looked) return;
    this.#heldIn.set(word, this.#looked);
    this.#mine.push(word);
    if (this.#weighedSeq.at(word) === seq) return;
    this.#weighedSeq.set(word, seq);
    this.#weight.set(word, rarity(seq, this.#steps.at(word)) ** 2);
  }

  #wordCount(index: number): number {
    return this.#begins.at(index + 1) - this.#begins.at(index);
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
    this.#weight.push(0);
    this.#weighedSeq.push(-1);
    this.#heldIn.push(0);
    this.#placed.push(0);
    for (let i = 0; i < mostPlaces; i++) this.#places.push(-1);
    this.#words.put(slot, word);
    return word;
  }

  /** `oldest` is the first segment that may be a source. */
  #find({ start, end }: Segment, index: number, candidates: Candidates, oldest: number): void {
    const last = this.#begins.at(index + 1);
    let count = 0;
    let norm = 0;
    for (let at = this.#begins.at(index); at < last; at++) {
      const word = this.#mine.at(at);
      const weight = this.#weight.at(word);
      norm += weight;
      const placed = Math.min(mostPlaces, this.#placed.at(word));
      if (count + placed > this.#touched.length) this.#touched = doubled(this.#touched);
      for (let i = 0; i < placed; i++) {
        const segment = this.#places.at(word * mostPlaces + i);
        if (segment < oldest) continue;
        const dot = this.#dot[segment] ?? 0;
        if (dot === 0) this.#touched[count++] = segment;
        this.#dot[segment] = dot + weight;
      }
    }
    for (const segment of this.#best(count, norm, candidates)) {
      const dot = this.#dot[segment] ?? 0;
      this.#from.push(segment);
      this.#toStart.push(start);
      this.#toEnd.push(end);
      this.#share.push(Math.min(1, dot / Math.max(leastWeight, this.#norm.at(segment))));
      this.#bits.push(Math.sqrt(dot));
    }
    for (let i = 0; i < count; i++) this.#dot[this.#touched[i] ?? 0] = 0;
  }

  /** The most similar segment of each step, of the most similar steps, of the first `count` touched; the newer on a tie. */
  #best(count: number, norm: number, candidates: Candidates): readonly number[] {
    const cosine = (segment: number): number =>
      (this.#dot[segment] ?? 0) / Math.sqrt(norm * this.#norm.at(segment));
    const best: number[] = [];
    const better = (a: number, b: number): number => cosine(b) - cosine(a) || b - a;
    for (let i = 0; i < count; i++) {
      const segment = this.#touched[i] ?? 0;
      const dot = this.#dot[segment] ?? 0;
      if (dot < leastShare * leastWeight || dot < leastShare * this.#norm.at(segment)) continue;
      const last = best.at(-1);
      if (best.length === mostSources && last !== undefined && better(segment, last) > 0) continue;
      const seq = this.#segmentSeq.at(segment);
      if (!candidates.hasStep(seq)) continue;
      const range = { start: this.#segmentStart.at(segment), end: this.#segmentEnd.at(segment) };
      if (!candidates.has({ seq, range })) continue;
      const same = best.findIndex(each => this.#segmentSeq.at(each) === seq);
      if (same >= 0) {
        if (better(segment, best[same] ?? segment) >= 0) continue;
        best.splice(same, 1);
      }
      best.push(segment);
      if (best.length > 1) best.sort(better);
      if (best.length > mostSources) best.pop();
    }
    return best;
  }

  #post(seq: Seq, { start, end }: Segment, index: number): void {
    const segment = this.#segmentSeq.length;
    const last = this.#begins.at(index + 1);
    let norm = 0;
    for (let at = this.#begins.at(index); at < last; at++) {
      const word = this.#mine.at(at);
      norm += this.#weight.at(word);
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
    if (segment >= this.#dot.length) this.#dot = doubled(this.#dot);
  }
}

/** Rarity of a word that `steps` of the steps before `seq` hold, in bits, at least about 1. */
const rarity = (seq: Seq, steps: number): number => Math.log2((seq + 2) / (steps + 0.5)) + 1;

function doubled<A extends Float64Array | Int32Array>(old: A): A {
  const next = new (old.constructor as new (size: number) => A)(old.length * 2);
  next.set(old);
  return next;
}
