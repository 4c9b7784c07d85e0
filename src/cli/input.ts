import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Analysis } from '../core/view/analysis.ts';
import type { Range } from '../core/session/range.ts';
import type { Session } from '../core/session/session.ts';
import { findStep } from '../core/session/session.ts';
import type { Step } from '../core/session/step.ts';
import { quoted } from '../formats/diagnostics.ts';
import { readSession } from '../formats/read.ts';
import { complain } from './output.ts';

/** Bad input: exit code 1, with one line that names the file, the place and what to do. */
export class InputError extends Error {}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

/** Bytes of a file, or of standard input for `-`. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await readStandardInput() : await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const name = nameOf(file);
    if (code === 'ENOENT') throw new InputError(`${name}: no such file. Check the path.`);
    if (code === 'EISDIR') throw new InputError(`${name}: is a folder. Name a session file.`);
    if (code === 'EACCES') throw new InputError(`${name}: may not be read. Check its permissions.`);
    throw new InputError(`${name}: cannot be read (${code ?? String(error)}).`);
  }
}

/** As a stream: a pipe that another process made non-blocking cannot be read in one go. */
async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/** A session that was read. What is derived from it is made when somebody asks. */
export class Opened {
  /** Its name in our messages. */
  readonly file: string;
  readonly session: Session;
  #analysis: Analysis | undefined;

  constructor(file: string, session: Session) {
    this.file = file;
    this.session = session;
  }

  get analysis(): Analysis {
    return (this.#analysis ??= new Analysis(this.session));
  }
}

/** Reads a session of any known format; what was skipped goes to standard error, a line each. */
export async function openSession(file: string): Promise<Opened> {
  const name = basename(nameOf(file));
  const result = readSession(await readInput(file), name);
  if (!result.ok) throw new InputError(result.message);
  for (const { line, message } of result.diagnostics) {
    complain(`${line === undefined ? name : `${name}:${line}`}: ${message}`);
  }
  return new Opened(name, result.session);
}

/** The step that `id` names, by our id or its source id. */
export function namedStep({ file, session }: Opened, id: string): Step {
  const found = findStep(session, id);
  if (found.ok) return found.step;
  if (found.reason === 'ambiguous') {
    const first = found.matches.slice(0, 10).map(step => step.id);
    const ids = `${first.join(', ')}${found.matches.length > first.length ? ' …' : ''}`;
    throw new InputError(
      `${file}: several steps have the source id ${quoted(id)}. Name one by its own id: ${ids}.`,
    );
  }
  throw new InputError(
    `${file}: no step ${quoted(id)} among its ${session.steps.length} steps. List them with: faultline steps ${file}`,
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
  throw new InputError(
    `${file}: step ${step.id} (${quoted(step.sourceId)}) does not contain ${quoted(quote)}. Copy the text exactly as it stands in the output.`,
  );
}
