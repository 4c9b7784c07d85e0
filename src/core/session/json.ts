import type { Range } from './range.ts';

/** A string, number, or literal inside a JSON text, at its place in the raw text (quotes not included). */
export interface JsonLeaf {
  /** Keys and indices from the root, joined by dots. */
  readonly path: string;
  readonly range: Range;
}

const deepest = 200;

/**
 * Leaves of the JSON object or array that starts at `from`, with their raw positions: highlights must land in the
 * recorded text, which `JSON.parse` throws away. `leaves` is undefined if no whole object or array starts there; `end` is
 * how far the text was read. One pass, O(end - from).
 */
export function jsonLeaves(
  text: string,
  from: number,
  to: number = text.length,
): { readonly leaves: readonly JsonLeaf[] | undefined; readonly end: number } {
  const leaves: JsonLeaf[] = [];
  let at = from;

  const space = (): void => {
    while (at < to && isSpace(text.charCodeAt(at))) at++;
  };
  const string = (): Range | undefined => {
    const start = ++at;
    while (at < to) {
      const code = text.charCodeAt(at);
      if (code === backslash) at += 2;
      else if (code === quote) return { start, end: at++ };
      else if (code === lineFeed) return undefined;
      else at++;
    }
    return undefined;
  };
  const value = (path: string, depth: number): boolean => {
    space();
    const code = text.charCodeAt(at);
    if (depth > deepest || at >= to) return false;
    if (code === quote) {
      const range = string();
      if (range === undefined) return false;
      if (range.end > range.start) leaves.push({ path, range });
      return true;
    }
    if (code === openBrace || code === openBracket) return container(code, path, depth);
    scalar.lastIndex = at;
    if (!scalar.test(text)) return false;
    // Longer than any number that is one: not worth reading, and no reason to read on.
    if (scalar.lastIndex - at > 64) return false;
    leaves.push({ path, range: { start: at, end: scalar.lastIndex } });
    at = scalar.lastIndex;
    return true;
  };
  const container = (open: number, path: string, depth: number): boolean => {
    const close = open === openBrace ? closeBrace : closeBracket;
    at++;
    space();
    if (text.charCodeAt(at) === close) {
      at++;
      return true;
    }
    for (let index = 0; ; index++) {
      let key = '';
      if (open === openBrace) {
        space();
        if (text.charCodeAt(at) !== quote) return false;
        const range = string();
        if (range === undefined) return false;
        key = text.slice(range.start, range.end);
        space();
        if (text.charCodeAt(at) !== colon) return false;
        at++;
      } else key = String(index);
      if (!value(path === '' ? key : `${path}.${key}`, depth + 1)) return false;
      space();
      if (text.charCodeAt(at) === close) {
        at++;
        return true;
      }
      if (text.charCodeAt(at) !== comma) return false;
      at++;
    }
  };

  const first = text.charCodeAt(at);
  const whole = (first === openBrace || first === openBracket) && container(first, '', 0);
  return { leaves: whole && at <= to ? leaves : undefined, end: Math.min(at, to) };
}

/** JSON escapes as spaces, of the same length. */
export const blankEscapes = (body: string): string =>
  body.includes('\\')
    ? body.replaceAll(/\\(?:u[0-9a-fA-F]{4}|.)/gu, escape => ' '.repeat(escape.length))
    : body;

const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;
const colon = 0x3a;
const comma = 0x2c;
const scalar = /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}]|$)/uy;
const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
