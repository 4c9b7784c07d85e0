import { seeded } from '../../fixtures/random.ts';
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
