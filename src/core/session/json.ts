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
 *
 * `level` is in how many JSON strings the text stands: each doubles the backslashes, so that inside of one a quote is `\"`
 * and inside of two `\\\"`. Keys that are data (ids, paths, addresses) are leaves too.
 */
export function jsonLeaves(
  text: string,
  from: number,
  to: number = text.length,
  level = 0,
): { readonly leaves: readonly JsonLeaf[] | undefined; readonly end: number } {
  const leaves: JsonLeaf[] = [];
  let at = from;

  const doubled = 2 ** level;
  /** How many backslashes stand from `at` on. */
  const backslashes = (): number => {
    let end = at;
    while (end < to && text.charCodeAt(end) === backslash) end++;
    return end - at;
  };
  const space = (): void => {
    while (at < to) {
      if (isSpace(text.charCodeAt(at))) at++;
      else if (level > 0 && text.charCodeAt(at) === backslash) {
        const run = backslashes();
        if (2 * run !== doubled || !'nrt'.includes(text.charAt(at + run))) return;
        at += run + 1;
      } else return;
    }
  };
  /** Moves behind a quote that opens a string or key. */
  const opens = (): boolean => {
    const run = level === 0 ? 0 : backslashes();
    if (run !== doubled - 1 || text.charCodeAt(at + run) !== quote) return false;
    at += run + 1;
    return true;
  };
  const string = (): Range | undefined => {
    const start = at;
    while (at < to) {
      const code = text.charCodeAt(at);
      if (code === lineFeed) return undefined;
      if (code !== backslash && code !== quote) {
        at++;
        continue;
      }
      // What is escaped once more stands in the string; a quote with fewer ends the string around it.
      const run = code === quote ? 0 : backslashes();
      const isQuote = text.charCodeAt(at + run) === quote;
      if (isQuote && run < doubled - 1) return undefined;
      const own = run - (doubled - 1);
      if (isQuote && own % (2 * doubled) === 0) {
        const end = at + own;
        at += run + 1;
        return { start, end };
      }
      at += run + 1;
    }
    return undefined;
  };
  const value = (path: string, depth: number): boolean => {
    space();
    const code = text.charCodeAt(at);
    if (depth > deepest || at >= to) return false;
    if (opens()) {
      const range = string();
      if (range === undefined) return false;
      if (range.end > range.start) leaves.push({ path, range });
      return true;
    }
    if (code === openBrace || code === openBracket) return container(code, path, depth);
    const pattern = level === 0 ? scalar : escapedScalar;
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    // Longer than any number that is one: not worth reading, and no reason to read on.
    if (pattern.lastIndex - at > 64) return false;
    leaves.push({ path, range: { start: at, end: pattern.lastIndex } });
    at = pattern.lastIndex;
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
        const range = opens() ? string() : undefined;
        if (range === undefined) return false;
        key = text.slice(range.start, range.end);
        if (isData(key)) leaves.push({ path: path === '' ? key : `${path}.${key}`, range });
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
const escapedScalar = /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}\\]|$)/uy;
/** True of a key that names one thing of many: "certificate_7504069", "src/main.ts". */
const isData = (key: string): boolean => key.length >= 5 && /\d{3}|[/@]/u.test(key);
const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
