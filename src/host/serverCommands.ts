import * as vscode from 'vscode';
import type { Schema } from '../recorder/callForm.ts';
import type { Connection } from '../recorder/connect.ts';
import type { Outcome } from '../recorder/connectOutcome.ts';
import { messageOf } from './log.ts';
import type { Log } from './log.ts';
import { openSession } from './open.ts';
import { plainLabel } from './plain.ts';
import type { Recording } from './recording.ts';
import { refuse } from './refuse.ts';
import type { ServerConnections } from './serverConnections.ts';
import { askArguments } from './serverForm.ts';
import type { Arguments } from './serverForm.ts';
import { serverTitle, trusted } from './serverToggle.ts';
import type { Toggle } from './serverToggle.ts';
import { recordState, stateWords } from './serverRows.ts';
import type { KnownServer, Servers } from './servers.ts';
import type { ServerNode } from './serversTree.ts';
import type { Wrapping } from './wrapConfig.ts';

export interface ServerParts {
  readonly servers: Servers;
  readonly recording: Recording;
  readonly connections: ServerConnections;
  readonly wrapping: Wrapping;
  readonly toggle: Toggle;
  readonly log: Log;
}

type Node<K extends ServerNode['kind']> = Extract<ServerNode, { kind: K }>;

/** What the rows of the MCP Servers view do. */
export function registerServerCommands(parts: ServerParts): vscode.Disposable {
  const { servers, recording, connections, wrapping, toggle, log } = parts;
  /** Arguments of the last call of each tool, for as long as the window is open. */
  const last = new Map<string, Arguments>();

  const connect = async (server: KnownServer): Promise<void> => {
    if (!trusted()) return;
    await vscode.window.withProgress({ location: { viewId: 'faultline.servers' } }, () =>
      connections.connect(server),
    );
  };
  const ask = (
    server: KnownServer,
    what: string,
    question: (connection: Connection, signal: AbortSignal) => Promise<Outcome>,
  ): Promise<void> => askServer(connections, server, what, question);

  const commands: Record<string, (...args: never[]) => unknown> = {
    refreshServers: () => servers.refresh(),
    connectServer: async (node?: Node<'server'>) => {
      const server = node?.server ?? (await pickServer(parts, vscode.l10n.t('Connect to')));
      if (server !== undefined) await connect(server);
    },
    disconnectServer: ({ server }: Node<'server'>) => connections.disconnect(server.key),
    callTool: async ({ server, tool }: Node<'tool'>) => {
      const key = `${server.key} ${tool.name}`;
      const title = `${serverTitle(server)} ${plainLabel(tool.name, 60)}`;
      const label = vscode.l10n.t('Call {0}', tool.name);
      const schema = tool.inputSchema as Schema;
      const args = await askArguments(title, schema, last.get(key) ?? {}, label);
      if (args === undefined) return;
      last.set(key, args);
      await ask(server, tool.name, (connection, signal) =>
        connection.callTool(tool.name, args, signal),
      );
    },
    readResource: ({ server, resource }: Node<'resource'>) =>
      ask(server, resource.name, (connection, signal) =>
        connection.readResource(resource.uri, signal),
      ),
    getPrompt: async ({ server, prompt }: Node<'prompt'>) => {
      const title = `${serverTitle(server)} ${plainLabel(prompt.name, 60)}`;
      const schema = promptSchema(prompt.arguments ?? []);
      const args = await askArguments(title, schema, {}, vscode.l10n.t('Get {0}', prompt.name));
      if (args === undefined) return;
      const texts = args as Readonly<Record<string, string>>;
      await ask(server, prompt.name, (connection, signal) =>
        connection.getPrompt(prompt.name, texts, signal),
      );
    },
    openServerConfig: async (node: Node<'server' | 'file' | 'problem'>) => {
      const { place } = node.kind === 'server' ? node.server.file : node.file;
      const line =
        node.kind === 'server'
          ? node.server.entry.line
          : node.kind === 'problem'
            ? node.problem.line
            : undefined;
      const at = Math.max(0, (line ?? 1) - 1);
      await vscode.window.showTextDocument(vscode.Uri.file(place.path), {
        selection: new vscode.Range(at, 0, at, 0),
      });
    },
    copyWrappedEntry: async ({ server }: Node<'server'>) => {
      if (trusted()) await wrapping.copy(server, await recording.fileForOthers());
    },
    unwrapAll: () => wrapping.unwrapAll(),
    startRecording: async () => {
      const server = await pickServer(parts, vscode.l10n.t('Record'));
      if (server !== undefined) await toggle.tick(server);
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`faultline.${name}`, async (...args: never[]) => {
        try {
          await run(...args);
        } catch (error) {
          log.error(messageOf(error));
          refuse(messageOf(error));
        }
      }),
    ),
    recording.onDidEnd(file => void offerSession(vscode.Uri.file(file))),
  );
}

/** Asks a connected server; what it answers is told in brief, and the session holds it whole. */
async function askServer(
  connections: ServerConnections,
  server: KnownServer,
  what: string,
  question: (connection: Connection, signal: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const state = connections.state(server.key);
  if (state?.kind !== 'connected') {
    throw new Error(vscode.l10n.t('{0} is no longer connected.', server.entry.name));
  }
  const name = plainLabel(what, 60);
  const outcome = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Waiting for {0}', name),
      cancellable: true,
    },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        return await question(state.connection, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        return { ok: false, text: messageOf(error) };
      }
    },
  );
  if (outcome === undefined) return;
  const text = `${name}: ${plainLabel(outcome.text, 300)}`;
  const show = vscode.l10n.t('Show in Graph');
  const picked = outcome.ok
    ? await vscode.window.showInformationMessage(text, show)
    : await vscode.window.showWarningMessage(text, show);
  if (picked === show) await openSession(vscode.Uri.file(state.file));
}

/** A prompt's arguments are texts. */
const promptSchema = (
  args: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly required?: boolean | undefined;
  }[],
): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    args.map(({ name, description }) => [
      name,
      { type: 'string', ...(description === undefined ? {} : { description }) },
    ]),
  ),
  required: args.flatMap(({ name, required }) => (required === true ? [name] : [])),
});

async function pickServer(
  { servers, recording }: ServerParts,
  title: string,
): Promise<KnownServer | undefined> {
  if (!trusted()) return undefined;
  const items = (await servers.all()).map(server => {
    const { entry, file, key } = server;
    const on = recording.servers.includes(key) ? { calls: recording.calls(entry.name) } : undefined;
    return {
      label: serverTitle(server),
      description: stateWords(recordState(file, entry, on), vscode.l10n.t),
      detail: plainLabel(file.place.path),
      server,
    };
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No MCP servers found in the configurations of this workspace or yours.'),
    );
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title }))?.server;
}

async function offerSession(file: vscode.Uri): Promise<void> {
  const there = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!there) return;
  const open = vscode.l10n.t('Open the Session');
  const words = vscode.l10n.t('Recorded into {0}.', vscode.workspace.asRelativePath(file));
  const picked = await vscode.window.showInformationMessage(words, open);
  if (picked === open) await openSession(file);
}
