import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';

// As much of the `vscode` module as the host's model of a session needs, on the real file system. Files are watched by
// nobody: a test says that one has changed.

type Listener<T> = (event: T) => void;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  readonly scheme = 'file';
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static file(path: string): Uri {
    return new Uri(path);
  }

  get fsPath(): string {
    return this.path;
  }

  with(change: { path?: string }): Uri {
    return new Uri(change.path ?? this.path);
  }

  toString(): string {
    return `file://${this.path}`;
  }
}

export class FileSystemError extends Error {
  readonly code = 'FileNotFound';
}

export class RelativePattern {
  readonly path: string;

  constructor(folder: Uri, name: string) {
    this.path = `${folder.path}/${name}`;
  }
}

const watchers = new Map<string, Set<() => void>>();

/** Tells whoever watches the file that it has changed. */
export function changed(path: string): void {
  for (const listener of watchers.get(path) ?? []) listener();
}

/** How many files are watched. */
export const watched = (): number =>
  [...watchers.values()].reduce((sum, each) => sum + each.size, 0);

function watcher({ path }: RelativePattern) {
  const own = new Set<() => void>();
  const all = watchers.get(path) ?? new Set();
  watchers.set(path, all);
  const listen = (listener: () => void): void => {
    if (own.size > 0) return;
    own.add(listener);
    all.add(listener);
  };
  return {
    onDidChange: listen,
    onDidCreate: listen,
    onDidDelete: listen,
    dispose: () => own.forEach(listener => all.delete(listener)),
  };
}

async function orNotFound<T>(task: Promise<T>): Promise<T> {
  try {
    return await task;
  } catch (error) {
    throw new FileSystemError(String(error));
  }
}

export const workspace = {
  createFileSystemWatcher: watcher,
  fs: {
    readFile: ({ path }: Uri) => orNotFound(readFile(path)),
    writeFile: ({ path }: Uri, bytes: Uint8Array) => writeFile(path, bytes),
    stat: ({ path }: Uri) => orNotFound(stat(path)),
    createDirectory: ({ path }: Uri) => mkdir(path, { recursive: true }),
  },
};

export const l10n = {
  t: (message: string, ...values: readonly unknown[]): string =>
    message.replace(/\{(\d+)\}/gu, (_, index: string) => String(values[Number(index)])),
};
