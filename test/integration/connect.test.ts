import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checker, fieldsOf, type Schema } from '../../src/recorder/callForm.ts';
import { recorded } from '../../src/recorder/configs/wrap.ts';
import { connect, type Connection } from '../../src/recorder/connect.ts';
import { startProxy } from '../../src/recorder/connectProxy.ts';
import { readSession } from '../../src/formats/read.ts';
import { bundleCli, root, scratch } from './recordCli.ts';

// A real client, our recorder and the official servers: what a person does in the MCP Servers view, without the view.

let folder: string;
let remove: () => Promise<void>;
let cli: string;

beforeAll(async () => {
  ({ folder, remove } = await scratch());
  cli = await bundleCli(folder);
});
afterAll(() => remove());

const never = new AbortController().signal;
const server = (name: string): string =>
  join(root, 'node_modules', '@modelcontextprotocol', name, 'dist', 'index.js');

async function open(
  name: string,
  env: Record<string, string> = {},
): Promise<{ connection: Connection; out: string }> {
  const out = join(folder, `${name}.faultline`);
  const { command, args } = recorded(
    { kind: 'stdio', command: process.execPath, args: [server(name)], env: {} },
    { command: process.execPath, args: [cli], env: {} },
    { out, name },
  );
  const all = { ...(process.env as Record<string, string>), ...env };
  const target = { kind: 'stdio', command, args, env: all, cwd: folder } as const;
  return { connection: await connect(target, '0.0.0', () => {}), out };
}

async function stepsOf(out: string): Promise<string[]> {
  const read = readSession(await readFile(out), 'x.faultline');
  if (!read.ok) throw new Error(read.message);
  expect(read.diagnostics).toEqual([]);
  return read.session.steps.map(({ agent, output }) => `${agent}: ${output.text}`);
}

describe('server-everything', () => {
  it('offers tools, resources and prompts, and answers; all of it is recorded', async () => {
    const { connection, out } = await open('server-everything');
    expect(connection.protocol).toBe('2025-11-25');
    expect(connection.tools.map(({ name }) => name)).toContain('echo');
    expect(connection.prompts.length).toBeGreaterThan(0);

    const sum = connection.tools.find(({ name }) => name === 'get-sum');
    const schema = sum?.inputSchema as Schema;
    expect(fieldsOf(schema).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['a', 'number', true],
      ['b', 'number', true],
    ]);
    expect(checker(schema)({ a: 1 })).toMatch(/'b'/u);
    expect(await connection.callTool('get-sum', { a: 20, b: 22 }, never)).toEqual({
      ok: true,
      text: 'The sum of 20 and 22 is 42.',
    });
    expect(await connection.callTool('echo', { message: 'hello' }, never)).toEqual({
      ok: true,
      text: 'Echo: hello',
    });
    expect((await connection.callTool('get-sum', { a: 'x' }, never)).ok).toBe(false);

    const [resource] = connection.resources;
    if (resource === undefined) throw new Error('no resource');
    expect((await connection.readResource(resource.uri, never)).text).not.toBe('');
    const [prompt] = connection.prompts;
    expect((await connection.getPrompt(prompt?.name ?? '', {}, never)).text).toMatch(/^user: /u);
    await connection.close();

    await expect
      .poll(async () => (await stepsOf(out)).join('\n'), { timeout: 20_000 })
      .toMatch(/Echo: hello/u);
    expect((await stepsOf(out)).join('\n')).toMatch(/The sum of 20 and 22 is 42\./u);
  });
});

describe('server-memory', () => {
  it('takes nested arguments', async () => {
    const { connection, out } = await open('server-memory', {
      MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
    });
    const entities = [{ name: 'Ada', entityType: 'person', observations: ['wrote notes'] }];
    expect((await connection.callTool('create_entities', { entities }, never)).ok).toBe(true);
    expect((await connection.callTool('read_graph', {}, never)).text).toMatch(/wrote notes/u);
    await connection.close();
    await expect
      .poll(async () => (await stepsOf(out)).join('\n'), { timeout: 20_000 })
      .toMatch(/wrote notes/u);
  });
});

describe('a server of 2026-07-28, through the HTTP recorder', () => {
  it('is spoken to in its own era, and recorded', async () => {
    const fixture = spawn(process.execPath, [join(root, 'test/fixtures/mcp/dualEraServer.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const out = join(folder, 'modern.faultline');
    try {
      const [address] = (await once(fixture.stdout, 'data')) as [Buffer];
      const recorder = { command: process.execPath, args: [cli], env: {} };
      const url = address.toString('utf8').trim();
      const proxy = await startProxy(recorder, { out, name: 'modern' }, url);
      expect(new URL(proxy.url).host).not.toBe(new URL(url).host);
      const target = { kind: 'http', url: proxy.url, headers: {} } as const;
      const connection = await connect(target, '0.0.0', () => {});
      expect(connection.protocol).toBe('2026-07-28');
      expect(await connection.callTool('test_simple_text', {}, never)).toEqual({
        ok: true,
        text: 'This is a simple text response for testing.',
      });
      expect((await connection.callTool('test_error_handling', {}, never)).ok).toBe(false);
      await connection.close();
      await expect
        .poll(async () => (await stepsOf(out)).join('\n'), { timeout: 20_000 })
        .toMatch(/This is a simple text response/u);
      proxy.stop();
    } finally {
      fixture.stdin.end();
    }
  });

  it('says why a proxy does not start', async () => {
    const recorder = { command: process.execPath, args: [cli], env: {} };
    const started = startProxy(recorder, { out: join(folder, 'x'), name: 'x' }, 'ftp://h');
    await expect(started).rejects.toThrow(/--http takes the address of a server/u);
  });
});

describe('a server that does not start', () => {
  it('is told with its last words', async () => {
    const args = ['-e', 'console.error("no database"); process.exit(3)'];
    const target = { kind: 'stdio', command: process.execPath, args, cwd: folder } as const;
    const env = process.env as Record<string, string>;
    await expect(connect({ ...target, env }, '0.0.0', () => {})).rejects.toThrow(/no database/u);
    const missing = { ...target, command: 'no-such-command', env };
    await expect(connect(missing, '0.0.0', () => {})).rejects.toThrow(/no-such-command/u);
  });
});
