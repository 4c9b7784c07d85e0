import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
import { packageInvoker } from './package.mjs';
import { repository } from './paths.mjs';
import { descendants, running } from './processes.ts';
import { chatSettings, order, recordings, rowSays, serverRow } from './servers.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// The extension host is killed while a twin records. FAULTLINE_FULL=1 kills 100 times, as a release should.

const kills = process.env.FAULTLINE_FULL === '1' ? 100 : 5;

const chatter = JSON.stringify({
  type: 'stdio',
  command: process.execPath,
  args: [join(repository, 'test/fixtures/mcp/chatter.mjs')],
});
const files = { '.vscode/mcp.json': `{ "servers": { "chatter": ${chatter} } }` };

// Its processes are found as Linux shows them, and only below a server that this test started.
const skipped = process.platform !== 'linux' || process.env.FAULTLINE_DESKTOP !== undefined;

describe.skipIf(skipped)('nothing written is lost', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const extensions = [await packageInvoker()];
    workbench = await openWorkbench({ files, settings: chatSettings, extensions });
  });
  afterAll(() => workbench?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot('killed-failed');
  });

  const extensionHost = () => {
    if (workbench.server === undefined) throw new Error('no server of ours');
    return descendants(workbench.server).find(({ command }) =>
      command.includes('--type=extensionHost'),
    );
  };
  const recorded = async (): Promise<Buffer> => {
    const [path] = await recordings(workbench);
    return path === undefined ? Buffer.alloc(0) : await readFile(path);
  };

  test('when the extension host is killed', { timeout: kills * 120_000 }, async () => {
    await workbench.command('Faultline: Focus on MCP Servers View');
    await serverRow(workbench, 'chatter').getByRole('checkbox').click();
    await rowSays(workbench, 'chatter', /on, waiting for a client/u);
    // A fixed sequence: the points of time vary with the machine, not with luck.
    let seed = 20_261_122;
    const random = (): number =>
      (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    for (let trial = 0; trial < kills; trial++) {
      await order(workbench, 'chatter', { trial }, 'chatter');
      const sent = `\\"trial\\":${trial},\\"n\\":`;
      await expect
        .poll(async () => (await recorded()).includes(sent), { timeout: 120_000 })
        .toBe(true);
      await wait(random() * 1000);
      const host = extensionHost();
      if (host === undefined) throw new Error('no extension host');
      const below = descendants(host.pid);
      expect(below.some(({ command }) => command.includes(' record --out '))).toBe(true);
      const before = await recorded();
      process.kill(host.pid, 'SIGKILL');
      // The recorder and the server end with it, and by themselves.
      await expect.poll(() => running([host, ...below]), { timeout: 60_000 }).toEqual([]);

      const after = await recorded();
      expect(after.subarray(0, before.length).equals(before)).toBe(true);
      const result = readSession(after, 'killed.faultline');
      if (!result.ok) throw new Error(result.message);
      const calls = result.session.steps.filter(({ kind }) => kind === 'assistant');
      expect(calls).toHaveLength(trial + 1);
      expect(numbers(after, trial)).toEqual(numbers(after, trial).map((_, n) => n));

      // VS Code starts another one; after some, it leaves that to a person.
      if (trial % 2 === 1) await workbench.reload();
      else await expect.poll(extensionHost, { timeout: 60_000 }).toBeDefined();
    }
  });
});

interface Line {
  readonly type?: string;
  readonly raw?: string;
}
interface Frame {
  readonly params?: { readonly data?: { readonly trial?: number; readonly n?: number } };
}

/** Numbers of the notifications of a trial. Throws for a line that is torn: the recorder was not killed. */
function numbers(bytes: Buffer, trial: number): (number | undefined)[] {
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line);
  return lines
    .flatMap(({ type, raw }) =>
      type === 'mcp' && raw !== undefined ? [(JSON.parse(raw) as Frame).params?.data] : [],
    )
    .flatMap(data => (data?.trial === trial ? [data.n] : []));
}
