import type { PlacedMark } from '../annotations/anchor.ts';
import type { Override, Verdict } from '../annotations/mark.ts';
import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meetsAny, rangeSet } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import { finalStep } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { Model, Models } from './confidence.ts';
import { confidence, reasons, shippedModels } from './confidence.ts';
import type { Ground } from './ground.ts';
import { isRecorded } from './ground.ts';
import { derivationsInto, readOverrides } from './overrides.ts';
import type { Ring, Slice, SliceStep } from './slice.ts';
import { countRings } from './slice.ts';
import type { Spread } from './spread.ts';
import { spread } from './spread.ts';
import { usesOf } from './uses.ts';

/** Share of a step's confidence from which a segment of it counts as tainted. */
const taintedShare = 0.5;

/**
 * The forward slice of marks: how they spread (`spread`), what the confidence of each step means (its ring), and the
 * evidence for it (`usesOf`).
 *
 *   #3  "revenue was 48,250 million"   marked wrong ──value──▶ #5 "48.25 billion, 210 staff"   traced
 *         "…and 210 staff"                 (not marked) ─value─▶                                 (not tainted)
 *   #5  first sentence tainted ──quote──▶ #6 traced;  #5 second sentence ──quote──▶ #7 hardly
 *
 * A step is traced or suspect by its confidence; suspect is also what used another part of an affected output, where
 * that is sure. What had an affected output in its recorded input without evidence is
 * exposed, and so is what had an exposed one. Marks of unsure text make suspect at most. The slice of several marks holds
 * that of each.
 */
export function forwardSlice(
  ground: Ground,
  marks: readonly PlacedMark[],
  overrides: readonly Override[],
  models: Models = shippedModels,
): Slice {
  const { session } = ground;
  const bySeq = new Map<Seq, readonly PlacedMark[]>();
  for (const mark of marks) bySeq.set(mark.seq, [...(bySeq.get(mark.seq) ?? []), mark]);
  const doubted = marks.filter(({ mark }) => mark.verdict !== 'verified');
  const firstMarked = doubted.reduce<Seq | undefined>(
    (least, { seq }) => Math.min(least ?? seq, seq),
    undefined,
  );
  const wrong = doubted.filter(({ mark }) => mark.verdict === 'wrong');
  const verified = new Map(
    [...bySeq].map(([seq, own]) => [seq, rangesOf(own, 'verified')] as const),
  );
  const word = readOverrides(session, overrides);
  const modelOf = (seq: Seq): Model =>
    isRecorded(ground, seq) ? models.recorded : models.notRecorded;
  const spreadOf = (from: readonly PlacedMark[]): Spread =>
    spread(ground, from, verified, word, (seq, terms, links) =>
      confidence(modelOf(seq), terms, links),
    );
  const sure = spreadOf(wrong);
  // What rests on text that is only in doubt can be suspect at most.
  const unsure = wrong.length === doubted.length ? sure : spreadOf(doubted);

  const out: SliceStep[] = [];
  for (const step of session.steps) {
    const { seq } = step;
    const own = bySeq.get(seq) ?? none;
    const ring = ringOf(step, own);
    const reached = ring === 'traced' || ring === 'suspect';
    const by = ring === 'traced' ? sure : unsure;
    const uses = reached ? usesOf(ground, by, doubted, word, out, step, ring) : none;
    const terms = reached ? by.terms[seq] : undefined;
    out.push({
      seq,
      ring,
      confidence: sure.confidence[seq] ?? 0,
      reasons: terms === undefined ? none : reasons(modelOf(seq), terms),
      hops:
        ring === 'wrong' || ring === 'unsure' ? 0 : uses[0] && (out[uses[0].used]?.hops ?? 0) + 1,
      tainted: taintedIn(seq, own, ring, by),
      uses,
    });
  }
  return {
    steps: out,
    counts: countRings(out.map(step => step.ring)),
    firstMarked,
    final: finalOf(session, out),
  };

  function ringOf(step: Step, own: readonly PlacedMark[]): Ring {
    const has = (verdict: Verdict): boolean => own.some(({ mark }) => mark.verdict === verdict);
    if (has('wrong')) return 'wrong';
    if (has('unsure')) return 'unsure';
    if (own.some(({ whole }) => whole)) return 'verified';
    if (firstMarked === undefined || step.seq <= firstMarked) {
      return has('verified') ? 'verified' : 'clean';
    }
    const { traced, suspect } = modelOf(step.seq);
    if ((sure.confidence[step.seq] ?? 0) >= traced) return 'traced';
    if (has('verified')) return 'verified';
    if ((unsure.confidence[step.seq] ?? 0) >= suspect || isNeighbour(step)) return 'suspect';
    return untouched(step);
  }

  /** True if it surely used an affected output, but none of the tainted text: who looked at the one saw the other. */
  function isNeighbour({ seq }: Step): boolean {
    if (!isRecorded(ground, seq)) return false;
    return derivationsInto(ground, word, seq).some(
      ({ used, evidence }) =>
        affects.has(out[used]?.ring ?? 'clean') &&
        evidence.some(
          ({ kind, tier }) => tier !== 'hint' && (kind === 'value' || kind === 'quote'),
        ),
    );
  }

  /** A step that no evidence reaches: exposed, clean, or not proven to be. */
  function untouched(step: Step): Ring {
    const exposures = ground.provenance.exposures[step.seq];
    if (exposures === undefined) return step.kind === 'system' ? 'clean' : 'notProven';
    let unknown = false;
    for (const { source, range } of exposures) {
      const ring = out[source]?.ring;
      if (ring === undefined) continue;
      // Of a marked step only the marked range is wrong; any other affected output is wholly in doubt.
      if (ring === 'wrong' || ring === 'unsure') {
        if (meetsAny(doubtedIn(source), range)) return 'exposed';
      } else if (inDoubt.has(ring)) return 'exposed';
      if (ring === 'notProven') unknown = true;
    }
    return unknown ? 'notProven' : 'clean';
  }

  function doubtedIn(seq: Seq): RangeSet {
    const own = bySeq.get(seq) ?? [];
    return rangeSet([...rangesOf(own, 'wrong'), ...rangesOf(own, 'unsure')]);
  }

  function taintedIn(seq: Seq, own: readonly PlacedMark[], ring: Ring, by: Spread): RangeSet {
    if (own.length === 0 && ring !== 'traced') return none;
    const wrongHere = rangesOf(own, 'wrong');
    if (ring !== 'traced' && ring !== 'wrong') return wrongHere;
    const least = taintedShare * (by.confidence[seq] ?? 1);
    return rangeSet([...wrongHere, ...by.taint.ranges(seq, least)]);
  }
}

/** One for all steps, of which most have nothing. */
const none: readonly never[] = [];

const affects: ReadonlySet<Ring> = new Set(['wrong', 'unsure', 'traced']);
const inDoubt: ReadonlySet<Ring> = new Set(['traced', 'suspect', 'exposed']);

const rangesOf = (own: readonly PlacedMark[], verdict: Verdict): readonly Range[] =>
  own.filter(({ mark }) => mark.verdict === verdict).map(({ range }) => range);

function finalOf(session: Session, steps: readonly SliceStep[]): Slice['final'] {
  const final = finalStep(session);
  const ring = final && steps[final.seq]?.ring;
  return final && ring && { seq: final.seq, ring };
}
