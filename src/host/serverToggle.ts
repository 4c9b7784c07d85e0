import * as vscode from 'vscode';
import { plainLabel } from './plain.ts';
import type { Recording } from './recording.ts';
import { refuse } from './refuse.ts';
import type { ServerConnections } from './serverConnections.ts';
import { clientName, recordState } from './serverRows.ts';
import type { KnownServer } from './servers.ts';
import { twinLabel } from './twins.ts';
import type { Wrapping } from './wrapConfig.ts';

/** Recording, switched on and off server by server. */
export interface Toggle {
  tick(server: KnownServer): Promise<void>;
  untick(server: KnownServer): Promise<void>;
  /** Whatever it is recorded by. */
  stop(server: KnownServer): Promise<void>;
  stopAll(): Promise<void>;
}

/**
 * VS Code's own servers get a twin. For those of other clients the recorder has to stand in the client's own
 * configuration, and the person sees what is changed before it is.
 */
export function serverToggle(
  recording: Recording,
  connections: ServerConnections,
  wrapping: Wrapping,
): Toggle {
  return {
    async tick(server) {
      const { entry, file } = server;
      if (!trusted()) return;
      const state = recordState(file, entry, undefined);
      if (state.kind !== 'off') return;
      if (file.place.client === 'vscode') {
        await recording.add(server.key, 'twin');
        void explainTwin(entry.name);
        return;
      }
      await wrapping.wrap(server, await recording.fileForOthers());
    },
    async untick(server) {
      await recording.remove(server.key, 'twin');
      if (recordState(server.file, server.entry, undefined).kind === 'wrapped') {
        await wrapping.unwrap(server.file);
      }
    },
    async stop(server) {
      await recording.remove(server.key, 'twin');
      await connections.disconnect(server.key);
    },
    async stopAll() {
      await connections.disconnectAll();
      await recording.stop();
    },
  };
}

/** The server itself stays as it was, and what it is asked is not recorded: the person has to know which one to use. */
async function explainTwin(name: string): Promise<void> {
  const tools = vscode.l10n.t('Configure Tools');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Calls of "{0}" are recorded, those of {1} itself are not. Choose its tools in the chat, and leave out the others.',
      plainLabel(twinLabel(name), 80),
      plainLabel(name, 60),
    ),
    tools,
  );
  if (picked === tools) {
    await vscode.commands.executeCommand('workbench.action.chat.configureTools').then(
      () => {},
      () => refuse(vscode.l10n.t('This VS Code has no chat whose tools could be chosen.')),
    );
  }
}

/** False, and said why, in Restricted Mode. */
export function trusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  refuse(
    vscode.l10n.t(
      'Recording and connecting start programs that the workspace names, so they are off in Restricted Mode. Trust the workspace to use them.',
    ),
  );
  return false;
}

/** `search (Cursor)` */
export const serverTitle = ({ entry, file }: KnownServer): string =>
  `${plainLabel(entry.name, 60)} (${clientName(file.place.client)})`;
