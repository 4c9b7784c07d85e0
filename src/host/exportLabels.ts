import * as vscode from 'vscode';
import type { SessionDocument } from './sessionDocument.ts';

/** Writes marks and overrides as labels for training, where the person says. */
export async function exportLabels(session: SessionDocument): Promise<void> {
  const { t } = vscode.l10n;
  const base = session.name.replace(/\.[^.]+$/u, '');
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(session.uri, '..', `${base}.labels.json`),
    filters: { JSON: ['json'] },
    title: t('Export Labels'),
  });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await session.labels()));
}
