import * as vscode from 'vscode';

/** Says that something could not be done, and offers the file where it can be mended. */
export function refuse(message: string, file?: vscode.Uri): void {
  void show(message, file);
}

async function show(message: string, file: vscode.Uri | undefined): Promise<void> {
  const open = vscode.l10n.t('Open the File');
  const actions = file === undefined ? [] : [open];
  const picked = await vscode.window.showErrorMessage(message, ...actions);
  if (picked === open && file !== undefined) await vscode.window.showTextDocument(file);
}
