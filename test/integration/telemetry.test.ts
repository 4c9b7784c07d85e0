import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
import { startCollector } from '../../src/recorder/collect.ts';
import { bundleCli, root, scratch } from './recordCli.ts';

const require = createRequire(import.meta.url);
const everything = join(
  dirname(require.resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist',
  'index.js',
);

let folder: string;
let remove: () => Promise<void>;
let cli: string;
beforeAll(async () => {
  ({ folder, remove } = await scratch());
  cli = await bundleCli(folder);
});
afterAll(() => remove());

describe('the export of a real SDK, beside the wire of a real MCP server', () => {
  it.each([
    ['http/json', 'none'],
    ['http/json', 'gzip'],
    ['http/protobuf', 'none'],
    ['http/protobuf', 'gzip'],
  ])('arrives in the session and joins the calls: %s, %s', async (protocol, compression) => {
    const name = `${protocol}-${compression}.faultline`.replace('/', '-');
    const said: string[] = [];
    const file = join(folder, name);
    const collector = await startCollector({ file, port: 0, say: each => said.push(each) });
    const agent = join(root, 'test', 'fixtures', 'telemetry', 'agent.mjs');
    const child = spawn(process.execPath, [agent, cli, file, everything], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_NODE_RESOURCE_DETECTORS: 'none',
      },
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    await collector.close();

    const bytes = await readFile(file);
    const result = readSession(bytes, name);
    if (!result.ok) throw new Error(result.message);
    const { steps } = result.session;
    expect(steps.map(({ agent, kind, output }) => `${agent} ${kind}: ${output.text}`)).toEqual([
      'user user: What is 2 plus 3, and is the answer prime?',
      'accountant assistant: I add them.\neverything/get-sum({"a":2,"b":3})',
      'everything/get-sum tool: The sum of 2 and 3 is 5.',
      'accountant assistant: The sum of 2 and 3 is 5. And 5 is prime.',
    ]);
    const refs = steps.map(({ input }) => input?.map(each => 'sourceId' in each && each.sourceId));
    const ids = steps.map(({ sourceId }) => sourceId);
    expect(refs).toEqual([undefined, ids.slice(0, 1), ids.slice(1, 2), ids.slice(0, 3)]);
    expect(ids[2]).toMatch(/^everything#\d+:result$/u);
    expect(result.diagnostics).toEqual([]);
    expect(bytes.toString()).not.toContain('secret-of-the-agent');
    expect(said).toEqual([]);
  });
});

it('faultline collect prints the endpoint, takes spans, and ends well at a signal', async () => {
  const file = join(folder, 'cli.faultline');
  const child = spawn(process.execPath, [cli, 'collect', '--out', file, '--port', '0']);
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const endpoint = (): string | undefined =>
    /OTEL_EXPORTER_OTLP_ENDPOINT=(\S+)/u.exec(printed)?.[1];
  await expect
    .poll(endpoint, { timeout: 30_000 })
    .toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\da-f]{32}$/u);
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'x' };
  const answer = await fetch(`${endpoint()}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(answer.status).toBe(200);
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await over).toEqual(process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);
  const result = readSession(await readFile(file), 'cli.faultline');
  expect(result.ok && result.diagnostics.map(each => each.message)).toEqual([
    expect.stringContaining('“x”'),
  ]);
});
