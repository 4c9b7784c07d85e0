import type { Seq } from '../../src/core/session/ids.ts';
import type { Link } from './route.ts';

/** Links by their ends, to find those of a part of the session without looking at all of them. */
export interface LinkIndex {
  readonly links: readonly Link[];
  readonly byUsed: Int32Array;
  readonly byGenerated: Int32Array;
}

export function linkIndex(links: readonly Link[]): LinkIndex {
  const by = (key: (link: Link) => Seq): Int32Array =>
    Int32Array.from(links.keys()).sort((a, b) => at(links, a, key) - at(links, b, key) || a - b);
  return { links, byUsed: by(link => link.used), byGenerated: by(link => link.generated) };
}

/**
 * Indices of the links with an end among the steps from `first` up to `end`, at most `most`: those that arrive there
 * first, then those that leave it, the nearest first.
 */
export function visibleLinks(
  index: LinkIndex,
  first: Seq,
  end: Seq,
  most: number,
): readonly number[] {
  const { links, byUsed, byGenerated } = index;
  const out: number[] = [];
  for (
    let i = bound(links, byGenerated, first, link => link.generated);
    i < byGenerated.length && out.length < most;
    i++
  ) {
    const link = byGenerated[i] ?? 0;
    if (at(links, link, each => each.generated) >= end) break;
    out.push(link);
  }
  for (
    let i = bound(links, byUsed, first, link => link.used);
    i < byUsed.length && out.length < most;
    i++
  ) {
    const link = byUsed[i] ?? 0;
    if (at(links, link, each => each.used) >= end) break;
    if (at(links, link, each => each.generated) >= end) out.push(link);
  }
  return out;
}

const at = (links: readonly Link[], index: number, key: (link: Link) => Seq): Seq => {
  const link = links[index];
  return link === undefined ? 0 : key(link);
};

/** First position in `order` whose key is at least `seq`. */
function bound(
  links: readonly Link[],
  order: Int32Array,
  seq: Seq,
  key: (link: Link) => Seq,
): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(links, order[middle] ?? 0, key) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
