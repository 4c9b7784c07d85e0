import { describe, expect, it } from 'vitest';
import type { Annotations, Mark } from '../../../src/core/annotations/mark.ts';
import { noAnnotations } from '../../../src/core/annotations/mark.ts';
import { markId } from '../../../src/core/session/ids.ts';
import { readMarks, writeMarks } from '../../../src/formats/marks.ts';

const mark: Mark = {
  id: markId('k1'),
  anchor: { step: 'web#1:result', range: { start: 3, end: 8 }, quote: 'Paris' },
  verdict: 'wrong',
  note: 'It is Rome.\nSee the map.',
  failureMode: undefined,
  correctedText: 'Rome',
  author: 'ann',
  createdAt: '2026-11-22T10:00:00.000Z',
};
const whole: Mark = {
  ...mark,
  id: markId('k2'),
  anchor: { step: '4', range: undefined, quote: undefined },
  verdict: 'verified',
};
const annotations: Annotations = {
  marks: [mark, whole],
  overrides: [{ generated: '5', used: '4', didUse: false }],
};

describe('the sidecar', () => {
  it('reads back what it wrote, and writes the same bytes again', () => {
    for (const each of [annotations, noAnnotations]) {
      const text = writeMarks(each);
      const read = readMarks(text, 'a.marks.json');
      expect(read).toEqual({ ok: true, annotations: each });
      expect(read.ok && writeMarks(read.annotations)).toBe(text);
    }
  });

  it('has one key per line in a fixed order, and no undefined ones', () => {
    expect(writeMarks({ marks: [{ ...mark, note: undefined }], overrides: [] })).toBe(`{
  "version": 1,
  "marks": [
    {
      "id": "k1",
      "verdict": "wrong",
      "step": "web#1:result",
      "quote": "Paris",
      "start": 3,
      "end": 8,
      "correctedText": "Rome",
      "author": "ann",
      "createdAt": "2026-11-22T10:00:00.000Z"
    }
  ],
  "overrides": []
}
`);
  });

  it('can be written by hand with step and verdict only', () => {
    const read = readMarks(
      '{"version":1,"marks":[{"step":"4","verdict":"wrong","x":1}]}',
      'a.json',
    );
    expect(read.ok && read.annotations.marks).toMatchObject([
      { id: 'm1', verdict: 'wrong', anchor: { step: '4', range: undefined, quote: undefined } },
    ]);
  });

  it('is refused where it is broken, newer or odd, with the place', () => {
    const refusal = (text: string): string => {
      const read = readMarks(text, 'a.marks.json');
      return read.ok ? '' : read.message;
    };
    expect(refusal('{\n"version": 1,\n"marks": [}')).toContain('line 3, column 11');
    expect(refusal('')).toContain('line 1, column 1');
    expect(refusal('{"version":2,"marks":[]}')).toContain('Update Faultline');
    expect(refusal('{"marks":[]}')).toContain('no “version”');
    expect(refusal('[]')).toContain('no marks file');
    expect(refusal('{"version":1,"marks":[{"step":"1","verdict":"bad"}]}')).toContain(
      'marks.0.verdict',
    );
    expect(
      refusal(
        '{"version":1,"marks":[{"id":"a","step":"1","verdict":"wrong"},{"id":"a","step":"2","verdict":"wrong"}]}',
      ),
    ).toContain('two marks');
  });

  it.each([
    ['"quote":""', '“marks.1.quote”: blank; leave it out'],
    ['"quote":" \\n"', '“marks.1.quote”: blank'],
    ['"start":8,"end":3', '“marks.1.end”: must be greater than “start”'],
    ['"start":3,"end":3,"quote":"x"', '“marks.1.end”: must be greater'],
    ['"start":-5,"end":3', '“marks.1.start”: '],
    ['"start":1.5,"end":3', '“marks.1.start”: '],
    ['"end":3', '“marks.1.start”: a range has both'],
  ])('is refused with a mark that has no place: %s', (place, says) => {
    const good = '{"step":"1","verdict":"wrong","quote":"x","start":3,"end":4}';
    const read = readMarks(
      `{"version":1,"marks":[${good},{"step":"1","verdict":"wrong",${place}}]}`,
      'a.marks.json',
    );
    expect(read.ok ? '' : read.message).toContain(`is no valid marks file: ${says}`);
  });
});
