import * as vscode from 'vscode';
import { foreignViewType, graphViewType } from './graphEditor.ts';
import { plainLabel } from './plain.ts';
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
  const shown = tabOf(input => input instanceof vscode.TabInputText && same(input.uri, uri));
  await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.group.viewColumn ?? vscode.ViewColumn.Beside,
    preview: false,
  });
  const transcript = files.of(session);
  if (transcript !== undefined && session.selected !== undefined) {
    revealStep(transcript, session.selected);
  }
}

/** Shows the graph of a session file where it is open already, else in the active column (or beside a transcript). */
export async function showGraph(session: vscode.Uri): Promise<void> {
  const shown = tabOf(
    input =>
      input instanceof vscode.TabInputCustom &&
      (input.viewType === graphViewType || input.viewType === foreignViewType) &&
      same(input.uri, session),
  );
  const viewColumn =
    shown?.group.viewColumn ??
    (vscode.window.activeTextEditor === undefined
      ? vscode.ViewColumn.Active
      : vscode.ViewColumn.Beside);
  // As what it is open already: the other view type would be a second editor of the same graph.
  const viewType =
    shown?.input instanceof vscode.TabInputCustom ? shown.input.viewType : graphViewType;
  await openWith(session, viewType, { viewColumn, preserveFocus: false });
}

export const openSession = (session: vscode.Uri): Promise<void> =>
  openWith(session, graphViewType, { viewColumn: vscode.ViewColumn.Active });

export const openAsText = (uri: vscode.Uri): Promise<void> => openWith(uri, 'default', {});

/** Lists the lines of the file that were skipped; the one picked is shown in the file. */
export async function showSkippedLines(session: SessionDocument): Promise<void> {
  const name = plainLabel(session.name);
  const items = (session.opened?.graph.diagnostics ?? []).map(({ line, message }) => ({
    label: line === undefined ? name : vscode.l10n.t('Line {0}', line),
    detail: plainLabel(message, 1_000),
    line,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Every line of {0} is shown.', name));
    return;
  }
  const title = vscode.l10n.t('Skipped in {0}', name);
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

/** The tab that shows it, in the active group if there is one. */
function tabOf(wanted: (input: unknown) => boolean): vscode.Tab | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  return [activeTabGroup, ...all].flatMap(group => group.tabs).find(tab => wanted(tab.input));
}

const same = (a: vscode.Uri, b: vscode.Uri): boolean => a.toString() === b.toString();
