import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from './log.ts';
import { messageOf } from './log.ts';
import { exists } from './sidecar.ts';
import { sidecarName } from './sidecarPlace.ts';

/**
 * Marks go with their session: where a session file is renamed or moved in VS Code, so are the marks beside it. After
 * the fact, for VS Code asks the person about every edit that an extension adds to a rename.
 */
export const followRenames = (log: Log): vscode.Disposable =>
  vscode.workspace.onDidRenameFiles(({ files }) => {
    const moved = new Set(files.map(({ oldUri }) => oldUri.toString()));
    for (const { oldUri, newUri } of files) {
      if (!/\.(?:faultline|jsonl?)$/u.test(oldUri.path)) continue;
      const [from, to] = [sidecarOf(oldUri), sidecarOf(newUri)];
      if (moved.has(from.toString()) || from.toString() === to.toString()) continue;
      move(from, to).catch((error: unknown) => log.error(messageOf(error)));
    }
  });

async function move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  if ((await exists(from)) && !(await isShared(from))) {
    await vscode.workspace.fs.rename(from, to, { overwrite: false });
  }
}

/** Another session of that name is still there: `a.json` and its import `a.faultline` have the same marks. */
async function isShared(sidecar: vscode.Uri): Promise<boolean> {
  const stem = sidecar.path.slice(0, -'.marks.json'.length);
  const others = ['.faultline', '.json', '.jsonl'].map(end => sidecar.with({ path: stem + end }));
  return (await Promise.all(others.map(exists))).includes(true);
}

const sidecarOf = (session: vscode.Uri): vscode.Uri =>
  session.with({
    path: posix.join(posix.dirname(session.path), sidecarName(posix.basename(session.path))),
  });
