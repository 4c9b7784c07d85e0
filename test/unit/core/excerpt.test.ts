import { describe, expect, it } from 'vitest';
import { excerpt, oneLine } from '../../../src/core/session/excerpt.ts';

const text =
  'Here are the facts from the company files.\n\nRevenue was   EUR 48,250 million, up from 41,440.';

describe('excerpt', () => {
  it('shows the range with some context, on one line', () => {
    const start = text.indexOf('EUR');
    const found = excerpt(text, { start, end: start + 'EUR 48,250 million'.length }, 50);
    expect(found.text).toBe('…was EUR 48,250 million, up from 41,440.');
    expect(found.text.slice(found.range.start, found.range.end)).toBe('EUR 48,250 million');
  });

  it('keeps both ends of a long range', () => {
    const { text: shown, range } = excerpt(text, { start: 0, end: text.length }, 40);
    expect(shown).toMatch(/^Here are .* … .*41,440\.$/u);
    expect(range).toEqual({ start: 0, end: shown.length });
  });

  it('survives ranges outside of the text', () => {
    expect(excerpt('abc', { start: 5, end: 9 })).toEqual({
      text: 'abc',
      range: { start: 3, end: 3 },
    });
  });
});

describe('oneLine', () => {
  it('is never longer than asked for', () => {
    for (const most of [10, 40, 200]) {
      expect(oneLine('word '.repeat(500), most).length).toBeLessThanOrEqual(most);
      expect(oneLine('x'.repeat(5000), most).length).toBeLessThanOrEqual(most);
    }
  });
});
