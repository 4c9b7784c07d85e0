import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

const mask = '[redacted]';

/** Where a word begins; in a JSON frame also behind an escape, as in "\nsk-…". */
const start = String.raw`(?<!\w(?<!\\[bfnrt])(?<!\\u[\da-fA-F]{4}))`;

/**
 * Shapes that are secrets wherever they stand, after the issuers' documentation. None matches a quote or a backslash, so a
 * JSON frame stays JSON. (Rule libraries were weighed: they scan files, asynchronously, with hundreds of rules that
 * guess; every frame passes here, and what is masked is lost to the reader.)
 */
const shapes = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek
  'sk-[A-Za-z0-9_-]{20,}',
  // Stripe
  '[sr]k_(?:live|test)_[A-Za-z0-9]{16,}',
  'gh[opsur]_[A-Za-z0-9]{30,}',
  'github_pat_[A-Za-z0-9_]{22,}',
  'gl(?:pat|oas|dt|rt|soat)-[A-Za-z0-9_-]{20,}',
  // Slack
  'xox[abeprs]-[A-Za-z0-9-]{10,}',
  'xapp-\\d-[A-Za-z0-9-]{10,}',
  // Hugging Face, Groq, npm, PyPI, Notion, Linear
  'hf_[A-Za-z0-9]{30,}',
  'gsk_[A-Za-z0-9]{40,}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[A-Za-z0-9_-]{50,}',
  'ntn_[A-Za-z0-9]{40,}',
  'lin_(?:api|oauth)_[A-Za-z0-9]{32,}',
  // Amazon, Google, DigitalOcean, Databricks, Vault, Atlassian, SendGrid
  'A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9_])',
  'AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])',
  'GOCSPX-[A-Za-z0-9_-]{20,}',
  'ya29\\.[A-Za-z0-9_-]{20,}',
  'do[opr]_v1_[a-f0-9]{64}',
  'dapi[a-f0-9]{32}',
  'hv[sb]\\.[A-Za-z0-9_-]{24,}',
  'ATATT3[A-Za-z0-9_=-]{50,}',
  'SG\\.[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{39,50}',
].map(shape => new RegExp(start + shape, 'g'));

/** A private key in PEM, its lines parted by line breaks or by their escapes. */
const privateKey =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?:[A-Za-z0-9+/=\s]|\\+[nr]){20,20000}(?=-----END|$|["\\])/g;

/**
 * The value of a JSON member whose name leaves no doubt, also in JSON that stands inside a string. A mere "token" counts
 * pages or progress, and is left alone.
 */
const secretMember =
  /((\\?)"(?:password|passwd|passphrase|(?:client|app|shared)_?secret|secret_?access_?key|api_?key|x-api-key|(?:access|refresh|id|auth|bearer)_?token|private_?key|authorization)\2"\s{0,8}:\s{0,8}\2")((?:[^"\\]|\\[^"]|(?!\2")\\")+)(?=\2")/gi;

/** Shapes of which the first group stays, so that a reader sees what was there. */
const partly = [
  new RegExp(`${start}([Bb]earer +)[A-Za-z0-9._~+/=-]{16,}`, 'g'),
  // The look-behind and the look-ahead let each word be tried once: without them "eyJ-eyJ-…" takes quadratic time.
  /(?<![\w-])(?=[\w-]+\.eyJ[\w-]{10,}\.[\w-])([\w-]*?)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g,
];

/** How each shape begins, in one pass: most frames hold none, and thirty passes over each would be felt. */
const telltale =
  /sk-|[sr]k_(?:live|test)_|gh[opsur]_|github_pat_|gl(?:pat|oas|dt|rt|soat)-|xox[abeprs]-|xapp-|hf_|gsk_|npm_|pypi-|ntn_|lin_|A[KS]IA|AIza|GOCSPX|ya29|do[opr]_v1_|dapi|hv[sb]\.|ATATT3|SG\.|eyJ|[Bb]earer /;
const memberHint = /pass|secret|key|token|authorization/i;

/** The password in `scheme://user:password@host`. */
const urlPassword = /(:\/\/[^\s/:@"'\\]{0,256}:)[^\s/@"'\\]{1,256}@/g;

/** An author is nobody's secret; an authorization is. */
export const secretName =
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

/** Arguments of a command that are secrets: what follows `--api-key`, `--token=`, `-p password=`; passwords of URLs. */
export function secretArguments(args: readonly string[]): string[] {
  const pairs = args.flatMap((arg, index): [string, string | undefined][] => {
    const [, name, value] = /^-{0,2}([\w.-]+)=(.*)$/su.exec(arg) ?? [];
    if (name !== undefined) return [[name, value]];
    const next = args[index + 1];
    // A header is given as one word: "Authorization: Bearer …".
    const [, header, content] = /^([\w-]+):\s+(?:Bearer\s+|Basic\s+)?(.*)$/isu.exec(arg) ?? [];
    if (header !== undefined) return [[header, content]];
    return arg.startsWith('-') && next?.startsWith('-') === false ? [[arg, next]] : [['', arg]];
  });
  return [...new Set(pairs.flatMap(([name, value]) => secretValues({ [snake(name)]: value })))];
}

const snake = (name: string): string => name.replace(/^-+/u, '').replaceAll('-', '_');

/** What a person asked for beyond the well-known secrets. */
export interface Redaction {
  /** Regular expressions; what they match is masked. */
  readonly patterns?: readonly string[] | undefined;
}

/** How often each kind of secret was masked in a line. */
export type Redacted = Readonly<Record<string, number>>;

export interface Redactor {
  clean(text: string): { readonly text: string; readonly redacted: Redacted | undefined };
  /** Adds values that are secret wherever they stand. */
  hide(values: readonly string[]): void;
}

/** Values seen on the way are kept up to this number; a client has a few. */
const mostValues = 200;

/** Masks secrets and counts them. Throws a SyntaxError for a pattern that is no regular expression. */
export function redactor({ patterns = [] }: Redaction, secrets: readonly string[]): Redactor {
  const own = patterns.map(pattern => new RegExp(pattern, 'gu'));
  let values = [...secrets];
  return {
    clean(raw) {
      const counts: Record<string, number> = {};
      const count = (kind: Kind): void => void (counts[kind] = (counts[kind] ?? 0) + 1);
      let text = redact(raw, values, count);
      for (const pattern of own) {
        text = text.replace(pattern, match => {
          if (match === '') return '';
          count('pattern');
          return mask;
        });
      }
      return { text, redacted: Object.keys(counts).length > 0 ? counts : undefined };
    },
    hide(more) {
      const fresh = more.filter(value => !values.includes(value));
      if (fresh.length === 0 || values.length + fresh.length > mostValues + secrets.length) return;
      values = [...values, ...fresh].sort((a, b) => b.length - a.length);
    },
  };
}

/** What was masked: a given value, a password in a URL, a member of that name, a well-known shape, a person's pattern. */
type Kind = 'value' | 'url' | 'member' | 'key' | 'shape' | 'pattern';

/**
 * Masks what looks like a credential: well-known token shapes, passwords in URLs, members named like secrets and the given
 * values. It guards against the common leaks, not against all: a password in free text stays.
 */
export function redact(
  text: string,
  values: readonly string[] = [],
  count: (kind: Kind) => void = () => undefined,
): string {
  const masked = (kind: Kind, kept = ''): string => {
    count(kind);
    return kept + mask;
  };
  let out = text;
  for (const value of values) {
    if (out.includes(value)) out = out.replaceAll(value, () => masked('value'));
  }
  if (out.includes('://')) {
    out = out.replace(urlPassword, (_, kept: string) => `${masked('url', kept)}@`);
  }
  if (out.includes('PRIVATE KEY')) {
    out = out.replace(privateKey, (_, kept: string) => masked('key', kept));
  }
  if (memberHint.test(out)) {
    out = out.replace(secretMember, (whole, kept: string, _, value: string) =>
      value === mask ? whole : masked('member', kept),
    );
  }
  if (!telltale.test(out)) return out;
  for (const shape of shapes) out = out.replace(shape, () => masked('shape'));
  for (const shape of partly) out = out.replace(shape, (_, kept: string) => masked('shape', kept));
  return out;
}
