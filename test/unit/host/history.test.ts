import { describe, expect, it } from 'vitest';
import { noAnnotations } from '../../../src/core/annotations/mark.ts';
import type { Anchor, Verdict } from '../../../src/core/annotations/mark.ts';
import type { MarkView } from '../../../src/core/view/slice.ts';
import { does, historyOf, redone, undone } from '../../../src/host/history.ts';
import type { History } from '../../../src/host/history.ts';
import { markAt, noteEdit, verdictEdit } from '../../../src/host/marking.ts';

const range = { start: 3, end: 9 };
const anchor: Anchor = { step: 'a', range, quote: 'quoted' };

function marker(): (history: History, verdict: Verdict, at?: Anchor) => History {
  let count = 0;
  const sources = { now: () => '2026-01-01T00:00:00.000Z', newId: () => `m${count++}` };
  return (history, verdict, at = anchor) => {
    const standing = history.annotations.marks.map((mark): MarkView => ({
      id: mark.id,
      seq: 4,
      verdict: mark.verdict,
      range: mark.anchor.range,
      quote: mark.anchor.quote,
      note: mark.note,
    }));
    const edit = verdictEdit(
      history.annotations,
      standing,
      { seq: 4, anchor: at },
      verdict,
      sources,
    );
    return does(history, edit);
  };
}

const verdicts = ({ annotations }: History): string[] =>
  annotations.marks.map(mark => `${mark.id} ${mark.verdict}`);

describe('a verdict', () => {
  it('is put, replaced by another on the same range, and removed by the same again', () => {
    const mark = marker();
    const wrong = mark(historyOf(noAnnotations), 'wrong');
    const verified = mark(wrong, 'verified');
    const none = mark(verified, 'verified');
    expect([wrong, verified, none].map(verdicts)).toEqual([['m0 wrong'], ['m0 verified'], []]);
  });

  it('on the whole step is another mark than one on a range of it', () => {
    const mark = marker();
    const whole: Anchor = { step: 'a', range: undefined, quote: undefined };
    const both = mark(mark(historyOf(noAnnotations), 'wrong'), 'unsure', whole);
    expect(verdicts(both)).toEqual(['m0 wrong', 'm1 unsure']);
  });
});

describe('undo and redo', () => {
  it('lead back to the first state and forth to the last', () => {
    const mark = marker();
    const first = historyOf(noAnnotations);
    const last = mark(mark(mark(first, 'wrong'), 'unsure'), 'unsure');
    const back = undone(undone(undone(last)));
    expect(back.annotations).toEqual(first.annotations);
    expect(undone(back)).toBe(back);
    expect(redone(redone(redone(back))).annotations).toEqual(last.annotations);
  });

  it('forget what could be redone when something new is done', () => {
    const mark = marker();
    const changed = mark(undone(mark(historyOf(noAnnotations), 'wrong')), 'verified');
    expect(redone(changed)).toBe(changed);
  });

  it('keep a note with its mark', () => {
    const marked = marker()(historyOf(noAnnotations), 'wrong');
    const edit = noteEdit(marked.annotations, 'm0', 'wrong town');
    expect(edit).toBeDefined();
    if (edit === undefined) return;
    const noted = does(marked, edit);
    expect(noted.annotations.marks[0]?.note).toBe('wrong town');
    expect(undone(noted).annotations).toEqual(marked.annotations);
    expect(noteEdit(marked.annotations, 'gone', 'x')).toBeUndefined();
  });
});

describe('the mark at a place', () => {
  const view = (id: string, at: MarkView['range']): MarkView => {
    return { id, seq: 4, verdict: 'wrong', range: at, quote: undefined, note: undefined };
  };
  const marks = [view('whole', undefined), view('wide', { start: 0, end: 20 }), view('it', range)];

  it('is the one that stands there, else the smallest around it', () => {
    expect(markAt(marks, 4, range)?.id).toBe('it');
    expect(markAt(marks, 4, { start: 4, end: 5 })?.id).toBe('it');
    expect(markAt(marks, 4, { start: 10, end: 12 })?.id).toBe('wide');
    expect(markAt(marks, 4, { start: 30, end: 32 })?.id).toBe('whole');
    expect(markAt(marks, 4, undefined)?.id).toBe('whole');
    expect(markAt(marks, 5, range)).toBeUndefined();
  });
});
