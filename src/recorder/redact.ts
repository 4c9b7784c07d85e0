import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

const mask = '[redacted]';

/** Where a word begins; in a JSON frame also behind an escape, as in "\nsk-…". */
const start = String.raw`(?<!\w(?<!\\[bfnrt])(?<!\\u[\da-fA-F]{4}))`;

/** Shapes that are secrets wherever they stand. None matches a quote or a backslash, so a JSON frame stays JSON. */
const shapes = [
  'sk-[A-Za-z0-9_-]{20,}',
  'gh[opsur]_[A-Za-z0-9]{30,}',
  'github_pat_[A-Za-z0-9_]{22,}',
  'glpat-[A-Za-z0-9_-]{20,}',
  'xox[abeprs]-[A-Za-z0-9-]{10,}',
  'hf_[A-Za-z0-9]{30,}',
  'A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9_])',
  'AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])',
].map(shape => new RegExp(start + shape, 'g'));

/** Shapes of which the first group stays, so that a reader sees what was there. */
const partly = [
  new RegExp(`${start}([Bb]earer +)[A-Za-z0-9._~+/=-]{16,}`, 'g'),
  // The look-behind and the look-ahead let each word be tried once: without them "eyJ-eyJ-…" takes quadratic time.
  /(?<![\w-])(?=[\w-]+\.eyJ[\w-]{10,}\.[\w-])([\w-]*?)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g,
];

/** How each shape begins, in one pass: most frames hold none, and ten passes over each would be felt. */
const telltale = /sk-|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|hf_|A[KS]IA|AIza|eyJ|[Bb]earer /;

/** The password in `scheme://user:password@host`. */
const urlPassword = /(:\/\/[^\s/:@"'\\]{0,256}:)[^\s/@"'\\]{1,256}@/g;

/** An author is nobody's secret; an authorization is. */
const secretName =
  /token|secret|pass(?:w|phrase|$)|_pwd$|credential|api_?key|private_?key|(?:^|_)key$|auth(?!or(?!i[sz]))/iu;

/**
 * Values of environment variables that are named like secrets, and passwords of URLs in any of them, as they would stand
 * in a JSON frame. Short values are left out: masking every "1" or "true" would spoil the recording and protect nothing.
 */
export function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env)
    .flatMap(([name, value = '']) => [
      ...(secretName.test(name) && !isPlace(value) ? [value] : []),
      ...passwordsOf(value),
    ])
    .filter(value => value.length >= 8)
    .map(value => JSON.stringify(value).slice(1, -1));
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** A socket or a credential file is a place, not a secret, and masking it would hide paths in frames. */
const isPlace = (value: string): boolean => isAbsolute(value) && existsSync(value);

/** The password of a URL, as it is written and as it is meant. */
function passwordsOf(value: string): string[] {
  if (!value.includes('://')) return [];
  const written = /:\/\/[^\s/:@]*:([^\s/@]+)@/u.exec(value)?.[1];
  return written === undefined ? [] : [written, decoded(written)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Masks what looks like a credential: well-known token shapes, passwords in URLs and the given values. It guards against
 * the common leaks, not against all: a password in free text stays.
 */
export function redact(text: string, values: readonly string[] = []): string {
  let out = text;
  for (const value of values) out = out.replaceAll(value, mask);
  if (out.includes('://')) out = out.replace(urlPassword, `$1${mask}@`);
  if (!telltale.test(out)) return out;
  for (const shape of shapes) out = out.replace(shape, mask);
  for (const shape of partly) out = out.replace(shape, `$1${mask}`);
  return out;
}
