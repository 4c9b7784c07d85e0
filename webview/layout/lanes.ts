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

interface Heights {
  readonly calm: number;
  readonly calmLeast: number;
  readonly affectedLeast: number;
  readonly affectedMost: number;
}

const wide: Heights = { calm: 72, calmLeast: 48, affectedLeast: 88, affectedMost: 132 };
const slim: Heights = { calm: 44, calmLeast: 40, affectedLeast: 60, affectedMost: 100 };
const stripLeast = 46;

/**
 * Stacks the lanes. Those with affected steps share what the calm ones leave, so that evidence has room; if not all
 * fit, every lane shrinks to its least height and the area scrolls.
 */
export function laneBoxes(
  affected: readonly boolean[],
  space: number,
  narrow: boolean,
): LaneLayout {
  const heights = narrow ? slim : wide;
  const busy = affected.filter(each => each).length;
  const calm = affected.length - busy;
  const fits = calm * heights.calm + busy * heights.affectedLeast <= space;
  const calmHeight = fits ? heights.calm : heights.calmLeast;
  const share = busy === 0 ? 0 : (space - calm * calmHeight) / busy;
  const busyHeight = Math.floor(
    Math.min(heights.affectedMost, Math.max(heights.affectedLeast, share)),
  );
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
