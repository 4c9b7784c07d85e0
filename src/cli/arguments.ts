import { parseArgs } from 'node:util';
import { quoted } from '../formats/diagnostics.ts';
import { UsageError } from './input.ts';

const options = {
  step: { type: 'string' },
  quote: { type: 'string' },
  marks: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  name: { type: 'string' },
  'check-with': { type: 'string' },
  model: { type: 'string' },
  'allow-remote': { type: 'boolean' },
  format: { type: 'string' },
  http: { type: 'string' },
  port: { type: 'string' },
  token: { type: 'string' },
  'end-with-stdin': { type: 'boolean' },
  redact: { type: 'string', multiple: true },
  'no-redact': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type Option = keyof typeof options;

const takesText = new Set(
  Object.entries(options).flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : [])),
);

/** What stands behind a command: its options and what is none. */
export type Arguments = ReturnType<typeof parse>;

/** Reads the arguments of a command that knows the options `allowed`. */
export function argumentsOf(
  command: string,
  allowed: readonly Option[],
  argv: readonly string[],
): Arguments {
  const parsed = parse(argv);
  const given = Object.keys(parsed.values) as Option[];
  const foreign = given.find(name => name !== 'help' && !allowed.includes(name));
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign}`);
  if (parsed.values.quote?.trim() === '') throw new UsageError('--quote is blank: give some text');
  return parsed;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: joinValues(argv), allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `--quote TEXT` as `--quote=TEXT`: a quoted list item starts with a dash, which `parseArgs` takes for an option. */
function joinValues(argv: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    const value = argv[i + 1];
    if (word === '--') return [...out, ...argv.slice(i)];
    if (takesText.has(word) && value !== undefined && value !== '--') {
      out.push(`${word}=${value}`);
      i++;
    } else out.push(word);
  }
  return out;
}

/** What `--token` gives: it stands in an address, so it is made of what an address can hold anywhere. */
export function tokenOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w-]{16,128}$/u.test(text)) return text;
  throw new UsageError('--token takes 16 or more letters, digits, - or _');
}

/** The one file that a command works on. */
export function onlyFile(positionals: readonly string[]): string {
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError('which file?');
  if (extra !== undefined) throw new UsageError(`one file at a time: ${quoted(extra)} is too many`);
  return file;
}
