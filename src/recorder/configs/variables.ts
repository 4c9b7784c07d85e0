import { posix, win32 } from 'node:path';
import type { Server } from './server.ts';

/** What variables in a configuration stand for. */
export interface Scope {
  readonly folder: string | undefined;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** What the person answered, by input id. */
  readonly inputs: ReadonlyMap<string, string>;
}

export interface Resolved<T extends Server> {
  readonly server: T;
  /** Variables that nothing is known for; they stand as they were, so that the server must not be started. */
  readonly unknown: readonly string[];
}

const variable = /\$\{([^${}]+)\}/gu;

/** The ids of the inputs that a server asks for, each once. */
export function inputsOf(server: Server): readonly string[] {
  const found = strings(server).flatMap(text =>
    [...text.matchAll(variable)].flatMap(([, name = '']) =>
      name.startsWith('input:') ? [name.slice('input:'.length)] : [],
    ),
  );
  return [...new Set(found)];
}

/** Puts values in the place of `${…}`. */
export function resolveServer<T extends Server>(server: T, scope: Scope): Resolved<T> {
  const unknown = new Set<string>();
  const text = (from: string): string =>
    from.replace(variable, (whole, name: string) => {
      const found = valueOf(name, scope);
      if (found === undefined) unknown.add(whole);
      return found ?? whole;
    });
  return { server: mapStrings(server, text) as T, unknown: [...unknown] };
}

function valueOf(name: string, scope: Scope): string | undefined {
  const { folder, home, env, platform, inputs } = scope;
  const path = platform === 'win32' ? win32 : posix;
  switch (name) {
    case 'workspaceFolder':
    case 'workspaceRoot':
      return folder;
    case 'workspaceFolderBasename':
      return folder === undefined ? undefined : path.basename(folder);
    case 'userHome':
      return home;
    case 'pathSeparator':
    case '/':
      return path.sep;
  }
  if (name.startsWith('input:')) return inputs.get(name.slice('input:'.length));
  // As in VS Code and Cursor, a variable of the environment that is not set is empty.
  if (name.startsWith('env:')) return env[name.slice('env:'.length)] ?? '';
  // As in Claude Code: ${NAME} and ${NAME:-fallback}.
  const [, plain, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/u.exec(name) ?? [];
  return plain === undefined ? undefined : (env[plain] ?? fallback);
}

function strings(server: Server): readonly string[] {
  const all: string[] = [];
  mapStrings(server, text => {
    all.push(text);
    return text;
  });
  return all;
}

function mapStrings(server: Server, text: (from: string) => string): Server {
  const some = (from: string | undefined): string | undefined =>
    from === undefined ? undefined : text(from);
  const values = <V extends string | null>(from: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(
      Object.entries(from).map(([key, each]) => [key, (each === null ? null : text(each)) as V]),
    );
  switch (server.kind) {
    case 'stdio':
      return {
        ...server,
        command: text(server.command),
        args: server.args.map(text),
        env: values(server.env),
        cwd: some(server.cwd),
        envFile: some(server.envFile),
      };
    case 'http':
      return { ...server, url: text(server.url), headers: values(server.headers) };
  }
}
