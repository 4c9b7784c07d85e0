import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recording, telemetryKey } from '../../../src/host/recording.ts';
import { callCounter, countCalls } from '../../../src/host/recordingCalls.ts';
import { changed } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faultline-recording-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const frame = (server: string, dir: string, message: object): string =>
  JSON.stringify({ t: 1, type: 'mcp', server, dir, raw: JSON.stringify(message) }) + '\n';
const call = (server: string): string => frame(server, 'c2s', { method: 'tools/call' });

describe('the count of calls', () => {
  it('takes only calls of clients, by server, and leaves torn and foreign lines', () => {
    const counts = new Map<string, number>();
    const lines = [
      '{"faultline":1}\n',
      frame('a', 'c2s', { method: 'initialize' }),
      call('a'),
      frame('a', 's2c', { result: { text: '"method":"tools/call"' } }),
      frame('b', 's2c', { method: 'tools/call' }),
      '{"type":"mcp","server":"a"\n',
      'null\n',
    ];
    expect(countCalls(lines.join(''), counts)).toBe(true);
    expect([...counts]).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    expect(countCalls('\n', new Map())).toBe(false);
  });

  it('follows a file that grows, also in the middle of a line and of a character', async () => {
    const path = join(folder, 'x.faultline');
    const counter = callCounter(path, () => {});
    counter.look();
    expect(counter.calls('ä')).toBeUndefined();
    const bytes = Buffer.from(call('ä') + call('ä'));
    const middle = bytes.indexOf(Buffer.from('ä')) + 1;
    await writeFile(path, bytes.subarray(0, middle));
    counter.look();
    await appendFile(path, bytes.subarray(middle));
    counter.look();
    await vi.waitFor(() => expect(counter.calls('ä')).toBe(2));
  });
});

/** A memento that lives on, as VS Code's does, when the window is closed. */
function memento() {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string) => values.get(key) as T,
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

describe('the recording of a window', () => {
  const start = new Date(2026, 10, 22, 18, 3, 2);
  const open = (state = memento(), date = start) =>
    new Recording(
      state,
      () => folder,
      () => date,
    );

  it('begins with the first server and ends with the last, all in one session', async () => {
    const recording = open();
    const ended: string[] = [];
    recording.onDidEnd(file => ended.push(file));
    const file = await recording.add('a', 'twin');
    expect(file).toBe(join(folder, 'recording-2026-11-22-180302.faultline'));
    expect(await recording.add('b', 'client')).toBe(file);
    await recording.add('a', 'client');
    await recording.remove('a', 'twin');
    expect(recording.servers).toEqual(['a', 'b']);
    await recording.remove('a', 'client');
    await recording.remove('b', 'twin');
    expect(ended).toEqual([]);
    await recording.remove('b', 'client');
    expect(recording.file).toBeUndefined();
    expect(ended).toEqual([file]);
  });

  it('goes on when the window comes back: twins and OpenTelemetry do, connections are gone', async () => {
    const state = memento();
    const first = open(state);
    const file = await first.add('a', 'twin');
    await first.add('b', 'client');
    await first.add(telemetryKey, 'receiver');
    const second = open(state, new Date(0));
    expect(second.file).toBe(file);
    expect(second.servers).toEqual(['a', telemetryKey]);
    expect(second.has(telemetryKey, 'receiver')).toBe(true);
    await second.stop();
    expect(open(state).file).toBeUndefined();
  });

  it('tells when calls were made', async () => {
    const recording = open();
    const file = await recording.add('a', 'twin');
    expect(recording.calls('a')).toBeUndefined();
    let told = 0;
    recording.onDidChange(() => told++);
    await writeFile(file, call('a'));
    changed(file);
    await vi.waitFor(() => expect(recording.calls('a')).toBe(1));
    expect(told).toBe(1);
  });
});
