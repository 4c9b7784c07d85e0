import type { Verdict } from '../annotations/mark.ts';
import type { EvidenceKind, Tier } from '../provenance/derivation.ts';
import type { Ring } from '../propagation/slice.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';

export interface MarkView {
  readonly id: string;
  readonly seq: Seq;
  readonly verdict: Verdict;
  /** Undefined for a mark of the whole output. */
  readonly range: Range | undefined;
  /** The marked text, one line, shortened. */
  readonly quote: string | undefined;
  readonly note: string | undefined;
}

/** Evidence edge to draw: for each affected step the best evidence into it. */
export interface EdgeView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly ring: 'traced' | 'suspect';
  /** The text that reached the step, one line, shortened. */
  readonly snippet: string;
}

/** What the marks mean, for the whole session. */
export interface SliceView {
  /** By seq. All `clean` where nothing is marked. */
  readonly rings: readonly Ring[];
  readonly edges: readonly EdgeView[];
  readonly marks: readonly MarkView[];
  readonly counts: Readonly<Record<Ring, number>>;
  readonly firstMarked: Seq | undefined;
  readonly final: { readonly seq: Seq; readonly ring: Ring; readonly because: string } | undefined;
  /** Marks whose step or text is gone. */
  readonly lostMarks: number;
}
