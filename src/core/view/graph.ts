import type { Diagnostic } from '../session/diagnostic.ts';
import type { Seq } from '../session/ids.ts';

/** One agent lane (or sub-lane, for a qualifier), in order of first appearance. */
export interface LaneView {
  readonly agent: string;
  readonly qualifier: string | undefined;
  readonly kind: 'agent' | 'tool' | 'user' | 'system';
}

/** Outline of a step: what kind of step it is. */
export type StepShape = 'user' | 'message' | 'call' | 'result' | 'system';

export interface StepView {
  readonly seq: Seq;
  readonly id: string;
  readonly sourceId: string;
  /** Index into the lanes. */
  readonly lane: number;
  readonly shape: StepShape;
  /** Agents or tools the output is addressed to. */
  readonly to: readonly string[];
  /** Length of the output in UTF-16 units. */
  readonly chars: number;
  /** First characters of the output, one line, at most 120. */
  readonly preview: string;
  readonly error: boolean;
  /** No text to compare: images, audio, files. */
  readonly opaque: boolean;
  /** Milliseconds since the epoch, where recorded. */
  readonly time: number | undefined;
}

/** Everything about a session that the graph draws without marks. */
export interface GraphView {
  readonly title: string;
  readonly lanes: readonly LaneView[];
  readonly steps: readonly StepView[];
  readonly servers: number;
  readonly inputsRecorded: boolean;
  readonly final: Seq | undefined;
  /** Sentences about lines that were skipped and the like, shown as a banner. */
  readonly diagnostics: readonly Diagnostic[];
}
