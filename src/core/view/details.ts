import type { EvidenceKind, Tier } from '../provenance/derivation.ts';
import type { Ring } from '../propagation/slice.ts';
import type { Excerpt } from '../session/excerpt.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { MarkView } from './slice.ts';

/** One use on the evidence path, with the text on both sides. */
export interface HopView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly bits: number;
  /** `wrong` on the source side of the first hop, else as the step. */
  readonly usedRing: Ring;
  readonly ring: 'traced' | 'suspect';
  readonly from: Excerpt;
  readonly to: Excerpt;
}

export interface ConsumerView {
  readonly seq: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly snippet: string;
}

/** What the details pane shows of one step. */
export interface DetailsView {
  readonly seq: Seq;
  /** The whole output. */
  readonly text: string;
  readonly ring: Ring;
  /** One sentence in true words: why the step has its ring. */
  readonly verdict: string;
  /** Ranges of the output to highlight: the marked text, the tainted text. */
  readonly highlights: readonly { readonly range: Range; readonly ring: Ring }[];
  readonly marks: readonly MarkView[];
  /** The best-evidence path from a mark to this step, cause first. Empty if not affected. */
  readonly path: readonly HopView[];
  /** Uses of other evidence that also reach this step. */
  readonly otherUses: number;
  /** Undefined where the input was not recorded. */
  readonly inputs: readonly { readonly seq: Seq; readonly chars: number }[] | undefined;
  readonly consumers: readonly ConsumerView[];
  /** Ranges that introduce a value found nowhere before. */
  readonly unsourced: readonly Range[];
}
