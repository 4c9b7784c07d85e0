import type { MarkId } from '../session/ids.ts';
import type { Range } from '../session/range.ts';

/** The developer's verdict on an output. `verified` stops propagation. */
export type Verdict = 'wrong' | 'unsure' | 'verified';

/** Where a mark sits, in terms that survive a re-import of the session. */
export interface Anchor {
  /** Id of the step in the format it came from. */
  readonly step: string;
  /** Range of the output; undefined for the whole output. */
  readonly range: Range | undefined;
  /** The marked text itself: finds the range again if the output moved. */
  readonly quote: string | undefined;
}

/** The developer's verdict on an output or a range of it. */
export interface Mark {
  readonly id: MarkId;
  readonly anchor: Anchor;
  readonly verdict: Verdict;
  readonly note: string | undefined;
  readonly failureMode: string | undefined;
  readonly correctedText: string | undefined;
  readonly author: string | undefined;
  /** ISO 8601, as given by the caller. */
  readonly createdAt: string;
}

/** The developer's word on one derivation; beats inference. */
export interface Override {
  /** Source ids of the two steps. */
  readonly generated: string;
  readonly used: string;
  readonly didUse: boolean;
}

/** What a sidecar holds. Marks in order of creation. */
export interface Annotations {
  readonly marks: readonly Mark[];
  readonly overrides: readonly Override[];
}

export const noAnnotations: Annotations = { marks: [], overrides: [] };
