import type { Range } from './range.ts';

/** A short piece of a text, with the offsets of a range inside the piece. */
export interface Excerpt {
  readonly text: string;
  readonly range: Range;
}

/**
 * The piece of `text` around `range` on one line, at most about `most` characters: some context before and after, cut
 * at spaces, and an ellipsis in the middle of a range that is itself too long (both its ends stay). White space runs
 * are one space.
 */
export function excerpt(text: string, range: Range, most = 84): Excerpt {
  const start = Math.max(0, Math.min(range.start, text.length));
  const end = Math.max(start, Math.min(range.end, text.length));
  const middle = oneLine(text.slice(start, end), most);
  const room = Math.max(0, most - middle.length);
  const from = contextStart(text, start, Math.floor(room / 3));
  const to = contextEnd(text, end, room - Math.floor(room / 3));
  const before = (from > 0 ? '…' : '') + oneSpace(text.slice(from, start)).trimStart();
  const after = oneSpace(text.slice(end, to)).trimEnd() + (to < text.length ? '…' : '');
  return {
    text: before + middle + after,
    range: { start: before.length, end: before.length + middle.length },
  };
}

/** Start of the context before `start`: at most `room` characters, and not inside a word. */
function contextStart(text: string, start: number, room: number): number {
  let from = Math.max(0, start - room);
  while (from > 0 && from < start && !isSpace(text, from - 1)) from++;
  return from;
}

function contextEnd(text: string, end: number, room: number): number {
  let to = Math.min(text.length, end + room);
  while (to < text.length && to > end && !isSpace(text, to)) to--;
  return to;
}

const isSpace = (text: string, at: number): boolean => /\s/u.test(text.charAt(at));

const oneSpace = (text: string): string => text.replaceAll(/\s+/gu, ' ');

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
