import type { PlacedMark } from '../annotations/anchor.ts';
import type { Derivation } from '../provenance/derivation.ts';
import type { Turn } from '../provenance/turn.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { meetsAny, rangeSet, subtractRange } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import type { Ground } from './ground.ts';
import { isRecorded } from './ground.ts';
import type { MarkedWords } from './markedWords.ts';
import { markedWords } from './markedWords.ts';
import type { Word } from './overrides.ts';
import { derivationsInto } from './overrides.ts';
import { ownEchoes } from './ownEchoes.ts';
import { eachMeeting, Taint } from './taint.ts';
import type { Link, LinkKind, Terms } from './terms.ts';
import { noTerms } from './terms.ts';

/** Below this a term is no evidence: a word or two in common. */
const leastEvidence = 0.06;
/** Below this nothing that was used is tainted. */
const leastTaint = 0.02;
/** Confidence from which a step's taint passes on at all. */
const leastConfidence = 0.02;
/** Execution from which a result is tainted as a whole. */
const wholeResult = 0.3;
/** Trust in the text of a result whose call is unknown, and in the words of an error that does not say its line. */
const unknownCall = 0.3;
const unknownLine = 0.5;
/** How far back a short message may accept, and how much less than the one right before it. */
const acceptsFarther = 0.6;
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
  const state: State = {
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
 * False of a step in which nothing can amount to evidence: a cheap check, as most steps after a mark are far from it. What
 * a step passes on is no more tainted than the step is, but for values and quotes. `had` is how surely it had tainted text.
 */
function isReached(
  { ground, word, words, marked, confidence }: State,
  seq: Seq,
  had: number,
): boolean {
  const { provenance, checked } = ground;
  if (word.has(seq) || checked?.has(seq) === true) return true;
  const of = (used: Seq | undefined): number => (used === undefined ? 0 : (confidence[used] ?? 0));
  const turn = provenance.turns[seq];
  if (Math.max(of(turn?.ran?.seq), of(turn?.mends)) > leastEvidence) return true;
  for (const { used, evidence } of provenance.into[seq] ?? []) {
    if (of(used) > 0 && evidence.some(({ kind }) => kind !== 'declared')) return true;
  }
  if (had <= leastEvidence) return false;
  const said = Math.max(words.newWords[seq] ?? 0, words.rareWords[seq] ?? 0);
  if (said * had > leastEvidence) return true;
  const told = Math.max(of(seq - 1), acceptsFarther * of(seq - 2));
  if (told * had > leastEvidence && !isRecorded(ground, seq)) return true;
  // The marked words themselves are counted already.
  return provenance.similar.someOf(
    seq,
    (used, share) => of(used) * share * had > leastEvidence && !marked.has(used),
  );
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

interface State {
  readonly ground: Ground;
  readonly word: Word;
  /** The earliest marked step. */
  readonly first: Seq;
  readonly marked: ReadonlyMap<Seq, readonly PlacedMark[]>;
  readonly words: MarkedWords;
  readonly confidence: Float64Array;
  readonly taint: Taint;
}

/** What of a step's output is evidence, and how strong: the taint of its segments follows it. */
interface Found {
  readonly to: Range;
  readonly weight: number;
  /** Weight that passes on word for word, whether or not the step is affected. */
  readonly echo: number;
}

interface Read {
  readonly terms: Terms;
  readonly links: readonly Link[];
  readonly evidence: readonly Found[];
  /** By where they start: values that it has from others, and their weight. */
  readonly values: ReadonlyMap<number, number>;
  /** False where it cannot have used the mark, or nothing says so. */
  readonly possible: boolean;
}

function readTerms(state: State, seq: Seq, nearest: Seq, had: number): Read {
  const { ground, word, words, confidence } = state;
  const { provenance } = ground;
  const terms = noTerms();
  const evidence: Found[] = [];
  const links: Link[] = [];
  const denied = word.get(seq);
  const near = denied?.get(nearest) !== false;
  terms.newWords = near ? (words.newWords[seq] ?? 0) : 0;
  terms.rareWords = near ? (words.rareWords[seq] ?? 0) : 0;
  const recorded = isRecorded(ground, seq);
  const derivations = derivationsInto(ground, word, seq);
  const values = readDerivations(state, derivations, recorded, terms, links, evidence);
  // No part of a step is more tainted than the step.
  const affected = provenance.similar.of(
    seq,
    (used, share) => (confidence[used] ?? 0) * share > leastTaint,
  );
  for (const { used, from, to, share } of affected) {
    if (denied?.get(used) === false) continue;
    const weight = state.taint.at(used, from) * share;
    if (weight <= leastTaint) continue;
    // The marked words themselves are counted already.
    if (!state.marked.has(used)) terms.similar = Math.max(terms.similar, weight);
    evidence.push({ to, weight, echo: 0 });
  }

  const turn = provenance.turns[seq];
  const before = denied?.get(seq - 1) === false ? 0 : (confidence[seq - 1] ?? 0);
  terms.answer = before;
  if (turn !== undefined) {
    readTurn(state, turn, terms, links);
    if (turn.brief && !turn.result) {
      const farther = denied?.get(seq - 2) === false ? 0 : (confidence[seq - 2] ?? 0);
      terms.acceptance = Math.max(before, acceptsFarther * farther);
    }
    terms.bare = turn.bare ? 1 : 0;
    if (turn.mends !== undefined && denied?.get(turn.mends) !== false) {
      terms.mends = confidence[turn.mends] ?? 0;
    }
  }
  terms.distance = Math.log2(seq - nearest) / 4;

  for (const term of ['newWords', 'rareWords', 'similar', 'answer', 'acceptance'] as const) {
    terms[term] *= had;
  }
  // Where it is recorded what a step had, its place in the conversation alone is no evidence; elsewhere a reply is.
  const told = Math.max(terms.acceptance, replies(ground, seq) ? terms.answer : 0);
  const best = Math.max(
    ...[terms.newWords, terms.rareWords, terms.value, terms.quote, terms.derived, terms.state],
    ...[terms.similar, terms.execution, terms.mends, recorded ? 0 : told],
    links.reduce((most, { weight }) => Math.max(most, weight), 0),
  );
  return {
    terms,
    links,
    evidence,
    values,
    possible: best > leastEvidence && (had > 0 || terms.execution > 0),
  };
}

/** True of a step by another agent than the one before: it answers, where nothing else is recorded. */
const replies = ({ session }: Ground, seq: Seq): boolean =>
  session.steps[seq]?.agent !== session.steps[seq - 1]?.agent;

function readDerivations(
  state: State,
  derivations: readonly Derivation[],
  recorded: boolean,
  terms: Terms,
  links: Link[],
  evidence: Found[],
): ReadonlyMap<number, number> {
  const { taint, first } = state;
  const values = new Map<number, number>();
  for (const derivation of derivations) {
    const { used } = derivation;
    const tainted = taint.has(used);
    for (const each of derivation.evidence) {
      const { kind, from, to, bits } = each;
      const weight = !tainted
        ? 0
        : kind === 'value'
          ? taint.value(used, from)
          : taint.at(used, from, kind === 'quote');
      if (kind === 'value') values.set(to.start, Math.max(values.get(to.start) ?? 0, weight));
      if (weight <= leastTaint) continue;
      // What is recorded to have been there and is found again was used: its segment is as tainted as its source.
      const sure = recorded && each.tier !== 'hint';
      const link = (strong: LinkKind, weaker: LinkKind | undefined, by: number): void => {
        const which =
          each.tier === 'strong' ? strong : each.tier === 'probable' ? weaker : undefined;
        if (which !== undefined && by > 0) links.push({ kind: which, weight: by });
      };
      switch (kind) {
        case 'value': {
          // Half of it goes if it stood in something clean as well.
          const alone = 1 - 0.5 * cleanest(state, derivations, to);
          const strength = weight * Math.min(1, bits / 20) * alone;
          const fresh = each.since >= first && !stoodBeside(state, derivation, to) ? 1 : 0;
          terms.value = Math.max(terms.value, strength * fresh);
          link('value', 'commonValue', weight * alone);
          const found = sure ? weight * alone : strength * (0.3 + 0.7 * fresh);
          evidence.push({ to, weight: found, echo: weight });
          break;
        }
        case 'quote': {
          const strength = Math.min(1, (weight * Math.log2(1 + bits / 6)) / 5);
          terms.quote = Math.max(terms.quote, strength);
          link('quote', 'shortQuote', weight);
          evidence.push({ to, weight: sure ? weight : strength, echo: weight });
          break;
        }
        case 'derived': {
          const strength = weight * Math.min(1, bits / 15);
          terms.derived = Math.max(terms.derived, strength);
          link('derived', 'derived', weight);
          evidence.push({ to, weight: sure ? weight : strength, echo: 0 });
          break;
        }
        case 'state':
          terms.state = Math.max(terms.state, weight);
          link('state', 'state', weight);
          evidence.push({ to, weight, echo: 0 });
          break;
        case 'model':
          evidence.push({ to, weight, echo: 0 });
          break;
        case 'declared':
        case 'execution':
        case 'overlap':
        case 'answer':
        case 'acceptance':
          break;
      }
    }
  }
  return values;
}

/** How clean the cleanest place is that holds the same value: 1 for one that nothing has tainted. */
function cleanest({ taint }: State, derivations: readonly Derivation[], to: Range): number {
  let most = 0;
  for (const { used, evidence } of derivations) {
    for (const each of evidence) {
      if (each.kind !== 'value' || each.to.start !== to.start) continue;
      most = Math.max(most, 1 - taint.value(used, each.from));
    }
  }
  return most;
}

/** True if the marked step held the value before the mark too: its task, its question. */
function stoodBeside({ marked }: State, { used, evidence }: Derivation, to: Range): boolean {
  const own = marked.get(used);
  if (own === undefined) return false;
  return evidence.some(
    each =>
      each.kind === 'value' &&
      each.to.start === to.start &&
      own.some(({ range }) => each.from.end <= range.start),
  );
}

/** What a result rests on is what it ran; its own text counts as far as that is tainted. */
function readTurn(state: State, turn: Turn, terms: Terms, links: Link[]): void {
  if (!turn.result) return;
  const { ran, failed, error } = turn;
  if (ran === undefined) {
    scale(terms, unknownCall);
    return;
  }
  const call = ran.ranges.reduce((most, range) => Math.max(most, inCall(state, ran.seq, range)), 0);
  const line = failed === undefined ? undefined : inCall(state, ran.seq, failed);
  terms.execution = line ?? (error ? unknownLine * call : call);
  terms.ownSource = 1 - call;
  scale(terms, line ?? call);
  if (!error && call > 0) links.push({ kind: 'execution', weight: call });
}

/** Taint of what ran; in the marked step also of what it built on the mark further down. */
function inCall(state: State, seq: Seq, range: Range): number {
  const here = state.taint.at(seq, range);
  const own = state.marked.get(seq);
  if (here > 0 || own === undefined) return here;
  return ownEchoes(
    state.ground,
    seq,
    own.map(mark => mark.range),
    range,
  );
}

function scale(terms: Terms, by: number): void {
  for (const term of ['newWords', 'rareWords', 'value', 'quote', 'derived', 'similar'] as const) {
    terms[term] *= by;
  }
}

/** How surely the step had tainted text before it: 1 where its input was not recorded. */
function exposure({ ground, marked, confidence }: State, seq: Seq): number {
  const exposures = ground.provenance.exposures[seq];
  if (exposures === undefined) return 1;
  let most = 0;
  for (const { source, range } of exposures) {
    const here = confidence[source] ?? 0;
    if (here <= most) continue;
    const own = marked.get(source);
    // Of a marked step only the marked range is wrong.
    if (own !== undefined && !meetsAny(rangeSet(own.map(mark => mark.range)), range)) continue;
    most = here;
    if (most === 1) break;
  }
  return most;
}

/** True of an output that its agent gave before, word for word, when it was not affected. */
function repeatsClean({ ground, confidence, first }: State, seq: Seq): boolean {
  const earlier = ground.provenance.turns[seq]?.repeats;
  return earlier !== undefined && (earlier < first || (confidence[earlier] ?? 0) < 0.4);
}

/** The developer's word, and a model's: as sure as what it says was used is tainted. */
function said({ ground, word, taint }: State, seq: Seq): number {
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
