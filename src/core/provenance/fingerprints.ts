import type { Tokens } from './tokens.ts';

/** Words per fingerprint, and fingerprints per window: every run of K + W - 1 = 8 shared words is found. */
const K = 5;
const W = 4;

/** A place in an earlier output: index into the linker's texts, and of a word in it. */
export interface Posting {
  readonly text: number;
  readonly token: number;
}

export interface Fingerprint {
  readonly hash: number;
  /** Index of its first word. */
  readonly token: number;
}

/**
 * Positions of a text's fingerprints: rolling hashes of K words, the smallest of each window of W (the last on ties).
 * Winnowing, Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003.
 * Hashes that span a block border are left out. O(tokens · W).
 */
export function fingerprints(tokens: Tokens): readonly Fingerprint[] {
  const out: Fingerprint[] = [];
  const grams: number[] = [];
  let last = -1;
  for (let at = 0; at + K <= tokens.count; at++) {
    grams.push(gram(tokens, at));
    const from = Math.max(0, at - W + 1);
    if (at + 1 < W && at + K < tokens.count) continue;
    let least = -1;
    for (let i = from; i <= at; i++) {
      const hash = grams[i] ?? 0;
      if (hash !== 0 && (least < 0 || hash <= (grams[least] ?? 0))) least = i;
    }
    if (least >= 0 && least !== last) {
      out.push({ hash: grams[least] ?? 0, token: least });
      last = least;
    }
  }
  return out;
}

function gram(tokens: Tokens, at: number): number {
  let hash = 0;
  for (let i = at; i < at + K; i++) {
    const word = tokens.hash[i] ?? 0;
    if (word === 0) return 0;
    hash = Math.imul(hash ^ word, 0x9e3779b1) ^ (hash >>> 15);
  }
  return hash | 0 || 1;
}

/** Places of one fingerprint that are kept of one text: a table repeats its words, and must not crowd out other texts. */
const mostPerText = 8;

const nowhere: readonly Posting[] = [];

/** Where each fingerprint occurred, newest last. */
export class FingerprintIndex {
  readonly #postings = new Map<number, Posting[]>();

  add(text: number, prints: readonly Fingerprint[]): void {
    for (const { hash, token } of prints) {
      const list = this.#postings.get(hash);
      if (list === undefined) this.#postings.set(hash, [{ text, token }]);
      else if (list.at(-mostPerText)?.text !== text) list.push({ text, token });
    }
  }

  at(hash: number): readonly Posting[] {
    return this.#postings.get(hash) ?? nowhere;
  }
}

export interface Run {
  /** First and one past the last word, in the later text. */
  readonly start: number;
  readonly end: number;
  /** First word of the run in the earlier text. */
  readonly source: number;
}

/** The longest run of equal words around a pair of equal words. */
export function extend(later: Tokens, at: number, earlier: Tokens, source: number): Run {
  let back = 0;
  while (
    at - back > 0 &&
    source - back > 0 &&
    same(later.hash[at - back - 1], earlier.hash[source - back - 1])
  ) {
    back++;
  }
  let forward = 0;
  while (
    at + forward < later.count &&
    source + forward < earlier.count &&
    same(later.hash[at + forward], earlier.hash[source + forward])
  ) {
    forward++;
  }
  return { start: at - back, end: at + forward, source: source - back };
}

const same = (a: number | undefined, b: number | undefined): boolean => a === b && a !== 0;
