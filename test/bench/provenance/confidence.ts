import type { SliceStep } from '../../../src/core/propagation/slice.ts';
import type { Case } from './case.ts';
import { scored } from './case.ts';
import type { Rates, Slicer } from './measure.ts';
import { rates } from './measure.ts';

/** How sure a method is that a step consumed the mark, from 0 to 1; only the order counts for the best F1. */
export type ConfidenceOf = (step: SliceStep) => number;

/** What the rings alone say. */
export const byRing: ConfidenceOf = ({ ring }) =>
  ring === 'traced' ? 1 : ring === 'suspect' ? 0.5 : 0;

interface Judged {
  readonly confidence: number;
  readonly consumed: boolean;
}

const judge = (cases: readonly Case[], slicer: Slicer, confidenceOf: ConfidenceOf): Judged[] =>
  cases.flatMap(each => {
    const slice = slicer(each);
    return scored(each).map(seq => {
      const step = slice.steps[seq];
      return {
        confidence: step === undefined ? 0 : confidenceOf(step),
        consumed: each.consumers.has(seq),
      };
    });
  });

export interface Point extends Rates {
  /** Steps of at least this confidence are taken. */
  readonly from: number;
}

/** Precision and recall for every threshold that makes a difference, from the strictest on; what has no confidence is never taken. */
export function curve(
  cases: readonly Case[],
  slicer: Slicer,
  confidenceOf: ConfidenceOf = byRing,
): readonly Point[] {
  const judged = judge(cases, slicer, confidenceOf).sort((a, b) => b.confidence - a.confidence);
  const all = judged.filter(each => each.consumed).length;
  const out: Point[] = [];
  let tp = 0;
  for (const [index, { confidence, consumed }] of judged.entries()) {
    if (confidence <= 0) break;
    if (consumed) tp++;
    if (judged[index + 1]?.confidence === confidence) continue;
    out.push({ from: confidence, ...rates({ tp, fp: index + 1 - tp, fn: all - tp }) });
  }
  return out;
}

export const bestF1 = (points: readonly Point[]): Point | undefined =>
  points.reduce<Point | undefined>(
    (best, each) => (best && best.f1 >= each.f1 ? best : each),
    undefined,
  );

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanConfidence: number;
  readonly right: number;
}

/** Ten bins of confidence, each with how often the steps in it had consumed the mark. */
export function calibration(
  cases: readonly Case[],
  slicer: Slicer,
  confidenceOf: ConfidenceOf = byRing,
): readonly Bin[] {
  const judged = judge(cases, slicer, confidenceOf);
  return Array.from({ length: 10 }, (_, index): Bin => {
    const inside = judged.filter(
      ({ confidence }) =>
        confidence > 0 && Math.min(9, Math.floor(confidence * 10 - 1e-9)) === index,
    );
    return {
      from: index / 10,
      to: (index + 1) / 10,
      n: inside.length,
      meanConfidence: inside.reduce((all, each) => all + each.confidence, 0) / inside.length,
      right: inside.filter(each => each.consumed).length / inside.length,
    };
  }).filter(bin => bin.n > 0);
}
