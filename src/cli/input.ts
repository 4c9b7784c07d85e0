import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Analysis } from '../core/view/analysis.ts';
import type { Range } from '../core/session/range.ts';
import { findStep } from '../core/session/session.ts';
import type { Step } from '../core/session/step.ts';
import { readSession } from '../formats/read.ts';

/** Bad input: exit code 1, with one line that names the file, the place and what to do. */
export class InputError extends Error {}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

/** Bytes of a file, or of standard input for `-`. */
export function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`${file}: no such file. Check the path.`);
    if (code === 'EISDIR') throw new InputError(`${file}: is a folder. Name a session file.`);
    if (code === 'EACCES') throw new InputError(`${file}: may not be read. Check its permissions.`);
    throw new InputError(`${file}: cannot be read (${code ?? String(error)}).`);
  }
}

export interface Opened {
  readonly file: string;
  readonly analysis: Analysis;
}

/** Reads a session of any known format; what was skipped goes to standard error, a line each. */
export function openSession(file: string): Opened {
  const name = file === '-' ? 'standard input' : basename(file);
  const result = readSession(readInput(file), name);
  if (!result.ok) throw new InputError(result.message);
  for (const { line, message } of result.diagnostics) {
    const place = line === undefined ? name : `${name}:${line}`;
    process.stderr.write(`${place}: ${message}\n`);
  }
  return { file: name, analysis: new Analysis(result.session, result.diagnostics) };
}

/** The step that `id` names, by our id or its source id. */
export function namedStep({ file, analysis }: Opened, id: string): Step {
  const found = findStep(analysis.session, id);
  if (found.ok) return found.step;
  if (found.reason === 'ambiguous') {
    const ids = found.matches.map(step => step.id).join(', ');
    throw new InputError(
      `${file}: several steps have the source id "${id}". Name one by its own id: ${ids}.`,
    );
  }
  throw new InputError(
    `${file}: no step "${id}" among its ${analysis.session.steps.length} steps. List them with: faultline steps ${file}`,
  );
}

/** Where `quote` stands in a step's output: verbatim, else with any white space for white space. */
export function quotedRange({ file }: Opened, step: Step, quote: string): Range {
  const { text } = step.output;
  const start = text.indexOf(quote);
  if (start >= 0 && quote !== '') return { start, end: start + quote.length };
  const words = quote
    .trim()
    .split(/\s+/u)
    .filter(word => word !== '');
  if (words.length > 0) {
    const loose = new RegExp(
      words.map(word => word.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&')).join('\\s+'),
      'u',
    ).exec(text);
    if (loose !== null) return { start: loose.index, end: loose.index + loose[0].length };
  }
  const shown = quote.length > 60 ? `${quote.slice(0, 60)}…` : quote;
  throw new InputError(
    `${file}: step ${step.id} (${step.sourceId}) does not contain "${shown}". Copy the text exactly as it stands in the output.`,
  );
}
