import { posix } from 'node:path';
import * as vscode from 'vscode';
import { later } from './engine.ts';
import { markCounts } from './markCounts.ts';
import type { Recording } from './recording.ts';
import type { SessionState } from './sessionDocument.ts';
import type { Sessions } from './sessions.ts';
import { sidecarName } from './sidecarPlace.ts';
import { countWords, number } from './words.ts';

const most = 500;

/** The Sessions view: recordings in the workspace, newest name last as the file system sorts them. */
export class SessionsTree implements vscode.TreeDataProvider<vscode.Uri> {
  readonly #sessions: Sessions;
  readonly #recording: Recording;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listeners: vscode.Disposable;
  #cancel = (): void => {};
  #shown: SessionState | undefined;
  #live: string | undefined;

  constructor(sessions: Sessions, recording: Recording) {
    this.#sessions = sessions;
    this.#recording = recording;
    const watcher = vscode.workspace.createFileSystemWatcher(
      '**/*.{faultline,marks.json}',
      false,
      true,
    );
    const soon = (): void => this.#refreshSoon();
    this.#listeners = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
      sessions.onDidChangeActive(() => this.#sessionChanged()),
      recording.onDidChange(() => this.#recordingChanged()),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      vscode.commands.registerCommand('faultline.refreshSessions', soon),
      vscode.window.createTreeView('faultline.sessions', { treeDataProvider: this }),
    );
  }

  async getChildren(uri?: vscode.Uri): Promise<vscode.Uri[]> {
    if (uri !== undefined) return [];
    const found = await vscode.workspace.findFiles('**/*.faultline', '**/node_modules/**', most);
    const byPath = new Map([...found, ...(await nearby())].map(each => [each.path, each]));
    return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async getTreeItem(uri: vscode.Uri): Promise<vscode.TreeItem> {
    const item = new vscode.TreeItem(posix.parse(uri.path).name);
    item.resourceUri = uri;
    const live = uri.fsPath === this.#recording.file;
    item.iconPath = live
      ? new vscode.ThemeIcon('record', new vscode.ThemeColor('faultline.wrong'))
      : new vscode.ThemeIcon('graph');
    const words = await this.#describe(uri);
    item.description = live
      ? [vscode.l10n.t('recording'), words].filter(each => each !== '').join(', ')
      : words;
    item.tooltip = vscode.workspace.asRelativePath(uri);
    item.contextValue = 'session';
    item.command = {
      command: 'faultline.openFile',
      title: vscode.l10n.t('Open the Session'),
      arguments: [uri],
    };
    return item;
  }

  dispose(): void {
    this.#cancel();
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  async #describe(uri: vscode.Uri): Promise<string> {
    const session = this.#sessions.find(uri);
    if (session?.state.kind === 'refused') return vscode.l10n.t('not a session');
    const opened = session?.opened;
    if (opened !== undefined) {
      const { counts } = opened.slice;
      const affected = counts.traced + counts.suspect;
      const marks = countWords(counts, ['wrong', 'unsure', 'verified'], vscode.l10n.t);
      if (marks === '') return vscode.l10n.t('{0} steps', number(opened.graph.steps.length));
      return vscode.l10n.t('{0}, {1} affected', marks, number(affected));
    }
    const folder = posix.dirname(uri.path);
    const sidecar = uri.with({ path: posix.join(folder, sidecarName(posix.basename(uri.path))) });
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(sidecar));
      return countWords(markCounts(text), ['wrong', 'unsure', 'verified'], vscode.l10n.t);
    } catch {
      return '';
    }
  }

  /** A new selection changes nothing here, and every refresh searches the workspace. */
  #sessionChanged(): void {
    const state = this.#sessions.active?.state;
    if (state === this.#shown) return;
    this.#shown = state;
    this.#refreshSoon();
  }

  #recordingChanged(): void {
    const { file } = this.#recording;
    if (file === this.#live) return;
    this.#live = file;
    this.#refreshSoon();
  }

  #refreshSoon(): void {
    this.#cancel();
    this.#cancel = later(200, () => this.#changed.fire(undefined));
  }
}

/** Recordings where they usually lie: search is off in some VS Code servers, and never sees a folder that is ignored. */
async function nearby(): Promise<readonly vscode.Uri[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri);
  const folders = roots.flatMap(root => [root, vscode.Uri.joinPath(root, '.faultline')]);
  const lists = await Promise.all(
    folders.map(async folder => {
      try {
        const entries = await vscode.workspace.fs.readDirectory(folder);
        return entries
          .filter(([name, type]) => name.endsWith('.faultline') && type & vscode.FileType.File)
          .map(([name]) => vscode.Uri.joinPath(folder, name));
      } catch {
        return []; // There need be no such folder.
      }
    }),
  );
  return lists.flat();
}
