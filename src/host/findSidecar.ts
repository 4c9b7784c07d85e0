import { access, constants } from 'node:fs/promises';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { exists } from './sidecar.ts';
import type { SidecarFile } from './sidecar.ts';
import { sidecarName, sidecarPlace } from './sidecarPlace.ts';

/** Where the marks of a session file are, or will be. */
export async function findSidecar(
  session: vscode.Uri,
  fingerprint: string,
  storage: vscode.Uri,
): Promise<SidecarFile> {
  const folder = session.with({ path: posix.dirname(session.path) });
  const beside = folder.with({
    path: posix.join(folder.path, sidecarName(posix.basename(session.path))),
  });
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  const existsBeside = await exists(beside);
  const place = sidecarPlace({
    sessionPath: session.path,
    existsBeside,
    folderWritable: await isWritable(folder),
    insideWorkspace: vscode.workspace.getWorkspaceFolder(session) !== undefined,
    marksRoot:
      workspace === undefined
        ? { kind: 'storage', path: storage.path }
        : { kind: 'workspace', path: workspace.path },
    fingerprint,
  });
  const root = place.root === 'session' ? session : (workspace ?? storage);
  const uri = root.with({ path: place.path, query: '', fragment: '' });
  return { uri, inherits: place.root === 'marks' && existsBeside ? beside : undefined };
}

async function isWritable(folder: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false) return false;
  if (folder.scheme !== 'file') return true;
  try {
    await access(folder.fsPath, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
