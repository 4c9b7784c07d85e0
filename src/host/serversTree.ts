import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ConfigFile } from '../recorder/configs/discover.ts';
import type { ConfigProblem } from '../recorder/configs/server.ts';
import type { Connection, Prompt, Resource, Tool } from '../recorder/connect.ts';
import { later } from './engine.ts';
import { messageOf } from './log.ts';
import { plainLabel } from './plain.ts';
import type { Recording } from './recording.ts';
import { refuse } from './refuse.ts';
import type { ServerConnections } from './serverConnections.ts';
import {
  clientName,
  commandWords,
  placeDescription,
  placeLabel,
  recordState,
  rowWords,
  stateWords,
} from './serverRows.ts';
import type { RecordState } from './serverRows.ts';
import { serversOf } from './servers.ts';
import type { KnownServer, Servers } from './servers.ts';
import type { Toggle } from './serverToggle.ts';

/** Milliseconds. */
const pause = 100;

type Group = 'tools' | 'resources' | 'prompts';

export type ServerNode =
  | { readonly kind: 'file'; readonly file: ConfigFile }
  | { readonly kind: 'problem'; readonly file: ConfigFile; readonly problem: ConfigProblem }
  | { readonly kind: 'server'; readonly server: KnownServer }
  | { readonly kind: 'group'; readonly server: KnownServer; readonly group: Group }
  | { readonly kind: 'tool'; readonly server: KnownServer; readonly tool: Tool }
  | { readonly kind: 'resource'; readonly server: KnownServer; readonly resource: Resource }
  | { readonly kind: 'prompt'; readonly server: KnownServer; readonly prompt: Prompt };

/** The MCP Servers view: every server found, by the file it is configured in; what it offers once it is connected. */
export class ServersTree implements vscode.TreeDataProvider<ServerNode> {
  readonly #servers: Servers;
  readonly #recording: Recording;
  readonly #connections: ServerConnections;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<ServerNode>;
  readonly #listeners: vscode.Disposable;
  #cancel = (): void => {};

  constructor(
    servers: Servers,
    recording: Recording,
    connections: ServerConnections,
    toggle: Toggle,
  ) {
    this.#servers = servers;
    this.#recording = recording;
    this.#connections = connections;
    // Counts of calls change many times a second; a row that is replaced under the mouse takes no click.
    const redraw = (): void => {
      this.#cancel();
      this.#cancel = later(pause, () => this.#changed.fire(undefined));
    };
    this.#view = vscode.window.createTreeView('faultline.servers', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.#listeners = vscode.Disposable.from(
      this.#view,
      this.#view.onDidChangeCheckboxState(({ items }) => {
        const tick = async (): Promise<void> => {
          for (const [node, state] of items) {
            if (node.kind !== 'server') continue;
            if (state === vscode.TreeItemCheckboxState.Checked) await toggle.tick(node.server);
            else await toggle.untick(node.server);
          }
        };
        tick()
          .catch((error: unknown) => refuse(messageOf(error)))
          // A box that a person set stays set until it is drawn again: it shows what is, not what was wanted.
          .finally(redraw);
      }),
      servers.onDidChange(redraw),
      recording.onDidChange(redraw),
      connections.onDidChange(redraw),
      vscode.workspace.onDidGrantWorkspaceTrust(redraw),
      vscode.workspace.onDidChangeWorkspaceFolders(() => servers.refresh()),
    );
  }

  async getChildren(node?: ServerNode): Promise<ServerNode[]> {
    switch (node?.kind) {
      case undefined: {
        const files = (await this.#servers.files()).filter(
          ({ servers, problems }) => servers.length + problems.length > 0,
        );
        this.#explain(files.length > 0);
        return files.map(file => ({ kind: 'file', file }));
      }
      case 'file': {
        const { file } = node;
        return [
          ...file.problems.map(problem => ({ kind: 'problem', file, problem }) as const),
          ...serversOf(file).map(server => ({ kind: 'server', server }) as const),
        ];
      }
      case 'server': {
        const { server } = node;
        const offered = this.#offered(server);
        const groups = (['tools', 'resources', 'prompts'] as const).filter(
          group => (offered?.[group].length ?? 0) > 0,
        );
        return groups.map(group => ({ kind: 'group', server, group }));
      }
      case 'group':
        return childrenOf(node.server, node.group, this.#offered(node.server));
      case 'problem':
      case 'tool':
      case 'resource':
      case 'prompt':
        return [];
    }
  }

  getTreeItem(node: ServerNode): vscode.TreeItem {
    switch (node.kind) {
      case 'file':
        return this.#fileItem(node.file);
      case 'problem':
        return problemItem(node.file, node.problem);
      case 'server':
        return this.#serverItem(node.server);
      case 'group':
        return groupItem(node.server, node.group, this.#offered(node.server));
      case 'tool':
        return offerItem(node, node.tool.name, node.tool, 'tools', 'faultline.callTool');
      case 'resource':
        return offerItem(node, node.resource.name, node.resource, 'file', 'faultline.readResource');
      case 'prompt':
        return offerItem(node, node.prompt.name, node.prompt, 'comment', 'faultline.getPrompt');
    }
  }

  dispose(): void {
    this.#cancel();
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  #offered({ key }: KnownServer): Connection | undefined {
    const state = this.#connections.state(key);
    return state?.kind === 'connected' ? state.connection : undefined;
  }

  #explain(any: boolean): void {
    this.#view.message = !any
      ? ''
      : vscode.workspace.isTrusted
        ? vscode.l10n.t('Tick a server to record its calls.')
        : vscode.l10n.t('Recording is off in Restricted Mode.');
  }

  #fileItem(file: ConfigFile): vscode.TreeItem {
    const { place } = file;
    const label = placeLabel(place, homedir());
    const item = new vscode.TreeItem(plainLabel(label), vscode.TreeItemCollapsibleState.Expanded);
    item.id = place.path;
    const folders = vscode.workspace.workspaceFolders?.length ?? 0;
    item.description = placeDescription(place, folders, vscode.l10n.t);
    item.tooltip = place.path;
    item.contextValue = 'config';
    return item;
  }

  #serverItem(server: KnownServer): vscode.TreeItem {
    const { entry, file, key } = server;
    const connection = this.#connections.state(key);
    const item = new vscode.TreeItem(
      plainLabel(entry.name, 60),
      connection?.kind === 'connected'
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.None,
    );
    // Another id once it is connected: VS Code opens what is new, and leaves alone what it knows.
    item.id = connection?.kind === 'connected' ? `${key} connected` : key;
    const on = this.#recording.servers.includes(key)
      ? { calls: this.#recording.calls(entry.name) }
      : undefined;
    const state = recordState(file, entry, on);
    const words = [rowWords(state, connection?.kind, vscode.l10n.t)];
    if (entry.off) words.push(vscode.l10n.t('off in {0}', clientName(file.place.client)));
    item.tooltip = this.#tooltip(server, state);
    const { isTrusted } = vscode.workspace;
    item.description = isTrusted ? words.join(', ') : entry.server.kind;
    if (!isTrusted) item.iconPath = new vscode.ThemeIcon('lock');
    else if (state.kind === 'cannot') item.iconPath = new vscode.ThemeIcon('circle-slash');
    else item.checkboxState = this.#checkbox(server, state);
    const flags = [
      'server',
      entry.server.kind,
      connection?.kind ?? 'idle',
      file.place.client === 'vscode' ? 'own' : 'foreign',
    ];
    item.contextValue = flags.join(' ');
    return item;
  }

  #checkbox(
    { key, entry }: KnownServer,
    state: RecordState,
  ): NonNullable<vscode.TreeItem['checkboxState']> {
    const ticked = this.#recording.has(key, 'twin') || state.kind === 'wrapped';
    return {
      state: ticked ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: ticked
        ? vscode.l10n.t('Stop recording {0}', plainLabel(entry.name, 60))
        : vscode.l10n.t('Record {0}', plainLabel(entry.name, 60)),
    };
  }

  #tooltip(server: KnownServer, state: RecordState): string {
    const { entry, file, key } = server;
    const connection = this.#connections.state(key);
    const lines = [
      entry.server.kind === 'stdio'
        ? vscode.l10n.t('A program: {0}', commandWords(entry.server))
        : commandWords(entry.server),
      vscode.l10n.t(
        'From {0}, line {1} ({2})',
        file.place.path,
        entry.line,
        clientName(file.place.client),
      ),
      vscode.l10n.t('Recording: {0}', stateWords(state, vscode.l10n.t)),
    ];
    if (state.kind === 'wrapped') lines.push(state.out);
    if (state.kind === 'on' && this.#recording.file !== undefined) lines.push(this.#recording.file);
    if (connection?.kind === 'connected') {
      lines.push(vscode.l10n.t('Connected, MCP {0}', connection.connection.protocol));
    }
    if (connection?.kind === 'failed') lines.push(connection.message);
    return lines.map(line => plainLabel(line, 600)).join('\n');
  }
}

function childrenOf(
  server: KnownServer,
  group: Group,
  offered: Connection | undefined,
): ServerNode[] {
  switch (group) {
    case 'tools':
      return (offered?.tools ?? []).map(tool => ({ kind: 'tool', server, tool }));
    case 'resources':
      return (offered?.resources ?? []).map(resource => ({ kind: 'resource', server, resource }));
    case 'prompts':
      return (offered?.prompts ?? []).map(prompt => ({ kind: 'prompt', server, prompt }));
  }
}

function groupItem(
  { key }: KnownServer,
  group: Group,
  offered: Connection | undefined,
): vscode.TreeItem {
  const labels: Record<Group, string> = {
    tools: vscode.l10n.t('Tools'),
    resources: vscode.l10n.t('Resources'),
    prompts: vscode.l10n.t('Prompts'),
  };
  const item = new vscode.TreeItem(
    labels[group],
    group === 'tools'
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `${key} ${group}`;
  item.description = String(offered?.[group].length ?? 0);
  return item;
}

/** A tool, resource or prompt. What a server says about itself is shown as text. */
function offerItem(
  node: ServerNode,
  name: string,
  about: { readonly title?: string | undefined; readonly description?: string | undefined },
  icon: string,
  command: string,
): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLabel(name, 80));
  item.description = plainLabel(about.title ?? about.description ?? '', 80);
  item.tooltip = plainLabel(about.description ?? about.title ?? name, 1_000);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = node.kind;
  item.command = { command, title: vscode.l10n.t('Ask the Server'), arguments: [node] };
  return item;
}

function problemItem({ place }: ConfigFile, { line, message }: ConfigProblem): vscode.TreeItem {
  const where = line === undefined ? '' : `${vscode.l10n.t('line {0}', line)}: `;
  const text = plainLabel(where + message, 300);
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = `${place.path}\n${text}`;
  item.contextValue = 'problem';
  item.command = {
    command: 'faultline.openServerConfig',
    title: vscode.l10n.t('Open the File'),
    arguments: [{ kind: 'problem', file: { place }, problem: { line, message } }],
  };
  return item;
}
