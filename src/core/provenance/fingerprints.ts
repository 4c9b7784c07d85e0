import type { Tokens } from './tokens.ts';

/** Words per fingerprint, and fingerprints per window: every run of K + W - 1 = 8 shared words is found. */
const K = 5;
const W = 4;

/** Fingerprints of a text in order, as parallel typed arrays. */
export interface Fingerprints {
  readonly count: number;
  readonly hash: Int32Array;
  /** Index of the first word. */
  readonly token: Int32Array;
}

/**
 * Positions of a text's fingerprints: rolling hashes of K words, the smallest of each window of W (the last on ties).
 * Winnowing, Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003.
 * Hashes that span a block border are left out. O(tokens · W).
 */
export function fingerprints(tokens: Tokens): Fingerprints {
  const most = Math.max(0, tokens.count - K + 1);
  if (most > grams.length || grams.length > mostIdle) {
    grams = new Int32Array(Math.max(4096, most));
    found = new Int32Array(grams.length);
  }
  let count = 0;
  let last = -1;
  for (let at = 0; at < most; at++) {
    grams[at] = gram(tokens, at);
    if (at + 1 < W && at + 1 < most) continue;
    let least = -1;
    for (let i = Math.max(0, at - W + 1); i <= at; i++) {
      const hash = grams[i] ?? 0;
      if (hash !== 0 && (least < 0 || hash <= (grams[least] ?? 0))) least = i;
    }
    if (least >= 0 && least !== last) {
      found[count++] = least;
      last = least;
    }
  }
  const buffer = new ArrayBuffer(count * 8);
  const hash = new Int32Array(buffer, 0, count);
  const token = new Int32Array(buffer, count * 4, count);
  for (let i = 0; i < count; i++) {
    token[i] = found[i] ?? 0;
    hash[i] = grams[found[i] ?? 0] ?? 0;
  }
  return { count, hash, token };
}

/** Filled by one call at a time, and dropped again after an enormous text. */
let grams = new Int32Array(4096);
let found = new Int32Array(4096);
const mostIdle = 1 << 20;

function gram(tokens: Tokens, at: number): number {
  let hash = 0;
  for (let i = at; i < at + K; i++) {
    const word = tokens.hash[i] ?? 0;
    if (word === 0) return 0;
    hash = Math.imul(hash ^ word, 0x9e3779b1) ^ (hash >>> 15);
  }
  return hash | 0 || 1;
}

/** Words of one text that also stand in another. */
export interface Run {
  /** First and one past the last word, in the later text. */
  readonly start: number;
  readonly end: number;
  /** First word of the run in the earlier text or texts. */
  readonly source: number;
}

/** The longest run of equal words around a pair of equal words. `earlier` gives hashes of words, 0 beyond its ends. */
export function extend(
  later: Tokens,
  at: number,
  earlier: (token: number) => number,
  source: number,
): Run {
  let start = at;
  while (start > 0 && same(later.hash[start - 1], earlier(source - at + start - 1))) start--;
  let end = at;
  while (end < later.count && same(later.hash[end], earlier(source - at + end))) end++;
  return { start, end, source: source - at + start };
}

const same = (a: number | undefined, b: number): boolean => a === b && a !== 0;
