/**
 * JSON as text: where a value stands, where a document breaks. `JSON.parse` forgets how a number was written (1.0, a
 * 20-digit id) and does not always say where it failed; what was recorded must be shown as it was recorded.
 */

const space = /[ \t\n\r]*/uy;
const atom = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
// JSON allows no control character inside a string.
// eslint-disable-next-line no-control-regex
const plain = /[^"\\\u0000-\u001f]*/uy;
const token = /[^" \t\n\r]+/uy;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const skipSpace = (text: string, at: number): number => after(space, text, at);

type Skipped =
  { readonly ok: true; readonly end: number } | { readonly ok: false; readonly offset: number };

const broken = (offset: number): Skipped => ({ ok: false, offset });

function skipString(text: string, at: number): Skipped {
  if (text[at] !== '"') return broken(at);
  let i = at + 1;
  for (;;) {
    i = after(plain, text, i);
    if (text[i] === '"') return { ok: true, end: i + 1 };
    const next = after(escape, text, i);
    if (next === i) return broken(i);
    i = next;
  }
}

/** End of the JSON value that starts at `at`, or where it breaks. Keeps its own stack: nesting cannot overflow ours. */
function skipValue(text: string, at: number): Skipped {
  const open: string[] = [];
  let i = at;
  for (;;) {
    // A value is due.
    i = skipSpace(text, i);
    const char = text[i];
    if (char === '{' || char === '[') {
      const close = char === '{' ? '}' : ']';
      i = skipSpace(text, i + 1);
      if (text[i] !== close) {
        open.push(close);
        if (close === '}') {
          const key = skipKey(text, i);
          if (!key.ok) return key;
          i = key.end;
        }
        continue;
      }
      i++;
    } else if (char === '"') {
      const string = skipString(text, i);
      if (!string.ok) return string;
      i = string.end;
    } else {
      const end = after(atom, text, i);
      if (end === i) return broken(i);
      i = end;
    }
    // A value is done: close what it ends, or go on behind a comma.
    for (;;) {
      const close = open.at(-1);
      if (close === undefined) return { ok: true, end: i };
      i = skipSpace(text, i);
      if (text[i] === close) {
        open.pop();
        i++;
      } else if (text[i] === ',') {
        i = skipSpace(text, i + 1);
        if (close === '}') {
          const key = skipKey(text, i);
          if (!key.ok) return key;
          i = key.end;
        }
        break;
      } else return broken(i);
    }
  }
}

function skipKey(text: string, at: number): Skipped {
  const key = skipString(text, at);
  if (!key.ok) return key;
  const colon = skipSpace(text, key.end);
  return text[colon] === ':' ? { ok: true, end: colon + 1 } : broken(colon);
}

/** Offset at which `text` stops being one JSON document; undefined if it is one. */
export function jsonErrorOffset(text: string): number | undefined {
  const value = skipValue(text, 0);
  if (!value.ok) return value.offset;
  const end = skipSpace(text, value.end);
  return end === text.length ? undefined : end;
}

/** Text of the value under a path of keys in a JSON document, exactly as written. Of equal keys the last counts. */
export function rawMember(text: string, path: readonly string[]): string | undefined {
  let at = skipSpace(text, 0);
  for (const name of path) {
    const found = memberAt(text, at, name);
    if (found === undefined) return undefined;
    at = found;
  }
  const end = skipValue(text, at);
  return end.ok ? text.slice(at, end.end) : undefined;
}

function memberAt(text: string, object: number, name: string): number | undefined {
  if (text[object] !== '{') return undefined;
  let found: number | undefined;
  let i = skipSpace(text, object + 1);
  while (text[i] === '"') {
    const key = skipString(text, i);
    const colon = skipKey(text, i);
    if (!key.ok || !colon.ok) return found;
    const start = skipSpace(text, colon.end);
    if (JSON.parse(text.slice(i, key.end)) === name) found = start;
    const value = skipValue(text, start);
    if (!value.ok) return found;
    i = skipSpace(text, value.end);
    if (text[i] !== ',') return found;
    i = skipSpace(text, i + 1);
  }
  return found;
}

/** Texts of the elements of a JSON array, exactly as written; of a broken one those before the break. */
export function elementsOf(text: string): readonly string[] {
  const elements: string[] = [];
  let i = skipSpace(text, 0);
  if (text[i] !== '[') return elements;
  do {
    const start = skipSpace(text, i + 1);
    const value = skipValue(text, start);
    if (!value.ok) return elements;
    elements.push(text.slice(start, value.end));
    i = skipSpace(text, value.end);
  } while (text[i] === ',');
  return elements;
}

/** The same JSON without white space between its tokens; strings and numbers stay as written. */
export function compact(json: string): string {
  let out = '';
  let i = skipSpace(json, 0);
  while (i < json.length) {
    const string = skipString(json, i);
    const end = string.ok ? string.end : Math.max(after(token, json, i), i + 1);
    out += json.slice(i, end);
    i = skipSpace(json, end);
  }
  return out;
}

/** A value as compact JSON; a stand-in for what is nested too deeply to be written. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '[nested too deeply to show]';
  }
}

/** Equal for equal values whatever the order of their keys. Undefined for what is nested too deeply. */
export function canonicalJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    );
  } catch {
    return undefined;
  }
}

/** `JSON.parse` without exceptions; undefined for what is no JSON (JSON itself knows no undefined). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
