import type { PlacedMark } from '../annotations/anchor.ts';
import type { Override, Verdict } from '../annotations/mark.ts';
import type { Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meetsAny, rangeSet, subtractRange } from '../session/range.ts';
import { widen } from '../session/segment.ts';
import type { Session } from '../session/session.ts';
import { finalStep } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { Ground } from './ground.ts';
import { derivationsInto, readOverrides } from './overrides.ts';
import type { Ring, Slice, SliceStep, Use } from './slice.ts';
import { countRings } from './slice.ts';

/** What a step passes on to later ones, while the slice is computed. */
interface Reached extends SliceStep {
  /** Ranges marked unsure: what uses them is suspect. */
  readonly doubted: RangeSet;
}

/**
 * The forward slice of marks, in one pass over the steps in order of seq (uses only point forward).
 *
 *   #3  "revenue was 48,250 million"   marked wrong ──value──▶ #5 "48.25 billion, 210 staff"   traced
 *         "…and 210 staff"                 (not marked) ─value─▶                                 (not tainted)
 *   #5  first sentence tainted ──quote──▶ #6 traced;  #5 second sentence ──quote──▶ #7 suspect
 *
 * Taint is kept per range: evidence passes it on only if it meets a tainted range of the source, and then taints the
 * segment (sentence, table cell, JSON leaf, code line) that holds it. Weak evidence, evidence of a range marked unsure,
 * and use of another part of an affected output make a step suspect and go no further. What had an affected output in
 * its recorded input without any evidence is exposed, and so is what had an exposed one. A verified step stops what
 * comes in; a range of it that is marked wrong is wrong all the same. The slice of several marks holds that of each.
 * O((steps + derivations + exposures) · log).
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
  const word = readOverrides(session, overrides);
  const out: Reached[] = [];

  for (const step of session.steps) {
    const own = marksBySeq.get(step.seq) ?? [];
    const uses = firstMarked === undefined || step.seq <= firstMarked ? [] : reaching(step.seq);
    const tainted = taintedRanges(step.seq, own, uses);
    const ring = ringOf(step, own, uses, tainted);
    const hops =
      ring === 'wrong' || ring === 'unsure' ? 0 : uses[0] && (out[uses[0].used]?.hops ?? 0) + 1;
    out.push({ seq: step.seq, ring, hops, tainted, uses, doubted: rangesOf(own, 'unsure') });
  }
  return {
    steps: out,
    counts: countRings(out.map(step => step.ring)),
    firstMarked,
    final: finalOf(session, out),
  };

  /** Every use through which a mark reaches a step, best first. */
  function reaching(generated: Seq): readonly Use[] {
    const uses: Use[] = [];
    for (const { used, evidence } of derivationsInto(ground, word, generated)) {
      const source = out[used];
      if (source === undefined || !affects(source)) continue;
      for (const each of evidence) {
        const meets = meetsAny(source.tainted, each.from);
        const strong = each.tier !== 'hint';
        // That a result belongs to an untainted call is no reason to suspect it.
        const possible =
          meets || meetsAny(source.doubted, each.from) || (strong && each.kind !== 'declared');
        if (possible) uses.push({ used, generated, evidence: each, carries: meets && strong });
      }
    }
    return uses.sort((a, b) => compare(a, b, out));
  }

  function taintedRanges(seq: Seq, own: readonly PlacedMark[], uses: readonly Use[]): RangeSet {
    const verified = rangesOf(own, 'verified');
    const wrong = rangesOf(own, 'wrong');
    const all = own.some(({ mark, whole }) => mark.verdict === 'verified' && whole);
    if (all || uses.length === 0) return wrong;
    const carried = uses.filter(use => use.carries).map(use => taintOf(seq, use, uses));
    const kept = verified.reduce(subtractRange, rangeSet(carried));
    return wrong.length === 0 ? kept : rangeSet([...kept, ...wrong]);
  }

  /** Widened to the segment that holds the evidence. A result as a whole rests on its call, unless the tainted argument itself shows up in it. */
  function taintOf(seq: Seq, use: Use, uses: readonly Use[]): Range {
    const echo =
      use.evidence.kind === 'declared'
        ? uses.find(
            each => each.carries && each.used === use.used && each.evidence.kind !== 'declared',
          )
        : undefined;
    return widen(ground.segmentsOf(seq), (echo ?? use).evidence.to);
  }

  function ringOf(
    step: Step,
    own: readonly PlacedMark[],
    uses: readonly Use[],
    tainted: RangeSet,
  ): Ring {
    const verdicts = new Set(own.map(({ mark }) => mark.verdict));
    if (verdicts.has('wrong')) return 'wrong';
    if (verdicts.has('unsure')) return 'unsure';
    if (own.some(({ whole }) => whole)) return 'verified';
    if (firstMarked !== undefined && step.seq > firstMarked) {
      if (tainted.length > 0) return 'traced';
      if (verdicts.has('verified')) return 'verified';
      return uses.length > 0 ? 'suspect' : untouched(step);
    }
    return verdicts.has('verified') ? 'verified' : 'clean';
  }

  /** A step that no evidence reaches: exposed, clean, or not proven to be. */
  function untouched(step: Step): Ring {
    const exposures = provenance.exposures[step.seq];
    if (exposures === undefined) return step.kind === 'system' ? 'clean' : 'notProven';
    let unknown = false;
    for (const { source, range } of exposures) {
      const from = out[source];
      if (from === undefined) continue;
      // Of a marked step only the marked range is wrong; any other affected output is wholly in doubt.
      const marked = from.ring === 'wrong' || from.ring === 'unsure';
      const wrong = meetsAny(from.tainted, range) || meetsAny(from.doubted, range);
      if (marked ? wrong : inDoubt.has(from.ring)) return 'exposed';
      if (from.ring === 'notProven') unknown = true;
    }
    return unknown ? 'notProven' : 'clean';
  }
}

const inDoubt: ReadonlySet<Ring> = new Set(['traced', 'suspect', 'exposed']);

const affects = ({ tainted, doubted }: Reached): boolean =>
  tainted.length > 0 || doubted.length > 0;

const rangesOf = (own: readonly PlacedMark[], verdict: Verdict): RangeSet =>
  rangeSet(own.filter(({ mark }) => mark.verdict === verdict).map(({ range }) => range));

function finalOf(session: Session, steps: readonly SliceStep[]): Slice['final'] {
  const final = finalStep(session);
  const ring = final && steps[final.seq]?.ring;
  return final && ring && { seq: final.seq, ring };
}

const tierWeight = { strong: 0, probable: 1, hint: 3 } as const;

const weight = ({ tier, kind }: Evidence): number =>
  tierWeight[tier] + (kind === 'declared' ? 0.5 : 0);

/** Best use first: one that carries, then stronger evidence, then fewer hops, then more bits. */
const compare = (a: Use, b: Use, out: readonly SliceStep[]): number =>
  Number(b.carries) - Number(a.carries) ||
  weight(a.evidence) - weight(b.evidence) ||
  (out[a.used]?.hops ?? 0) - (out[b.used]?.hops ?? 0) ||
  b.evidence.bits - a.evidence.bits ||
  b.used - a.used;
