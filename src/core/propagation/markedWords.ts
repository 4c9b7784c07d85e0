import type { PlacedMark } from '../annotations/anchor.ts';
import type { Vocabulary } from '../provenance/vocabulary.ts';
import { allWords, tellingWords } from '../provenance/vocabulary.ts';
import type { Range } from '../session/range.ts';
import { meets } from '../session/range.ts';
import type { Seq } from '../session/ids.ts';
import { stepAt } from '../session/session.ts';
import type { Ground } from './ground.ts';

/** Weight of words, in bits, below which a share of them says little. */
const fewestNewBits = 6;
const fewestRareBits = 12;

/** For every later step, the share of marked words in it: 0 to 1, by seq. */
export interface MarkedWords {
  readonly newWords: Float64Array;
  readonly rareWords: Float64Array;
}

/**
 * How much of what was marked each later step says again, in the mark's own words. Of a mark over several sentences each
 * is measured, and all of them together; the best counts, so a larger mark never finds less.
 */
export function markedWords(ground: Ground, marks: readonly PlacedMark[]): MarkedWords {
  const { session, provenance, segmentsOf } = ground;
  const size = session.steps.length;
  const out = { newWords: new Float64Array(size), rareWords: new Float64Array(size) };
  const sums = { fresh: new Float64Array(size), rare: new Float64Array(size) };
  for (const { seq, range } of marks) {
    const words = allWords(stepAt(session, seq).output.text);
    const everywhere = tellingWords(words);
    const later = laterSteps(provenance.vocabulary, seq);
    for (const part of partsOf(range, segmentsOf(seq))) {
      add(out, sums, provenance.vocabulary, seq, tellingWords(words, part), everywhere, later);
    }
  }
  return out;
}

/** The steps after one that hold a word, looked up once: a word of a sentence is one of the whole mark too. */
function laterSteps(vocabulary: Vocabulary, seq: Seq): (word: number) => readonly Seq[] {
  const known = new Map<number, readonly Seq[]>();
  return word => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const later: Seq[] = [];
    vocabulary.eachAfter(word, seq, at => later.push(at));
    known.set(word, later);
    return later;
  };
}

function partsOf(range: Range, segments: readonly Range[]): readonly Range[] {
  const parts = segments
    .filter(segment => meets(segment, range))
    .map(({ start, end }) => ({
      start: Math.max(start, range.start),
      end: Math.min(end, range.end),
    }));
  return parts.length === 1 ? parts : [...parts, range];
}

function add(
  out: MarkedWords,
  sums: { readonly fresh: Float64Array; readonly rare: Float64Array },
  vocabulary: Vocabulary,
  seq: Seq,
  part: ReadonlyMap<number, number>,
  everywhere: ReadonlyMap<number, number>,
  laterSteps: (word: number) => readonly Seq[],
): void {
  const touched: number[] = [];
  let allFresh = 0;
  let allRare = 0;
  for (const [word, times] of part) {
    const steps = vocabulary.stepsWith(word);
    const later = laterSteps(word);
    // A word that stood there before, or stands beside the mark, could come from there.
    const before = steps - later.length - 1 + ((everywhere.get(word) ?? 0) > times ? 0.5 : 0);
    const fresh = Math.max(0, Math.log2((seq + 2) / (before + 1))) + (before === 0 ? 1 : 0);
    const rare = Math.log2((vocabulary.steps + 1) / (steps + 0.5)) + 0.5;
    allFresh += fresh;
    allRare += rare;
    for (const at of later) {
      // Every word has some rarity: nothing is summed yet where there is none.
      if (sums.rare[at] === 0) touched.push(at);
      sums.fresh[at] = (sums.fresh[at] ?? 0) + fresh;
      sums.rare[at] = (sums.rare[at] ?? 0) + rare;
    }
  }
  for (const at of touched) {
    const fresh = (sums.fresh[at] ?? 0) / Math.max(allFresh, fewestNewBits);
    const rare = (sums.rare[at] ?? 0) / Math.max(allRare, fewestRareBits);
    out.newWords[at] = Math.max(out.newWords[at] ?? 0, fresh);
    out.rareWords[at] = Math.max(out.rareWords[at] ?? 0, rare);
    sums.fresh[at] = 0;
    sums.rare[at] = 0;
  }
}
