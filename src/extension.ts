import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { AffectedTree } from './host/affectedTree.ts';
import { registerCommands } from './host/commands.ts';
import { Engine } from './host/engine.ts';
import { findSidecar } from './host/findSidecar.ts';
import { foreignViewType, GraphEditor, graphViewType } from './host/graphEditor.ts';
import { logTo } from './host/log.ts';
import { AnswerStore } from './host/modelCheckStore.ts';
import { openAsText, showSkippedLines, showTranscript } from './host/open.ts';
import { registerOpening } from './host/openFiles.ts';
import { refuse } from './host/refuse.ts';
import { followRenames } from './host/renames.ts';
import { Sessions } from './host/sessions.ts';
import { SessionsTree } from './host/sessionsTree.ts';
import { showStatus } from './host/statusBar.ts';
import { TranscriptDecorations } from './host/transcriptDecorations.ts';
import { TranscriptFiles } from './host/transcriptFiles.ts';
import { transcriptHover } from './host/transcriptHover.ts';
import { TranscriptLenses } from './host/transcriptLenses.ts';
import { transcriptFolding, transcriptSymbols } from './host/transcriptOutline.ts';
import { followSelection } from './host/transcriptSelection.ts';
import { transcriptScheme } from './host/transcriptUri.ts';

let settled = (): Promise<void> => Promise.resolve();

/** Builds the objects and registers them; nothing is read, started or computed before it is asked for. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, globalStorageUri } = context;
  const channel = vscode.window.createOutputChannel('Faultline', { log: true });
  const log = logTo(channel);
  const worker = vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath;
  const engine = new Engine(worker, log);
  const answers = new AnswerStore(globalStorageUri);
  const sessions = new Sessions({
    engine,
    log,
    sources: {
      now: () => new Date().toISOString(),
      newId: () => randomUUID().slice(0, 8),
    },
    answers: session => answers.read(session),
    findSidecar: (session, fingerprint) => findSidecar(session, fingerprint, globalStorageUri),
    refuse,
  });
  settled = () => sessions.settled();
  const transcripts = new TranscriptFiles(sessions, Date.now);
  const lenses = new TranscriptLenses(transcripts);
  const affected = new AffectedTree(extensionUri, sessions);
  const graph = new GraphEditor(
    extensionUri,
    sessions,
    {
      openTranscript: session => showTranscript(session, transcripts),
      openAsText,
      showSkippedLines,
    },
    log,
  );
  const transcript: vscode.DocumentSelector = { scheme: transcriptScheme };

  context.subscriptions.push(
    channel,
    engine,
    sessions,
    transcripts,
    lenses,
    affected,
    new SessionsTree(sessions),
    new TranscriptDecorations(extensionUri, transcripts),
    followSelection(sessions, transcripts, lenses),
    showStatus(sessions),
    registerCommands({ sessions, transcripts, affected, answers }),
    followRenames(log),
    registerOpening(extensionUri, globalStorageUri),
    ...[graphViewType, foreignViewType].map(viewType =>
      vscode.window.registerCustomEditorProvider(viewType, graph, {
        supportsMultipleEditorsPerDocument: true,
        webviewOptions: { retainContextWhenHidden: false },
      }),
    ),
    vscode.workspace.registerFileSystemProvider(transcriptScheme, transcripts, {
      isCaseSensitive: true,
      isReadonly: new vscode.MarkdownString(
        vscode.l10n.t('A transcript shows what was recorded: it cannot be edited.'),
      ),
    }),
    vscode.languages.registerCodeLensProvider(transcript, lenses),
    vscode.languages.registerHoverProvider(transcript, transcriptHover(transcripts)),
    vscode.languages.registerFoldingRangeProvider(transcript, transcriptFolding(transcripts)),
    vscode.languages.registerDocumentSymbolProvider(transcript, transcriptSymbols(transcripts)),
  );
}

/** The window goes when every mark is written. */
export const deactivate = (): Promise<void> => settled();
