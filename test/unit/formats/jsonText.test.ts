import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  compact,
  elementsOf,
  jsonErrorOffset,
  rawMember,
} from '../../../src/formats/jsonText.ts';

describe('JSON as text', () => {
  it('says where a document breaks', () => {
    const cases: readonly (readonly [string, number | undefined])[] = [
      ['{"a":[1,-2.5e3,"x\\n"],"b":{}} ', undefined],
      ['[1,]', 3],
      ['{"a" 1}', 5],
      ["{'a':1}", 1],
      ['"a\nb"', 2],
      ['[1] 2', 4],
      ['{"a":', 5],
      ['', 0],
    ];
    for (const [text, offset] of cases)
      expect([text, jsonErrorOffset(text)]).toEqual([text, offset]);
  });

  it('agrees with JSON.parse on what is valid', () => {
    for (const text of [
      '01',
      '1.',
      '-',
      'tru',
      '"\\x"',
      '[[]',
      '{"a":1,"a":2}',
      '\ufeff1',
      '{}{}',
      '"\\ud800"',
    ]) {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect([text, jsonErrorOffset(text) === undefined]).toEqual([text, valid]);
    }
  });

  it('finds a member as it was written', () => {
    const text = ' {"n": null, "a\\u0062": {"x": 0, "x": [1.0, 2e1 ]}}';
    expect(rawMember(text, ['ab', 'x'])).toBe('[1.0, 2e1 ]');
    expect(rawMember(text, ['no'])).toBeUndefined();
    expect(rawMember(text, ['n', 'no'])).toBeUndefined();
  });

  it('finds the elements of an array as they were written', () => {
    expect(elementsOf(' [ 1.0, {"a": "],[" } ,[ ]] ')).toEqual(['1.0', '{"a": "],[" }', '[ ]']);
    expect(elementsOf('[ ]')).toEqual([]);
    expect(elementsOf('{"a":[1]}')).toEqual([]);
    expect(elementsOf('[1,2')).toEqual(['1', '2']);
  });

  it('drops white space between tokens only', () => {
    expect(compact(' { "a b" : [ 1 , "c  \\" d" ] }\n')).toBe('{"a b":[1,"c  \\" d"]}');
  });

  it('compares values whatever the order of keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 1 })).toBe(
      canonicalJson({ a: 1, b: [{ c: 2, d: 1 }] }),
    );
  });
});
