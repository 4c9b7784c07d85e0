import { blankEscapes, jsonLeaves } from './json.ts';
import type { Range } from './range.ts';
import type { Output } from './step.ts';

/**
 * A piece of an output that a person would point at: a JSON leaf, a table cell, a list item's sentence, a code line, a
 * sentence. Segments of an output are in order and disjoint; what lies between them (JSON keys and punctuation, table
 * rules, a tool's name, stand-ins for images) is not matchable text.
 */
export interface Segment extends Range {
  /** Keys from the root of the JSON value, for a leaf. */
  readonly path: string | undefined;
  /** Segments of one block may be matched across: sentences of a paragraph. A JSON leaf or table cell is its own block. */
  readonly block: number;
}

/** Splits an output into segments. Pure and deterministic, O(length). */
export function segments(output: Output): readonly Segment[] {
  const out: Segment[] = [];
  let block = 0;
  const cut = (text: string, range: Range): void => {
    let at = range.start;
    while (at < range.end) {
      const json = nextJson(text, at, range.end);
      block = proseSegments(text, { start: at, end: json?.start ?? range.end }, block, out);
      if (json === undefined) break;
      for (const leaf of json.leaves) {
        block = leafSegments(text, leaf.range, leaf.path, block, out);
      }
      at = json.end;
    }
  };
  for (const part of output.parts) {
    switch (part.kind) {
      case 'text':
      case 'reasoning':
      case 'tool_result':
        cut(output.text, part.range);
        break;
      case 'tool_call':
        cut(output.text, part.argumentsRange);
        break;
      case 'blob':
        break;
    }
    block++;
  }
  return out;
}

interface FoundJson {
  readonly start: number;
  readonly end: number;
  readonly leaves: readonly { readonly path: string; readonly range: Range }[];
}

/**
 * The next JSON object or array that starts a line between `from` and `to`. Every try pays with the characters it read:
 * thousands of lines that only begin like JSON must not make this quadratic.
 */
function nextJson(text: string, from: number, to: number): FoundJson | undefined {
  let budget = 4 * (to - from) + 1000;
  let at: number | undefined = from;
  while (at < to && text.charCodeAt(at) <= 0x20) at++;
  if (at >= to || !opensJson(text.charCodeAt(at))) at = nextStart(text, from, to);
  while (at !== undefined && budget > 0) {
    const { leaves, end } = jsonLeaves(text, at, to);
    // `[1]` or `[note]` in prose is not data: a JSON block has at least one leaf and some length.
    if (leaves !== undefined && leaves.length > 0 && end - at > 6)
      return { start: at, end, leaves };
    budget -= end - at + 1;
    at = nextStart(text, at + 1, to);
  }
  return undefined;
}

/** The next `{` or `[` that starts a line. */
function nextStart(text: string, from: number, to: number): number | undefined {
  for (let line = text.indexOf('\n', from); line >= 0 && line < to;) {
    let at = line + 1;
    while (at < to && (text.charCodeAt(at) === blank || text.charCodeAt(at) === tab)) at++;
    if (at < to && opensJson(text.charCodeAt(at))) return at;
    line = text.indexOf('\n', at);
  }
  return undefined;
}

const tab = 0x09;
const blank = 0x20;
const opensJson = (unit: number): boolean => unit === 0x5b || unit === 0x7b;

/**
 * The leaves of a JSON text inside a JSON string (arguments passed on as a string, a record in a message), to three
 * levels: each stands at its place in the recorded text, so that its neighbours are not taken for it. A long string is
 * prose again (an answer, a page, an instruction): cut at its escaped line breaks and sentences, as is a short one of
 * several lines.
 */
function leafSegments(
  text: string,
  range: Range,
  path: string,
  block: number,
  out: Segment[],
  level = 1,
): number {
  const inner = level < deepestLevel ? innerJson(text, range, level) : undefined;
  if (inner !== undefined) {
    let next = block;
    for (const leaf of inner) {
      next = leafSegments(text, leaf.range, `${path}.${leaf.path}`, next, out, level + 1);
    }
    return next;
  }
  for (const line of escapedLines(text, range, level)) {
    if (range.end - range.start < 80) pushTrimmed(text, line.start, line.end, path, block, out);
    else leafSentences(text, line, path, block, out);
  }
  return block + 1;
}

function leafSentences(
  text: string,
  range: Range,
  path: string,
  block: number,
  out: Segment[],
): void {
  const body = text.slice(range.start, range.end);
  let start = 0;
  for (let stop = 0; (stop = nextEnd(leafEnd, body, start, fullStop)) >= 0;) {
    const next = leafEnd.lastIndex;
    pushTrimmed(
      text,
      range.start + start,
      range.start + endOfText(body, stop, next),
      path,
      block,
      out,
    );
    start = next;
  }
  pushTrimmed(text, range.start + start, range.end, path, block, out);
}

const deepestLevel = 4;

/** Leaves of the JSON that a JSON string holds, if all of it is one value. `level` is how many strings it stands in. */
function innerJson(
  text: string,
  { start, end }: Range,
  level: number,
): FoundJson['leaves'] | undefined {
  let at = start;
  while (at < end && text.charCodeAt(at) === blank) at++;
  if (at >= end || !opensJson(text.charCodeAt(at))) return undefined;
  const last = text.charCodeAt(end - 1);
  if (last !== closeBrace && last !== closeBracket) return undefined;
  const found = jsonLeaves(text, at, end, level);
  return found.leaves !== undefined && found.leaves.length > 0 && found.end === end
    ? found.leaves
    : undefined;
}

const closeBracket = 0x5d;
const closeBrace = 0x7d;

/** The lines of a JSON string: `level` strings deep, a line break has `2 ** (level - 1)` backslashes; one more is text. */
function escapedLines(text: string, { start, end }: Range, level: number): readonly Range[] {
  const lines: Range[] = [];
  const each = 2 ** (level - 1);
  let from = start;
  for (let at = text.indexOf('\\', start); at >= 0 && at < end; at = text.indexOf('\\', at)) {
    const first = at;
    while (at < end && text.charCodeAt(at) === backslash) at++;
    const run = (at - first) / each;
    if (text.charAt(at) !== 'n' || run % 2 !== 1) continue;
    lines.push({ start: from, end: at - each });
    from = at + 1;
  }
  lines.push({ start: from, end });
  return lines;
}

/** Prose, lists, tables and code, line by line. Returns the next free block number. */
function proseSegments(text: string, range: Range, first: number, out: Segment[]): number {
  let block = first;
  let at = range.start;
  while (at < range.end) {
    let end = text.indexOf('\n', at);
    if (end < 0 || end > range.end) end = range.end;
    const line = text.slice(at, end);
    if (line.trim() === '') block++;
    else if (isTableRow(line)) block = cellSegments(text, at, end, block, out);
    else sentenceSegments(text, at, end, block, out);
    at = end + 1;
  }
  return block + 1;
}

const isTableRow = (line: string): boolean => line.includes('|') && /^\s*\|.*\|\s*$/u.test(line);

function cellSegments(
  text: string,
  start: number,
  end: number,
  first: number,
  out: Segment[],
): number {
  let block = first;
  let at = start;
  while (at < end) {
    let bar = text.indexOf('|', at);
    if (bar < 0 || bar > end) bar = end;
    if (!/^[\s:|-]*$/u.test(text.slice(at, bar))) {
      pushTrimmed(text, at, bar, undefined, block++, out);
    }
    at = bar + 1;
  }
  return block;
}

// A full stop ends a sentence only before white space and what can start one; "e.g. 5" and "No. 7" stay whole.
const sentenceEnd =
  /(?<!\b(?:e\.g|i\.e|etc|vs|No|Nr|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Co|approx|ca|Fig))[.!?]["')\]*_]*\s+(?=[\p{Lu}\p{N}"'(*[_#-])/uy;
const leafEnd = /[.!?]["')\]]?\s+(?=[\p{Lu}\p{N}"'(*-])/uy;

/** Where the next match of a sticky pattern starts that begins with a full stop or the like, or with `also`; -1 if none does. Ends at its `lastIndex`. */
function nextEnd(pattern: RegExp, line: string, from: number, also: number): number {
  for (let at = from; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit !== fullStop && unit !== exclamation && unit !== question && unit !== also) continue;
    pattern.lastIndex = at;
    if (pattern.test(line)) return at;
  }
  return -1;
}

const exclamation = 0x21;
const fullStop = 0x2e;
const question = 0x3f;
const backslash = 0x5c;

/** Where the white space at the end of `text.slice(from, to)` starts. */
function endOfText(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/u.test(text.charAt(end - 1))) end--;
  return end;
}

function sentenceSegments(
  text: string,
  start: number,
  end: number,
  block: number,
  out: Segment[],
): void {
  const line = text.slice(start, end);
  let from = 0;
  for (let stop = 0; (stop = nextEnd(sentenceEnd, line, from, fullStop)) >= 0;) {
    const next = sentenceEnd.lastIndex;
    pushTrimmed(text, start + from, start + endOfText(line, stop, next), undefined, block, out);
    from = next;
  }
  pushTrimmed(text, start + from, end, undefined, block, out);
}

function pushTrimmed(
  text: string,
  start: number,
  end: number,
  path: string | undefined,
  block: number,
  out: Segment[],
): void {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  if (to > from) out.push({ start: from, end: to, path, block });
}

/** The smallest run of whole segments that holds `range`; the range itself where no segment meets it. O(log n). */
export function widen(segmentsInOrder: readonly Segment[], range: Range): Range {
  let low = 0;
  let high = segmentsInOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = segmentsInOrder[middle];
    if (at === undefined || at.end > range.start) high = middle;
    else low = middle + 1;
  }
  let { start, end } = range;
  for (let index = low; index < segmentsInOrder.length; index++) {
    const at = segmentsInOrder[index];
    if (at === undefined || at.start >= range.end) break;
    start = Math.min(start, at.start);
    end = Math.max(end, at.end);
  }
  return { start, end };
}

/** The text of an output with the JSON escapes inside its leaves as spaces, place by place: `\\n` separates, and says nothing. */
export function readable(text: string, segmentsInOrder: readonly Segment[]): string {
  let escape = text.indexOf('\\');
  if (escape < 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, path } of segmentsInOrder) {
    if (path === undefined || end <= escape) continue;
    if (escape < start) escape = text.indexOf('\\', start);
    if (escape < 0) break;
    if (escape >= end) continue;
    pieces.push(text.slice(done, start), blankEscapes(text.slice(start, end)));
    done = end;
  }
  return done === 0 ? text : pieces.join('') + text.slice(done);
}
