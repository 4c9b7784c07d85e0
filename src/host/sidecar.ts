import { posix } from 'node:path';
import * as vscode from 'vscode';
import { replaceFile } from './replaceFile.ts';

/** Where marks are kept. */
export interface SidecarFile {
  readonly uri: vscode.Uri;
  /** Marks in a place that cannot be written to: read until there are some in ours. */
  readonly inherits?: vscode.Uri | undefined;
}

/** One file of marks: read, watched, and replaced as a whole so that no reader ever sees half of it. */
export class Sidecar {
  readonly uri: vscode.Uri;
  readonly #inherits: vscode.Uri | undefined;
  readonly #watcher: vscode.FileSystemWatcher;
  /** Text that we read or wrote last; undefined while there is no file. */
  #known: string | undefined;

  constructor({ uri, inherits }: SidecarFile, onChange: () => void) {
    this.uri = uri;
    this.#inherits = inherits;
    this.#watcher = watchFile(uri, onChange);
  }

  get name(): string {
    return posix.basename(this.uri.path);
  }

  /** The text if it is not what we know already. A file that is gone reads as empty. */
  async news(): Promise<{ readonly text: string | undefined } | undefined> {
    const text = await this.#read();
    if (text === this.#known) return undefined;
    this.#known = text;
    return { text };
  }

  /** Replaces the file. False if others have written to it since we last read it: then nothing is written. */
  async write(text: string): Promise<boolean> {
    await vscode.workspace.fs.createDirectory(
      this.uri.with({ path: posix.dirname(this.uri.path) }),
    );
    const asKnown = async (): Promise<boolean> => (await this.#read()) === this.#known;
    if (this.uri.scheme === 'file') {
      if (!(await replaceFile(this.uri.fsPath, text, asKnown))) return false;
    } else {
      if (!(await asKnown())) return false;
      await vscode.workspace.fs.writeFile(this.uri, new TextEncoder().encode(text));
    }
    this.#known = text;
    return true;
  }

  dispose(): void {
    this.#watcher.dispose();
  }

  async #read(): Promise<string | undefined> {
    const own = await readText(this.uri);
    return own === undefined && this.#inherits !== undefined ? readText(this.#inherits) : own;
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
