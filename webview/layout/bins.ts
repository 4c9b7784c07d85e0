import type { Ring } from '../../src/core/propagation/slice.ts';
import type { Seq } from '../../src/core/session/ids.ts';

// Counts of steps per stretch of the session, for the strips and the minimap. Sums are kept per lane over that lane's
// own steps, so that memory is O(steps) and any stretch is counted in O(log steps).

/** Bands of a bar, from the top to the rail. */
export const bands = ['clean', 'exposed', 'suspect', 'traced'] as const;
export type Band = (typeof bands)[number];
export type BandCounts = readonly [clean: number, exposed: number, suspect: number, traced: number];

export function bandOf(ring: Ring): 0 | 1 | 2 | 3 {
  switch (ring) {
    case 'wrong':
    case 'traced':
      return 3;
    case 'unsure':
    case 'suspect':
      return 2;
    case 'exposed':
    case 'notProven':
      return 1;
    case 'verified':
    case 'clean':
      return 0;
  }
}

export interface LaneSeries {
  /** Steps of the lane, in order. */
  readonly seqs: Int32Array;
  /** `sums[i * 4 + band]`: steps of the band among the first `i`. */
  readonly sums: Int32Array;
}

export function laneSeries(
  laneOf: ArrayLike<number>,
  rings: readonly Ring[],
  lanes: number,
): readonly LaneSeries[] {
  const sizes = new Int32Array(lanes);
  for (let seq = 0; seq < laneOf.length; seq++) {
    const lane = laneOf[seq] ?? 0;
    sizes[lane] = (sizes[lane] ?? 0) + 1;
  }
  const out = Array.from(sizes, size => ({
    seqs: new Int32Array(size),
    sums: new Int32Array((size + 1) * 4),
  }));
  const filled = new Int32Array(lanes);
  for (let seq = 0; seq < laneOf.length; seq++) {
    const lane = laneOf[seq] ?? 0;
    const series = out[lane];
    const at = filled[lane] ?? 0;
    if (series === undefined) continue;
    series.seqs[at] = seq;
    series.sums.copyWithin((at + 1) * 4, at * 4, at * 4 + 4);
    const slot = (at + 1) * 4 + bandOf(rings[seq] ?? 'clean');
    series.sums[slot] = (series.sums[slot] ?? 0) + 1;
    filled[lane] = at + 1;
  }
  return out;
}

/** Index of the lane's first step at or after `seq`. */
export function lowerBound(seqs: Int32Array, seq: Seq): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Steps of each band from `from` up to, not including, `to`. */
export function countIn({ seqs, sums }: LaneSeries, from: Seq, to: Seq): BandCounts {
  const a = lowerBound(seqs, from) * 4;
  const b = lowerBound(seqs, to) * 4;
  const count = (band: number): number => (sums[b + band] ?? 0) - (sums[a + band] ?? 0);
  return [count(0), count(1), count(2), count(3)];
}

/** Steps per bar so that a bar is about 6 px wide. */
export const stepsPerBar = (pitch: number): number => Math.max(1, Math.round(6 / pitch));

/** The fullest bar of all lanes at this width: the scale of the strips. */
export function fullestBar(series: readonly LaneSeries[], per: number): number {
  let most = 1;
  for (const { seqs } of series) {
    let bar = -1;
    let size = 0;
    for (const seq of seqs) {
      const own = Math.floor(seq / per);
      size = own === bar ? size + 1 : 1;
      bar = own;
      if (size > most) most = size;
    }
  }
  return most;
}

/** Counts per column of the whole session, `columns[i * 4 + band]`, for the minimap. */
export function columnCounts(rings: readonly Ring[], columns: number): Uint32Array {
  const out = new Uint32Array(columns * 4);
  const scale = columns / Math.max(1, rings.length);
  rings.forEach((ring, seq) => {
    const slot = Math.min(columns - 1, Math.floor(seq * scale)) * 4 + bandOf(ring);
    out[slot] = (out[slot] ?? 0) + 1;
  });
  return out;
}
