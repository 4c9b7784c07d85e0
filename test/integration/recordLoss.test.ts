import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
import { bundleCli, scratch } from './recordCli.ts';

// Nothing recorded is lost. FAULTLINE_FULL=1 runs the whole numbers (8 × 10,000 frames, 100 kills), as a release should;
// without it the same tests run on fewer.

const full = process.env['FAULTLINE_FULL'] === '1';
const framesEach = full ? 10_000 : 1000;
const kills = full ? 100 : 10;

let folder: string;
let cli: string;
let echo: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await scratch());
  cli = await bundleCli(folder);
  echo = join(folder, 'echo.cjs');
  await writeFile(echo, 'process.stdin.pipe(process.stdout);');
});
afterAll(() => remove());

function wrapper(out: string): ChildProcessWithoutNullStreams {
  const command = ['record', '--out', out, '--name', 'echo', '--', process.execPath, echo];
  const child = spawn(process.execPath, [cli, ...command]);
  child.stdin.on('error', () => undefined);
  return child;
}

const frame = (who: number, n: number): string =>
  JSON.stringify({ jsonrpc: '2.0', id: n, method: 'x', who, filler: 'y'.repeat((n * 37) % 700) });

interface Line {
  readonly conn?: string;
  readonly dir?: string;
  readonly raw?: string;
}

/** Follows a growing file: hands out each whole line once, as soon as it is there. */
async function follow(
  path: string,
  line: (text: string) => void,
  over: () => boolean,
): Promise<void> {
  while (!existsSync(path)) await wait(10);
  const file = await open(path, 'r');
  let rest = Buffer.alloc(0);
  const buffer = Buffer.alloc(1 << 20);
  for (;;) {
    const last = over();
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      line(rest.subarray(0, at).toString());
      rest = rest.subarray(at + 1);
    }
    if (bytesRead === 0 && last) break;
    if (bytesRead === 0) await wait(5);
  }
  expect(rest.length).toBe(0);
  await file.close();
}

/** Sends frames and reads all that comes back. */
async function talk(child: ChildProcessWithoutNullStreams, who: number): Promise<void> {
  child.stdout.resume();
  for (let n = 0; n < framesEach; n++) {
    if (!child.stdin.write(`${frame(who, n)}\n`)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'close');
}

describe('nothing is lost', { timeout: 600_000 }, () => {
  it('of 8 wrappers that write to one file while a reader follows', async () => {
    const path = join(folder, 'eight.faultline');
    let writing = true;
    const lines: Line[] = [];
    const reading = follow(
      path,
      text => {
        // A writer that joins in the middle of another's write ends that line once more: blank lines are no lines.
        if (text !== '') lines.push(JSON.parse(text) as Line);
      },
      () => !writing,
    );
    await Promise.all(Array.from({ length: 8 }, (_, who) => talk(wrapper(path), who)));
    writing = false;
    await reading;
    const seen = new Map<string, number>();
    for (const { conn, dir, raw } of lines) {
      if (raw === undefined) continue;
      const { who, id } = JSON.parse(raw) as { who: number; id: number };
      // Each direction of each connection keeps its order.
      const key = `${conn} ${dir} ${who}`;
      expect(id).toBe(seen.get(key) ?? 0);
      expect(raw).toBe(frame(who, id));
      seen.set(key, id + 1);
    }
    expect([...seen.values()]).toEqual(Array.from({ length: 16 }, () => framesEach));
  });

  it('that was written before the wrapper was killed', async () => {
    const path = join(folder, 'killed.faultline');
    // A fixed sequence: the points of time vary with the machine, not with luck.
    let seed = 20_261_122;
    const random = (): number =>
      (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    let known = 0;
    for (let trial = 0; trial < kills; trial++) {
      const child = wrapper(path);
      child.stdout.resume();
      let n = 0;
      const timer = setInterval(() => {
        for (let burst = 0; burst < 10; burst++) child.stdin.write(`${frame(trial, n++)}\n`);
      }, 2);
      // Once in a while at any time; mostly while it writes, however long a busy machine takes to start it.
      const size = async (): Promise<number> =>
        (await stat(path).catch(() => undefined))?.size ?? 0;
      if (trial % 4 !== 3)
        await expect.poll(size, { timeout: 60_000, interval: 5 }).toBeGreaterThan(known);
      await wait(random() * 300);
      const before = await readFile(path).catch(() => Buffer.alloc(0));
      child.kill('SIGKILL');
      clearInterval(timer);
      await once(child, 'close');
      const after = await readFile(path).catch(() => Buffer.alloc(0));
      known = after.length;
      expect(after.subarray(0, before.length).equals(before)).toBe(true);
      if (after.length === 0) continue;
      expect(readSession(after, 'killed.faultline').ok).toBe(true);
    }
    const lines = (await readFile(path, 'utf8')).split('\n').filter(line => line !== '');
    const torn = lines.filter(line => {
      try {
        JSON.parse(line);
        return false;
      } catch {
        return true;
      }
    });
    // A kill in the middle of a write can tear one line, and costs no other.
    expect(torn.length).toBeLessThanOrEqual(kills);
    expect(lines.length).toBeGreaterThan(kills * 20);
  });
});

describe('the traffic goes on, and one line says why the recording does not', () => {
  /** Sends three lines, a while apart; in between, something happens. */
  async function spoiled(
    path: string,
    between: () => Promise<void>,
  ): Promise<{ out: string; said: string[] }> {
    const child = wrapper(path);
    let out = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    for (const n of [1, 2, 3]) {
      child.stdin.write(`{"n":${n}}\n`);
      await wait(1300);
      if (n === 1) await between();
    }
    child.stdin.end();
    await once(child, 'close');
    return { out, said: stderr.trimEnd().split('\n') };
  }

  it.skipIf(process.platform === 'win32')('when the file is deleted', async () => {
    const path = join(folder, 'deleted.faultline');
    const { out, said } = await spoiled(path, () => rm(path));
    expect(out).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(said).toEqual([
      `faultline: recording to ${path} stopped: the file was deleted; "echo" goes on`,
    ]);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'when the folder is read-only',
    async () => {
      const inner = join(folder, 'read-only');
      await mkdir(inner);
      await chmod(inner, 0o555);
      const { out, said } = await spoiled(join(inner, 's.faultline'), () => Promise.resolve());
      expect(out).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
      expect(said).toHaveLength(1);
      expect(said[0]).toContain('EACCES');
    },
  );
});
