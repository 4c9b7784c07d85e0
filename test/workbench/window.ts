import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { contextOptions, launchBrowser, type Size, type Theme } from './chromium.mjs';
import { openDesktop } from './desktopWindow.ts';
import { vsix } from './paths.mjs';
import { installExtension, startServer } from './vscodeServer.mjs';
import { temporaryFolder } from './workspace.ts';

/** One open VS Code window, in a browser or on the desktop. */
export interface Window {
  page: Page;
  /** Process of the server that was started for this window; a desktop has none. */
  server?: number | undefined;
  close(): Promise<void>;
}

export interface WindowOptions {
  folder: string;
  theme: Theme;
  size: Size;
  settings: Record<string, unknown>;
  trusted: boolean;
  /** Packages of extensions beside ours; a desktop has them installed beforehand. */
  extensions: readonly string[];
}

/** Opens a window with no history: own settings, own state, own home folder. */
export function openWindow(options: WindowOptions): Promise<Window> {
  const desktop = process.env.FAULTLINE_DESKTOP;
  return desktop ? openDesktop(desktop, options) : openServed(options);
}

let extensions: Promise<string> | undefined;
let browser: Promise<Browser> | undefined;

/** Ends what the windows of a test file share. */
export async function closeShared(): Promise<void> {
  await (await browser)?.close();
  if (extensions) await rm(await extensions, { recursive: true, force: true });
  browser = extensions = undefined;
}

async function openServed(options: WindowOptions): Promise<Window> {
  browser ??= launchBrowser();
  extensions ??= installed(options.extensions);
  const data = await temporaryFolder('data');
  const home = join(data, 'home');
  const server = await startServer({
    folder: options.folder,
    extensionsDir: await extensions,
    serverDataDir: data,
    userSettings: options.settings,
    trustAll: options.trusted,
    idleStop: true,
    env: { HOME: home, USERPROFILE: home },
  });
  const context = await (await browser).newContext(contextOptions(options.theme, options.size));
  const page = await context.newPage();
  await page.goto(server.url);
  return {
    page,
    server: server.pid,
    async close() {
      await context.close();
      await server.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function installed(others: readonly string[]): Promise<string> {
  const extensionsDir = await temporaryFolder('extensions');
  const serverDataDir = await temporaryFolder('install');
  for (const each of [vsix, ...others]) {
    await installExtension(each, { extensionsDir, serverDataDir });
  }
  await rm(serverDataDir, { recursive: true, force: true });
  return extensionsDir;
}
