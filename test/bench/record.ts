// What the recorder costs, per call, against the least that could stand in its place. Fails when over budget.
//   npm run bench:record [-- CALLS LARGE]      by default 10,000 calls of 200 bytes and 1,000 of 1 MB
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { bundleCli } from '../integration/recordCli.ts';
import type { Peer } from './record/peers.ts';
import { answering, httpPeer, listening, stdioPeer } from './record/peers.ts';

declare const REPOSITORY: string;

/** A recorded call may take this much of a bare one's time, in the median. */
const budget = 1.15;
/** Memory at the end may be this much of memory after the first tenth. */
const memoryBudget = 1.25;
const rounds = 20;

const [calls = 10_000, large = 1000] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'faultline-bench-'));
const cli = await bundleCli(folder);
const program = (name: string): string => join(REPOSITORY, 'test/bench/record', `${name}.mjs`);
const recordings = [join(folder, 'stdio.faultline'), join(folder, 'http.faultline')];
const [stdioFile = '', httpFile = ''] = recordings;

const server = [process.execPath, program('stdioServer')];
const stdio = {
  direct: stdioPeer('direct', server.slice(1)),
  bare: stdioPeer('bare pipe', [program('barePipe'), ...server]),
  recorded: stdioPeer('recorded', [cli, 'record', '--out', stdioFile, '--', ...server]),
};
const upstream = await listening([program('httpServer')]);
const bareProxy = await listening([program('bareProxy'), upstream.url]);
const proxy = await listening([cli, 'record', '--out', httpFile, '--http', upstream.url]);
const http = {
  direct: httpPeer('direct', upstream.url, undefined),
  bare: httpPeer('bare reverse proxy', bareProxy.url, bareProxy.child),
  recorded: httpPeer('recorded', proxy.url, proxy.child),
  other: await mcpProxy(),
};

/** The bridge that people use most, from HTTP to a stdio server. */
async function mcpProxy(): Promise<Peer> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  const bin = join(REPOSITORY, 'node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs');
  const args = [
    bin,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--server',
    'stream',
    '--',
    ...server,
  ];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/mcp`;
  await answering(url);
  return httpPeer('mcp-proxy (bridge to stdio)', url, child);
}

/** Resolves when the recordings stand still: a recorder at work must not slow down whoever is measured next. */
async function settled(): Promise<void> {
  const sizes = async (): Promise<string> =>
    String(
      await Promise.all(
        recordings.map(async file => (await stat(file).catch(() => undefined))?.size),
      ),
    );
  for (let before = await sizes(); ;) {
    await wait(60);
    const now = await sizes();
    if (now === before) return;
    before = now;
  }
}

interface Measured {
  readonly times: number[];
  readonly memory: number[];
}

/** Calls in turns, so that what the machine does besides meets all alike. Times in ms. */
async function measure(
  peers: readonly Peer[],
  size: number,
  count: number,
): Promise<Map<Peer, Measured>> {
  const all = new Map<Peer, Measured>(peers.map(peer => [peer, { times: [], memory: [] }]));
  for (const peer of peers) for (let n = 0; n < 20; n++) await peer.call(size);
  for (let round = 0; round < rounds; round++) {
    for (const [peer, { times, memory }] of all) {
      await settled();
      for (let n = 0; n < count / rounds; n++) {
        const start = performance.now();
        const bytes = await peer.call(size);
        times.push(performance.now() - start);
        if (bytes < size) throw new Error(`${peer.name} answered ${bytes} bytes of ${size}`);
      }
      memory.push(peer === stdio.direct || peer === http.direct ? 0 : peer.memory());
    }
  }
  return all;
}

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)] ?? NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);

const failures: string[] = [];

async function compare(
  title: string,
  peers: { bare: Peer; recorded: Peer } & Record<string, Peer>,
  size: number,
  count: number,
): Promise<void> {
  const all = await measure(Object.values(peers), size, count);
  console.log(`\n${title}: ${count} calls of ${size} bytes, ms per call`);
  const bare = median(all.get(peers.bare)?.times ?? []);
  for (const [{ name }, { times, memory }] of all) {
    const [p50, p99] = [median(times), quantile(times, 0.99)];
    const ratio = `${(p50 / bare).toFixed(2)} × bare`;
    const mb = memory.at(-1) === 0 ? '' : `, ${(memory.at(-1) ?? 0).toFixed(0)} MB`;
    console.log(`  ${name.padEnd(28)} p50 ${p50.toFixed(3)}  p99 ${p99.toFixed(3)}  ${ratio}${mb}`);
  }
  const recorded = all.get(peers.recorded);
  const ratio = median(recorded?.times ?? []) / bare;
  if (!(ratio <= budget)) failures.push(`${title}: ${ratio.toFixed(2)} × bare, budget ${budget}`);
  const memory = recorded?.memory ?? [];
  const growth = median(memory.slice(-3)) / median(memory.slice(2, 5));
  console.log(`  memory of the recorder: × ${growth.toFixed(2)} from the first tenth to the end`);
  if (!(growth <= memoryBudget))
    failures.push(`${title}: memory × ${growth.toFixed(2)}, budget ${memoryBudget}`);
}

try {
  await compare('stdio', stdio, 200, calls);
  await compare('HTTP', http, 200, calls);
  await compare('stdio', stdio, 1 << 20, large);
  await compare('HTTP', http, 1 << 20, large);
} finally {
  for (const peer of [...Object.values(stdio), ...Object.values(http)]) peer.stop();
  upstream.child.kill();
  await wait(500);
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`over budget: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);
