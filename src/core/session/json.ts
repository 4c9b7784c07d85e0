import type { Range } from './range.ts';

/** A string, number, or literal inside a JSON text, at its place in the raw text (quotes not included). */
export interface JsonLeaf {
  /** Keys and indices from the root, joined by dots. */
  readonly path: string;
  readonly range: Range;
}

const deepest = 200;

/**
 * Leaves of the JSON value that starts at `from` (an object or array), with their raw positions: highlights must land
 * in the recorded text, which `JSON.parse` throws away. Undefined if no whole JSON object or array starts there.
 * One pass, O(length of the value).
 */
export function jsonLeaves(
  text: string,
  from: number,
): { readonly leaves: readonly JsonLeaf[]; readonly end: number } | undefined {
  const leaves: JsonLeaf[] = [];
  let at = from;

  const space = (): void => {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  };
  const string = (): Range | undefined => {
    const start = ++at;
    while (at < text.length) {
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
    if (depth > deepest) return false;
    if (code === quote) {
      const range = string();
      if (range === undefined) return false;
      if (range.end > range.start) leaves.push({ path, range });
      return true;
    }
    if (code === openBrace || code === openBracket) return container(code, path, depth);
    const match = scalar.exec(text.slice(at, at + 64));
    if (match === null) return false;
    leaves.push({ path, range: { start: at, end: at + match[0].length } });
    at += match[0].length;
    return true;
  };
  const container = (open: number, path: string, depth: number): boolean => {
    const close = open === openBrace ? '}' : ']';
    at++;
    space();
    if (text[at] === close) {
      at++;
      return true;
    }
    for (let index = 0; ; index++) {
      let key = String(index);
      if (open === openBrace) {
        space();
        if (text.charCodeAt(at) !== quote) return false;
        const range = string();
        if (range === undefined) return false;
        key = text.slice(range.start, range.end);
        space();
        if (text[at] !== ':') return false;
        at++;
      }
      if (!value(path === '' ? key : `${path}.${key}`, depth + 1)) return false;
      space();
      if (text[at] === close) {
        at++;
        return true;
      }
      if (text[at] !== ',') return false;
      at++;
    }
  };

  const first = text.charCodeAt(at);
  if (first !== openBrace && first !== openBracket) return undefined;
  if (!container(first, '', 0)) return undefined;
  return { leaves, end: at };
}

const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const openBrace = 0x7b;
const openBracket = 0x5b;
const scalar = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}]|$)/u;
const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
