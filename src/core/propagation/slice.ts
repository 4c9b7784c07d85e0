import type { Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Term } from './terms.ts';
import type { RangeSet } from '../session/range.ts';

/**
 * What a set of marks means for one step.
 *  wrong      – marked wrong          unsure   – marked unsure        verified – marked verified, stops the flow
 *  traced     – evidence meets the tainted range
 *  suspect    – possible: weak evidence, or it used another part of a traced step's output
 *  exposed    – had it in context, no evidence
 *  clean      – before the marks, or its recorded input never held the text
 *  notProven  – after the marks, no evidence, input not recorded (as never of what a person has read)
 */
export type Ring =
  'wrong' | 'unsure' | 'verified' | 'traced' | 'suspect' | 'exposed' | 'clean' | 'notProven';

/** Every ring, in the order in which they are shown. */
export const allRings: readonly Ring[] = [
  'wrong',
  'unsure',
  'verified',
  'traced',
  'suspect',
  'exposed',
  'notProven',
  'clean',
];

/** How many steps are in each ring. */
export function countRings(rings: Iterable<Ring>): Record<Ring, number> {
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
  for (const ring of rings) counts[ring]++;
  return counts;
}

/** One piece of evidence that carries the mark from one step to a later one. */
export interface Use {
  readonly used: Seq;
  readonly generated: Seq;
  readonly evidence: Evidence;
  /** True if the evidence meets the tainted range and is strong enough to pass the mark on. */
  readonly carries: boolean;
}

export interface SliceStep {
  readonly seq: Seq;
  readonly ring: Ring;
  /** How sure the models are that it consumed a mark, 0 to 1: for order and rings, never shown as a number. */
  readonly confidence: number;
  /** What speaks for a traced or suspect step in the model that judged it, the weightiest first. */
  readonly reasons: readonly Term[];
  /** Number of uses on the best path from a mark; 0 for a marked step, undefined outside traced and suspect. */
  readonly hops: number | undefined;
  /** Ranges of this step's output that are tainted: widened to the smallest unit that holds the evidence. */
  readonly tainted: RangeSet;
  /** Every use that reached this step, best first. */
  readonly uses: readonly Use[];
}

/** The forward slice of a set of marks: everything reached, in rings. Recomputed, never stored. */
export interface Slice {
  /** One entry per step of the session, by seq. */
  readonly steps: readonly SliceStep[];
  readonly counts: Readonly<Record<Ring, number>>;
  /** Seq of the earliest step marked wrong or unsure. */
  readonly firstMarked: Seq | undefined;
  /** The session's final answer and what became of it. */
  readonly final: { readonly seq: Seq; readonly ring: Ring } | undefined;
}
