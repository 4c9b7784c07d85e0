const mask = '[redacted]';

/** Shapes that are secrets wherever they stand. None matches a quote or a backslash, so a JSON frame stays JSON. */
const shapes = [
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\bgh[opsur]_[A-Za-z0-9]{30,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/g,
];

/** What follows "Bearer": the scheme stays, so that a reader sees what was there. */
const bearer = /\b([Bb]earer +)[A-Za-z0-9._~+/=-]{16,}/g;

/** How each shape begins, in one pass: most frames hold none, and ten passes over each would be felt. */
const telltale = /sk-|gh[opsur]_|github_pat_|xox[abeprs]-|AKIA|eyJ|[Bb]earer /;

const secretName = /token|secret|passw|api_?key|credential|private_?key|auth/iu;

/**
 * Values of environment variables that are named like secrets, as they would stand in a JSON frame. Short values are
 * left out: masking every "1" or "true" would spoil the recording and protect nothing.
 */
export function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env)
    .filter(([name, value]) => secretName.test(name) && value !== undefined && value.length >= 8)
    // A socket or a credential file is a place, not a secret, and masking it would hide paths in frames.
    .filter(([, value]) => value?.startsWith('/') === false)
    .map(([, value]) => JSON.stringify(value).slice(1, -1));
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/**
 * Masks what looks like a credential: well-known token shapes and the given values. It guards against the common
 * leaks, not against all: a password in free text stays.
 */
export function redact(text: string, values: readonly string[] = []): string {
  let out = text;
  for (const value of values) out = out.replaceAll(value, mask);
  if (!telltale.test(out)) return out;
  for (const shape of shapes) out = out.replace(shape, mask);
  return out.replace(bearer, `$1${mask}`);
}
