import type { Terms } from '../../../../src/core/propagation/terms.ts';
import { against, terms } from '../../../../src/core/propagation/terms.ts';
import type { Model } from '../../../../src/core/propagation/confidence.ts';

/** One judged step: its terms, whether it consumed the mark, and how much it counts. */
export interface Row {
  readonly terms: Terms;
  readonly consumed: boolean;
  readonly weight: number;
}

const mostSweeps = 200;
const settled = 1e-5;

/**
 * Logistic regression over standardised terms with an L2 penalty, every weight kept at the sign that its term is said to
 * have. Coordinate-wise Newton steps, each clipped to the sign's side: the objective is convex, so this finds its least.
 */
export function fit(rows: readonly Row[], penalty: number): Pick<Model, 'bias' | 'terms'> {
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  const scales = terms.map(term => {
    const mean = rows.reduce((sum, row) => sum + row.weight * row.terms[term], 0) / total;
    const squares = rows.reduce((sum, row) => sum + row.weight * (row.terms[term] - mean) ** 2, 0);
    return { mean, sd: Math.sqrt(squares / total) || 1 };
  });
  const columns = terms.map((term, at) => {
    const { mean, sd } = scales[at] ?? { mean: 0, sd: 1 };
    return Float64Array.from(rows, row => (row.terms[term] - mean) / sd);
  });
  const logits = new Float64Array(rows.length);
  const weights = terms.map(() => 0);
  let bias = 0;

  const step = (column: Float64Array | undefined, weight: number, ridge: number): number => {
    let slope = -ridge * weight;
    let curve = ridge;
    for (const [i, row] of rows.entries()) {
      const p = 1 / (1 + Math.exp(-(logits[i] ?? 0)));
      const x = column?.[i] ?? 1;
      slope += row.weight * (Number(row.consumed) - p) * x;
      curve += row.weight * p * (1 - p) * x * x;
    }
    return Math.max(-1, Math.min(1, slope / (curve + 1e-9)));
  };
  const move = (column: Float64Array | undefined, by: number): void => {
    for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] ?? 0) + by * (column?.[i] ?? 1);
  };

  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let moved = 0;
    const by = step(undefined, bias, 0);
    bias += by;
    move(undefined, by);
    moved = Math.abs(by);
    for (const [at, term] of terms.entries()) {
      const old = weights[at] ?? 0;
      const free = old + step(columns[at], old, penalty);
      const kept = against.has(term) ? Math.min(0, free) : Math.max(0, free);
      if (kept === old) continue;
      weights[at] = kept;
      move(columns[at], kept - old);
      moved = Math.max(moved, Math.abs(kept - old));
    }
    if (moved < settled) break;
  }
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const entries = terms.map((term, at) => {
    const { mean, sd } = scales[at] ?? { mean: 0, sd: 1 };
    return [term, { mean: round(mean), sd: round(sd) || 1, weight: round(weights[at] ?? 0) }];
  });
  return { bias: round(bias), terms: Object.fromEntries(entries) as Model['terms'] };
}
