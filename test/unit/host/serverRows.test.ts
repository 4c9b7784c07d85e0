import { describe, expect, it } from 'vitest';
import {
  placeDescription,
  placeLabel,
  recordState,
  rowWords,
} from '../../../src/host/serverRows.ts';
import type { Client, Place } from '../../../src/recorder/configs/places.ts';
import type { Server } from '../../../src/recorder/configs/server.ts';
import { recorded } from '../../../src/recorder/configs/wrap.ts';
import { l10n } from './fakeVscode.ts';

const place = (client: Client, path: string, more: Partial<Place> = {}): Place => ({
  client,
  path,
  scope: 'user',
  format: client === 'codex' ? 'toml' : 'json',
  maps: [],
  folder: '/code/app',
  ...more,
});
const stdio: Server = { kind: 'stdio', command: 'npx', args: [], env: {} };
const http = (oauth = false): Server => ({ kind: 'http', url: 'http://h', headers: {}, oauth });
const says = (client: Client, server: Server, on?: { calls: number | undefined }): string =>
  rowWords(recordState({ place: place(client, '/x') }, { server }, on), undefined, l10n.t);

describe('what a row says', () => {
  it('of recording', () => {
    expect(says('vscode', stdio)).toBe('off');
    expect(says('vscode', http())).toBe('off');
    expect(says('vscode', stdio, { calls: undefined })).toBe('on, waiting for a client');
    expect(says('vscode', stdio, { calls: 1 })).toBe('recording, 1 call');
    expect(says('vscode', stdio, { calls: 1041 })).toBe('recording, 1,041 calls');
  });

  it('of what cannot be recorded by a tick', () => {
    expect(says('cursor', http(true))).toBe('needs OAuth, cannot be recorded');
    expect(says('vscode', http(true))).toBe('needs OAuth, cannot be recorded');
    expect(says('cursor', http())).toMatch(/^HTTP/u);
    expect(says('codex', stdio)).toMatch(/^copy/u);
  });

  it('of a server whose client starts the recorder', () => {
    const recorder = { command: 'node', args: ['/faultline/cli.js'], env: {} };
    const wrapped = recorded({ kind: 'stdio', command: 'npx', args: [], env: {} }, recorder, {
      out: 'o',
      name: 'n',
    });
    expect(says('cursor', wrapped)).toBe('recorded by its client');
    expect(says('codex', wrapped)).toBe('recorded by its client');
  });

  it('of our own connection first', () => {
    expect(rowWords({ kind: 'off' }, 'failed', l10n.t)).toBe('did not start, off');
    expect(rowWords({ kind: 'on', calls: 2 }, 'connected', l10n.t)).toBe('connected, calls: 2');
  });

  it('of where a file lies', () => {
    const workspace = place('cursor', '/code/app/.cursor/mcp.json', { scope: 'workspace' });
    expect(placeLabel(workspace, '/home/ann')).toBe('.cursor/mcp.json');
    expect(placeDescription(workspace, 1, l10n.t)).toBe('Cursor, this workspace');
    expect(placeDescription(workspace, 2, l10n.t)).toBe('Cursor, app');
    const home = place('cursor', '/home/ann/.cursor/mcp.json');
    expect(placeLabel(home, '/home/ann')).toBe('~/.cursor/mcp.json');
    expect(placeDescription(home, 1, l10n.t)).toBe('Cursor');
    const windows = place('cursor', 'C:\\Users\\ann\\.cursor\\mcp.json');
    expect(placeLabel(windows, 'C:\\Users\\ann')).toBe('~/.cursor/mcp.json');
    expect(placeLabel(place('vscode', '/srv/data/User/mcp.json'), '/home/ann')).toBe(
      '/srv/data/User/mcp.json',
    );
  });
});
