import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { repository } from './paths.mjs';
import type { Workbench } from './workbench.ts';

// The MCP Servers view and what is around it, as a person sees them.

/** A server's entry in `.vscode/mcp.json`: server-everything over stdio. */
export const everythingEntry = JSON.stringify({
  type: 'stdio',
  command: process.execPath,
  args: [join(repository, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')],
});

/** VS Code's tool API is a part of the chat; nothing starts by itself. */
export const chatSettings = {
  'chat.disableAIFeatures': false,
  'chat.mcp.autostart': 'never',
};

export const serversView = ({ page }: Workbench): Locator =>
  page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'MCP Servers' }) });

export const serverRow = (workbench: Workbench, name: string | RegExp): Locator =>
  serversView(workbench).locator('.monaco-list-row', { hasText: name }).first();

/** Waits until the row of a server says it. */
export const rowSays = (workbench: Workbench, name: string | RegExp, what: RegExp) =>
  expect.poll(() => serverRow(workbench, name).innerText(), { timeout: 60_000 }).toMatch(what);

/** An item of the open quick pick. */
export const picked = ({ page }: Workbench, text: string | RegExp): Locator =>
  page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first();

/** A button of a notification. */
export const toastButton = ({ page }: Workbench, name: string): Locator =>
  page.locator('.notifications-toasts').getByRole('button', { name, exact: true }).first();

/** Paths of the recordings in the opened folder. */
export async function recordings({ folder }: Workbench): Promise<string[]> {
  const place = join(folder, '.faultline');
  if (!existsSync(place)) return [];
  const names = (await readdir(place)).filter(name => name.endsWith('.faultline'));
  return names.map(name => join(place, name));
}

/** Orders the call of a tool through VS Code's own tool API; the answer comes to `invoked.json`. */
export async function order(
  workbench: Workbench,
  tool: string,
  input: object,
  name = 'everything',
): Promise<void> {
  await rm(join(workbench.folder, 'invoked.json'), { force: true });
  const wanted = { server: `${name} (recorded)`, tool, input };
  await writeFile(join(workbench.folder, 'invoke.json'), JSON.stringify(wanted));
  await workbench.command('Faultline Test: Invoke a Tool');
}

/** Of a tool that does not say it only reads, VS Code asks whether to run it. */
export async function allow({ page }: Workbench): Promise<void> {
  const yes = page.getByRole('dialog').getByRole('button', { name: 'Yes' });
  if (await yes.isVisible()) await yes.click();
}

/** Calls a tool and resolves to what came back, as JSON. */
export async function invoke(
  workbench: Workbench,
  tool: string,
  input: object,
  name?: string,
): Promise<string> {
  await order(workbench, tool, input, name);
  const answer = join(workbench.folder, 'invoked.json');
  const answered = async (): Promise<boolean> => {
    await allow(workbench);
    return existsSync(answer);
  };
  await expect.poll(answered, { timeout: 120_000, interval: 500 }).toBe(true);
  return await readFile(answer, 'utf8');
}
