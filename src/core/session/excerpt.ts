import type { Range } from './range.ts';

/** A short piece of a text, with the offsets of a range inside the piece. */
export interface Excerpt {
  readonly text: string;
  readonly range: Range;
}

/**
 * The piece of `text` around `range`, at most about `most` characters: some context before and after, cut at spaces,
 * and an ellipsis in the middle of a range that is itself too long (both its ends stay).
 */
export function excerpt(text: string, range: Range, most = 160): Excerpt {
  const start = Math.max(0, Math.min(range.start, text.length));
  const end = Math.max(start, Math.min(range.end, text.length));
  let middle = text.slice(start, end);
  if (middle.length > most) {
    const half = Math.floor(most / 2);
    middle = `${middle.slice(0, half).trimEnd()} … ${middle.slice(-half).trimStart()}`;
  }
  const room = Math.max(0, Math.floor((most - middle.length) / 2));
  let from = Math.max(0, start - room);
  let to = Math.min(text.length, end + room);
  while (from > 0 && from < start && !/\s/u.test(text.charAt(from - 1))) from++;
  while (to < text.length && to > end && !/\s/u.test(text.charAt(to))) to--;
  const before = `${from > 0 ? '…' : ''}${text.slice(from, start)}`;
  const after = `${text.slice(end, to)}${to < text.length ? '…' : ''}`;
  return {
    text: before + middle + after,
    range: { start: before.length, end: before.length + middle.length },
  };
}

/** The text on one line, at most `most` characters, with an ellipsis in the middle so that both ends stay. */
export function oneLine(text: string, most: number): string {
  const line = text
    .slice(0, most * 4)
    .replaceAll(/\s+/gu, ' ')
    .trim();
  if (line.length <= most && text.length <= most * 4) return line;
  const tail = Math.floor(most / 4);
  const end = text
    .slice(-most * 2)
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return `${line.slice(0, most - tail - 3).trimEnd()} … ${end.slice(-tail).trimStart()}`;
}
