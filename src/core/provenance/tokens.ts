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
  const out = scratch;
  out.clear();
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
  #hash = new Int32Array(4096);
  #start = new Int32Array(4096);
  #end = new Int32Array(4096);
  #bits = new Uint8Array(4096);

  clear(): void {
    this.#count = 0;
    // One enormous text must not keep its memory.
    if (this.#hash.length > 1 << 20) this.#resize(4096);
  }

  push(hash: number, start: number, end: number, bits: number): void {
    const at = this.#count++;
    if (at === this.#hash.length) this.#resize(at * 2);
    this.#hash[at] = hash;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#bits[at] = bits;
  }

  /** A copy, its arrays in one piece of memory: four would cost as much to allocate as to fill. */
  tokens(): Tokens {
    const count = this.#count;
    const buffer = new ArrayBuffer(count * 13);
    const hash = new Int32Array(buffer, 0, count);
    const start = new Int32Array(buffer, count * 4, count);
    const end = new Int32Array(buffer, count * 8, count);
    const bits = new Uint8Array(buffer, count * 12, count);
    hash.set(this.#hash.subarray(0, count));
    start.set(this.#start.subarray(0, count));
    end.set(this.#end.subarray(0, count));
    bits.set(this.#bits.subarray(0, count));
    return { count, hash, start, end, bits };
  }

  #resize(size: number): void {
    const resized = <A extends Int32Array | Uint8Array>(old: A, next: A): A => {
      next.set(old.subarray(0, size));
      return next;
    };
    this.#hash = resized(this.#hash, new Int32Array(size));
    this.#start = resized(this.#start, new Int32Array(size));
    this.#end = resized(this.#end, new Int32Array(size));
    this.#bits = resized(this.#bits, new Uint8Array(size));
  }
}

/** Filled by one call at a time and copied from: a list per text would be most of the garbage of a session. */
const scratch = new TokenList();

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
