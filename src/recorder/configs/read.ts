import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { readEntry, readInputs } from './entry.ts';
import type { Place } from './places.ts';
import { prune } from './prune.ts';
import type { Config, ConfigProblem, ServerEntry, ValuePath } from './server.ts';

/**
 * The servers in the text of a client's configuration. Whatever can be read is returned: a broken entry, or a mistake in
 * the syntax, is a problem with its line, and takes nothing else with it where the format allows that (JSON does).
 */
export function readConfig(text: string, place: Pick<Place, 'client' | 'format' | 'maps'>): Config {
  return place.format === 'toml' ? readToml(text, place.maps) : readJson(text, place);
}

/** From this many characters on, what is no configuration of servers is left aside before the text is parsed. */
const large = 1 << 18;

function readJson(whole: string, { client, maps }: Pick<Place, 'client' | 'maps'>): Config {
  // A portable file may be nothing but servers.
  const isLarge = whole.length > large && client !== 'portable';
  const text = isLarge ? prune(whole, [...maps, ['inputs']]) : whole;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const lineAt = lineFinder(text);
  const [error] = errors;
  const problems: ConfigProblem[] =
    error === undefined
      ? []
      : [
          {
            line: lineAt(error.offset),
            message: `not valid JSON (${words(error)}); mend it there`,
          },
        ];
  const servers: ServerEntry[] = [];
  if (root === undefined) return { servers, inputs: [], problems };
  const bare = client === 'portable' && findNodeAtLocation(root, ['mcpServers']) === undefined;
  for (const map of bare ? [[]] : maps) {
    const node = findNodeAtLocation(root, [...map]);
    if (node === undefined) continue;
    if (node.type !== 'object') {
      const message = `"${map.join('.')}" should be an object of servers by name`;
      problems.push({ line: lineAt(node.offset), message });
      continue;
    }
    for (const [name, entry] of properties(node)) {
      const line = lineAt(entry.offset);
      const read = readEntry(getNodeValue(entry));
      if (read.ok) {
        servers.push({ name, server: read.server, off: read.off, at: [...map, name], line });
      } else if (error === undefined) {
        // Half an entry is what the mistake in the syntax made of it: said once.
        problems.push({ line, message: `server "${name}" ${read.message}` });
      }
    }
  }
  const inputs = findNodeAtLocation(root, ['inputs']);
  const raw: unknown = inputs === undefined ? undefined : getNodeValue(inputs);
  return { servers, inputs: client === 'vscode' ? readInputs(raw) : [], problems };
}

function readToml(text: string, maps: readonly ValuePath[]): Config {
  let root: unknown;
  try {
    root = parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ''] = error.message.split('\n');
    const message = `not valid TOML (${what.replace(/^Invalid TOML document: /u, '')}); mend it there`;
    return { servers: [], inputs: [], problems: [{ line: error.line, message }] };
  }
  const servers: ServerEntry[] = [];
  const problems: ConfigProblem[] = [];
  for (const map of maps) {
    for (const [name, raw] of Object.entries(objectAt(root, map))) {
      const at = [...map, name];
      const line = tableLine(text, at);
      const read = readEntry(raw);
      if (read.ok) servers.push({ name, server: read.server, off: read.off, at, line: line ?? 1 });
      else problems.push({ line, message: `server "${name}" ${read.message}` });
    }
  }
  return { servers, inputs: [], problems };
}

const properties = (object: Node): (readonly [string, Node])[] =>
  (object.children ?? []).flatMap(property => {
    const [key, entry] = property.children ?? [];
    return key === undefined || entry === undefined ? [] : [[String(key.value), entry] as const];
  });

function objectAt(root: unknown, path: ValuePath): object {
  let at: unknown = root;
  for (const key of path) at = Object.entries(at ?? {}).find(([name]) => name === key)?.[1];
  return typeof at === 'object' && at !== null ? at : {};
}

/** The line of `[a.b]`. A parser of TOML that keeps places would be another dependency for this one number. */
function tableLine(text: string, at: ValuePath): number | undefined {
  const wanted = at.join('.');
  const lines = text.split('\n');
  const index = lines.findIndex(line => {
    const [, table] = /^\s*\[([^\]]+)\]/u.exec(line) ?? [];
    return table?.replace(/["'\s]/gu, '') === wanted;
  });
  return index === -1 ? undefined : index + 1;
}

function lineFinder(text: string): (offset: number) => number {
  return offset => text.slice(0, offset).split('\n').length;
}

/** `CloseBraceExpected` → `close brace expected` */
const words = ({ error }: ParseError): string =>
  printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/gu, ' ')
    .toLowerCase();
