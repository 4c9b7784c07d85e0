import type { EvidenceKind, Tier } from '../../src/core/provenance/derivation.ts';
import type { Seq } from '../../src/core/session/ids.ts';
import type { Range } from '../../src/core/session/range.ts';
import type { GraphView, LaneView, StepShape, StepView } from '../../src/core/view/graph.ts';
import type { Verdict } from '../../src/core/annotations/mark.ts';

// A made-up session, as plain data: enough for the page, far less than the engine.

export interface SketchUse {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  /** Passes a mark on; otherwise the step only used text next to it. */
  readonly carries: boolean;
  readonly from: Range;
  readonly to: Range;
}

export interface SketchMark {
  readonly id: string;
  readonly seq: Seq;
  readonly verdict: Verdict;
  readonly range: Range | undefined;
  readonly note: string | undefined;
}

export interface Sketch {
  readonly graph: GraphView;
  readonly textOf: (seq: Seq) => string;
  /** In order of `generated`. */
  readonly uses: readonly SketchUse[];
  readonly marks: readonly SketchMark[];
  readonly lostMarks: number;
}

export interface SketchStep {
  readonly lane: number;
  readonly shape: StepShape;
  readonly text: string;
}

export function graphOf(
  title: string,
  lanes: readonly LaneView[],
  steps: readonly SketchStep[],
  more: Partial<GraphView> = {},
): GraphView {
  return {
    title,
    lanes,
    steps: steps.map(({ lane, shape, text }, seq): StepView => ({
      seq,
      id: `s${seq}`,
      sourceId: `message-${seq}`,
      name: nameOf(lanes[lane]),
      lane,
      shape,
      to: shape === 'call' ? ['browser'] : [],
      chars: text.length,
      preview: text.replace(/\s+/gu, ' ').slice(0, 120),
      error: text.startsWith('Error'),
      opaque: text === '',
      time: Date.UTC(2026, 5, 1, 9, 0, seq * 7),
    })),
    servers: 1,
    inputsRecorded: true,
    final: steps.length === 0 ? undefined : steps.length - 1,
    diagnostics: [],
    ...more,
  };
}

/** The range of `quote` in `text`; the whole text where it is not found. */
export function rangeOf(text: string, quote: string): Range {
  const start = text.indexOf(quote);
  return start < 0 ? { start: 0, end: text.length } : { start, end: start + quote.length };
}

const nameOf = (lane: LaneView | undefined): string =>
  lane?.qualifier === undefined ? (lane?.agent ?? '') : `${lane.agent} (${lane.qualifier})`;
