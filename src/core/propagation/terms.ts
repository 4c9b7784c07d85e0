/**
 * What speaks for a step having consumed a mark, each between 0 and about 1. A term is a fact about the step and what is
 * tainted before it; what each is worth is learned (`weights.json`).
 */
export const terms = [
  /** Share of the marked text's words in the step, each weighted by how new it was where it was marked. */
  'newWords',
  /** The same, each word weighted by its rarity in the session. */
  'rareWords',
  /** The best equal value, by its information, if it did not stand there before the mark. */
  'value',
  /** The longest repeated run of words. */
  'quote',
  /** A number that can be computed from tainted ones. */
  'derived',
  /** It read what a tainted step wrote. */
  'state',
  /** Share of a tainted sentence's words in one of its own. */
  'similar',
  /** It is the result of tainted arguments or code; of an error, of the statement that failed. */
  'execution',
  /** It is a result, and what it ran is not tainted. */
  'ownSource',
  /** The message right before it is affected. */
  'answer',
  /** It is short and comes right after an affected message. */
  'acceptance',
  /** It is code or a call, after an affected error. */
  'mends',
  /** Steps since the mark, as a logarithm. */
  'distance',
  /** It has hardly a word. */
  'bare',
] as const;

export type Term = (typeof terms)[number];

/** Terms that speak against; every other speaks for. Training keeps the signs. */
export const against: ReadonlySet<Term> = new Set(['ownSource', 'distance', 'bare']);

/** The terms of one step. */
export type Terms = Record<Term, number>;

export const noTerms = (): Terms => ({
  newWords: 0,
  rareWords: 0,
  value: 0,
  quote: 0,
  derived: 0,
  state: 0,
  similar: 0,
  execution: 0,
  ownSource: 0,
  answer: 0,
  acceptance: 0,
  mends: 0,
  distance: 0,
  bare: 0,
});

/** Kinds of evidence that can carry on their own where it is recorded what a step had before it. */
export const linkKinds = [
  'value',
  'commonValue',
  'quote',
  'shortQuote',
  'derived',
  'state',
  'execution',
] as const;

export type LinkKind = (typeof linkKinds)[number];

/** One piece of such evidence, and how far what it used is tainted. */
export interface Link {
  readonly kind: LinkKind;
  readonly weight: number;
}
