import { describe, expect, it } from 'vitest';
import { offsetAt, placeOf, rangeAt, spanOf, stepAtLine } from '../../../src/host/transcriptMap.ts';
import type { Span } from '../../../src/host/transcriptMap.ts';
import { transcriptOf } from '../../../src/host/transcriptText.ts';
import { awkwardSession } from './sessions.ts';

const session = awkwardSession();
const transcript = transcriptOf(session);
const lines = transcript.text.split('\n');

const cut = ({ start, end }: Span): string =>
  start.line === end.line
    ? (lines[start.line] ?? '').slice(start.character, end.character)
    : [
        (lines[start.line] ?? '').slice(start.character),
        ...lines.slice(start.line + 1, end.line),
        (lines[end.line] ?? '').slice(0, end.character),
      ].join('\n');

const asShown = (text: string): string =>
  text.replaceAll(/\r\n|\r/gu, '\n').replaceAll('\0', '\u2400');

/** Offsets that a caret can stand at: not between the two characters of a line break. */
const caretOffsets = (text: string): number[] =>
  Array.from({ length: text.length + 1 }, (_, offset) => offset).filter(
    offset => !(text[offset - 1] === '\r' && text[offset] === '\n'),
  );

describe('transcript text', () => {
  it('has a heading per step, its output verbatim, and an empty line between steps', () => {
    expect(lines.slice(0, 10)).toEqual([
      '#0 user',
      'One line.',
      '',
      '#1 writer (draft)',
      'first',
      'second',
      'third',
      '',
      '  fourth 🏔️ line',
      '',
    ]);
    expect(lines).toContain('#4 binary name');
    expect(lines).toContain('before\u2400after');
    expect(lines).toContain('#5 caller → reviewer, web/search');
  });

  it('says of every line what it holds', () => {
    expect(transcript.offsets).toHaveLength(lines.length);
    expect(transcript.lengths).toHaveLength(lines.length);
    expect(transcript.headings).toHaveLength(session.steps.length);
  });

  it('is empty for an empty session', () => {
    const empty = transcriptOf({ ...session, steps: [] });
    expect(empty.text).toBe('');
    expect(stepAtLine(empty, 0)).toBeUndefined();
  });
});

describe('transcript map', () => {
  it('leads from every range of every step to its text and back', () => {
    for (const { seq, output } of session.steps) {
      const offsets = caretOffsets(output.text);
      for (const start of offsets) {
        for (const end of offsets.filter(offset => offset > start)) {
          const span = spanOf(transcript, seq, { start, end });
          expect(cut(span)).toBe(asShown(output.text.slice(start, end)));
          expect(rangeAt(transcript, span)).toEqual({ seq, range: { start, end } });
        }
      }
    }
  });

  it('knows the step of every line, also where text imitates a heading', () => {
    const imitator = transcript.headings[3] ?? 0;
    expect(lines[imitator + 1]).toBe('#1 writer');
    expect(stepAtLine(transcript, imitator + 1)).toBe(3);
    expect(stepAtLine(transcript, imitator - 1)).toBe(2);
    expect(stepAtLine(transcript, lines.length - 1)).toBe(6);
  });

  it('puts an offset within a line break at the end of the line', () => {
    expect(placeOf(transcript, 1, 6)).toEqual(placeOf(transcript, 1, 5));
  });

  it('takes a heading for the start and the line after the body for the end', () => {
    const heading = transcript.headings[0] ?? 0;
    expect(offsetAt(transcript, { line: heading, character: 3 })).toBe(0);
    expect(offsetAt(transcript, { line: heading + 2, character: 0 })).toBe('One line.'.length);
  });

  it('accepts whole lines of one step, heading included, but no text of two steps', () => {
    const whole = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(rangeAt(transcript, whole)).toEqual({ seq: 0, range: { start: 0, end: 9 } });
    const two = { start: { line: 1, character: 0 }, end: { line: 4, character: 2 } };
    expect(rangeAt(transcript, two)).toBeUndefined();
    const heading = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
    expect(rangeAt(transcript, heading)).toBeUndefined();
  });
});
