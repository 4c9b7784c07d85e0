import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { AffectedTree } from './host/affectedTree.ts';
import { registerCommands } from './host/commands.ts';
import { Engine } from './host/engine.ts';
import { findSidecar } from './host/findSidecar.ts';
import { foreignViewType, GraphEditor, graphViewType } from './host/graphEditor.ts';
import { AnswerStore } from './host/modelCheckStore.ts';
import { logTo, messageOf } from './host/log.ts';
import { openAsText, showSkippedLines, showTranscript } from './host/open.ts';
import { registerOpening } from './host/openFiles.ts';
import { Recording } from './host/recording.ts';
import { showRecordingStatus } from './host/recordingStatus.ts';
import { refuse } from './host/refuse.ts';
import { followRenames } from './host/renames.ts';
import { registerServerCommands } from './host/serverCommands.ts';
import { ServerConnections } from './host/serverConnections.ts';
import { ServerInputs } from './host/serverInputs.ts';
import { Servers } from './host/servers.ts';
import { ServersTree } from './host/serversTree.ts';
import { serverToggle } from './host/serverToggle.ts';
import { Sessions } from './host/sessions.ts';
import { SessionsTree } from './host/sessionsTree.ts';
import { showStatus } from './host/statusBar.ts';
import { Telemetry } from './host/telemetry.ts';
import { TranscriptDecorations } from './host/transcriptDecorations.ts';
import { TranscriptFiles } from './host/transcriptFiles.ts';
import { transcriptHover } from './host/transcriptHover.ts';
import { TranscriptLenses } from './host/transcriptLenses.ts';
import { transcriptFolding, transcriptSymbols } from './host/transcriptOutline.ts';
import { followSelection } from './host/transcriptSelection.ts';
import { transcriptScheme } from './host/transcriptUri.ts';
import { Twins } from './host/twins.ts';
import { lastingRecorder, ownRecorder } from './host/wrapCli.ts';
import { previewScheme, Wrapping } from './host/wrapConfig.ts';
import { configPlaces } from './recorder/configs/places.ts';

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
    sources: { now: () => new Date().toISOString(), newId: () => randomUUID().slice(0, 8) },
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

  const [extensionPath, storage] = [extensionUri.fsPath, globalStorageUri.fsPath];
  const { version } = context.extension.packageJSON as { version: string };
  const folders = (): string[] =>
    (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.scheme === 'file' ? [uri.fsPath] : [],
    );
  const servers = new Servers(
    () =>
      configPlaces({
        env: process.env,
        home: homedir(),
        platform: process.platform,
        folders: folders(),
        // Storage lies in the folder of the profile, wherever that is.
        vscodeUser: dirname(dirname(storage)),
      }),
    files => {
      wrapping.keepCurrent(files).catch((error: unknown) => log.error(messageOf(error)));
    },
  );
  const recording = new Recording(
    context.workspaceState,
    () => join(folders()[0] ?? storage, '.faultline'),
    () => new Date(),
  );
  const recorder = ownRecorder(extensionPath);
  const inputs = new ServerInputs(recorder);
  const telemetry = new Telemetry(recording, recorder, log);
  const connections = new ServerConnections(recording, inputs, version);
  const wrapping = new Wrapping(servers, () => lastingRecorder(extensionPath, storage));
  const toggle = serverToggle(recording, connections, wrapping);
  const transcript: vscode.DocumentSelector = { scheme: transcriptScheme };

  context.subscriptions.push(
    channel,
    engine,
    sessions,
    transcripts,
    lenses,
    affected,
    new SessionsTree(sessions, recording),
    servers,
    recording,
    connections,
    wrapping,
    new ServersTree(servers, recording, connections, toggle),
    new Twins(servers, recording, inputs),
    telemetry,
    showRecordingStatus(recording, servers, toggle, telemetry),
    registerServerCommands({ servers, recording, connections, wrapping, toggle, log }),
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, wrapping),
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
