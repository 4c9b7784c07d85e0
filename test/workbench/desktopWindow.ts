import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { desktopExtensions } from './paths.mjs';
import { stopTree } from './run.mjs';
import type { Window, WindowOptions } from './window.ts';
import { temporaryFolder } from './workspace.ts';

/** Opens a window of a desktop VS Code, driven through its debugging port. */
export async function openDesktop(program: string, options: WindowOptions): Promise<Window> {
  const data = await temporaryFolder('data');
  const home = join(data, 'home');
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User', 'settings.json'), JSON.stringify(options.settings));
  const child = spawn(program, [...windowArgs(data, options), options.folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: home, USERPROFILE: home },
    detached: process.platform !== 'win32',
  });
  const stop = (): void => stopTree(child);
  process.once('exit', stop);
  const browser = await chromium.connectOverCDP(await debuggingAddress(child));
  const context = browser.contexts()[0];
  if (!context) throw new Error('VS Code opened no window.');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  return {
    page,
    async close() {
      await browser.close();
      stop();
      process.off('exit', stop);
      await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

function windowArgs(data: string, { size, trusted }: WindowOptions): string[] {
  return [
    ...['--user-data-dir', data, '--extensions-dir', desktopExtensions],
    ...['--remote-debugging-port=0', `--window-size=${size.width},${size.height}`],
    ...['--skip-welcome', '--skip-release-notes', '--disable-telemetry', '--disable-updates'],
    ...['--no-sandbox', '--disable-gpu', '--new-window'],
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
}

/** Reads the address of the debugging port from what the program prints. */
function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
      const match = /DevTools listening on (ws:\S+)/.exec(output);
      if (match?.[1]) resolve(match[1]);
    });
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`VS Code ended (${code}) at once:\n${output}`)));
  });
}
