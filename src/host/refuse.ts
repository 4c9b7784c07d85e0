import * as vscode from 'vscode';
import { plainLabel } from './plain.ts';

/** Says that something could not be done, and offers the file where it can be mended. */
export function refuse(message: string, file?: vscode.Uri): void {
  show(plainLabel(message, 1_000), file).catch(() => {
    // The file that was offered may be gone by now.
  });
}

async function show(message: string, file: vscode.Uri | undefined): Promise<void> {
  const open = vscode.l10n.t('Open the File');
  const actions = file === undefined ? [] : [open];
  const picked = await vscode.window.showErrorMessage(message, ...actions);
  if (picked === open && file !== undefined) await vscode.window.showTextDocument(file);
}
