import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finalStep, findStep } from '../../src/core/session/session.ts';
import { readSession } from '../../src/formats/read.ts';
import truth from '../fixtures/demo/truth.json' with { type: 'json' };
import { bundleCli, root, scratch } from './recordCli.ts';

const sample = join(root, 'media', 'sample.faultline');

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await scratch());
});
afterAll(() => remove());

/**
 * The lines of a recording without what differs from run to run: times, process ids, and what servers print, which
 * comes through another pipe and so at no fixed place.
 */
const lasting = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
    .filter(line => line['type'] !== 'stderr')
    .map(line => ({ ...line, t: undefined, startedAt: undefined, conn: undefined }));

describe('the sample session', () => {
  it('is what the demo program records', async () => {
    const cli = await bundleCli(folder);
    const out = join(folder, 'fresh.faultline');
    const demo = join(root, 'test', 'fixtures', 'demo', 'record.mjs');
    const args = [demo, '--cli', cli, '--out', out, '--pace', '0'];
    await promisify(execFile)(process.execPath, args);
    expect(lasting(out)).toEqual(lasting(sample));
  });

  it('names no machine', () => {
    const text = readFileSync(sample, 'utf8');
    expect(text).not.toMatch(/\/tmp\/|\/home\/|\/root\/|\/Users\/|[A-Z]:\\\\|file:/u);
  });

  const read = readSession(readFileSync(sample), 'sample.faultline');
  const session = read.ok ? read.session : undefined;

  it('reads without a diagnostic, inputs and all', () => {
    expect(read).toMatchObject({ ok: true, format: 'faultline', diagnostics: [] });
    const silent = session?.steps.filter(step => step.kind !== 'user' && step.input === undefined);
    expect(silent).toEqual([]);
    expect(session?.title).toBe('Nordwind market brief');
    expect(session?.steps).toHaveLength(36);
    expect(session && finalStep(session)?.sourceId).toBe('planner-3');
  });

  const { wrong, distractor, corrected, correct } = truth;
  it.each([wrong, distractor, corrected, correct])('holds the quote of $step', each => {
    if (session === undefined) throw new Error('not read');
    const find = (id: string) => {
      const found = findStep(session, id);
      if (!found.ok) throw new Error(`${id}: ${found.reason}`);
      return found.step;
    };
    const marked = find(each.step);
    expect(marked.output.text.split(each.quote)).toHaveLength(2);
    for (const { step } of [...each.consumers, ...each.mayCount]) {
      expect(find(step).seq).toBeGreaterThan(marked.seq);
    }
  });
});
