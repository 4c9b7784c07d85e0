import type { Seq } from '../../src/core/session/ids.ts';
import type { Link } from './route.ts';

/** Uses between two lanes within one column of the strips. */
export interface Flow {
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly uses: number;
}

export interface FlowOptions {
  /** Steps per column. */
  readonly per: number;
  readonly widest: number;
  readonly leastUses: number;
}

/** The widest lane pairs per column, in a fixed order: too many single edges say nothing in strips. */
export function flows(
  links: readonly Link[],
  laneOf: ArrayLike<number>,
  { per, widest, leastUses }: FlowOptions,
): readonly Flow[] {
  const counted = new Map<number, Map<string, { from: number; to: number; uses: number }>>();
  for (const { used, generated } of links) {
    const from = laneOf[used] ?? 0;
    const to = laneOf[generated] ?? 0;
    if (from === to) continue;
    const column = columnOf(generated, per);
    const pairs =
      counted.get(column) ?? new Map<string, { from: number; to: number; uses: number }>();
    counted.set(column, pairs);
    const key = `${from}/${to}`;
    const pair = pairs.get(key) ?? { from, to, uses: 0 };
    pair.uses++;
    pairs.set(key, pair);
  }
  return [...counted]
    .sort(([a], [b]) => a - b)
    .flatMap(([column, pairs]) =>
      [...pairs.values()]
        .filter(pair => pair.uses >= leastUses)
        .sort((a, b) => b.uses - a.uses || a.from - b.from || a.to - b.to)
        .slice(0, widest)
        .sort((a, b) => Math.min(a.from, a.to) - Math.min(b.from, b.to) || a.from - b.from)
        .map(pair => ({ column, ...pair })),
    );
}

const columnOf = (seq: Seq, per: number): number => Math.floor(seq / per);

/** Steps per column of about 96 px: 1-2-5. */
export function stepsPerColumn(pitch: number): number {
  for (let power = 10; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * pitch >= 80) return digit * power;
  }
}
