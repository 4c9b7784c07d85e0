import type { Seq } from '../session/ids.ts';
import type { Slice, Use } from './slice.ts';

/** The best-evidence path from a mark to a step, cause first: its best use, then the best use of that source, and so on. */
export function evidencePath(slice: Slice, seq: Seq): readonly Use[] {
  const path: Use[] = [];
  let at: Seq | undefined = seq;
  while (at !== undefined) {
    const use: Use | undefined = slice.steps[at]?.uses[0];
    if (use === undefined || slice.steps[at]?.hops === 0) break;
    path.unshift(use);
    at = use.used;
  }
  return path;
}
