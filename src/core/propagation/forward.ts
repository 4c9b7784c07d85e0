import type { PlacedMark } from '../annotations/anchor.ts';
import type { Override } from '../annotations/mark.ts';
import type { Derivation, Evidence, Provenance } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { RangeSet } from '../session/range.ts';
import { addRange, meetsAny } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import { widen } from '../session/segment.ts';
import type { Session } from '../session/session.ts';
import { finalStep } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { Ring, Slice, SliceStep, Use } from './slice.ts';

/** What a slice is computed from besides the marks: made once per session, not per mark. */
export interface Ground {
  readonly session: Session;
  readonly provenance: Provenance;
  /** Segments of a step's output, in order. */
  readonly segmentsOf: (seq: Seq) => readonly Segment[];
}

/**
 * The forward slice of marks, in one pass over the steps in order of seq (uses only point forward).
 *
 *   #3  "revenue was 48,250 million"   marked wrong ──value──▶ #5 "48.25 billion, 210 staff"   traced
 *         "…and 210 staff"                 (not marked) ─value─▶                                 (not tainted)
 *   #5  first sentence tainted ──quote──▶ #6 traced;  #5 second sentence ──quote──▶ #7 suspect
 *
 * Taint is kept per range: evidence passes it on only if it meets a tainted range of the source, and then taints the
 * segment (sentence, table cell, JSON leaf, code line) that holds it. Weak evidence, and use of another part of a
 * tainted output, make a step suspect and go no further. What had an affected output in its recorded input without any
 * evidence is exposed, and so is what had an exposed one. A verified step stops the flow.
 * O(steps + derivations + exposures) but for the size of the range sets.
 */
export function forwardSlice(
  ground: Ground,
  marks: readonly PlacedMark[],
  overrides: readonly Override[],
): Slice {
  const { session, provenance } = ground;
  const marksBySeq = new Map<Seq, readonly PlacedMark[]>();
  for (const mark of marks) marksBySeq.set(mark.seq, [...(marksBySeq.get(mark.seq) ?? []), mark]);
  const firstMarked = marks
    .filter(({ mark }) => mark.verdict !== 'verified')
    .reduce<Seq | undefined>((least, { seq }) => Math.min(least ?? seq, seq), undefined);
  const said = new Map(overrides.map(each => [`${each.used}\n${each.generated}`, each.didUse]));
  const out: SliceStep[] = [];

  for (const step of session.steps) {
    const own = marksBySeq.get(step.seq) ?? [];
    const verified = own.some(({ mark, whole }) => mark.verdict === 'verified' && whole);
    const uses = firstMarked === undefined || step.seq <= firstMarked ? [] : reaching(step);
    let tainted: RangeSet = [];
    if (!verified) {
      for (const use of uses) {
        if (use.carries) tainted = addRange(tainted, taintOf(step, use, uses));
      }
      for (const { mark, range } of own) {
        if (mark.verdict !== 'verified') tainted = addRange(tainted, range);
        else tainted = subtract(tainted, range);
      }
    }
    const ring = ringOf(step, own, verified, uses, tainted);
    const hops =
      ring === 'wrong' || ring === 'unsure' ? 0 : uses[0] && (out[uses[0].used]?.hops ?? 0) + 1;
    out.push({ seq: step.seq, ring, hops, tainted, uses });
  }

  const counts: Record<Ring, number> = {
    wrong: 0,
    unsure: 0,
    verified: 0,
    traced: 0,
    suspect: 0,
    exposed: 0,
    clean: 0,
    notProven: 0,
  };
  for (const { ring } of out) counts[ring]++;
  const final = finalStep(session);
  const finalRing = final && out[final.seq]?.ring;
  return {
    steps: out,
    counts,
    firstMarked,
    final: final && finalRing && { seq: final.seq, ring: finalRing },
  };

  /** Every use through which a mark reaches `step`, best first. */
  function reaching(step: Step): readonly Use[] {
    const uses: Use[] = [];
    for (const derivation of provenance.into[step.seq] ?? []) {
      const source = out[derivation.used];
      if (source === undefined || !affects(source)) continue;
      const word = said.get(overrideKey(derivation, session));
      if (word === false) continue;
      for (const evidence of derivation.evidence) {
        const meets = meetsAny(source.tainted, evidence.from);
        const strong = word === true || evidence.tier !== 'hint';
        uses.push({
          used: derivation.used,
          generated: step.seq,
          evidence,
          carries: meets && strong && !isUnsure(source),
        });
      }
    }
    return uses.filter(use => use.carries || possible(use)).sort((a, b) => compare(a, b, out));
  }

  /** A use that does not carry: weak evidence of the tainted range, or good evidence of another part of the output. That a result belongs to an untainted call is neither. */
  function possible({ used, evidence }: Use): boolean {
    const source = out[used];
    if (source !== undefined && meetsAny(source.tainted, evidence.from)) return true;
    return evidence.tier !== 'hint' && evidence.kind !== 'declared';
  }

  function isUnsure(source: SliceStep): boolean {
    return source.ring === 'unsure';
  }

  /** Widened to the segment that holds the evidence. A result as a whole rests on its call, unless the tainted argument itself shows up in it. */
  function taintOf(step: Step, use: Use, uses: readonly Use[]): { start: number; end: number } {
    const { evidence } = use;
    if (evidence.kind === 'declared') {
      const echo = uses.find(
        each => each.carries && each.used === use.used && each.evidence.kind !== 'declared',
      );
      if (echo !== undefined) return widen(ground.segmentsOf(step.seq), echo.evidence.to);
    }
    return widen(ground.segmentsOf(step.seq), evidence.to);
  }

  function ringOf(
    step: Step,
    own: readonly PlacedMark[],
    verified: boolean,
    uses: readonly Use[],
    tainted: RangeSet,
  ): Ring {
    if (own.some(({ mark }) => mark.verdict === 'wrong')) return 'wrong';
    if (own.some(({ mark }) => mark.verdict === 'unsure')) return 'unsure';
    if (verified) return 'verified';
    if (firstMarked === undefined || step.seq < firstMarked) return 'clean';
    if (tainted.length > 0) return 'traced';
    if (uses.length > 0) return own.length > 0 ? 'verified' : 'suspect';
    if (own.length > 0) return 'verified';
    const exposures = provenance.exposures[step.seq];
    if (exposures === undefined) {
      return step.kind === 'user' || step.kind === 'system' ? 'clean' : 'notProven';
    }
    let unknown = false;
    for (const { source, range } of exposures) {
      const from = out[source];
      if (from === undefined) continue;
      // Of a marked step only the marked range is wrong; any other affected output is wholly in doubt.
      const marked = from.ring === 'wrong' || from.ring === 'unsure';
      if (marked ? meetsAny(from.tainted, range) : inDoubt.has(from.ring)) return 'exposed';
      if (from.ring === 'notProven') unknown = true;
    }
    return unknown ? 'notProven' : 'clean';
  }
}

const overrideKey = (derivation: Derivation, session: Session): string =>
  `${session.steps[derivation.used]?.sourceId}\n${session.steps[derivation.generated]?.sourceId}`;

const inDoubt: ReadonlySet<Ring> = new Set(['traced', 'suspect', 'exposed']);

const affects = ({ ring }: SliceStep): boolean =>
  ring === 'wrong' || ring === 'unsure' || ring === 'traced';

const weight = (evidence: Evidence): number =>
  ({ strong: 0, probable: 1, hint: 3 })[evidence.tier] + (evidence.kind === 'declared' ? 0.5 : 0);

/** Best use first: one that carries, then stronger evidence, then fewer hops, then more bits. */
function compare(a: Use, b: Use, out: readonly SliceStep[]): number {
  return (
    Number(b.carries) - Number(a.carries) ||
    weight(a.evidence) - weight(b.evidence) ||
    (out[a.used]?.hops ?? 0) - (out[b.used]?.hops ?? 0) ||
    b.evidence.bits - a.evidence.bits ||
    b.used - a.used
  );
}

function subtract(set: RangeSet, hole: { start: number; end: number }): RangeSet {
  return set
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, hole.start) },
      { start: Math.max(start, hole.end), end },
    ])
    .filter(({ start, end }) => end > start);
}
