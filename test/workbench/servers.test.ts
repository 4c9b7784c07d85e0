import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clickStep, selectedStep } from './graph.ts';
import { packageInvoker } from './package.mjs';
import { repository } from './paths.mjs';
import {
  chatSettings,
  everythingEntry,
  invoke,
  picked,
  recordings,
  rowSays,
  serverRow,
  serversView,
  toastButton,
} from './servers.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// The MCP Servers view, with real servers: found, recorded through the twin that VS Code starts, called from the view, and
// wrapped in another client's configuration. The tests of this file share one window.

const vscodeConfig = (url: string): string => `{
  // Comments are allowed here.
  "servers": {
    "everything": ${everythingEntry},
    "remote": { "type": "http", "url": "${url}" },
  },
}
`;
const cursorConfig = `{
  // Mine.
  "mcpServers": {
    "notes": { "command": "npx", "args": ["-y", "notes"] } // pinned
  }
}
`;
const files = (url: string) => ({
  '.vscode/mcp.json': vscodeConfig(url),
  '.cursor/mcp.json': cursorConfig,
  '.mcp.json': '{ "mcpServers": {\n  "half": { "command": "x" }\n  "torn": {} } }',
});
const settings = chatSettings;

let workbench: Workbench;
let fixture: { readonly url: string; end(): void };

beforeAll(async () => {
  fixture = await httpServer();
  const extensions = [await packageInvoker()];
  workbench = await openWorkbench({ files: files(fixture.url), settings, extensions });
  await workbench.command('Faultline: Focus on MCP Servers View');
});

afterAll(async () => {
  await workbench?.close();
  fixture?.end();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot('servers-failed');
});

/** A Streamable HTTP server of both eras of MCP. */
async function httpServer(): Promise<{ url: string; end(): void }> {
  const child = spawn(process.execPath, [join(repository, 'test/fixtures/mcp/dualEraServer.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: address.toString('utf8').trim(), end: () => void child.stdin.end() };
}

const view = (): Locator => serversView(workbench);
const row = (name: string | RegExp): Locator => serverRow(workbench, name);
const says = (name: string | RegExp, what: RegExp) => rowSays(workbench, name, what);
const pick = (text: string | RegExp): Locator => picked(workbench, text);
const button = (name: string): Locator => toastButton(workbench, name);
const call = (tool: string, input: object, name?: string): Promise<string> =>
  invoke(workbench, tool, input, name);

test('every server found is listed by its file, and a broken file says where', async () => {
  await says('.vscode/mcp.json', /this workspace/u);
  await says('everything', /off/u);
  await says('remote', /off/u);
  await says('.cursor/mcp.json', /Cursor/u);
  await says('notes', /off/u);
  await says('not valid JSON', /line 3/u);
  await says('half', /HTTP|off/u);
  await expect.poll(() => view().innerText()).toMatch(/Tick a server to record its calls/u);
  await workbench.screenshot('servers-dark');
});

test('a ticked server has a twin, whose tool VS Code invokes: the frames are on disk, the session opens', async () => {
  await row('everything').getByRole('checkbox').click();
  await says('everything', /on, waiting for a client/u);
  await workbench.command('MCP: List Servers');
  await pick('everything (recorded)').waitFor({ timeout: 60_000 });
  await workbench.screenshot('servers-twin');
  await workbench.press('Escape');

  expect(await call('echo', { message: 'the first call' })).toMatch(/Echo: the first call/u);

  await says('everything', /recording, 1 call/u);
  const [path] = await recordings(workbench);
  if (path === undefined) throw new Error('no recording');
  const lines = (await readFile(path, 'utf8')).split('\n');
  const frames = lines
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { type?: string; server?: string; dir?: string; raw?: string })
    .filter(({ type }) => type === 'mcp');
  expect(frames.every(({ server }) => server === 'everything')).toBe(true);
  expect(frames.some(({ dir, raw }) => dir === 'c2s' && raw?.includes('the first call'))).toBe(
    true,
  );
  expect(
    frames.some(({ dir, raw }) => dir === 's2c' && raw?.includes('Echo: the first call')),
  ).toBe(true);

  await workbench.command('Faultline: Show What Is Recorded');
  await pick('Open the Session').click();
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror [data-seq]').count()).toBe(2);
  await expect.poll(() => graph.locator('#mirror').innerText()).toMatch(/everything/u);
  await workbench.screenshot('servers-recording');
});

test('a ticked HTTP server is recorded through a proxy, into the same session', async () => {
  await row('remote').getByRole('checkbox').click();
  await says('remote', /on, waiting for a client/u);
  expect(await call('test_simple_text', {}, 'remote')).toMatch(/simple text response/u);
  await says('remote', /recording, 1 call/u);
  expect(await recordings(workbench)).toHaveLength(1);
  await row('remote').getByRole('checkbox').click();
  await says('remote', /off/u);
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror [data-seq]').count()).toBe(4);
});

test('the open graph follows the recording: the selected step and its mark stay', async () => {
  const graph = await workbench.graph();
  await clickStep(graph, 1);
  await expect.poll(() => graph.locator('aside').innerText()).toMatch(/Echo: the first call/u);
  await workbench.press('w');
  await expect.poll(() => graph.locator('#mirror [data-ring="wrong"]').count()).toBe(1);

  expect(await call('echo', { message: 'the second call' })).toMatch(/Echo: the second call/u);

  await expect.poll(() => graph.locator('#mirror [data-seq]').count()).toBe(6);
  expect(await selectedStep(graph)).toBe(1);
  expect(await graph.locator('#mirror [data-ring="wrong"]').count()).toBe(1);
  await says('everything', /recording, 2 calls/u);
});

test('Stop Recording takes the twin away and offers the session', async () => {
  await workbench.command('Faultline: Stop Recording');
  await says('everything', /off/u);
  await button('Open the Session').waitFor({ timeout: 30_000 });
  await workbench.command('MCP: List Servers');
  await pick('everything').waitFor({ timeout: 30_000 });
  await expect.poll(() => pick('everything (recorded)').count()).toBe(0);
  await workbench.press('Escape');
});

test('a tool is called from the view: its arguments are asked for by its schema, and recorded', async () => {
  const before = (await recordings(workbench)).length;
  await row('everything').hover();
  await row('everything')
    .getByRole('button', { name: /Connect/u })
    .click();
  await says('everything', /connected/u);
  await row(/^get-sum/u).click();
  const input = workbench.page.locator('.quick-input-widget input.input');
  await expect
    .poll(() => workbench.page.locator('.quick-input-widget').innerText())
    .toMatch(/get-sum: a/u);
  await input.fill('twenty');
  await expect
    .poll(() => workbench.page.locator('.quick-input-widget').innerText())
    .toMatch(/Type a number/u);
  await input.fill('20');
  await workbench.press('Enter');
  await expect
    .poll(() => workbench.page.locator('.quick-input-widget').innerText())
    .toMatch(/get-sum: b/u);
  await input.fill('22');
  await workbench.press('Enter');
  await pick('Call get-sum').waitFor();
  await workbench.screenshot('servers-form');
  await pick('Call get-sum').click();
  await button('Show in Graph').waitFor({ timeout: 30_000 });
  await workbench.screenshot('servers-called');
  await button('Show in Graph').click();
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror').innerText()).toMatch(/get-sum/u);
  expect((await recordings(workbench)).length).toBe(before + 1);
  await workbench.command('Faultline: Stop Recording');
  await says('everything', /off/u);
});

test('the recorder goes into another client’s file after a look at the change, and out again', async () => {
  const path = join(workbench.folder, '.cursor/mcp.json');
  // The list of the last test's end is still being drawn: a click on a row that is replaced goes nowhere.
  await workbench.page.waitForTimeout(1500);
  await row('notes').getByRole('checkbox').click();
  await pick('Apply').waitFor({ timeout: 30_000 });
  await workbench.screenshot('servers-diff');
  await pick('Apply').click();
  await says('notes', /recorded by its client/u);
  const wrapped = await readFile(path, 'utf8');
  expect(wrapped).toMatch(/\/\/ Mine\.[^]*"record"[^]*"--out"[^]*"npx"[^]*\/\/ pinned/u);
  expect(await readFile(`${path}.before-faultline`, 'utf8')).toBe(cursorConfig);
  const cli = /"([^"]*cli\.js)"/u.exec(wrapped)?.[1] ?? '';
  expect(cli).toMatch(/globalStorage/u);
  expect(existsSync(cli)).toBe(true);

  await workbench.command('Faultline: Unwrap All: Take the Recorder out of Configurations');
  await pick('Apply').click();
  await says('notes', /off/u);
  expect(JSON.parse((await readFile(path, 'utf8')).replace(/\/\/.*/gu, ''))).toEqual(
    JSON.parse(cursorConfig.replace(/\/\/.*/gu, '')),
  );
});

test('in the light theme, and in Restricted Mode, where it says why nothing is recorded', async () => {
  await workbench.close();
  workbench = await openWorkbench({ files: files(fixture.url), settings, theme: 'light' });
  await workbench.command('Faultline: Focus on MCP Servers View');
  await says('everything', /off/u);
  await workbench.screenshot('servers-light');
  await workbench.close();
  workbench = await openWorkbench({ files: files(fixture.url), settings, trusted: false });
  await workbench.command('Faultline: Focus on MCP Servers View');
  await says('everything', /stdio/u);
  await expect.poll(() => view().innerText()).toMatch(/Recording is off in Restricted Mode/u);
  expect(await view().getByRole('checkbox').count()).toBe(0);
  await workbench.press('F1');
  await workbench.page.locator('.quick-input-widget input.input').fill('>Receive OpenTelemetry');
  // What is listed then is something like it.
  await pick(/./u).waitFor({ timeout: 30_000 });
  expect(await pick('Receive OpenTelemetry').count()).toBe(0);
  await workbench.press('Escape');
  await workbench.screenshot('servers-restricted');
});
