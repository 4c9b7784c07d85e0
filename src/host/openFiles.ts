import { posix } from 'node:path';
import * as vscode from 'vscode';
import { openSession } from './open.ts';
import { exists } from './sidecar.ts';

/** Commands that need no open session: the sample, and any file that the person picks. */
export function registerOpening(extension: vscode.Uri, storage: vscode.Uri): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('faultline.openSample', async () => {
      await openSession(await sampleCopy(extension, storage));
    }),
    vscode.commands.registerCommand('faultline.openFile', async (uri?: vscode.Uri) => {
      const picked = uri === undefined ? await pickFile() : uri;
      if (picked !== undefined) await openSession(picked);
    }),
    // In the Explorer's menu: the file's own icon and default editor stay what they are.
    vscode.commands.registerCommand('faultline.openAsSession', async (uri?: vscode.Uri) => {
      if (uri !== undefined) await openSession(uri);
    }),
  );
}

/** A copy of the sample that may be marked: in the workspace, or in our own storage where there is none to write to. */
async function sampleCopy(extension: vscode.Uri, storage: vscode.Uri): Promise<vscode.Uri> {
  const sample = vscode.Uri.joinPath(extension, 'media', 'sample.faultline');
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  const folders = workspace === undefined ? [] : [vscode.Uri.joinPath(workspace, '.faultline')];
  for (const folder of [...folders, storage]) {
    const copy = vscode.Uri.joinPath(folder, posix.basename(sample.path));
    if (await exists(copy)) return copy;
    try {
      await vscode.workspace.fs.createDirectory(folder);
      await vscode.workspace.fs.writeFile(copy, await vscode.workspace.fs.readFile(sample));
      return copy;
    } catch (error) {
      if (folder === storage) throw error;
    }
  }
  return sample;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a Session File'),
    filters: {
      [vscode.l10n.t('Agent sessions')]: ['faultline', 'json', 'jsonl', 'ndjson', 'txt', 'log'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}
