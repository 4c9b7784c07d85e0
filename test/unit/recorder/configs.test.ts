import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discover } from '../../../src/recorder/configs/discover.ts';
import { configPlaces, type Client, type Machine } from '../../../src/recorder/configs/places.ts';
import { readConfig } from '../../../src/recorder/configs/read.ts';
import { inputsOf, resolveServer } from '../../../src/recorder/configs/variables.ts';

const linux: Machine = {
  env: {},
  home: '/home/ann',
  platform: 'linux',
  folders: ['/code/app'],
  vscodeUser: undefined,
};
const paths = (machine: Machine, scope = 'user'): string[] =>
  configPlaces(machine)
    .filter(place => place.scope === scope)
    .map(({ client, path }) => `${client} ${path}`);

const json = (text: string, client: Client = 'cursor') =>
  readConfig(text, {
    client,
    format: 'json',
    maps: [[client === 'vscode' ? 'servers' : client === 'zed' ? 'context_servers' : 'mcpServers']],
  });
const toml = (text: string) =>
  readConfig(text, { client: 'codex', format: 'toml', maps: [['mcp_servers']] });

describe('where clients keep their servers', () => {
  it('on Linux, in the workspace first', () => {
    expect(paths(linux, 'workspace')).toEqual([
      'vscode /code/app/.vscode/mcp.json',
      'portable /code/app/.mcp.json',
      'cursor /code/app/.cursor/mcp.json',
      'codex /code/app/.codex/config.toml',
      'zed /code/app/.zed/settings.json',
    ]);
    expect(paths(linux)).toEqual([
      'vscode /home/ann/.config/Code/User/mcp.json',
      'claudeCode /home/ann/.claude.json',
      'claudeDesktop /home/ann/.config/Claude/claude_desktop_config.json',
      'cursor /home/ann/.cursor/mcp.json',
      'windsurf /home/ann/.codeium/windsurf/mcp_config.json',
      'copilot /home/ann/.copilot/mcp-config.json',
      'codex /home/ann/.codex/config.toml',
      'zed /home/ann/.config/zed/settings.json',
    ]);
  });

  it('on macOS', () => {
    const found = paths({ ...linux, platform: 'darwin', home: '/Users/ann' });
    expect(found).toContain('vscode /Users/ann/Library/Application Support/Code/User/mcp.json');
    expect(found).toContain(
      'claudeDesktop /Users/ann/Library/Application Support/Claude/claude_desktop_config.json',
    );
    expect(found).toContain('zed /Users/ann/.config/zed/settings.json');
  });

  it('on Windows', () => {
    const env = { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' };
    const machine: Machine = { ...linux, platform: 'win32', home: 'C:\\Users\\ann', env };
    const found = paths({ ...machine, folders: ['C:\\app'] });
    expect(found).toContain('vscode C:\\Users\\ann\\AppData\\Roaming\\Code\\User\\mcp.json');
    expect(found).toContain(
      'claudeDesktop C:\\Users\\ann\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
    );
    expect(found).toContain('windsurf C:\\Users\\ann\\.codeium\\windsurf\\mcp_config.json');
    expect(found).toContain('zed C:\\Users\\ann\\AppData\\Roaming\\Zed\\settings.json');
  });

  it('where variables say so, and where VS Code says its profile is', () => {
    const env = { XDG_CONFIG_HOME: '/c', CODEX_HOME: '/x', COPILOT_HOME: '/p' };
    const found = paths({ ...linux, env, vscodeUser: '/srv/data/User' });
    expect(found).toEqual(
      expect.arrayContaining([
        'vscode /srv/data/User/mcp.json',
        'claudeDesktop /c/Claude/claude_desktop_config.json',
        'codex /x/config.toml',
        'copilot /p/mcp-config.json',
      ]),
    );
  });
});

describe('the shapes of the clients', () => {
  it('VS Code: comments, trailing commas, inputs', () => {
    const { servers, inputs, problems } = json(
      `{
  // the one that matters
  "inputs": [
    { "type": "promptString", "id": "key", "description": "API key", "password": true },
    { "type": "pickString", "id": "size", "options": ["s", { "label": "Large", "value": "l" }] },
    { "type": "command", "id": "cmd", "command": "x" },
  ],
  "servers": {
    "search": { "type": "stdio", "command": "npx", "args": ["-y", "web"], "env": { "N": 3, "X": null } },
    "remote": { "type": "http", "url": "https://example.org/mcp", "headers": { "A": "b" } },
  },
}`,
      'vscode',
    );
    expect(problems).toEqual([]);
    expect(servers.map(({ name, line, at }) => ({ name, line, at }))).toEqual([
      { name: 'search', line: 9, at: ['servers', 'search'] },
      { name: 'remote', line: 10, at: ['servers', 'remote'] },
    ]);
    expect(servers[0]?.server).toEqual({
      kind: 'stdio',
      command: 'npx',
      args: ['-y', 'web'],
      env: { N: '3', X: null },
    });
    expect(servers[1]?.server).toEqual({
      kind: 'http',
      url: 'https://example.org/mcp',
      headers: { A: 'b' },
      oauth: false,
    });
    expect(inputs.map(({ id, password, options }) => ({ id, password, options }))).toEqual([
      { id: 'key', password: true, options: undefined },
      { id: 'size', password: false, options: ['s', 'l'] },
    ]);
  });

  it('Claude Code: the user’s servers and those of this project', () => {
    const text = JSON.stringify({
      mcpServers: { everywhere: { command: 'a' } },
      projects: {
        '/code/app': { mcpServers: { here: { command: 'b' } } },
        '/code/other': { mcpServers: { there: { command: 'c' } } },
      },
    });
    const place = configPlaces(linux).find(each => each.client === 'claudeCode');
    if (place === undefined) throw new Error('no place');
    expect(readConfig(text, place).servers.map(({ name }) => name)).toEqual(['everywhere', 'here']);
  });

  it('.mcp.json without its outer key, Windsurf’s serverUrl, Zed’s older program', () => {
    expect(json('{"a":{"command":"x"}}', 'portable').servers[0]?.at).toEqual(['a']);
    expect(json('{"mcpServers":{"a":{"serverUrl":"http://h/mcp"}}}').servers[0]?.server).toEqual(
      expect.objectContaining({ kind: 'http', url: 'http://h/mcp' }),
    );
    const zed = '{"context_servers":{"a":{"command":{"path":"x","args":["1"]}}}}';
    expect(json(zed, 'zed').servers[0]?.server).toEqual(
      expect.objectContaining({ command: 'x', args: ['1'] }),
    );
  });

  it('Codex: tables, a token from the environment, a server that is off', () => {
    const { servers, problems } = toml(`model = "x"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs"]
env = { "KEY" = "v" }

[mcp_servers.remote]
url = "https://example.org/mcp"
bearer_token_env_var = "TOKEN"
enabled = false
`);
    expect(problems).toEqual([]);
    expect(servers.map(({ name, line, off }) => ({ name, line, off }))).toEqual([
      { name: 'docs', line: 3, off: false },
      { name: 'remote', line: 8, off: true },
    ]);
    expect(servers[1]?.server).toEqual(
      expect.objectContaining({ headers: { Authorization: 'Bearer ${env:TOKEN}' } }),
    );
  });
});

describe('what cannot be read', () => {
  it('an entry: its line, and all others', () => {
    const { servers, problems } = json(`{ "mcpServers": {
  "good": { "command": "x" },
  "none": {},
  "list": { "command": "x", "args": "y" },
  "far": { "url": "ftp://h" },
  "late": { "command": "z" }
} }`);
    expect(servers.map(({ name }) => name)).toEqual(['good', 'late']);
    expect(problems.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(problems[0]?.message).toBe('server "none" has neither "command" nor "url"');
    expect(problems[1]?.message).toMatch(/^server "list" "args" cannot be read/u);
    expect(problems[2]?.message).toMatch(/http:\/\//u);
  });

  it('the syntax: one problem with its line, and what stands before it', () => {
    const { servers, problems } = json('{ "mcpServers": {\n "a": { "command": "x" },\n "b": {');
    expect(servers.map(({ name }) => name)).toEqual(['a']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 3 });
    expect(toml('a = 1\n[mcp_servers').problems).toMatchObject([{ line: 2 }]);
  });

  it('a map that is none, an empty file, a file of something else', () => {
    expect(json('{"mcpServers": []}').problems).toMatchObject([{ line: 1 }]);
    expect(json('')).toEqual({ servers: [], inputs: [], problems: [] });
    expect(json('{"other": 1}').problems).toEqual([]);
    expect(json('null').problems).toEqual([]);
  });
});

describe('files on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faultline-configs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('shows every file that is there, a broken one among them', async () => {
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode/mcp.json'), '{"servers":{"a":{"command":"x"}}}');
    await writeFile(join(folder, '.mcp.json'), '{"mcpServers":');
    await mkdir(join(folder, '.cursor/mcp.json'), { recursive: true });
    const places = configPlaces({ ...linux, home: join(folder, 'home'), folders: [folder] });
    const files = await discover(places);
    expect(
      files.map(({ place, servers, problems }) => [place.client, servers.length, problems.length]),
    ).toEqual([
      ['vscode', 1, 0],
      ['portable', 0, 1],
      ['cursor', 0, 1],
    ]);
  });
});

describe('variables', () => {
  const scope = {
    folder: '/code/app',
    home: '/home/ann',
    env: { KEY: 'k' },
    platform: 'linux',
    inputs: new Map([['id', 'answer']]),
  } as const;
  const stdio = (...args: string[]) => ({ kind: 'stdio', command: 'c', args, env: {} }) as const;

  it('stand for what they mean in VS Code, Cursor and Claude Code', () => {
    const { server, unknown } = resolveServer(
      {
        ...stdio(
          '${workspaceFolder}/x',
          '${env:KEY}${env:NONE}',
          '${KEY}',
          '${NO:-d}',
          '${input:id}',
        ),
        env: { A: '${userHome}', B: null },
        cwd: '${workspaceFolderBasename}',
      },
      scope,
    );
    expect(server).toMatchObject({
      args: ['/code/app/x', 'k', 'k', 'd', 'answer'],
      env: { A: '/home/ann', B: null },
      cwd: 'app',
    });
    expect(unknown).toEqual([]);
  });

  it('say so where nothing is known, and stay as they are', () => {
    const { server, unknown } = resolveServer(stdio('${NO}', '${input:x}', '${command:y}'), scope);
    expect(server.args).toEqual(['${NO}', '${input:x}', '${command:y}']);
    expect(unknown).toEqual(['${NO}', '${input:x}', '${command:y}']);
  });

  it('name the inputs to ask for, once each', () => {
    expect(inputsOf(stdio('${input:a}', 'x${input:b}${input:a}'))).toEqual(['a', 'b']);
  });
});
