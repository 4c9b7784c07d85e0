import { quoted } from './diagnostics.ts';
import { parseJson } from './jsonText.ts';

/** A file as all readers see it: its text, and as much of it parsed as somebody asked for. */
export interface Source {
  /** File name in our messages: quoted, short, on one line. */
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** The whole text as one JSON document; undefined if it is none. Parsed on the first call. */
  document(): unknown;
  /** The first lines that are not blank, each as JSON or undefined. Parsed on the first call. */
  head(): readonly unknown[];
}

/** How far a reader looks before it says what a file is: the first lines may be torn or foreign. */
const headLines = 20;

export interface Line {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Lines that are not blank. The number counts the blank ones too. */
export function* linesOf(text: string): Generator<Line> {
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const each = text.slice(start, end);
    if (/\S/u.test(each)) yield { line, text: each };
    start = end + 1;
  }
}

export function sourceOf(text: string, name: string): Source {
  let document: { readonly value: unknown } | undefined;
  let head: readonly unknown[] | undefined;
  return {
    label: labelOf(name),
    title: titleOf(name),
    text,
    document: () => (document ??= { value: parseJson(text) }).value,
    head: () => (head ??= parseHead(text)),
  };
}

function parseHead(text: string): readonly unknown[] {
  const values: unknown[] = [];
  for (const { text: line } of linesOf(text)) {
    values.push(parseJson(line));
    if (values.length === headLines) break;
  }
  return values;
}

const baseName = (name: string): string => name.split(/[/\\]/u).filter(Boolean).at(-1) ?? '';

export const labelOf = (name: string): string => quoted(baseName(name) || 'session', 120);

/** "runs/trip.faultline" → "trip". */
const titleOf = (name: string): string =>
  baseName(name).replace(/(?<=.)\.[a-z\d]{1,10}$/iu, '') || 'session';

/** An id for a session whose format gives it none: the same text has the same id. (FNV-1a, 2 × 32 bits.) */
export function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 13);
  }
  return [a, b].map(half => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
