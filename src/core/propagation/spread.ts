import type { PlacedMark } from '../annotations/anchor.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { rangeSet, subtractRange } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import type { Ground } from './ground.ts';
import { isRecorded } from './ground.ts';
import { markedWords } from './markedWords.ts';
import type { Word } from './overrides.ts';
import { derivationsInto } from './overrides.ts';
import type { Found, SpreadState } from './reading.ts';
import { exposure, isReached, readTerms } from './reading.ts';
import { eachMeeting, Taint } from './taint.ts';
import type { Link, Terms } from './terms.ts';

/** Confidence from which a step's taint passes on at all. */
const leastConfidence = 0.02;
/** Execution from which a result is tainted as a whole. */
const wholeResult = 0.3;
/** Strength of evidence from which the segment that holds it is as tainted as the step is. */
const fullStrength = 0.5;

/** Weight of evidence that can be shown to a person, and the most that what cannot be shown is worth. */
const shownFrom = 0.35;
const evenOdds = 0.5;
/** The same for what only resembles it, where it is recorded what a step had. */
const wellShownFrom = 0.5;

/** Says how likely it is that a step with these terms and links consumed the mark: 0 to 1. */
export type Judge = (seq: Seq, terms: Terms, links: readonly Link[]) => number;

/** How far marks have spread. */
export interface Spread {
  /** By seq: 1 for a marked step, 0 where there is no evidence. */
  readonly confidence: Float64Array;
  /** By seq, of the steps that were judged. */
  readonly terms: readonly (Terms | undefined)[];
  readonly taint: Taint;
}

/**
 * Spreads wrong marks over the later steps, in one pass in order of seq. Of each step the terms are read – what of it
 * meets tainted text, and what its turn says – and judged; its segments are then tainted by its confidence, each by its
 * own evidence, and later steps see them. So the confidence falls along a chain of weak links, and stays along a chain
 * of strong ones.
 *
 * A verified step stops what comes in, though a range of it that is marked wrong is wrong all the same. Steps that did
 * not have any tainted text before them, and results of calls that hold none, have no confidence: what was not there
 * cannot be used. O(derivations + similarities + places of the marked words).
 */
export function spread(
  ground: Ground,
  marks: readonly PlacedMark[],
  verified: ReadonlyMap<Seq, readonly Range[]>,
  word: Word,
  judge: Judge,
): Spread {
  const { session } = ground;
  const size = session.steps.length;
  const state: SpreadState = {
    ground,
    word,
    first: marks.reduce((least, { seq }) => Math.min(least, seq), size),
    marked: byStep(marks),
    words: markedWords(ground, marks),
    confidence: new Float64Array(size),
    taint: new Taint(),
  };
  const judged: (Terms | undefined)[] = [];
  let nearest = state.first;
  for (let seq = state.first; seq < size; seq++) {
    const own = state.marked.get(seq);
    const stops = verified.get(seq) ?? [];
    const step = session.steps[seq];
    const whole = stops.some(
      ({ start, end }) => start <= 0 && end >= (step?.output.text.length ?? 0),
    );
    const mayUse = seq > state.first && !whole && step?.kind !== 'system';
    const had = mayUse ? exposure(state, seq) : 0;
    if (mayUse && isReached(state, seq, had)) {
      const { terms, links, evidence, values, possible } = readTerms(state, seq, nearest, had);
      const sure = said(state, seq);
      const found = possible && !repeatsClean(state, seq) ? judge(seq, terms, links) : 0;
      const shown = isShown(terms, links, isRecorded(ground, seq));
      const confidence = Math.max(sure, shown ? found : Math.min(found, evenOdds));
      if (confidence > leastConfidence) {
        judged[seq] = terms;
        state.confidence[seq] = confidence;
        state.taint.set(
          seq,
          taintOf(ground, seq, confidence, terms, evidence, values, sure > 0, stops),
        );
      }
    }
    if (own !== undefined) {
      state.confidence[seq] = 1;
      state.taint.mark(seq, rangeSet(own.map(({ range }) => range)));
      nearest = seq;
    }
  }
  return { confidence: state.confidence, terms: judged, taint: state.taint };
}

/**
 * True if something in the step shows that it consumed the mark: where it is recorded what it had, an equal value, a
 * quote or what it ran; elsewhere similar words too. Its place in the conversation never does.
 */
function isShown(terms: Terms, links: readonly Link[], recorded: boolean): boolean {
  const { newWords, rareWords, value, quote, derived, state, similar, execution, mends } = terms;
  if (recorded) {
    const best = Math.max(newWords, value, quote, execution, mends);
    return best > wellShownFrom || links.some(link => link.weight > shownFrom);
  }
  const best = Math.max(newWords, rareWords, value, quote, derived, state, similar, execution);
  return best > shownFrom;
}

/** True of an output that its agent gave before, word for word, when it was not affected. */
function repeatsClean({ ground, confidence, first }: SpreadState, seq: Seq): boolean {
  const earlier = ground.provenance.turns[seq]?.repeats;
  return earlier !== undefined && (earlier < first || (confidence[earlier] ?? 0) < 0.4);
}

/** The developer's word, and a model's: as sure as what it says was used is tainted. */
function said({ ground, word, taint }: SpreadState, seq: Seq): number {
  const own = word.get(seq);
  if (own === undefined && ground.checked?.has(seq) !== true) return 0;
  let most = 0;
  for (const { used, evidence } of derivationsInto(ground, word, seq)) {
    const affirmed = own?.get(used) === true;
    for (const each of evidence) {
      if (affirmed || each.kind === 'model') most = Math.max(most, taint.at(used, each.from));
    }
  }
  return most;
}

function taintOf(
  ground: Ground,
  seq: Seq,
  confidence: number,
  terms: Terms,
  evidence: readonly Found[],
  values: ReadonlyMap<number, number>,
  sure: boolean,
  verified: readonly Range[],
): Parameters<Taint['set']>[1] {
  const segments = ground.segmentsOf(seq);
  const weight = new Float64Array(segments.length);
  const echo = new Float64Array(segments.length);
  for (const found of evidence) {
    eachMeeting(segments, found.to, index => {
      weight[index] = Math.max(weight[index] ?? 0, Math.min(1, found.weight / fullStrength));
      echo[index] = Math.max(echo[index] ?? 0, found.echo);
    });
  }
  // A result rests on its call as a whole, but for what it only repeats of it.
  if (terms.execution > wholeResult || sure) {
    const repeated = repeatedCall(ground, seq, segments);
    for (let index = 0; index < weight.length; index++) {
      if (!repeated.has(index)) weight[index] = 1;
    }
  }
  for (let index = 0; index < weight.length; index++)
    weight[index] = confidence * (weight[index] ?? 0);
  for (const range of verified) {
    eachMeeting(segments, range, index => {
      const segment = segments[index];
      if (segment === undefined || subtractRange([segment], range).length > 0) return;
      weight[index] = 0;
      echo[index] = 0;
    });
  }
  return { segments, weight, echo, values };
}

/** Segments of a result that hold a value or words of the call that it answers. */
function repeatedCall(
  { provenance }: Ground,
  seq: Seq,
  segments: readonly Segment[],
): ReadonlySet<number> {
  const call = provenance.turns[seq]?.ran?.seq;
  const repeated = new Set<number>();
  for (const { used, evidence } of provenance.into[seq] ?? []) {
    if (used !== call) continue;
    for (const { kind, to } of evidence) {
      if (kind !== 'value' && kind !== 'quote') continue;
      eachMeeting(segments, to, index => repeated.add(index));
    }
  }
  return repeated;
}

function byStep(marks: readonly PlacedMark[]): Map<Seq, readonly PlacedMark[]> {
  const out = new Map<Seq, PlacedMark[]>();
  for (const mark of marks) {
    const list = out.get(mark.seq);
    if (list === undefined) out.set(mark.seq, [mark]);
    else list.push(mark);
  }
  return out;
}
