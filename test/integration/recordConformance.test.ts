import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
import { bundleCli, root, scratch } from './recordCli.ts';

// The official conformance suite must not notice the recorder: every check of every scenario has the same status with and
// without the proxy between suite and server.

const require = createRequire(import.meta.url);
const packageFolder = (name: string): string =>
  dirname(require.resolve(`${name}/package.json`, { paths: [root] }));

let folder: string;
let cli: string;
let suite: string;
let remove: () => Promise<void>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  ({ folder, remove } = await scratch());
  [cli, suite] = await Promise.all([bundleCli(folder), bundleSuite()]);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await remove();
});

/** The suite names a function that Node 20 does not have, in a part that is not used here: bundled, it starts all the same. */
async function bundleSuite(): Promise<string> {
  const outfile = join(folder, 'conformance.mjs');
  const fs: Plugin = {
    name: 'fs',
    setup(bundle) {
      bundle.onResolve({ filter: /^fs$/ }, ({ importer }) =>
        /conformance[\\/]dist/u.test(importer) ? { path: 'fs', namespace: 'old-node' } : undefined,
      );
      bundle.onLoad({ filter: /^/, namespace: 'old-node' }, () => ({
        contents: `export * from 'node:fs'; import fs from 'node:fs'; export default fs;
                   export const globSync = fs.globSync;`,
      }));
    },
  };
  await build({
    entryPoints: [join(packageFolder('@modelcontextprotocol/conformance'), 'dist', 'index.js')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`,
    },
    plugins: [fs],
  });
  return outfile;
}

/** Starts a Node program and resolves to the first line it prints. */
async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
    cwd: root,
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'close')])) as unknown[];
  return String(line);
}

const dualEra = (): Promise<string> => start([join(root, 'test/fixtures/mcp/dualEraServer.mjs')]);

async function everything(): Promise<string> {
  const port = await freePort();
  const program = join(
    packageFolder('@modelcontextprotocol/server-everything'),
    'dist',
    'index.js',
  );
  const child = spawn(process.execPath, [program, 'streamableHttp'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PORT: String(port) },
  });
  children.push(child);
  const lines = createInterface({ input: child.stderr });
  for await (const line of lines) if (/listening/iu.test(line)) break;
  child.stderr.resume();
  return `http://127.0.0.1:${port}/mcp`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const proxied = (url: string, out: string): Promise<string> =>
  start([cli, 'record', '--out', join(folder, out), '--http', url]);

interface Check {
  readonly id: string;
  readonly status: string;
}

/** Scenario → its checks, each as `id: status`, in the order of the suite. */
type Outcome = Readonly<Record<string, readonly string[]>>;

async function outcome(url: string, version: string, name: string): Promise<Outcome> {
  const out = join(folder, name);
  await mkdir(out);
  const args = [suite, 'server', '--url', url, '--suite', 'all', '--spec-version', version];
  const child = spawn(process.execPath, [...args, '-o', out, '--timeout', '20000'], {
    stdio: 'ignore',
    cwd: folder,
  });
  await once(child, 'close');
  const scenarios = await readdir(out);
  const checks = scenarios.sort().map(async scenario => {
    const found = JSON.parse(await readFile(join(out, scenario, 'checks.json'), 'utf8')) as Check[];
    const label = scenario.replace(/^server-|-\d{4}-\d\d-\d\dT.*$/gu, '');
    return [label, found.map(({ id, status }) => `${id}: ${status}`)] as const;
  });
  return Object.fromEntries(await Promise.all(checks));
}

const count = (all: Outcome, status: string): number =>
  Object.values(all)
    .flat()
    .filter(check => check.endsWith(`: ${status}`)).length;

describe('a session of the 2026-07-28 era', { timeout: 180_000 }, () => {
  async function talk(url: string): Promise<unknown[]> {
    const client = new Client(
      { name: 'modern-client', version: '1.0.0' },
      {
        capabilities: { elicitation: {}, sampling: {} },
        versionNegotiation: { mode: { pin: '2026-07-28' } },
      },
    );
    client.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { name: 'Ada' },
    }));
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    const call = (name: string): Promise<unknown> => client.callTool({ name, arguments: {} });
    const answers = [
      await call('test_simple_text'),
      await call('test_input_required_result_elicitation'),
      await call('test_tool_with_progress'),
      await call('test_error_handling'),
    ];
    await client.close();
    return answers;
  }

  it('is the same through the proxy, and reads as one call each', async () => {
    const url = await dualEra();
    const direct = await talk(url);
    const address = await proxied(url, 'modern.faultline');
    expect(await talk(address)).toEqual(direct);
    const read = async (): Promise<readonly string[]> => {
      const bytes = await readFile(join(folder, 'modern.faultline'));
      const result = readSession(bytes, 'modern.faultline');
      if (!result.ok) throw new Error(result.message);
      const { steps } = result.session;
      return steps.map(({ agent, output }) => `${agent}: ${output.text.slice(0, 90)}`);
    };
    const { host } = new URL(url);
    const call = (name: string): string => `modern-client: ${host}/${name}({})`;
    await expect
      .poll(read, { timeout: 20_000 })
      .toEqual([
        call('test_simple_text'),
        `${host}/test_simple_text: This is a simple text response for testing.`,
        call('test_input_required_result_elicitation'),
        expect.stringMatching(/: modern-client\/elicitation\/create\(/u),
        'modern-client: {"action":"accept","content":{"name":"Ada"}}',
        `${host}/test_input_required_result_elicitation: Hello, Ada!`,
        call('test_tool_with_progress'),
        `${host}/test_tool_with_progress: progressed`,
        call('test_error_handling'),
        `${host}/test_error_handling: This tool intentionally returns an error for testing`,
      ]);
  });
});

describe(
  'the conformance suite gives the same result direct and recorded',
  { timeout: 180_000 },
  () => {
    it.each([
      ['2025-11-25', 84],
      ['2026-07-28', 140],
    ])('against a server of both eras, %s', async (version, least) => {
      const url = await dualEra();
      const direct = await outcome(url, version, `direct-${version}`);
      const recorded = await outcome(
        await proxied(url, `${version}.faultline`),
        version,
        `recorded-${version}`,
      );
      expect(recorded).toEqual(direct);
      // A server that fails everything would be no witness.
      expect(count(direct, 'SUCCESS')).toBeGreaterThanOrEqual(least);
    });

    it('against server-everything, but for what the proxy refuses in its place', async () => {
      const url = await everything();
      const direct = await outcome(url, '2025-11-25', 'direct-everything');
      const recorded = await outcome(
        await proxied(url, 'everything.faultline'),
        '2025-11-25',
        'recorded-everything',
      );
      // This server takes requests of any web page. Through the proxy no page of another site reaches it.
      const guard = 'dns-rebinding-protection';
      const unguarded = 'localhost-host-rebinding-rejected: FAILURE';
      expect(direct[guard]).toContain(unguarded);
      const guarded = direct[guard]?.map(check =>
        check === unguarded ? unguarded.replace('FAILURE', 'SUCCESS') : check,
      );
      expect(recorded).toEqual({ ...direct, [guard]: guarded });
      expect(count(direct, 'SUCCESS')).toBeGreaterThan(10);
    });
  },
);
