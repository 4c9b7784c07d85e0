import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
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
  toastButton,
} from './servers.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// OpenTelemetry in VS Code: the export of a real SDK goes into the session of a twin's calls, and the open graph follows. The
// tests of this file share one window.

const files = { '.vscode/mcp.json': `{ "servers": { "everything": ${everythingEntry} } }` };

let workbench: Workbench;
let port: number;
let setting = '';

beforeAll(async () => {
  port = await freePort();
  const extensions = [await packageInvoker()];
  const settings = { ...chatSettings, 'faultline.otlp.port': port };
  workbench = await openWorkbench({ files, settings, extensions });
  await workbench.command('Faultline: Focus on MCP Servers View');
});
afterAll(() => workbench?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot('telemetry-failed');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

/** HTTP status of an empty export; undefined while nothing listens. */
async function knock(): Promise<number | undefined> {
  const endpoint = setting.slice(setting.indexOf('=') + 1);
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: '{"resourceSpans":[]}' };
  return (await fetch(`${endpoint}/v1/traces`, request).catch(() => undefined))?.status;
}

/** Lets an agent run, with the setting that was copied; the twin makes its call. */
async function runAgent(protocol: string, message: string): Promise<void> {
  const [name = '', endpoint] = setting.split('=');
  const agent = join(repository, 'test/fixtures/telemetry/asking.mjs');
  const child = spawn(process.execPath, [agent, 'echo', JSON.stringify({ message })], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      [name]: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
    },
  });
  const over = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const call = JSON.parse(line) as { tool: string; arguments: object };
  const answer = await invoke(workbench, call.tool, call.arguments);
  child.stdin.end(`${(JSON.parse(answer) as { text: string }).text}\n`);
  expect(await over).toEqual([0, null]);
}

async function steps(): Promise<string[]> {
  const [path = '', ...others] = await recordings(workbench);
  expect(others).toEqual([]);
  const result = readSession(await readFile(path), basename(path));
  if (!result.ok) throw new Error(result.message);
  return result.session.steps.map(({ agent, output }) => `${agent}: ${output.text}`);
}

/** What an agent's run is, each logical call once: 4 steps, not 6. */
const logical = (message: string): string[] => [
  `user: Please use echo with {"message":"${message}"}`,
  `asker: I use it.\neverything/echo({"message":"${message}"})`,
  `everything/echo: Echo: ${message}`,
  `asker: It said: Echo: ${message}`,
];

test('nothing listens before somebody asks', async () => {
  setting = `X=http://127.0.0.1:${port}`;
  expect(await knock()).toBeUndefined();
  await serverRow(workbench, 'everything').getByRole('checkbox').click();
  await rowSays(workbench, 'everything', /on, waiting for a client/u);
  expect(await knock()).toBeUndefined();
});

test('Receive OpenTelemetry listens on the port of the settings and gives the endpoint to copy', async () => {
  await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.command('Faultline: Receive OpenTelemetry');
  await toastButton(workbench, 'Copy the Setting').waitFor({ timeout: 60_000 });
  await workbench.screenshot('telemetry-started');
  await toastButton(workbench, 'Copy the Setting').click();
  const copied = (): Promise<string> =>
    workbench.page.evaluate(() => navigator.clipboard.readText());
  const expected = new RegExp(
    `^OTEL_EXPORTER_OTLP_ENDPOINT=http://127\\.0\\.0\\.1:${port}/[\\da-f]{32}$`,
    'u',
  );
  await expect.poll(copied).toMatch(expected);
  setting = await copied();
  expect(await knock()).toBe(200);
  const stranger = await fetch(`http://127.0.0.1:${port}/v1/traces`, { method: 'POST' });
  expect(stranger.status).toBe(401);
  await workbench.command('Faultline: Show What Is Recorded');
  await picked(workbench, 'Copy the OpenTelemetry Endpoint').waitFor({ timeout: 30_000 });
  await workbench.screenshot('telemetry-menu');
  await workbench.press('Escape');
});

test('an export in JSON arrives in the session of the twin, and each call is there once', async () => {
  await runAgent('http/json', 'over JSON');
  await expect.poll(steps, { timeout: 60_000 }).toEqual(logical('over JSON'));
  await workbench.command('Faultline: Show What Is Recorded');
  await picked(workbench, 'Open the Session').click();
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror [data-seq]').count()).toBe(4);
});

test('the open graph follows an export in protobuf', async () => {
  await runAgent('http/protobuf', 'over protobuf');
  await expect
    .poll(steps, { timeout: 60_000 })
    .toEqual([...logical('over JSON'), ...logical('over protobuf')]);
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror [data-seq]').count()).toBe(8);
  await expect.poll(() => graph.locator('#mirror').innerText()).toMatch(/asker/u);
  await workbench.screenshot('telemetry-graph');
});

test('it goes on when the window comes back, and ends with the recording', async () => {
  await workbench.reload();
  await expect.poll(knock, { timeout: 60_000 }).toBe(200);
  await workbench.command('Faultline: Stop Recording');
  await expect.poll(knock, { timeout: 60_000 }).toBeUndefined();
  expect(await steps()).toHaveLength(8);
});
