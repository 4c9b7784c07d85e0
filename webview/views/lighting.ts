import type { Seq } from '../../src/core/session/ids.ts';
import type { SliceView } from '../../src/core/view/slice.ts';

const perHop = 30;
const whole = 300;
const dark = 0.28;

/** Opacity of each step in the moment after a new mark: the rings light up hop by hop. */
export type Lighting = (seq: Seq) => number;

/** How the slice lights up at `elapsed` ms; undefined when all is lit. */
export function lighting(slice: SliceView, elapsed: number): Lighting | undefined {
  if (elapsed >= whole) return undefined;
  const hops = hopsOf(slice);
  return seq => {
    const hop = hops.get(seq);
    if (hop === undefined) return 1;
    const start = Math.min(hop * perHop, whole / 2);
    const part = (elapsed - start) / (whole - start);
    return dark + (1 - dark) * Math.min(1, Math.max(0, part));
  };
}

/** Uses between each affected step and the mark. */
function hopsOf({ edges }: SliceView): ReadonlyMap<Seq, number> {
  const hops = new Map<Seq, number>();
  for (const { used, generated } of [...edges].sort((a, b) => a.generated - b.generated)) {
    hops.set(generated, (hops.get(used) ?? 0) + 1);
  }
  return hops;
}
