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
const common = new Set(
  (
    'the of and to in a is that for it as was with be by on not he i this are or his from at which but have an had they ' +
    'you were their one all we can her has there been if more when will would who so no she said them its what up out ' +
    'about into than then only other some could time these two may do first any my now such like our over me even most ' +
    'made after also did many before must through your also each per using use used is are please let us should need ' +
    'de la le les des et en un une du que der die das und ist von zu mit den für'
  ).split(' '),
);

const wordBits = (word: string): number => {
  if (common.has(word)) return 3;
  if (/\d/u.test(word)) return Math.min(16, 4 + 2 * word.length);
  return Math.min(13, 6 + Math.floor(word.length / 2));
};

// A number with separators is one word ("1,234.5"); CJK has no spaces, so each character is a word.
const wordPattern =
  /\d+(?:[.,:]\d+)*|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu;

/** Words of the segments of an output. JSON escapes inside leaves are skipped. O(length). */
export function tokenise(text: string, segmentsInOrder: readonly Segment[]): Tokens {
  const hash: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const bits: number[] = [];
  let block: number | undefined;
  for (const segment of segmentsInOrder) {
    if (block !== undefined && segment.block !== block) {
      hash.push(0);
      start.push(segment.start);
      end.push(segment.start);
      bits.push(0);
    }
    block = segment.block;
    let body = text.slice(segment.start, segment.end);
    if (segment.path !== undefined && body.includes('\\')) {
      body = body.replaceAll(/\\(?:u[0-9a-fA-F]{4}|.)/gu, escape => ' '.repeat(escape.length));
    }
    for (const match of body.matchAll(wordPattern)) {
      const word = normalise(match[0]);
      hash.push(hashWord(word));
      start.push(segment.start + match.index);
      end.push(segment.start + match.index + match[0].length);
      bits.push(wordBits(word));
    }
  }
  return {
    count: hash.length,
    hash: Int32Array.from(hash),
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    bits: Uint8Array.from(bits),
  };
}

function normalise(word: string): string {
  const first = word.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return word.replaceAll(',', '');
  return word.toLowerCase().normalize('NFKC');
}

/** FNV-1a over UTF-16 units; never 0. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) {
    hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  }
  return hash | 0 || 1;
}
