import { describe, expect, it } from 'vitest';
import { layOut } from '../../../src/core/session/builder.ts';
import { segments, widen } from '../../../src/core/session/segment.ts';

const cut = (text: string): string[] =>
  segments(layOut([{ kind: 'text', text }])).map(each => text.slice(each.start, each.end));

describe('segments', () => {
  it('are sentences of prose, not cut at abbreviations, decimals or "No. 7"', () => {
    expect(cut('It cost 4.5 million, e.g. in May. No. 7 was late. Done!')).toEqual([
      'It cost 4.5 million, e.g. in May.',
      'No. 7 was late.',
      'Done!',
    ]);
  });

  it('are list items and code lines', () => {
    expect(cut('Plan:\n- first thing\n- second thing\n  x = 1\n')).toEqual([
      'Plan:',
      '- first thing',
      '- second thing',
      'x = 1',
    ]);
  });

  it('are cells of a table, without its rules', () => {
    expect(cut('| a | 12 |\n|---|---|\n| b | 13 |')).toEqual(['a', '12', 'b', '13']);
  });

  it('are leaves of JSON, with their path and raw place, and nothing else of it', () => {
    const text = 'Ledger:\n{"done": false, "rows": [{"name": "A \\"x\\"", "n": 4.5}]}\nNext.';
    const found = segments(layOut([{ kind: 'text', text }]));
    expect(found.map(each => [each.path, text.slice(each.start, each.end)])).toEqual([
      [undefined, 'Ledger:'],
      ['done', 'false'],
      ['rows.0.name', 'A \\"x\\"'],
      ['rows.0.n', '4.5'],
      [undefined, 'Next.'],
    ]);
  });

  it('are leaves of JSON inside of JSON strings, three levels deep, each at its raw place', () => {
    const note = { city: 'Ribe', said: 'a "b" \\ c', path: 'C:\\new\\name', n: 4.5, none: '' };
    for (const gap of [undefined, 2]) {
      let value: unknown = note;
      for (const level of [1, 2, 3]) {
        value = { body: JSON.stringify(value, undefined, gap), rows: [level, true] };
        const text = JSON.stringify(value);
        const found = segments(layOut([{ kind: 'text', text }]));
        let inner = '';
        let raw = [note.city, note.said, note.path];
        for (let i = 0; i < level; i++) inner += 'body.';
        for (let i = 0; i <= level; i++) raw = raw.map(each => JSON.stringify(each).slice(1, -1));
        const own = found.filter(each => each.path?.startsWith(inner));
        expect(own.map(each => [each.path, text.slice(each.start, each.end)])).toEqual([
          [`${inner}city`, raw[0]],
          [`${inner}said`, raw[1]],
          [`${inner}path`, raw[2]],
          [`${inner}n`, '4.5'],
        ]);
        expect(found.at(-1)).toMatchObject({ path: 'rows.1' });
      }
    }
  });

  it('stay whole where a JSON string only begins like JSON', () => {
    expect(cut(JSON.stringify({ a: '[see note] and {more}', b: '{"x": 1} and more' }))).toEqual([
      '[see note] and {more}',
      '{\\"x\\": 1} and more',
    ]);
  });

  it('are lines of a short JSON string that holds several', () => {
    expect(cut(JSON.stringify({ note: 'Notes on Ribe\n- staff: 214\n\n- seat: Ribe' }))).toEqual([
      'Notes on Ribe',
      '- staff: 214',
      '- seat: Ribe',
    ]);
  });

  it('are keys too where they are data', () => {
    expect(cut('{"certificate_7504069": {"amount": 120}, "type": "gift"}')).toEqual([
      'certificate_7504069',
      '120',
      'gift',
    ]);
  });

  it('leave out the name of a called tool, but keep its arguments', () => {
    const output = layOut([
      { kind: 'tool_call', callId: 'c', tool: 'memory/search', arguments: '{"q":"Cage Fitness"}' },
    ]);
    expect(segments(output).map(each => output.text.slice(each.start, each.end))).toEqual([
      'Cage Fitness',
    ]);
  });

  it('survive broken JSON, deep nesting and megabytes of one word', () => {
    expect(cut('{"a": [1, 2').length).toBeGreaterThan(0);
    expect(cut('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(cut('x'.repeat(2_000_000))).toHaveLength(1);
  });
});

describe('widen', () => {
  const text = 'One is here. Two is there. Three.';
  const all = segments(layOut([{ kind: 'text', text }]));
  const at = (quote: string) => {
    const start = text.indexOf(quote);
    const { start: from, end } = widen(all, { start, end: start + quote.length });
    return text.slice(from, end);
  };

  it('gives the sentence that holds the range', () => {
    expect(at('is there')).toBe('Two is there.');
  });

  it('gives all sentences that a range spans', () => {
    expect(at('here. Two')).toBe('One is here. Two is there.');
  });
});
