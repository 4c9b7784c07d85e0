import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli, scratch } from './recordCli.ts';

let folder: string;
let cli: string;
let remove: () => Promise<void>;
let echo: string;

beforeAll(async () => {
  ({ folder, remove } = await scratch());
  cli = await bundleCli(folder);
  echo = await program('echo', 'process.stdin.pipe(process.stdout);');
});
afterAll(() => remove());

async function program(name: string, source: string): Promise<string> {
  const path = join(folder, `${name}.cjs`);
  await writeFile(path, source);
  return path;
}

const wrap = (out: string, ...command: string[]): string[] => [
  cli,
  'record',
  '--out',
  join(folder, out),
  '--name',
  'under-test',
  '--',
  ...command,
];

const start = (out: string, ...command: string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, wrap(out, ...command));

interface Ended {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Collects what a process says until it is over. Writes nothing and closes nothing. */
function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  return new Promise(resolve =>
    child.on('close', (code, signal) =>
      resolve({
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
        code,
        signal,
      }),
    ),
  );
}

interface Line {
  readonly faultline?: number;
  readonly type?: string;
  readonly server?: string;
  readonly conn?: string;
  readonly dir?: string;
  readonly raw?: string;
  readonly text?: string;
  readonly leftOut?: number;
  readonly code?: number | null;
  readonly signal?: string | null;
}

async function recording(out: string): Promise<Line[]> {
  const text = await readFile(join(folder, out), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
}

const frames = (lines: readonly Line[], dir: string): (string | undefined)[] =>
  lines.filter(line => line.dir === dir).map(line => line.raw);

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the bytes', () => {
  it('come through untouched, in both directions, whatever they are', async () => {
    const child = start('binary.faultline', process.execPath, echo);
    const over = ended(child);
    const sent = Buffer.concat([
      Buffer.from('not JSON at all\r\n\n'),
      randomBytes(300_000),
      Buffer.from('{"jsonrpc":"2.0"'),
    ]);
    for (let at = 0; at < sent.length; at += 4093) child.stdin.write(sent.subarray(at, at + 4093));
    child.stdin.end();
    const { stdout, code } = await over;
    expect(stdout.equals(sent)).toBe(true);
    expect(code).toBe(0);
  });

  it('come through in one message of 20 MB', async () => {
    const child = start('large.faultline', process.execPath, echo);
    const over = ended(child);
    const text = 'æ'.repeat(10 << 20);
    const sent = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', text })}\n`);
    child.stdin.end(sent);
    expect(digest((await over).stdout)).toBe(digest(sent));
    const lines = await recording('large.faultline');
    const raw = sent.toString().trimEnd();
    expect(frames(lines, 'c2s').map(each => each === raw)).toEqual([true]);
    expect(frames(lines, 's2c').map(each => each === raw)).toEqual([true]);
  });

  it('are recorded by whole lines, even if a character is torn between two chunks', async () => {
    const child = start('torn.faultline', process.execPath, echo);
    const over = ended(child);
    const lines = ['{"a":"Gdańsk 🏭"}', 'plain text', '', '{"b":1}\r', 'no newline at the end'];
    for (const byte of Buffer.from(lines.join('\n'))) {
      child.stdin.write(Buffer.from([byte]));
      await wait(1);
    }
    child.stdin.end();
    await over;
    const recorded = await recording('torn.faultline');
    expect(frames(recorded, 'c2s')).toEqual(lines);
    expect(frames(recorded, 's2c')).toEqual(lines);
  });

  it('go on when the recording cannot be written, and one line says why', async () => {
    await writeFile(join(folder, 'file'), '');
    const child = start('file/below.faultline', process.execPath, echo);
    const over = ended(child);
    child.stdin.end('{"x":1}\n');
    const { stdout, stderr, code } = await over;
    expect(stdout.toString()).toBe('{"x":1}\n');
    expect(stderr).toMatch(/^faultline: recording to .* stopped: .*\n$/u);
    expect(code).toBe(0);
  });

  it.runIf(process.platform === 'linux')('go on when the disk is full', async () => {
    const child = spawn(process.execPath, [
      ...[cli, 'record', '--out', '/dev/full', '--', process.execPath, echo],
    ]);
    const over = ended(child);
    child.stdin.end('{"x":1}\n');
    const { stdout, stderr } = await over;
    expect(stdout.toString()).toBe('{"x":1}\n');
    expect(stderr).toMatch(/^faultline: .*ENOSPC.*\n$/u);
  });

  it('go on when a line cannot be recorded, and a note stands in its place', async () => {
    const child = start('huge.faultline', process.execPath, echo);
    const over = ended(child);
    const controls = Buffer.alloc(60 << 20, 1);
    const long = Buffer.alloc(70 << 20, 'x');
    const sent = Buffer.concat([controls, Buffer.from('\n'), long, Buffer.from('\n{"x":1}\n')]);
    child.stdin.end(sent);
    const { stdout, stderr, code } = await over;
    expect({ same: digest(stdout) === digest(sent), stderr, code }).toEqual({
      same: true,
      stderr: '',
      code: 0,
    });
    const lines = await recording('huge.faultline');
    for (const dir of ['c2s', 's2c']) {
      expect(lines.filter(line => line.dir === dir)).toMatchObject([
        { type: 'note', leftOut: controls.length },
        { type: 'note', leftOut: long.length },
        { type: 'mcp', raw: '{"x":1}' },
      ]);
    }
  });

  it('keep credentials on the wire and off the disk', async () => {
    const child = spawn(process.execPath, wrap('secret.faultline', process.execPath, echo), {
      env: { ...process.env, SERVICE_TOKEN: 'hunter2-hunter2' },
    });
    const over = ended(child);
    const key = `sk-${'a1B2'.repeat(8)}`;
    const sent = `{"key":"${key}","auth":"Bearer ${'x'.repeat(20)}","own":"hunter2-hunter2","n":1}\n`;
    child.stdin.end(sent);
    expect((await over).stdout.toString()).toBe(sent);
    expect(frames(await recording('secret.faultline'), 'c2s')).toEqual([
      '{"key":"[redacted]","auth":"Bearer [redacted]","own":"[redacted]","n":1}',
    ]);
  });
});

describe('the process', () => {
  it('passes on the exit code and stderr', async () => {
    const path = await program('fails', "console.error('it is\\nbroken'); process.exitCode = 3;");
    const { code, stderr } = await ended(start('exit.faultline', process.execPath, path));
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'it is\nbroken\n' });
    const lines = await recording('exit.faultline');
    expect(lines.filter(line => line.type === 'stderr').map(line => line.text)).toEqual([
      'it is',
      'broken',
    ]);
    expect(lines.at(-1)).toMatchObject({ type: 'exit', server: 'under-test', code: 3 });
  });

  it('ends when the command ends, though its own stdin stays open', async () => {
    const path = await program('quits', "process.stdin.once('data', () => process.exit(7));");
    const child = start('open.faultline', process.execPath, path);
    const over = ended(child);
    child.stdin.write('go\n');
    expect((await over).code).toBe(7);
  });

  it.skipIf(process.platform === 'win32')(
    'ends when the command ends, though what it started keeps the pipes',
    async () => {
      const started = performance.now();
      const done = await ended(
        start('left.faultline', 'sh', '-c', 'sleep 8 & printf half; exit 3'),
      );
      expect(done).toMatchObject({ code: 3, signal: null });
      expect(done.stdout.toString()).toBe('half');
      expect(performance.now() - started).toBeLessThan(6000);
      const lines = await recording('left.faultline');
      expect(frames(lines, 's2c')).toContain('half');
      expect(lines.at(-1)).toMatchObject({ type: 'exit', code: 3 });
    },
  );

  it('waits for a client that reads late, after the command has ended', async () => {
    const path = await program('flood', "process.stdout.write('x'.repeat(3 << 20) + '\\n');");
    const child = start('late.faultline', process.execPath, path);
    await wait(2000);
    expect((await ended(child)).stdout.length).toBe((3 << 20) + 1);
  });

  it('says in one line that a command does not exist', async () => {
    const { code, stderr } = await ended(start('none.faultline', 'no-such\ncommand'));
    expect({ code, stderr }).toEqual({
      code: 127,
      stderr: 'faultline: cannot start "no-such command": not found\n',
    });
  });

  it.skipIf(process.platform === 'win32')('passes signals on, and dies of them', async () => {
    const path = await program('waits', "setInterval(() => {}, 1000); console.log('up');");
    const child = start('signal.faultline', process.execPath, path);
    const over = ended(child);
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await over).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect((await recording('signal.faultline')).at(-1)).toMatchObject({
      code: null,
      signal: 'SIGTERM',
    });
  });

  it.skipIf(process.platform === 'win32')('lets the command answer a signal', async () => {
    const path = await program(
      'answers',
      "setInterval(() => {}, 1000); process.on('SIGINT', () => process.exit(5)); console.log('up');",
    );
    const child = start('answer.faultline', process.execPath, path);
    const over = ended(child);
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await over).toMatchObject({ code: 5, signal: null });
  });
});

describe('Ctrl-C in a terminal', () => {
  // Runs a command in a terminal of its own, as no part of Node can.
  const script = '/usr/bin/script';

  it.runIf(process.platform === 'linux' && existsSync(script))(
    'reaches the command once (needs script(1) of util-linux)',
    async () => {
      const path = await program(
        'counts',
        `let n = 0;
         process.on('SIGINT', () => n++);
         process.stdin.once('data', () => process.exit(40 + n));
         console.log('up');`,
      );
      const command = [process.execPath, ...wrap('tty.faultline', process.execPath, path)];
      const quoted = command.map(word => `'${word}'`).join(' ');
      // `exec`, for a shell that waits for the command may itself die of the signal. Not every machine names a shell.
      const env = { ...process.env, SHELL: '/bin/sh' };
      const child = spawn(script, ['-qec', `exec ${quoted}`, '/dev/null'], { env });
      const over = ended(child);
      await once(child.stdout, 'data');
      // Several, for two signals at the same moment may count as one.
      for (let times = 0; times < 5; times++) {
        child.stdin.write('\u0003');
        await wait(100);
      }
      child.stdin.write('end\n');
      expect(await over).toMatchObject({ code: 45 });
    },
  );
});

describe('the file', () => {
  it('is private, in a folder made for it', async () => {
    const child = start('new/folder/private.faultline', process.execPath, echo);
    const over = ended(child);
    child.stdin.end();
    await over;
    const { mode } = await stat(join(folder, 'new/folder/private.faultline'));
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  });

  it('is taken up where it ended, even in the middle of a line', async () => {
    const header = '{"faultline":1,"id":"x","title":"x","startedAt":"2026-01-01T00:00:00Z"}';
    await writeFile(join(folder, 'torn-end.faultline'), `${header}\n{"t":"2026`);
    const child = start('torn-end.faultline', process.execPath, echo);
    const over = ended(child);
    child.stdin.end('{"x":1}\n');
    await over;
    const text = await readFile(join(folder, 'torn-end.faultline'), 'utf8');
    const [first, torn, ...rest] = text.trimEnd().split('\n');
    expect([first, torn]).toEqual([header, '{"t":"2026']);
    expect(rest.map(line => (JSON.parse(line) as Line).type)).toEqual(['mcp', 'mcp', 'exit']);
  });

  it('holds one header and only whole lines when several wrappers write at once', async () => {
    await mkdir(join(folder, 'shared'));
    const line = (who: number, n: number): string =>
      JSON.stringify({ who, n, filler: 'x'.repeat((n * 37) % 9000) });
    const writers = [0, 1, 2].map(who => {
      const child = start('shared/s.faultline', process.execPath, echo);
      const over = ended(child);
      for (let n = 0; n < 400; n++) child.stdin.write(`${line(who, n)}\n`);
      child.stdin.end();
      return over;
    });
    await Promise.all(writers);
    const lines = await recording('shared/s.faultline');
    expect(lines[0]).toMatchObject({ faultline: 1, title: 's' });
    expect(lines.filter(each => each.faultline !== undefined)).toHaveLength(1);
    const conns = [...new Set(lines.slice(1).map(each => each.conn))];
    expect(conns).toHaveLength(3);
    for (const conn of conns) {
      const own = lines.filter(each => each.conn === conn);
      const who = (JSON.parse(frames(own, 'c2s')[0] ?? '') as { who: number }).who;
      const expected = Array.from({ length: 400 }, (_, n) => line(who, n));
      expect(frames(own, 'c2s')).toEqual(expected);
      expect(frames(own, 's2c')).toEqual(expected);
    }
  });
});

describe('a real MCP session', () => {
  const require = createRequire(import.meta.url);
  const everything = join(
    dirname(require.resolve('@modelcontextprotocol/server-everything/package.json')),
    'dist',
    'index.js',
  );

  async function talk(args: readonly string[]) {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...args],
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(transport);
    const answers = {
      server: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      tools: await client.listTools(),
      prompts: await client.listPrompts(),
      echo: await client.callTool({ name: 'echo', arguments: { message: 'Gdańsk 🏭' } }),
      sum: await client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } }),
      image: await client.callTool({ name: 'get-tiny-image', arguments: {} }),
      wrong: await client.callTool({ name: 'get-sum', arguments: { a: 'two' } }),
    };
    await client.close();
    return answers;
  }

  it('gives the same answers as without the recorder', async () => {
    const direct = await talk([everything]);
    const recorded = await talk(wrap('real.faultline', process.execPath, everything));
    expect(recorded).toEqual(direct);
    const lines = await recording('real.faultline');
    expect(frames(lines, 'c2s').filter(raw => raw?.includes('"tools/call"'))).toHaveLength(4);
    expect(lines.at(-1)).toMatchObject({ type: 'exit', code: 0 });
  });
});
