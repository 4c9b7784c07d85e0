import type { Finding } from '../check/answer.ts';
import type { EvidenceKind } from '../provenance/derivation.ts';
import type { Ring } from '../propagation/slice.ts';
import type { Term } from '../propagation/terms.ts';

// The words a person reads, true of what is known: "used", "repeats", "linked by id" – never "caused", never "unaffected".

const kinds: Record<EvidenceKind, string> = {
  declared: 'linked by id',
  state: 'same state key',
  execution: 'ran its code',
  value: 'same value',
  quote: 'quote',
  derived: 'computed from',
  overlap: 'similar words',
  answer: 'answers it',
  acceptance: 'accepts it',
  model: 'a model says so',
};

const reasons: Record<Term, string | undefined> = {
  newWords: 'words that the marked text brought up',
  rareWords: 'rare words of the marked text',
  value: 'an equal value',
  quote: 'a repeated run of words',
  derived: 'a number computed from it',
  state: 'it read what was written',
  similar: 'similar wording',
  execution: 'it ran what is tainted',
  answer: 'the message before it is affected',
  acceptance: 'it is a short answer',
  mends: 'it follows an affected error',
  ownSource: undefined,
  distance: undefined,
  bare: undefined,
};

/** What speaks for a step, the weightiest first, at most three. */
export const reasonWords = (of: readonly Term[]): string =>
  of
    .flatMap(term => reasons[term] ?? [])
    .slice(0, 3)
    .join(', ');

export const evidenceWords = (kind: EvidenceKind): string => kinds[kind];

const answers: Record<Finding['kind'], string> = {
  used: 'a model says that it used it',
  notUsed: 'a model found no use of it',
  unverified: 'a model says that it used it, but what it quotes is not there: no evidence',
  unreadable: 'a model gave no answer that can be read',
};

/** What a language model said of a step. */
export const answerWords = (answer: Finding['kind']): string => answers[answer];

const finals: Record<Ring, string> = {
  wrong: 'The final answer is marked wrong',
  unsure: 'The final answer is marked unsure',
  verified: 'The final answer is verified',
  traced: 'Reaches the final answer',
  suspect: 'Final answer is suspect',
  exposed: 'Final answer was only exposed',
  clean: 'Final answer is clean',
  notProven: 'Final answer is not proven clean',
};

/** What became of the final answer. */
export const finalAnswerWords = (ring: Ring | undefined): string =>
  ring === undefined ? 'No final answer in this session' : finals[ring];
