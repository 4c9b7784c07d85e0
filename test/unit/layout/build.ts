/** Small seeded generator (mulberry32), so that a failing case can be run again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Drawing {
  readonly laneOf: readonly number[];
  readonly links: readonly { readonly used: number; readonly generated: number }[];
}

/** A session of `steps` steps in `lanes` lanes, with at most one link into each step. */
export function drawing(seed: number, steps: number, lanes: number): Drawing {
  const random = seeded(seed);
  const laneOf = Array.from({ length: steps }, () => Math.floor(random() * lanes));
  const links = laneOf.flatMap((_, generated) =>
    generated > 0 && random() < 0.6 ? [{ used: Math.floor(random() * generated), generated }] : [],
  );
  return { laneOf, links };
}
