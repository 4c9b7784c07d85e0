import type { Link, LinkKind, Term, Terms } from './terms.ts';
import { terms } from './terms.ts';
import weights from './weights.json' with { type: 'json' };

/** A logistic model: one dot product, each addend of which can be shown as a reason. */
export interface Model {
  readonly bias: number;
  /** By term: its mean and deviation in training, and the weight of the standardised term. */
  readonly terms: Readonly<
    Record<Term, { readonly mean: number; readonly sd: number; readonly weight: number }>
  >;
  /** How often a step with such evidence of a tainted text consumed it; 0 where that alone does not decide. */
  readonly links: Readonly<Record<LinkKind, number>>;
  /** Confidence from which a step is traced, and from which it is suspect: set where training measured their precision. */
  readonly traced: number;
  readonly suspect: number;
  /** Of ten steps in each ring, how many had consumed the mark, rounded down: on sessions that the model had not seen. */
  readonly measured: { readonly traced: number; readonly suspect: number };
}

/** Steps whose input was recorded and steps whose input is guessed are judged apart: what was not there cannot be used. */
export interface Models {
  readonly recorded: Model;
  readonly notRecorded: Model;
}

/** As trained: `npm run train:provenance` writes the file and says on what. */
export const shippedModels: Models = weights.models;

/**
 * Confidence, 0 to 1, that a step with these terms consumed the mark: what the model says, or what its best link alone is
 * worth. Summed in the order of `terms`, so that it is the same everywhere.
 */
export function confidence(
  model: Pick<Model, 'bias' | 'terms' | 'links'>,
  of: Terms,
  links: readonly Link[],
): number {
  let sum = model.bias;
  for (const term of terms) sum += addend(model, of, term);
  return links.reduce(
    (most, { kind, weight }) => Math.max(most, weight * model.links[kind]),
    1 / (1 + Math.exp(-sum)),
  );
}

const addend = ({ terms: each }: Pick<Model, 'terms'>, of: Terms, term: Term): number => {
  const { mean, sd, weight } = each[term];
  return (weight * (of[term] - mean)) / sd;
};

/** The terms that speak for a step, the weightiest first. */
export const reasons = (model: Model, of: Terms): readonly Term[] =>
  terms
    .filter(term => of[term] > 0 && model.terms[term].weight > 0)
    .sort((a, b) => weightOf(model, of, b) - weightOf(model, of, a));

const weightOf = ({ terms: each }: Model, of: Terms, term: Term): number =>
  (each[term].weight * of[term]) / each[term].sd;
