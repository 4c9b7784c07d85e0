import type { PlacedMark } from '../annotations/anchor.ts';
import type { Derivation } from '../provenance/derivation.ts';
import type { Turn } from '../provenance/turn.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { meetsAny, rangeSet } from '../session/range.ts';
import type { Ground } from './ground.ts';
import { isRecorded } from './ground.ts';
import type { MarkedWords } from './markedWords.ts';
import type { Word } from './overrides.ts';
import { derivationsInto } from './overrides.ts';
import { ownEchoes } from './ownEchoes.ts';
import type { Taint } from './taint.ts';
import type { Link, LinkKind, Terms } from './terms.ts';
import { noTerms } from './terms.ts';

/** Below this a term is no evidence: a word or two in common. */
const leastEvidence = 0.06;
/** Below this nothing that was used is tainted. */
const leastTaint = 0.02;
/** Trust in the text of a result whose call is unknown, and in the words of an error that does not say its line. */
const unknownCall = 0.3;
const unknownLine = 0.5;
/** How far back a short message may accept, and how much less than the one right before it. */
const acceptsFarther = 0.6;

/** What is known while marks spread. */
export interface SpreadState {
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
export interface Found {
  readonly to: Range;
  readonly weight: number;
  /** Weight that passes on word for word, whether or not the step is affected. */
  readonly echo: number;
}

/** What was read of one step. */
export interface Reading {
  readonly terms: Terms;
  readonly links: readonly Link[];
  readonly evidence: readonly Found[];
  /** By where they start: values that it has from others, and their weight. */
  readonly values: ReadonlyMap<number, number>;
  /** False where it cannot have used the mark, or nothing says so. */
  readonly possible: boolean;
}

/**
 * False of a step in which nothing can amount to evidence: a cheap check, as most steps after a mark are far from it. What
 * a step passes on is no more tainted than the step is, but for values and quotes. `had` is how surely it had tainted text.
 */
export function isReached(
  { ground, word, words, marked, confidence }: SpreadState,
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

/** Reads the terms of a step: what of it meets tainted text, and what its turn says. `nearest` is the last marked step before it. */
export function readTerms(state: SpreadState, seq: Seq, nearest: Seq, had: number): Reading {
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
  state: SpreadState,
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
function cleanest({ taint }: SpreadState, derivations: readonly Derivation[], to: Range): number {
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
function stoodBeside({ marked }: SpreadState, { used, evidence }: Derivation, to: Range): boolean {
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
function readTurn(state: SpreadState, turn: Turn, terms: Terms, links: Link[]): void {
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
function inCall(state: SpreadState, seq: Seq, range: Range): number {
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
export function exposure({ ground, marked, confidence, taint }: SpreadState, seq: Seq): number {
  const exposures = ground.provenance.exposures[seq];
  if (exposures === undefined) return 1;
  let most = 0;
  for (const { source, range } of exposures) {
    const sure = confidence[source] ?? 0;
    if (sure <= most) continue;
    const own = marked.get(source);
    // Of a marked step only the marked range is wrong, and what else of it is tainted.
    const apart = own !== undefined && !meetsAny(rangeSet(own.map(mark => mark.range)), range);
    const here = apart ? taint.at(source, range) : sure;
    if (here <= most) continue;
    most = here;
    if (most === 1) break;
  }
  return most;
}
