import type { Seq } from '../session/ids.ts';
import type { Session } from '../session/session.ts';
import type { SimilarFinder } from './similar.ts';
import type { Turn } from './turn.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Range } from '../session/range.ts';

/**
 * How a derivation is known. `declared` and `state` are facts of the record; `execution` (a result and the code it ran)
 * may be one or inferred; `value`, `quote`, `derived` (computed) and `overlap` (similar words) are read from the texts;
 * `answer` and `acceptance` follow the conversation; `model` is what a language model said.
 */
export type EvidenceKind =
  | 'declared'
  | 'state'
  | 'execution'
  | 'value'
  | 'quote'
  | 'derived'
  | 'overlap'
  | 'answer'
  | 'acceptance'
  | 'model';

/** How much a piece of evidence says by itself. What becomes of a step is judged from all of it. */
export type Tier = 'strong' | 'probable' | 'hint';

/** Why we believe that one output used a range of another. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  /** Surprise of the match in bits, under an independence model; 0 for declared links. */
  readonly bits: number;
  /** Share, 0 to 1, of what the used range says that the generated one holds: 1 unless the words are only similar. */
  readonly share: number;
  /** First step whose output held the same: what stood there before a mark is not the mark's alone. */
  readonly since: Seq;
  /** Range in the used output. */
  readonly from: Range;
  /** Range in the generated output. */
  readonly to: Range;
  /** What matched, as it stands in the generated output (a long run is cut in its middle), or what declares the link. */
  readonly text: string;
}

/** Step `generated` used part of the output of step `used`. Invariant: `used < generated`. */
export interface Derivation {
  readonly generated: Seq;
  readonly used: Seq;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** Part of an earlier output that stood in a step's recorded input. Necessary for consumption, never called consumption. */
export interface Exposure {
  readonly source: Seq;
  readonly range: Range;
}

/** Everything known about who had and who used what, indexed by step. */
export interface Provenance {
  /** Derivations into each step, by its seq. */
  readonly into: readonly (readonly Derivation[])[];
  /** Derivations out of each step, by its seq. */
  readonly from: readonly (readonly Derivation[])[];
  /** What each step had in its input, by seq; undefined where the input was not recorded. */
  readonly exposures: readonly (readonly Exposure[] | undefined)[];
  /** Ranges that introduce a value found in nothing the step had before it: invented, remembered, or unrecorded. */
  readonly unsourced: readonly (readonly Range[])[];
  /** What kind of turn each step is, by seq. */
  readonly turns: readonly Turn[];
  /** Which steps hold which words. */
  readonly vocabulary: Vocabulary;
  /** Which segments of each output are worded like earlier ones. Hints: too many and too weak to be derivations. */
  readonly similar: SimilarFinder;
}

/** True if it is known of every step but the users' what it had before it; else clean is not proven. */
export const inputsRecorded = (session: Session, provenance: Provenance): boolean =>
  session.steps.every(
    step =>
      step.kind === 'user' ||
      step.kind === 'system' ||
      provenance.exposures[step.seq] !== undefined,
  );
