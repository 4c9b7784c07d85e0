export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

/** The value below which `share` of all lie. */
export const quantile = (values: Float64Array, share: number): number =>
  Float64Array.from(values).sort()[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? NaN;

/** Milliseconds that some work takes. */
export function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds of processor that some work takes, on all threads of this process: on a busy machine too, and garbage included. */
export function worked(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

/** Bytes in use once all garbage is gone; needs `--expose-gc`. */
export function retained(): number {
  if (globalThis.gc === undefined) throw new Error('start with --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export interface Budget {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
}

/** One line for each budget that is not kept. A figure that is no number keeps none. */
export const broken = (budgets: readonly Budget[]): readonly string[] =>
  budgets.flatMap(({ what, measured, unit, least, most }) =>
    measured >= (least ?? -Infinity) && measured <= (most ?? Infinity)
      ? []
      : [
          `${what}: ${measured.toPrecision(3)} ${unit}, the budget is ${least === undefined ? `at most ${most}` : `at least ${least}`}`,
        ],
  );
