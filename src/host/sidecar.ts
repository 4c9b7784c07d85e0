import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
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
    this.#known = text;
    try {
      await replaceFile(this.uri, text);
    } catch (error) {
      this.#known = undefined;
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

async function replaceFile(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.createDirectory(uri.with({ path: posix.dirname(uri.path) }));
  if (uri.scheme !== 'file') {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return;
  }
  // VS Code's own rename deletes the target first, so that for a moment there is no file: not this one.
  const path = uri.fsPath;
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
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
