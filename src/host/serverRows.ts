import { posix, win32 } from 'node:path';
import type { ConfigFile } from '../recorder/configs/discover.ts';
import type { Client, Place } from '../recorder/configs/places.ts';
import type { Server, ServerEntry } from '../recorder/configs/server.ts';
import { unwrap } from '../recorder/configs/wrap.ts';
import type { ConnectionState } from './serverConnections.ts';
import { number } from './words.ts';
import type { Translate } from './words.ts';

/** Whether and how the calls of a server are recorded. */
export type RecordState =
  /** Not now, but a tick is enough. */
  | { readonly kind: 'off' }
  /** Through its twin or our own client; `calls` is undefined until something came. */
  | { readonly kind: 'on'; readonly calls: number | undefined }
  /** The recorder stands in its client's configuration. */
  | { readonly kind: 'wrapped'; readonly out: string }
  /** It cannot be, and why. */
  | { readonly kind: 'cannot'; readonly why: 'oauth' | 'http' | 'toml' };

export function recordState(
  { place }: Pick<ConfigFile, 'place'>,
  { server }: Pick<ServerEntry, 'server'>,
  on: { readonly calls: number | undefined } | undefined,
): RecordState {
  if (on !== undefined) return { kind: 'on', ...on };
  const wrapped = server.kind === 'stdio' ? unwrap(server) : undefined;
  if (wrapped !== undefined) return { kind: 'wrapped', out: wrapped.out };
  if (server.kind === 'http' && server.oauth) return { kind: 'cannot', why: 'oauth' };
  if (place.client === 'vscode') return { kind: 'off' };
  if (server.kind === 'http') return { kind: 'cannot', why: 'http' };
  return place.format === 'toml' ? { kind: 'cannot', why: 'toml' } : { kind: 'off' };
}

export function stateWords(state: RecordState, t: Translate): string {
  switch (state.kind) {
    case 'off':
      return t('off');
    case 'on':
      return state.calls === undefined
        ? t('on, waiting for a client')
        : state.calls === 1
          ? t('recording, 1 call')
          : t('recording, {0} calls', number(state.calls));
    case 'wrapped':
      return t('recorded by its client');
    case 'cannot':
      switch (state.why) {
        case 'oauth':
          return t('needs OAuth, cannot be recorded');
        case 'http':
          return t('HTTP, put a proxy in front by hand');
        case 'toml':
          return t('copy the wrapped entry to record');
      }
  }
}

/** What a row says of its server: the important word first, for the side bar cuts from the right. */
export function rowWords(
  record: RecordState,
  connection: ConnectionState['kind'] | undefined,
  t: Translate,
): string {
  switch (connection) {
    case undefined:
      return stateWords(record, t);
    case 'connecting':
      return t('connecting');
    case 'connected':
      return record.kind === 'on' && record.calls !== undefined
        ? t('connected, calls: {0}', number(record.calls))
        : t('connected');
    case 'failed':
      return t('did not start, {0}', stateWords(record, t));
  }
}

export const clientName = (client: Client): string =>
  ({
    vscode: 'VS Code',
    portable: 'Claude Code and others',
    claudeCode: 'Claude Code',
    claudeDesktop: 'Claude Desktop',
    cursor: 'Cursor',
    windsurf: 'Windsurf',
    copilot: 'Copilot CLI',
    codex: 'Codex',
    zed: 'Zed',
  })[client];

/** `.vscode/mcp.json`, `~/.cursor/mcp.json`: as a person would write it. */
export function placeLabel(place: Place, home: string): string {
  const path = /^[A-Za-z]:/u.test(place.path) ? win32 : posix;
  const below = (folder: string | undefined): string | undefined =>
    folder !== undefined && place.path.startsWith(folder + path.sep)
      ? path.relative(folder, place.path).replaceAll('\\', '/')
      : undefined;
  const inWorkspace = place.scope === 'workspace' ? below(place.folder) : undefined;
  const inHome = below(home);
  return inWorkspace ?? (inHome === undefined ? place.path : `~/${inHome}`);
}

/** `this workspace`, `Cursor`; with several folders, which. */
export function placeDescription(place: Place, folders: number, t: Translate): string {
  if (place.scope === 'user') {
    return place.client === 'vscode' ? t('VS Code, all workspaces') : clientName(place.client);
  }
  const folder = place.folder?.split(/[\\/]/u).at(-1) ?? '';
  const where = folders > 1 ? folder : t('this workspace');
  const { client } = place;
  return client === 'vscode' || client === 'portable' ? where : `${clientName(client)}, ${where}`;
}

/** `npx -y @scope/server`, or the address; without anything that could be a secret. */
export const commandWords = (server: Server): string =>
  server.kind === 'http' ? server.url : [server.command, ...server.args].join(' ');
