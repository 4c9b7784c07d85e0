import * as vscode from 'vscode';
import { foreignViewType, graphViewType } from './graphEditor.ts';
import type { SessionDocument } from './sessionDocument.ts';
import type { TranscriptFiles } from './transcriptFiles.ts';
import { revealStep } from './transcriptSelection.ts';
import { transcriptUri } from './transcriptUri.ts';

/** Shows the transcript where it is open already, else beside, at the selected step. */
export async function showTranscript(
  session: SessionDocument,
  files: TranscriptFiles,
): Promise<void> {
  const uri = transcriptUri(session.uri);
  const viewColumn = columnOf(
    input => input instanceof vscode.TabInputText && same(input.uri, uri),
  );
  await vscode.window.showTextDocument(uri, {
    viewColumn: viewColumn ?? vscode.ViewColumn.Beside,
    preview: false,
  });
  const transcript = files.of(session);
  if (transcript !== undefined && session.selected !== undefined) {
    revealStep(transcript, session.selected);
  }
}

/** Shows the graph of a session file where it is open already, else in the active column (or beside a transcript). */
export async function showGraph(session: vscode.Uri): Promise<void> {
  const viewColumn =
    columnOf(
      input =>
        input instanceof vscode.TabInputCustom &&
        (input.viewType === graphViewType || input.viewType === foreignViewType) &&
        same(input.uri, session),
    ) ??
    (vscode.window.activeTextEditor === undefined
      ? vscode.ViewColumn.Active
      : vscode.ViewColumn.Beside);
  await openWith(session, graphViewType, { viewColumn, preserveFocus: false });
}

export const openSession = (session: vscode.Uri): Promise<void> =>
  openWith(session, graphViewType, { viewColumn: vscode.ViewColumn.Active });

export const openAsText = (uri: vscode.Uri): Promise<void> => openWith(uri, 'default', {});

/** Lists the lines of the file that were skipped; the one picked is shown in the file. */
export async function showSkippedLines(session: SessionDocument): Promise<void> {
  const items = (session.opened?.graph.diagnostics ?? []).map(({ line, message }) => ({
    label: line === undefined ? session.name : vscode.l10n.t('Line {0}', line),
    detail: message,
    line,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Every line of {0} is shown.', session.name),
    );
    return;
  }
  const title = vscode.l10n.t('Skipped in {0}', session.name);
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) return;
  const at = Math.max(0, (picked.line ?? 1) - 1);
  const selection = new vscode.Range(at, 0, at, 0);
  await openWith(session.uri, 'default', { selection, preview: true });
}

async function openWith(
  uri: vscode.Uri,
  viewType: string,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType, options);
}

function columnOf(wanted: (input: unknown) => boolean): vscode.ViewColumn | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  return [activeTabGroup, ...all].find(group => group.tabs.some(tab => wanted(tab.input)))
    ?.viewColumn;
}

const same = (a: vscode.Uri, b: vscode.Uri): boolean => a.toString() === b.toString();
