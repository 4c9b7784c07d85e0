/** Seeds that may be learned and tuned from, and seeds that figures are reported on. Never the one for the other. */
export const trainSeeds = { from: 1, to: 60 } as const;
export const reportSeeds = { from: 1001, to: 1040 } as const;

export const seedsOf = ({ from, to }: { readonly from: number; readonly to: number }): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
