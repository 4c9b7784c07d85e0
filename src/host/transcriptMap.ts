import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { TranscriptText } from './transcriptText.ts';

/** Place in the transcript, as editors count: line and UTF-16 column, both from 0. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Place;
  readonly end: Place;
}

/** Place of an offset of a step's output. An offset inside a line break is the end of its line. */
export function placeOf(transcript: TranscriptText, seq: Seq, offset: number): Place {
  const { offsets, lengths } = transcript;
  const { first, last } = bodyLines(transcript, seq);
  const line = Math.max(first, lastAtMost(offsets, offset, first, last));
  const character = Math.min(Math.max(0, offset - (offsets[line] ?? 0)), lengths[line] ?? 0);
  return { line, character };
}

export const spanOf = (transcript: TranscriptText, seq: Seq, range: Range): Span => ({
  start: placeOf(transcript, seq, range.start),
  end: placeOf(transcript, seq, range.end),
});

/** The step that a line belongs to; undefined in an empty transcript. */
export function stepAtLine(transcript: TranscriptText, line: number): Seq | undefined {
  const { headings } = transcript;
  if (headings.length === 0 || line < 0) return undefined;
  return lastAtMost(headings, line, 0, headings.length - 1);
}

/** Offset in the output of the step at `place`. A place in the heading is the start, one after the body is its end. */
export function offsetAt(transcript: TranscriptText, place: Place): number {
  const start = transcript.offsets[place.line] ?? 0;
  return start + Math.min(place.character, transcript.lengths[place.line] ?? 0);
}

/**
 * The part of one step's output that a selection covers; undefined if it covers nothing, or reaches beyond the
 * step where the selection starts (its heading and the empty line after it do not count).
 */
export function rangeAt(
  transcript: TranscriptText,
  span: Span,
): { readonly seq: Seq; readonly range: Range } | undefined {
  const seq = stepAtLine(transcript, span.start.line);
  if (seq === undefined) return undefined;
  const after = transcript.headings[seq + 1];
  const beyond = after !== undefined && after <= span.end.line;
  // A selection of whole lines ends at the start of the next line: that is still within.
  if (beyond && !(after === span.end.line && span.end.character === 0)) return undefined;
  const start = offsetAt(transcript, span.start);
  const end = beyond ? endOf(transcript, seq) : offsetAt(transcript, span.end);
  return start < end ? { seq, range: { start, end } } : undefined;
}

/** First and last line of the output of a step (the heading and the empty line after it left out). */
export function bodyLines(
  transcript: TranscriptText,
  seq: Seq,
): { readonly first: number; readonly last: number } {
  const heading = transcript.headings[seq];
  if (heading === undefined) throw new RangeError(`no step #${seq} in the transcript`);
  const next = transcript.headings[seq + 1] ?? transcript.offsets.length;
  return { first: heading + 1, last: next - 2 };
}

function endOf(transcript: TranscriptText, seq: Seq): number {
  const { last } = bodyLines(transcript, seq);
  return (transcript.offsets[last] ?? 0) + (transcript.lengths[last] ?? 0);
}

/** Index of the last value ≤ `value` between `low` and `high` inclusive; `low - 1` if there is none. O(log n). */
function lastAtMost(values: Uint32Array, value: number, low: number, high: number): number {
  let from = low;
  let to = high + 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] ?? Infinity) <= value) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
