import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import * as vscode from 'vscode';

/** One file of marks: read, watched, and replaced as a whole so that no reader ever sees half of it. */
export class Sidecar {
  readonly uri: vscode.Uri;
  readonly #watcher: vscode.FileSystemWatcher;
  /** Text that we read or wrote last; undefined while there is no file. */
  #known: string | undefined;

  constructor(uri: vscode.Uri, onChange: () => void) {
    this.uri = uri;
    this.#watcher = watchFile(uri, onChange);
  }

  get name(): string {
    return posix.basename(this.uri.path);
  }

  /** The text if it is not what we know already. A file that is gone reads as empty. */
  async news(): Promise<{ readonly text: string | undefined } | undefined> {
    const text = await readText(this.uri);
    if (text === this.#known) return undefined;
    this.#known = text;
    return { text };
  }

  async write(text: string): Promise<void> {
    const folder = posix.dirname(this.uri.path);
    const temporary = this.uri.with({
      path: posix.join(folder, `.${this.name}.${randomUUID().slice(0, 8)}.tmp`),
    });
    await vscode.workspace.fs.createDirectory(this.uri.with({ path: folder }));
    try {
      await vscode.workspace.fs.writeFile(temporary, new TextEncoder().encode(text));
      this.#known = text;
      await vscode.workspace.fs.rename(temporary, this.uri, { overwrite: true });
    } catch (error) {
      this.#known = undefined;
      await vscode.workspace.fs.delete(temporary).then(undefined, () => {});
      throw error;
    }
  }

  dispose(): void {
    this.#watcher.dispose();
  }
}

/** Calls back when the file appears, changes or goes, wherever it lies. */
export function watchFile(uri: vscode.Uri, onChange: () => void): vscode.FileSystemWatcher {
  const folder = uri.with({ path: posix.dirname(uri.path) });
  // Names of files may hold what patterns mean something by.
  const name = posix.basename(uri.path).replace(/[[\]{}*?]/gu, '[$&]');
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, name),
  );
  watcher.onDidChange(onChange);
  watcher.onDidCreate(onChange);
  watcher.onDidDelete(onChange);
  return watcher;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
