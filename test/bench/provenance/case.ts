import type { Seq } from '../../../src/core/session/ids.ts';
import type { Range } from '../../../src/core/session/range.ts';
import type { Session } from '../../../src/core/session/session.ts';

/** One mark of which it is known who consumed it. */
export interface Case {
  /** Kind of session it is from ("tau", "generated"): the unit that is left out together when something is learned. */
  readonly source: string;
  /** Name of the session; cases of one session share the object. */
  readonly name: string;
  readonly session: Session;
  readonly mark: { readonly seq: Seq; readonly range: Range };
  /** Steps that consumed the mark, each with how: "verbatim", "value", "paraphrase", "derived", "decision", or a relation of the generator. */
  readonly consumers: ReadonlyMap<Seq, readonly string[]>;
  /** Later steps on which nothing is known. */
  readonly excluded: ReadonlySet<Seq>;
}

/** The later steps of a case on which something is known, in order. */
export const scored = ({ session, mark, excluded }: Case): readonly Seq[] =>
  session.steps.map(step => step.seq).filter(seq => seq > mark.seq && !excluded.has(seq));
