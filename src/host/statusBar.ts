import * as vscode from 'vscode';
import type { Sessions } from './sessions.ts';
import { statusWords } from './words.ts';

/** `Faultline: 1 wrong, 12 traced, reaches the final answer`, while a session is open. */
export function showStatus(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'faultline.status',
    vscode.StatusBarAlignment.Left,
    50,
  );
  item.name = 'Faultline';
  item.command = 'faultline.affected.focus';
  item.tooltip = vscode.l10n.t('Show the affected steps');
  const show = (): void => {
    const opened = sessions.active?.opened;
    if (opened === undefined) item.hide();
    else {
      item.text = `Faultline: ${statusWords(opened, vscode.l10n.t)}`;
      item.show();
    }
  };
  return vscode.Disposable.from(item, sessions.onDidChangeActive(show));
}
