import { posix } from 'node:path';
import * as vscode from 'vscode';
import { exists } from './sidecar.ts';
import { sidecarName } from './sidecarPlace.ts';

/** Marks go with their session: where a session file is renamed or moved in VS Code, so are the marks beside it. */
export const followRenames = (): vscode.Disposable =>
  vscode.workspace.onWillRenameFiles(event => event.waitUntil(sidecarRenames(event.files)));

async function sidecarRenames(
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const { oldUri, newUri } of files) {
    if (!/\.(?:faultline|jsonl?)$/u.test(oldUri.path)) continue;
    const [from, to] = [sidecarOf(oldUri), sidecarOf(newUri)];
    const gone = files.some(each => each.oldUri.toString() === from.toString());
    if (gone || from.toString() === to.toString() || !(await exists(from))) continue;
    edit.renameFile(from, to, { overwrite: false, ignoreIfExists: true });
  }
  return edit;
}

const sidecarOf = (session: vscode.Uri): vscode.Uri =>
  session.with({
    path: posix.join(posix.dirname(session.path), sidecarName(posix.basename(session.path))),
  });
