import type { Claim } from './words/claims.ts';

/** What numbers count; those of one quantity may be added up and compared. */
export type Quantity = 'money' | 'count' | 'percent' | 'distance' | 'weight' | 'duration';

interface Common {
  /** Two mentions with one id say the same of the world, whoever says it. */
  readonly id: number;
  /** Whom it is about, as named in the task: "Norvel Freight". */
  readonly subject: string;
  /** What it is, in words: "operating cost". */
  readonly label: string;
  /** What it is, as a JSON key: "operating_cost". */
  readonly key: string;
}

/** One thing that is so in the world of a generated session. */
export type Fact =
  | (Common & {
      readonly kind: 'number';
      readonly quantity: Quantity;
      readonly value: number;
    })
  | (Common & {
      /** A text that is used as it stands: an id, an address, a name. */
      readonly kind: 'token';
      readonly token: 'id' | 'url' | 'path' | 'name' | 'email' | 'choice';
      readonly value: string;
    })
  | (Common & { readonly kind: 'date'; /** ISO 8601 day. */ readonly value: string })
  | (Common & { readonly kind: 'claim'; readonly claim: Claim })
  /** Code, an error message: text that others build on, without a value of its own. */
  | (Common & { readonly kind: 'code'; readonly value: string });

export type NumberFact = Extract<Fact, { readonly kind: 'number' }>;

/** True for numbers that stand in half of all texts by chance. */
export const isSmall = (fact: Fact): boolean =>
  fact.kind === 'number' && Number.isInteger(fact.value) && Math.abs(fact.value) < 100;
