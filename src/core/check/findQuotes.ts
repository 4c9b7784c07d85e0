import type { Range } from '../session/range.ts';

/**
 * Where `quote` stands in `text`, any white space for any other: exact ranges of the text, in order. It must hold a letter
 * or digit, and neither begin nor end inside a word or number – "1" is not quoted from "2019". O(text) per quote.
 */
export function findQuotes(text: string, quote: string): readonly Range[] {
  const words = quote.split(/\s+/u).filter(word => word !== '');
  if (!/[\p{L}\p{N}]/u.test(quote)) return [];
  const pattern = words.map(word => word.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')).join('\\s+');
  const found: Range[] = [];
  for (const match of text.matchAll(new RegExp(pattern, 'gu'))) {
    const range = { start: match.index, end: match.index + match[0].length };
    if (!splitsWord(text, range.start) && !splitsWord(text, range.end)) found.push(range);
  }
  return found;
}

/** Scripts that put no spaces between words: a quote may begin anywhere in them. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const within = /[\p{L}\p{N}]{2}/u;

function splitsWord(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 1), at + 1);
  return at > 0 && within.test(around) && !unspaced.test(around);
}
