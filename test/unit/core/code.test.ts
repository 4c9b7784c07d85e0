import { describe, expect, it } from 'vitest';
import { codeOf, failedStatement } from '../../../src/core/provenance/code.ts';

const python = `import csv

rows = list(csv.DictReader(open('clients.csv')))
total = round(
    sum(float(row['amount']) for row in rows),
    2,
)
print(total)`;
const traceback = (line: number): string =>
  `Traceback (most recent call last):\n  File "<string>", line ${line}, in <module>\n  File "/usr/lib/python3.11/csv.py", line 90, in __next__\nKeyError: 'amount'`;

const failing = (error: string, text: string): string | undefined => {
  const range = failedStatement(error, text, codeOf(text).ranges);
  return range && text.slice(range.start, range.end);
};

describe('code in an output', () => {
  it('is what stands in fences', () => {
    const text = `Let me compute this.\n\n\`\`\`python\n${python}\n\`\`\`\nThen we can go on.`;
    const { ranges, share } = codeOf(text);
    expect(ranges.map(({ start, end }) => text.slice(start, end).trim())).toEqual([python]);
    expect(share).toBeGreaterThanOrEqual(0.5);
  });

  it('is all of a text that reads like code', () => {
    const { ranges, share } = codeOf(python);
    expect(ranges).toEqual([{ start: 0, end: python.length }]);
    expect(share).toBeGreaterThan(0.9);
  });

  it('is nothing of prose', () => {
    const { ranges, share } = codeOf(
      'We went through the figures. They add up, as far as I can see.',
    );
    expect({ ranges, share }).toEqual({ ranges: [], share: 0 });
  });

  it('ends with the text where a fence is left open', () => {
    const text = 'See:\n```\nx = 1';
    expect(codeOf(text).ranges.map(({ start, end }) => text.slice(start, end))).toEqual([
      '\nx = 1',
    ]);
  });
});

describe('the statement that failed', () => {
  it('is told by the frame of the code, to where its brackets close', () => {
    const lines = python.split('\n');
    expect(failing(traceback(4), python)).toBe(lines.slice(3, 7).join('\n'));
    expect(failing(traceback(5), python)).toBe(lines[4]);
    expect(failing(traceback(7), python)).toBe(lines.slice(3, 7).join('\n'));
    expect(failing(traceback(8), python)).toBe('print(total)');
  });

  it('is counted from the fence', () => {
    expect(failing(traceback(3), `Code:\n\`\`\`python\n${python}\n\`\`\``)).toBe(
      "rows = list(csv.DictReader(open('clients.csv')))",
    );
  });

  it('is found in code that is a JSON string, and in an error that is one', () => {
    const call = JSON.stringify({ code: 'a = 1\nb = a / 0\nprint(b)' });
    const error = JSON.stringify(
      'File "<string>", line 2, in <module>\nZeroDivisionError: division by zero',
    );
    const range = failedStatement(error, call, [{ start: 0, end: call.length }]);
    expect(range && call.slice(range.start, range.end)).toBe('b = a / 0');
  });

  it('is unknown where the error names no line of it', () => {
    expect(failing('ModuleNotFoundError: No module named scanpy', python)).toBeUndefined();
    expect(failing(traceback(80), python)).toBeUndefined();
    expect(failing('File "/usr/lib/python3.11/csv.py", line 2, in x', python)).toBeUndefined();
  });
});
