import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import type { Size, Theme } from './chromium.mjs';
import { artifacts } from './paths.mjs';
import { defaultSettings } from './vscodeServer.mjs';
import { closeShared, openWindow } from './window.ts';
import { temporaryFolder, writeFiles, type Files } from './workspace.ts';

export interface WorkbenchOptions {
  /** What lies in the opened folder: text, or the absolute path of a file to copy. */
  files?: Files;
  theme?: Theme;
  size?: Size;
  /** User settings on top of the quiet defaults. */
  settings?: Record<string, unknown>;
  /** `false` opens the folder in Restricted Mode. */
  trusted?: boolean;
  /** Packages of further extensions, installed beside ours; one set per test file. */
  extensions?: readonly string[];
}

/** A VS Code window with our extension installed, and what a person does in it. */
export interface Workbench {
  page: Page;
  /** Process of the server that was started for this window; a desktop has none. */
  server: number | undefined;
  /** The opened folder on disk. */
  folder: string;
  /** Opens a file of the folder: a double click in the Explorer, or Go to File for one in a subfolder. */
  openFile(name: string): Promise<void>;
  /** Chooses from the menu of a file in the Explorer. */
  explorerMenu(name: string, item: RegExp): Promise<void>;
  /** Runs a command from the palette by the title shown there, such as `Faultline: Mark Wrong`. */
  command(title: string): Promise<void>;
  /** Presses key chords one after the other, such as `Control+K`, `Enter`. */
  press(...keys: string[]): Promise<void>;
  /** The page inside the visible graph editor, once it has content. */
  graph(): Promise<Frame>;
  /** Saves a picture of the window in `.artifacts/` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Reloads the window, as after a crash or an update. */
  reload(): Promise<void>;
  /** What the pages in the window were kept from doing by their Content Security Policy. */
  violations: readonly string[];
  /** Closes the window and deletes the folder. */
  close(): Promise<void>;
}

const colorThemes: Record<Theme, string> = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  hc: 'Default High Contrast',
  hcLight: 'Default High Contrast Light',
};

/** The frame around our graph: not a view's, which names its purpose; hidden tabs keep theirs, invisible. */
const graphFrame =
  'iframe.webview[src*="extensionId=faultline.faultline"]:not([src*="purpose="]):visible';

const patience = 30_000;

afterAll(closeShared);

/** Opens VS Code on a new folder with the given files. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const parent = await temporaryFolder('workspace');
  // Its name stands in the title and the Explorer, so it is the same in every picture.
  const folder = join(parent, 'workspace');
  await mkdir(folder);
  await writeFiles(folder, options.files ?? {});
  const theme = options.theme ?? 'dark';
  const window = await openWindow({
    folder,
    theme,
    size: options.size ?? { width: 1440, height: 900 },
    settings: {
      ...defaultSettings,
      'workbench.colorTheme': colorThemes[theme],
      'window.autoDetectHighContrast': false,
      ...options.settings,
    },
    trusted: options.trusted ?? true,
    extensions: options.extensions ?? [],
  });
  const { page } = window;
  // A window with unsaved work asks before it goes; a test never stays for it.
  page.on('dialog', dialog => void dialog.accept());
  const violations: string[] = [];
  page.on('console', message => {
    if (/Content Security Policy/u.test(message.text())) violations.push(message.text());
  });

  const workbench: Workbench = {
    page,
    server: window.server,
    folder,
    async openFile(name) {
      if (name.includes('/')) await goToFile(page, name);
      else await explorerRow(page, name).dblclick();
      const tab = page.getByRole('tab', { name: new RegExp(escape(baseName(name))) });
      await tab.first().waitFor({ timeout: patience });
    },
    async explorerMenu(name, item) {
      await explorerRow(page, name).click({ button: 'right' });
      const entry = page.getByRole('menuitem', { name: item });
      await entry.waitFor({ timeout: patience });
      // A menu takes no clicks in its first moments.
      await page.waitForTimeout(500);
      await entry.click();
    },
    command: title => runCommand(page, title),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    graph: () => frameInside(page.locator(graphFrame).first()),
    async screenshot(name) {
      await mkdir(artifacts, { recursive: true });
      const path = join(artifacts, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    async reload() {
      await reloadWindow(page);
      await ready(page);
    },
    violations,
    async close() {
      await window.close();
      await rm(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await ready(page);
  return workbench;
}

/** Waits until the window is drawn and knows our extension, which VS Code loads after the first paint. */
async function ready(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
  await findCommand(page, 'Faultline:', /^Faultline: /);
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

async function reloadWindow(page: Page): Promise<void> {
  if (process.env.FAULTLINE_DESKTOP) return runCommand(page, 'Developer: Reload Window');
  // In a browser VS Code cannot save on the way out; it saves which editors are open every 5 s, when idle.
  await page.waitForTimeout(8000);
  await page.reload();
}

async function runCommand(page: Page, title: string): Promise<void> {
  await (await findCommand(page, title, new RegExp(`^${escape(title)}$`))).click();
}

/** Types into the palette until it lists the command: its list does not grow while it is open. */
async function findCommand(page: Page, typed: string, title: RegExp): Promise<Locator> {
  const name = page.locator('.label-name', { hasText: title });
  const row = paletteRows(page).filter({ has: name }).first();
  for (const end = Date.now() + patience; ;) {
    await page.keyboard.press('F1');
    await paletteInput(page).fill(`>${typed}`, { timeout: patience });
    try {
      await row.waitFor({ timeout: 1500 });
      return row;
    } catch (error) {
      await page.keyboard.press('Escape');
      if (Date.now() > end) {
        throw new Error(`The command palette has no “${typed}”.`, { cause: error });
      }
    }
  }
}

async function goToFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+P');
  await paletteInput(page).fill(name);
  const row = paletteRows(page)
    .filter({ hasText: baseName(name) })
    .first();
  await row.waitFor({ timeout: patience });
  await row.click();
}

/** The frame within a webview's frame that holds our page; VS Code swaps it when the page is set anew. */
async function frameInside(outer: Locator): Promise<Frame> {
  const inner = outer.contentFrame().locator('iframe#active-frame');
  for (const end = Date.now() + patience; ;) {
    const element = await inner.elementHandle({ timeout: patience });
    const frame = await element?.contentFrame();
    try {
      await frame?.locator('body > *').first().waitFor({ state: 'attached', timeout: 5000 });
      if (frame && !frame.isDetached()) return frame;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

const paletteInput = (page: Page): Locator => page.locator('.quick-input-widget input.input');
const paletteRows = (page: Page): Locator => page.locator('.quick-input-widget .monaco-list-row');
const explorerRow = (page: Page, name: string): Locator =>
  page.locator('.explorer-folders-view .monaco-list-row').getByText(name, { exact: true });
const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
