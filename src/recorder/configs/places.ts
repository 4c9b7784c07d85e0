import { posix, win32 } from 'node:path';
import type { ValuePath } from './server.ts';

/** Whose configuration a file is. */
export type Client =
  | 'vscode'
  | 'portable'
  | 'claudeCode'
  | 'claudeDesktop'
  | 'cursor'
  | 'windsurf'
  | 'copilot'
  | 'codex'
  | 'zed';

/** One file in which a client looks for servers. */
export interface Place {
  readonly client: Client;
  readonly scope: 'workspace' | 'user';
  readonly path: string;
  readonly format: 'json' | 'toml';
  /** Where in the file the servers stand, by name. */
  readonly maps: readonly ValuePath[];
  /** The workspace folder that `${workspaceFolder}` means here. */
  readonly folder: string | undefined;
}

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Folders of the workspace. */
  readonly folders: readonly string[];
  /** VS Code's folder of user settings, of the profile in use; elsewhere than its default place with `--user-data-dir`, in a remote, or in a product of another name. */
  readonly vscodeUser: string | undefined;
}

/**
 * Every file that may configure MCP servers, nearest first. The places are those in the clients' own documentation, and
 * for Claude Desktop, Cursor and Windsurf those where VS Code itself looks for them.
 */
export function configPlaces(machine: Machine): readonly Place[] {
  const { env, home, platform, folders } = machine;
  const path = platform === 'win32' ? win32 : posix;
  const join = (...parts: string[]): string => path.join(...parts);
  const config = env.XDG_CONFIG_HOME ?? join(home, '.config');
  const roaming = env.APPDATA ?? join(home, 'AppData', 'Roaming');
  const library = join(home, 'Library', 'Application Support');
  const perSystem = (win: string, mac: string, other: string): string =>
    platform === 'win32' ? win : platform === 'darwin' ? mac : other;
  const application = perSystem(roaming, library, config);

  const json = { format: 'json', maps: [['mcpServers']] } as const;
  const codex = { client: 'codex', format: 'toml', maps: [['mcp_servers']] } as const;
  const zed = { client: 'zed', format: 'json', maps: [['context_servers']] } as const;
  const vscode = { client: 'vscode', format: 'json', maps: [['servers']] } as const;

  const ofFolder = (folder: string): readonly Place[] => {
    const here = { scope: 'workspace', folder } as const;
    return [
      { ...vscode, ...here, path: join(folder, '.vscode', 'mcp.json') },
      { client: 'portable', ...json, ...here, path: join(folder, '.mcp.json') },
      { client: 'cursor', ...json, ...here, path: join(folder, '.cursor', 'mcp.json') },
      { ...codex, ...here, path: join(folder, '.codex', 'config.toml') },
      { ...zed, ...here, path: join(folder, '.zed', 'settings.json') },
    ];
  };

  // The first folder is what a user's file means by the workspace, as it is for VS Code.
  const user = { scope: 'user', folder: folders[0] } as const;
  const claudeMaps = [['mcpServers'], ...folders.map(each => ['projects', each, 'mcpServers'])];
  const zedFolder = perSystem(
    join(roaming, 'Zed'),
    join(home, '.config', 'zed'),
    join(config, 'zed'),
  );
  return [
    ...folders.flatMap(ofFolder),
    {
      ...vscode,
      ...user,
      path: join(machine.vscodeUser ?? join(application, 'Code', 'User'), 'mcp.json'),
    },
    { client: 'claudeCode', ...json, ...user, path: join(home, '.claude.json'), maps: claudeMaps },
    {
      client: 'claudeDesktop',
      ...json,
      ...user,
      path: join(application, 'Claude', 'claude_desktop_config.json'),
    },
    { client: 'cursor', ...json, ...user, path: join(home, '.cursor', 'mcp.json') },
    {
      client: 'windsurf',
      ...json,
      ...user,
      path: join(home, '.codeium', 'windsurf', 'mcp_config.json'),
    },
    {
      client: 'copilot',
      ...json,
      ...user,
      path: join(env.COPILOT_HOME ?? join(home, '.copilot'), 'mcp-config.json'),
    },
    { ...codex, ...user, path: join(env.CODEX_HOME ?? join(home, '.codex'), 'config.toml') },
    { ...zed, ...user, path: join(zedFolder, 'settings.json') },
  ];
}
