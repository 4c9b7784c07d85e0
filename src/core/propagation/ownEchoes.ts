import { allWords, tellingWords } from '../provenance/vocabulary.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { meets } from '../session/range.ts';
import { stepAt } from '../session/session.ts';
import type { Ground } from './ground.ts';

/** Share of a segment's words that must be the mark's, new in it, to say that it was built on the mark. */
const leastShare = 0.25;
const mostWeight = 0.9;
const fewBits = 4;

/**
 * How far a range of a marked output is built on marked ranges before it in the same output, 0 to 1: an agent claims a
 * date in a sentence and writes it into its program below. By the words that the mark brings up first.
 */
export function ownEchoes(
  { session, provenance: { vocabulary }, segmentsOf }: Ground,
  seq: Seq,
  marked: readonly Range[],
  range: Range,
): number {
  const { text } = stepAt(session, seq).output;
  const words = allWords(text);
  const fresh = new Set<number>();
  for (const each of marked) {
    for (const word of tellingWords(words, each).keys()) {
      const after = vocabulary.eachAfter(word, seq, () => undefined);
      if (vocabulary.stepsWith(word) - after === 1) fresh.add(word);
    }
  }
  const weightOf = (word: number): number =>
    Math.log2((vocabulary.steps + 1) / (vocabulary.stepsWith(word) + 0.5)) + 0.5;
  let most = 0;
  for (const segment of segmentsOf(seq)) {
    if (!meets(segment, range) || !marked.some(each => each.end <= segment.start)) continue;
    let all = fewBits;
    let shared = 0;
    for (const word of tellingWords(words, segment).keys()) {
      const weight = weightOf(word);
      all += weight;
      if (fresh.has(word)) shared += weight;
    }
    const share = shared / all;
    if (share > leastShare) most = Math.max(most, Math.min(mostWeight, share));
  }
  return most;
}
