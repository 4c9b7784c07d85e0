import type { ValuePath } from './server.ts';

/** What gives JSON its shape: quotes, brackets, separators; and comments, which may hold all of these. */
const token = /["{}[\],:]|\/\/[^\n]*|\/\*.*?\*\//gsu;

interface Level {
  readonly isObject: boolean;
  /** Keys from the root to here; undefined where everything is kept. */
  readonly path: ValuePath | undefined;
  /** The last string: the key, once a colon follows. */
  name: string;
}

/**
 * JSON, comments allowed, with null in the place of every member that is not on the way to a path of `wanted`; lines stay
 * where they are. Clients keep megabytes of history in one file with a few servers, and a tree of all that would hold up
 * whoever asks. A text whose brackets do not match comes back as it is.
 */
export function prune(text: string, wanted: readonly ValuePath[]): string {
  const levels: Level[] = [];
  const kept: string[] = [];
  let from = 0;
  let left: { readonly depth: number; readonly start: number } | undefined;
  let under: ValuePath | undefined = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    const level = levels.at(-1);
    const atEnd = found === ',' || found === '}' || found === ']';
    if (left !== undefined && atEnd && levels.length === left.depth) {
      kept.push(text.slice(from, left.start), ' null', lineBreaks(text, left.start, match.index));
      from = match.index;
      left = undefined;
    }
    if (found === '{' || found === '[') {
      const isObject = found === '{';
      levels.push({ isObject, path: isObject ? under : undefined, name: '' });
      if (!isObject) under = undefined;
    } else if (found === '}' || found === ']') {
      if (level?.isObject !== (found === '}')) return text;
      levels.pop();
    } else if (found === '"') {
      token.lastIndex = stringEnd(text, match.index);
      if (level !== undefined) level.name = text.slice(match.index, token.lastIndex);
    } else if (level?.path === undefined || left !== undefined) {
      under = undefined;
    } else if (found === ':') {
      const path = [...level.path, nameOf(level.name)];
      const next = wanted.filter(each =>
        path.every((key, at) => at >= each.length || each[at] === key),
      );
      if (next.length === 0) left = { depth: levels.length, start: match.index + 1 };
      under = next.some(each => each.length <= path.length) ? undefined : path;
    }
  }
  if (levels.length > 0) return text;
  return kept.join('') + text.slice(from);
}

/** Where the string that begins at `start` is over. No regular expression: their engines give up on long strings. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

function nameOf(string: string): string {
  try {
    return JSON.parse(string) as string;
  } catch {
    // No JSON; whoever parses the text says so.
    return string;
  }
}

function lineBreaks(text: string, start: number, end: number): string {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return '\n'.repeat(count);
}
