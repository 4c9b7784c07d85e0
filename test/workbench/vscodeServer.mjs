// A real VS Code workbench, served to a browser from this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeBinary, serverRoot } from './install.mjs';
import { run, stopTree } from './run.mjs';

/** A quiet workbench: what a person sees is our extension, not first-run pages. */
export const defaultSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  // The folder lies inside the checkout; its repository is not what is looked at.
  'git.openRepositoryInParentFolders': 'never',
};

/** Installs a packaged extension the way a user would. */
export async function installExtension(vsix, { extensionsDir, serverDataDir }) {
  await run(
    ...(await serverCommand([...dirs(extensionsDir, serverDataDir), ...installArgs(vsix)])),
  );
}

/** Writes the user settings of a new server; a server that ran before keeps what the person set since. */
async function writeSettings(serverDataDir, settings) {
  const folder = join(serverDataDir, 'data', 'User');
  const path = join(folder, 'settings.json');
  if (existsSync(path)) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path, JSON.stringify({ ...defaultSettings, ...settings }, null, 2) + '\n');
}

/**
 * Starts the server on loopback and waits until it answers. With a `token`, only who has the token may connect.
 * `trustAll` turns workspace trust off; `idleStop` lets the server end by itself minutes after the last window left.
 */
export async function startServer(options) {
  const { folder, extensionsDir, serverDataDir, userSettings, token, env, port = 0 } = options;
  await writeSettings(serverDataDir, userSettings);
  const [command, args] = await serverCommand([
    ...dirs(extensionsDir, serverDataDir),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...(options.trustAll ? ['--disable-workspace-trust'] : []),
    ...(options.idleStop ? ['--enable-remote-auto-shutdown'] : []),
  ]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32',
  });
  const stop = () => stopTree(child);
  process.once('exit', stop);
  const origin = `http://127.0.0.1:${await listeningPort(child)}`;
  return {
    origin,
    pid: child.pid,
    url: workbenchUrl(origin, { folder, token }),
    async stop() {
      process.off('exit', stop);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'exit');
      stop();
      await closed;
    },
  };
}

/** The address of the workbench on a folder, optionally with a file opened in it. */
export function workbenchUrl(origin, { folder, file, token }) {
  const url = new URL('/', origin);
  if (token) url.searchParams.set('tkn', token);
  if (folder) url.searchParams.set('folder', forwardSlashes(folder));
  if (file) {
    const path = forwardSlashes(file).split('/').map(encodeURIComponent).join('/');
    const uri = `vscode-remote://${url.host}${path}`;
    url.searchParams.set('payload', JSON.stringify([['openFile', uri]]));
  }
  return url.href;
}

async function serverCommand(args) {
  const main = join(await serverRoot(), 'out', 'server-main.js');
  const common = ['--accept-server-license-terms', '--telemetry-level', 'off'];
  return [await nodeBinary(), [main, ...common, ...args]];
}

const installArgs = vsix => ['--install-extension', vsix, '--force'];

const dirs = (extensionsDir, serverDataDir) => [
  ...['--server-data-dir', serverDataDir],
  ...['--extensions-dir', extensionsDir],
];

const forwardSlashes = path => ('/' + path.replaceAll('\\', '/')).replace(/^\/\//, '/');

/** Reads the port from what the server prints when it listens. */
function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = chunk => {
      output = (output + chunk).slice(-20_000);
      const match = /listening on (\d+)/.exec(output);
      if (match) resolve(match[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', code =>
      reject(new Error(`The VS Code server ended (${code}) before it listened:\n${output}`)),
    );
  });
}
