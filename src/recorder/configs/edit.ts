import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  parseTree,
  type ParseError,
} from 'jsonc-parser';
import type { Config, ServerEntry, StdioServer, ValuePath } from './server.ts';
import { nodeSwitch, recorded, unwrap, type Destination, type RecorderCommand } from './wrap.ts';

/**
 * The text of a JSON configuration with the recorder in front of one server. Comments and all else stay as they are. Throws
 * for a text that is not valid JSON: an edit could only make it worse.
 */
export function wrapInText(
  text: string,
  at: ValuePath,
  server: StdioServer,
  recorder: RecorderCommand,
  destination: Destination,
): string {
  return write(text, at, recorded(server, recorder, destination));
}

/** The text without the recorder in front of any server of the file. */
export function unwrapInText(text: string, { servers }: Pick<Config, 'servers'>): string {
  return servers.reduce((done, entry) => {
    const original = wrapped(entry);
    return original === undefined ? done : write(done, entry.at, original);
  }, text);
}

/** What stands behind the recorder, if the entry is wrapped. */
export const wrapped = ({ server }: ServerEntry): StdioServer | undefined =>
  server.kind === 'stdio' ? unwrap(server)?.server : undefined;

/** Sets only what differs, property by property, so that an order and comments within an entry stay too. */
function write(text: string, at: ValuePath, { command, args, env }: StdioServer): string {
  const errors: ParseError[] = [];
  parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new Error(`line ${line} is not valid JSON: mend it first, then the recorder can go in`);
  }
  const formattingOptions = formatOf(text);
  const set = (from: string, path: ValuePath, value: unknown): string => {
    const node = findNodeAtLocation(parseTree(from) ?? { type: 'null', offset: 0, length: 0 }, [
      ...path,
    ]);
    const now: unknown = node === undefined ? undefined : getNodeValue(node);
    if (JSON.stringify(now) === JSON.stringify(value)) return from;
    return applyEdits(from, modify(from, [...path], value, { formattingOptions }));
  };
  const withCommand = set(text, [...at, 'command'], command);
  const withArgs = set(withCommand, [...at, 'args'], args.length > 0 ? args : undefined);
  const flag = env[nodeSwitch] ?? undefined;
  if (flag !== undefined) return set(withArgs, [...at, 'env', nodeSwitch], flag);
  const without = set(withArgs, [...at, 'env', nodeSwitch], undefined);
  // An `env` that only we needed goes with what it held.
  return withArgs !== without && Object.keys(env).length === 0
    ? set(without, [...at, 'env'], undefined)
    : without;
}

/** Tabs or spaces, and how many, as the file has them. */
function formatOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = '  '] = /^([ \t]+)\S/mu.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** One server as an entry to paste, `"name": {…}` in JSON or a table in TOML. */
export function entryText(
  entry: Pick<ServerEntry, 'at' | 'name'>,
  { command, args, env }: StdioServer,
  format: 'json' | 'toml',
): string {
  const full = Object.keys(env).length === 0 ? { command, args } : { command, args, env };
  if (format === 'json') return `${JSON.stringify(entry.name)}: ${JSON.stringify(full, null, 2)}\n`;
  // TOML's strings, arrays and bare keys are JSON's, but for the inline table.
  const key = (name: string): string => (/^[\w-]+$/u.test(name) ? name : JSON.stringify(name));
  const table = entry.at.map(key).join('.');
  const pairs = Object.entries(env).map(
    ([name, value]) => `${key(name)} = ${JSON.stringify(value)}`,
  );
  return [
    `[${table}]`,
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map(each => JSON.stringify(each)).join(', ')}]`,
    ...(pairs.length === 0 ? [] : [`env = { ${pairs.join(', ')} }`]),
    '',
  ].join('\n');
}
