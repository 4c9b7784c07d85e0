import type { Segment } from '../session/segment.ts';

/** Words of one output, in order, as parallel typed arrays: a session has millions. */
export interface Tokens {
  readonly count: number;
  /** Hash of the normalised word; 0 stands between blocks and matches nothing. */
  readonly hash: Int32Array;
  /** Offsets in the output's text. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** How much the word says, in bits: common words little, rare-looking ones more. */
  readonly bits: Uint8Array;
}

// Function words of English with a few of other languages' commonest: they carry order, not content.
const commonWords =
  'the of and to in a is that for it as was with be by on not he i this are or his from at which but have an had they ' +
  'you were their one all we can her has there been if more when will would who so no she said them its what up out ' +
  'about into than then only other some could time these two may do first any my now such like our over me even most ' +
  'made after also did many before must through your also each per using use used is are please let us should need ' +
  'de la le les des et en un une du que der die das und ist von zu mit den für';

/** Words of the segments of an output; `text` is its text as `readable` gives it. One pass, O(length). */
export function tokenise(text: string, segmentsInOrder: readonly Segment[]): Tokens {
  const out = new TokenList(text.length >> 2);
  let block: number | undefined;
  for (const segment of segmentsInOrder) {
    if (block !== undefined && segment.block !== block)
      out.push(0, segment.start, segment.start, 0);
    block = segment.block;
    scan(text, segment.start, segment.end, out);
  }
  return out.tokens();
}

/** Splits a text into words and numbers; a number with separators is one word ("1,234.5"), and so is each CJK character. */
function scan(body: string, from: number, to: number, out: TokenList): void {
  let at = from;
  while (at < to) {
    const kind = kindOf(body.charCodeAt(at));
    if (kind === other) {
      at++;
      continue;
    }
    const start = at;
    let hash = seed;
    let digits = 0;
    if (kind === single) hash = mix(hash, body.charCodeAt(at++));
    else {
      for (; at < to; at++) {
        const code = body.charCodeAt(at);
        const next = kindOf(code);
        if (next === letter) hash = mix(hash, lower(code));
        else if (next === digit) {
          hash = mix(hash, code);
          digits++;
        } else if (
          digits === at - start &&
          isSeparator(code) &&
          at + 1 < to &&
          kindOf(body.charCodeAt(at + 1)) === digit
        ) {
          // 1,234.5: thousands commas say nothing, points and colons do.
          if (code !== comma) hash = mix(hash, code);
          digits++;
        } else break;
      }
    }
    out.push(hash | 0 || 1, start, at, bitsOf(hash, at - start, digits));
  }
}

/** Growing typed arrays: plain arrays of numbers would be boxed and copied. */
class TokenList {
  #count = 0;
  #hash: Int32Array;
  #start: Int32Array;
  #end: Int32Array;
  #bits: Uint8Array;

  constructor(capacity: number) {
    const size = Math.max(16, capacity);
    this.#hash = new Int32Array(size);
    this.#start = new Int32Array(size);
    this.#end = new Int32Array(size);
    this.#bits = new Uint8Array(size);
  }

  push(hash: number, start: number, end: number, bits: number): void {
    const at = this.#count++;
    if (at === this.#hash.length) this.#grow();
    this.#hash[at] = hash;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#bits[at] = bits;
  }

  tokens(): Tokens {
    const count = this.#count;
    return {
      count,
      hash: this.#hash.slice(0, count),
      start: this.#start.slice(0, count),
      end: this.#end.slice(0, count),
      bits: this.#bits.slice(0, count),
    };
  }

  #grow(): void {
    const size = this.#hash.length * 2;
    const grown = (old: Int32Array): Int32Array => {
      const next = new Int32Array(size);
      next.set(old);
      return next;
    };
    this.#hash = grown(this.#hash);
    this.#start = grown(this.#start);
    this.#end = grown(this.#end);
    const bits = new Uint8Array(size);
    bits.set(this.#bits);
    this.#bits = bits;
  }
}

// FNV-1a over UTF-16 units.
const seed = 0x811c9dc5;
const mix = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
const hashOf = (word: string): number =>
  [...word].reduce((hash, character) => mix(hash, character.charCodeAt(0)), seed);

const common: ReadonlySet<number> = new Set(commonWords.split(' ').map(hashOf));

function bitsOf(hash: number, length: number, digits: number): number {
  if (digits > 0) return Math.min(16, 4 + 2 * length);
  return common.has(hash) ? 3 : Math.min(13, 6 + (length >> 1));
}

const other = 1;
const letter = 2;
const digit = 3;
/** A character that is a word of its own: CJK has no spaces. */
const single = 4;
const kinds = new Uint8Array(0x10000);
const lowered = new Uint16Array(0x10000);

/** Class of a UTF-16 unit, found out once per unit. Halves of surrogate pairs count as letters. */
function kindOf(code: number): number {
  const known = kinds[code] ?? other;
  if (known !== 0) return known;
  const character = String.fromCharCode(code);
  const kind = /[0-9]/u.test(character)
    ? digit
    : /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)
      ? single
      : (code >= 0xd800 && code < 0xe000) || /[\p{L}\p{M}\p{N}]/u.test(character)
        ? letter
        : other;
  kinds[code] = kind;
  lowered[code] = character.toLowerCase().normalize('NFKC').charCodeAt(0);
  return kind;
}

const lower = (code: number): number => lowered[code] ?? code;
const comma = 0x2c;
const isSeparator = (code: number): boolean => code === comma || code === 0x2e || code === 0x3a;
