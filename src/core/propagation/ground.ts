import type { Checked } from '../check/findings.ts';
import type { Provenance } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Segment } from '../session/segment.ts';
import type { Session } from '../session/session.ts';

/** What a slice is computed from besides the marks: made once per session, not per mark. */
export interface Ground {
  readonly session: Session;
  readonly provenance: Provenance;
  /** Segments of a step's output, in order. */
  readonly segmentsOf: (seq: Seq) => readonly Segment[];
  /** What language models have said, where they were asked. */
  readonly checked?: Checked | undefined;
}

/** True if it is recorded what a step had before it; of a result, what whoever asked for it had. */
export function isRecorded({ session, provenance }: Ground, seq: Seq): boolean {
  const asker = session.steps[seq]?.kind === 'tool' ? provenance.turns[seq]?.ran?.seq : seq;
  return asker !== undefined && provenance.exposures[asker] !== undefined;
}
