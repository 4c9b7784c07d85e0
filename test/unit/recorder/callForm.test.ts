import { describe, expect, it } from 'vitest';
import { checker, fieldsOf, readValue, writeValue } from '../../../src/recorder/callForm.ts';
import type { Schema } from '../../../src/recorder/callForm.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, default: 10 },
    deep: { type: 'boolean', description: 'All of it?' },
    text: { type: 'string', minLength: 2 },
    size: { enum: ['s', 'l', 3] },
    named: { oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }] },
    maybe: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
    place: { $ref: '#/$defs/place' },
    any: {},
  },
  required: ['text', 'place'],
  $defs: { place: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
};
const field = (name: string) => {
  const found = fieldsOf(schema).find(each => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('the form of a schema', () => {
  it('asks for every argument by its type, those that are required first', () => {
    expect(fieldsOf(schema).map(({ name, kind, type }) => [name, kind, type])).toEqual([
      ['text', 'text', 'string'],
      ['place', 'json', 'object'],
      ['limit', 'number', 'integer'],
      ['deep', 'boolean', 'boolean'],
      ['size', 'choice', 'choice'],
      ['named', 'choice', 'JSON'],
      ['maybe', 'number', 'number'],
      ['tags', 'json', 'array of string'],
      ['any', 'json', 'JSON'],
    ]);
    expect(field('size').options).toEqual(['s', 'l', 3]);
    expect(field('named').options).toEqual(['a', 'b']);
    expect(field('deep')).toMatchObject({ options: [true, false], description: 'All of it?' });
    expect(field('limit').fallback).toBe(10);
  });

  it('reads what is typed, and says what it should be', () => {
    expect(readValue(field('limit'), ' 12 ')).toEqual({ ok: true, value: 12 });
    expect(readValue(field('text'), ' 12 ')).toEqual({ ok: true, value: ' 12 ' });
    expect(readValue(field('tags'), '["a"]')).toEqual({ ok: true, value: ['a'] });
    for (const bad of ['', 'x', '1e999']) expect(readValue(field('limit'), bad).ok).toBe(false);
    expect(readValue(field('tags'), '[a]')).toMatchObject({ ok: false });
    expect(writeValue(field('text'), 'a')).toBe('a');
    expect(writeValue(field('tags'), ['a'])).toBe('["a"]');
  });

  it('checks one value, behind a reference too', () => {
    const check = (name: string) => checker(field(name).schema, schema);
    expect(check('limit')(0)).toMatch(/>= 1/u);
    expect(check('limit')(1.5)).toMatch(/integer/u);
    expect(check('limit')(2)).toBeUndefined();
    expect(check('place')({})).toMatch(/'x'/u);
    expect(check('place')({ x: 1 })).toBeUndefined();
    expect(check('any')({ whatever: [] })).toBeUndefined();
  });

  it('checks all arguments together', () => {
    expect(checker(schema)({ text: 'ab', place: { x: 1 } })).toBeUndefined();
    expect(checker(schema)({ text: 'ab' })).toMatch(/place/u);
  });

  it('leaves the word to the server where a schema is not one', () => {
    expect(checker({ type: 'nonsense' })(1)).toBeUndefined();
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ properties: { a: { $ref: '#/$defs/a' } }, $defs: {} })[0]?.kind).toBe('json');
    const loop: Schema = {
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { $ref: '#/$defs/a' } },
    };
    expect(fieldsOf(loop)[0]?.kind).toBe('json');
  });
});
