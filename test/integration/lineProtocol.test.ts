import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSession } from '../../src/formats/read.ts';
import { root, scratch } from './recordCli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await scratch());
});
afterAll(() => remove());

const examples = join(root, 'media', 'examples');
const python = process.platform === 'win32' ? 'python' : 'python3';
const hasPython = spawnSync(python, ['--version']).status === 0;

/** Runs an example and reads what it wrote. */
async function sessionOf(name: string, command: string, script: string) {
  const file = join(folder, `${name}.faultline`);
  const { status, stderr } = spawnSync(command, [script, file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const result = readSession(await readFile(file), file);
  if (!result.ok) throw new Error(result.message);
  expect(result.diagnostics).toEqual([]);
  return result.session;
}

function expectTwoAgents({ title, steps }: Awaited<ReturnType<typeof sessionOf>>): void {
  expect(title).toBe('Two agents');
  const said = steps.map(
    ({ sourceId, agent, kind, to, output }) =>
      `${sourceId} ${agent} ${kind}${to.length > 0 ? ` to ${to.join()}` : ''}: ${output.text}`,
  );
  expect(said).toEqual([
    'q user user: Is it warm enough in Kraków to swim?',
    'p1 planner assistant to guide: Guide, how warm is it in Kraków?',
    'g1 guide assistant: weather({"city":"Kraków"})',
    'w1 weather tool: {"celsius": 27.5}',
    'g2 guide assistant to planner: It is 27.5 °C.',
    'p2 planner assistant: Yes: with 27.5 °C you can swim.',
  ]);
  const prompt = { kind: 'text', role: 'system', text: 'You plan trips. Ask the guide for facts.' };
  const refs = ['q', 'p1', 'g2'].map(sourceId => ({ kind: 'ref', sourceId }));
  expect(steps.at(-1)?.input).toEqual([prompt, ...refs]);
  expect(steps.every(step => step.time !== undefined)).toBe(true);
}

describe('the examples of the line protocol', () => {
  it('in TypeScript writes a session that opens', async () => {
    const source = await readFile(join(examples, 'agents.ts'), 'utf8');
    const { code } = await transform(source, { loader: 'ts', format: 'esm' });
    const script = join(folder, 'agents.mjs');
    await writeFile(script, code);
    expectTwoAgents(await sessionOf('typescript', process.execPath, script));
  });

  it.runIf(hasPython)('in Python writes a session that opens (needs python3)', async () => {
    expectTwoAgents(await sessionOf('python', python, join(examples, 'agents.py')));
  });

  it('stand in lines of the size of a screen', async () => {
    for (const name of ['agents.ts', 'agents.py']) {
      const source = await readFile(join(examples, name), 'utf8');
      expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(36);
    }
  });

  it('in the document is a message that opens', async () => {
    const document = await readFile(join(root, 'media', 'examples', 'README.md'), 'utf8');
    const lines = [...document.matchAll(/```json\n(.*)\n```/gu)].map(([, line = '']) => line);
    const result = readSession(Buffer.from(lines.join('\n')), 'document.faultline');
    expect(result.ok && result.session.steps.map(step => step.sourceId)).toEqual(['g2']);
  });
});
