import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meetsAny, rangeSet } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';

/**
 * How far each segment of one output is tainted, 0 to 1. `echo` is the weight of what it repeats word for word: that
 * passes on even through a step that is itself not affected.
 */
interface SegmentTaint {
  readonly segments: readonly Segment[];
  readonly weight: Float64Array;
  readonly echo: Float64Array;
  /** By where they start: the values that the step has from others, and how far those are tainted there. */
  readonly values: ReadonlyMap<number, number>;
}

/** What is tainted so far, while a mark spreads. */
export class Taint {
  readonly #marked = new Map<Seq, RangeSet>();
  readonly #bySeq = new Map<Seq, SegmentTaint>();

  /** Says that ranges of an output are wrong. */
  mark(seq: Seq, ranges: RangeSet): void {
    this.#marked.set(seq, ranges);
  }

  /** Says how far the segments of an output are tainted. */
  set(seq: Seq, taint: SegmentTaint): void {
    this.#bySeq.set(seq, taint);
  }

  /** True if anything of an output may be tainted: a cheap check before a dear one. */
  has(seq: Seq): boolean {
    return this.#bySeq.has(seq) || this.#marked.has(seq);
  }

  /** The greatest weight in a range of an output; with `verbatim`, of what only repeats tainted text too. */
  at(seq: Seq, range: Range, verbatim = false): number {
    const marked = this.#marked.get(seq);
    if (marked !== undefined && meetsAny(marked, range)) return 1;
    const taint = this.#bySeq.get(seq);
    if (taint === undefined) return 0;
    let most = 0;
    eachMeeting(taint.segments, range, index => {
      most = Math.max(most, taint.weight[index] ?? 0);
      if (verbatim) most = Math.max(most, taint.echo[index] ?? 0);
    });
    return most;
  }

  /**
   * The weight of a value in an output. One that the step has from others is as tainted as it was there, whatever stands
   * beside it: a wrong figure does not make the company's name wrong.
   */
  value(seq: Seq, range: Range): number {
    return this.#bySeq.get(seq)?.values.get(range.start) ?? this.at(seq, range);
  }

  /** Ranges whose weight is at least `least`. */
  ranges(seq: Seq, least: number): RangeSet {
    const taint = this.#bySeq.get(seq);
    return taint === undefined
      ? []
      : rangeSet(
          taint.segments
            .filter((_, index) => (taint.weight[index] ?? 0) >= least)
            .map(({ start, end }) => ({ start, end })),
        );
  }
}

/** Hands over the numbers of the segments that meet a range. O(log n + found). */
export function eachMeeting(
  segmentsInOrder: readonly Segment[],
  { start, end }: Range,
  take: (index: number) => void,
): void {
  let low = 0;
  let high = segmentsInOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segmentsInOrder[middle]?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  for (let index = low; index < segmentsInOrder.length; index++) {
    if ((segmentsInOrder[index]?.start ?? 0) >= end) break;
    take(index);
  }
}
