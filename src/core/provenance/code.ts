import type { Range } from '../session/range.ts';

/** Program text in an output: what a result may be the result of. */
export interface Code {
  /** Fenced blocks; where there are none, all of it if most of it is code, else the lines that read so. In order. */
  readonly ranges: readonly Range[];
  /** Share of the output's characters, 0 to 1. */
  readonly share: number;
}

/** A fence says what is code; without one, text is code if most of it reads so. */
const leastFenced = 0.5;
/** Share of code from which a text without fences is code as a whole. */
export const mostlyCode = 0.6;

// Statements of the common languages, told by how a line begins or ends.
const codeLine =
  /^\s*(?:import |from \S+ import|def |class |for .*:$|if .*:$|while .*:$|return\b|print\(|try:|except|else:|elif |with .*:$|#|(?:const|let|var|function|await|async|public|private|SELECT|INSERT|UPDATE)\b|[\w.[\]'"]+ ?[+\-*/]?= ?\S|[\w.]+\(.*\)?;?$|[)\]}],?;?$|[{}]|\w+=)/u;
const fence = /^\s*```/u;

/** Finds the code of a text, line by line. O(length). */
export function codeOf(text: string): Code {
  const fenced: { start: number; end: number }[] = [];
  const lines: Range[] = [];
  let open: { start: number; end: number } | undefined;
  let chars = 0;
  let coded = 0;
  for (let at = 0; at < text.length;) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    // A line of a megabyte is data, not a statement.
    const line = text.slice(at, Math.min(end, at + 1000));
    if (fence.test(line)) {
      if (open === undefined) fenced.push((open = { start: end, end: text.length }));
      else {
        open.end = at;
        open = undefined;
      }
    } else {
      const size = line.trim().length;
      chars += size;
      if (open !== undefined || (size > 0 && codeLine.test(line))) {
        coded += size;
        lines.push({ start: at, end });
      }
    }
    at = end + 1;
  }
  const share = chars === 0 ? 0 : coded / chars;
  if (fenced.length > 0) return { ranges: fenced, share: Math.max(leastFenced, share) };
  return { ranges: share > mostlyCode ? [{ start: 0, end: text.length }] : lines, share };
}

/** How an error names the place it comes from: Python's frames, and JavaScript's. */
const frames =
  /File \\?"([^"\\]*)\\?", line (\d+)|\(?((?:evalmachine|<anonymous>|\[eval\])[^:\s]*):(\d+)/gu;
/** A frame in what was run, not in a library or in what ran it. */
const ofCode = /^<|^evalmachine|^\[eval|tmp|\.py$/u;
const ofLibrary = /site-packages|dist-packages|node_modules|[/\\]lib[/\\]python/u;

/** The number of the line of the run code at which an error says it failed, from 1. */
function failedLine(error: string): number | undefined {
  const own = [...error.matchAll(frames)]
    .map(match => ({ file: match[1] ?? match[3] ?? '', line: Number(match[2] ?? match[4]) }))
    .filter(({ file }) => ofCode.test(file) && !ofLibrary.test(file));
  // What was given as a text ("<string>") is surely the code; else the innermost frame of a script.
  return (own.find(({ file }) => file.startsWith('<')) ?? own.at(-1))?.line;
}

/**
 * The line of `code` (its first range) at which `error` says it failed, with the lines that its own brackets reach to;
 * undefined if the error does not say. Brackets around it are left alone: of a call over many lines the error names the
 * argument, and the others are not to blame.
 */
export function failedStatement(
  error: string,
  text: string,
  code: readonly Range[],
): Range | undefined {
  const number = failedLine(error);
  const [first] = code;
  if (number === undefined || first === undefined) return undefined;
  const start = text.charAt(first.start) === '\n' ? first.start + 1 : first.start;
  const lines = linesOf(text, start, first.end);
  const at = number - 1;
  if (lines[at] === undefined) return undefined;
  let from = at;
  let depth = depthOf(text, lines[at]);
  while (depth < 0 && from > 0) depth += depthOf(text, lines[--from]);
  let to = at;
  depth = 0;
  for (let line = from; line <= at; line++) depth += depthOf(text, lines[line]);
  while (depth > 0 && to + 1 < lines.length) depth += depthOf(text, lines[++to]);
  return { start: lines[from]?.start ?? start, end: lines[to]?.end ?? start };
}

/** Lines between two offsets; in a JSON string they end in `\n` as two characters. */
function linesOf(text: string, start: number, end: number): readonly Range[] {
  const lines: Range[] = [];
  let from = start;
  for (const stop of text.slice(start, end).matchAll(/\n|\\n/gu)) {
    lines.push({ start: from, end: start + stop.index });
    from = start + stop.index + stop[0].length;
  }
  lines.push({ start: from, end });
  return lines;
}

/** Brackets that a line opens, less those that it closes. */
function depthOf(text: string, line: Range | undefined): number {
  if (line === undefined) return 0;
  let depth = 0;
  for (let at = line.start; at < line.end; at++) {
    const character = text.charAt(at);
    if (character === '#') break;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
  }
  return depth;
}
