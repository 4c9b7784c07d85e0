/** Where a lane lies, in px from the top of the lanes' area. */
export interface LaneBox {
  readonly top: number;
  readonly height: number;
  readonly middle: number;
}

export interface LaneLayout {
  readonly boxes: readonly LaneBox[];
  /** Height of all lanes together. */
  readonly height: number;
}

/** Calm and busy (affected) lanes: as they like it, and as little as they can do with. */
interface Heights {
  readonly calm: number;
  readonly calmLeast: number;
  readonly busyLeast: number;
  readonly busyMost: number;
}

const wide: Heights = { calm: 72, calmLeast: 44, busyLeast: 56, busyMost: 132 };
const slim: Heights = { calm: 44, calmLeast: 36, busyLeast: 44, busyMost: 100 };
const stripLeast = 46;

/**
 * Stacks the lanes. Those with affected steps share what the calm ones leave, so that evidence has room. Where space is
 * short the calm ones give way first; if even the least heights do not fit, the area scrolls.
 */
export function laneBoxes(
  affected: readonly boolean[],
  space: number,
  narrow: boolean,
): LaneLayout {
  const heights = narrow ? slim : wide;
  const busy = affected.filter(each => each).length;
  const calm = affected.length - busy;
  const between = (least: number, height: number, most: number): number =>
    Math.floor(Math.min(most, Math.max(least, height)));
  const forCalm = calm === 0 ? 0 : (space - busy * heights.busyLeast * 1.5) / calm;
  const calmHeight = between(heights.calmLeast, forCalm, heights.calm);
  const forBusy = busy === 0 ? 0 : (space - calm * calmHeight) / busy;
  const busyHeight = between(heights.busyLeast, forBusy, heights.busyMost);
  return stack(affected.map(each => (each ? busyHeight : calmHeight)));
}

/** In strips every lane is a small bar chart: all the same height. */
export function stripBoxes(lanes: number, space: number): LaneLayout {
  const height = Math.floor(Math.min(132, Math.max(stripLeast, space / Math.max(1, lanes))));
  return stack(Array.from({ length: lanes }, () => height));
}

function stack(heights: readonly number[]): LaneLayout {
  let top = 0;
  const boxes = heights.map(height => {
    const box = { top, height, middle: top + height / 2 };
    top += height;
    return box;
  });
  return { boxes, height: top };
}
