import type { Seq } from '../../src/core/session/ids.ts';
import type { Plot, View } from './axis.ts';
import { rankAt, xOf } from './axis.ts';
import type { LaneBox } from './lanes.ts';

export interface HitArea {
  readonly plot: Plot;
  readonly view: View;
  readonly laneOf: ArrayLike<number>;
  readonly boxes: readonly LaneBox[];
  /** Half the height of a step, with some forgiveness. */
  readonly reach: number;
}

/** Index of the lane at `y`, or -1. */
export const laneAt = (boxes: readonly LaneBox[], y: number): number =>
  boxes.findIndex(box => y >= box.top && y < box.top + box.height);

/** The step at a point: in the lane under it, the nearest within 6 px or within its own column. */
export function stepAt(area: HitArea, x: number, y: number): Seq | undefined {
  const { plot, view, laneOf, boxes, reach } = area;
  if (x < plot.left || x > plot.left + plot.width) return undefined;
  const lane = laneAt(boxes, y);
  const box = boxes[lane];
  if (box === undefined || Math.abs(y - box.middle) > reach) return undefined;
  const at = Math.floor(rankAt(plot, view, x));
  const around = Math.ceil(6 / view.pitch);
  let best: Seq | undefined;
  let nearest = Math.max(6, view.pitch / 2);
  for (let seq = Math.max(0, at - around); seq <= at + around && seq < laneOf.length; seq++) {
    const distance = Math.abs(xOf(plot, view, seq) - x);
    if (laneOf[seq] === lane && distance <= nearest) {
      nearest = distance;
      best = seq;
    }
  }
  return best;
}
