import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clickStep, rings, selectedStep } from './graph.ts';
import { packageModels } from './package.mjs';
import { openWorkbench, type Workbench } from './workbench.ts';

// A language model is asked about the steps that evidence leaves open: only after the person turned it on and agreed, and
// what it says counts only if its quotes are there. The tests of this file are one story and share one window.

const patience = 60_000;
const command = 'Faultline: Ask a Language Model about Suspect Steps';

const said = [
  ['scout', 'The bridge at Halden is closed until June.'],
  ['planner', 'Then we have to take the ferry, which costs a day.'],
  ['cook', 'Dinner is soup.'],
  ['clerk', 'I file this under roads.'],
  ['porter', 'Bags are packed.'],
];
const session = [
  { faultline: 1, id: 'bridge', title: 'Bridge', startedAt: '2026-01-01T00:00:00Z' },
  ...said.map(([name, content], index) => ({
    t: `2026-01-01T00:00:0${index}Z`,
    type: 'message',
    id: `m${index}`,
    role: 'assistant',
    name,
    content,
    input: said.slice(0, index).map((_, earlier) => `m${earlier}`),
  })),
]
  .map(line => `${JSON.stringify(line)}\n`)
  .join('');

const no = '{"used": false, "quote_marked": "", "quote_step": ""}';
const yes = (marked: string, step: string): string =>
  JSON.stringify({ used: true, quote_marked: marked, quote_step: step });

let workbench: Workbench;
let graph: Frame;

beforeAll(async () => {
  workbench = await openWorkbench({
    files: { 'bridge.faultline': session, 'models.json': '{}' },
    extensions: [await packageModels()],
    size: { width: 1600, height: 900 },
    settings: { 'chat.disableAIFeatures': false, 'window.dialogStyle': 'custom' },
  });
  await workbench.openFile('bridge.faultline');
  graph = await workbench.graph();
});

afterAll(() => workbench?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot('model-check-failed');
});

const ringOf = async (seq: number): Promise<string | undefined> => (await rings(graph))[seq];
const dialog = (): Locator => workbench.page.locator('.monaco-dialog-box');
const answerDialog = (name: string): Promise<void> =>
  dialog().getByRole('button', { name, exact: true }).click();
const notice = (text: RegExp | string): Locator =>
  workbench.page
    .locator('.notifications-toasts .notification-list-item', { hasText: text })
    .first();
const script = (models: object): Promise<void> =>
  writeFile(join(workbench.folder, 'models.json'), JSON.stringify(models));

/** What the model was asked so far. */
async function asked(): Promise<readonly { readonly model: string; readonly prompt: string }[]> {
  const path = join(workbench.folder, 'asked.jsonl');
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map(line => JSON.parse(line) as { model: string; prompt: string });
}

async function clearNotices(): Promise<void> {
  await workbench.command('Notifications: Clear All Notifications');
}

/** The list of models is asked for anew when the script changes; this waits until the consent names the model. */
async function askUntilConsent(title: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    await workbench.command(command);
    try {
      await dialog().filter({ hasText: title }).waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (tries >= 5) throw error;
      await clearNotices();
    }
  }
}

test('it is off: the command says what it does, and sends nothing', async () => {
  await expect.poll(async () => (await rings(graph)).length, { timeout: patience }).toBe(5);
  await clickStep(graph, 0);
  await expect.poll(() => selectedStep(graph)).toBe(0);
  await workbench.press('w');
  await expect.poll(() => ringOf(0), { timeout: patience }).toBe('wrong');
  await workbench.command(command);
  await dialog().filter({ hasText: 'The model check is off.' }).waitFor({ timeout: patience });
  await answerDialog('Cancel');
  await dialog().waitFor({ state: 'hidden' });
  expect(await asked()).toEqual([]);
});

test('without a model it says what to do', async () => {
  await workbench.command(command);
  await dialog().filter({ hasText: 'The model check is off.' }).waitFor({ timeout: patience });
  await answerDialog('Turn On');
  await notice('VS Code has no language model to ask').waitFor({ timeout: patience });
  expect(await notice('no language model').innerText()).toContain('--check-with');
  await clearNotices();
});

test('it asks before it sends, and takes no for an answer', async () => {
  await script({ models: ['Tiny'], answers: [{ when: '', say: no }] });
  await askUntilConsent('Ask Tiny about 4 steps?');
  const words = await dialog().innerText();
  for (const each of ['faultline-test', '4 requests', 'secrets', 'tokens']) {
    expect(words).toContain(each);
  }
  await workbench.screenshot('model-check-consent');
  await answerDialog('Cancel');
  await dialog().waitFor({ state: 'hidden' });
  expect(await asked()).toEqual([]);
});

test('a true quote is evidence, an invented one is not, and an error is told', async () => {
  await script({
    models: ['Tiny'],
    answers: [
      { when: 'OUTPUT of step #1', say: yes('closed until June', 'take the ferry') },
      { when: 'OUTPUT of step #2', say: no },
      { when: 'OUTPUT of step #3', say: yes('closed until July', 'roads') },
      { when: 'OUTPUT of step #4', fail: 'Blocked' },
    ],
  });
  await askUntilConsent('Ask Tiny about 4 steps?');
  await answerDialog('Ask');
  const summary = notice('Tiny on 4 steps');
  await summary.waitFor({ timeout: patience });
  const words = await summary.innerText();
  for (const each of [
    '1 used it',
    'no use found in 1',
    '1 said to use it',
    '1 without an answer',
  ]) {
    expect(words).toContain(each);
  }
  expect(words).toContain('quota');
  await clearNotices();

  await expect.poll(() => ringOf(1), { timeout: patience }).toBe('traced');
  for (const seq of [2, 3, 4]) expect(await ringOf(seq)).not.toBe('traced');
  await clickStep(graph, 1);
  const pane = graph.locator('aside.details');
  await expect.poll(() => pane.innerText()).toContain('A model says that it used the text');
  expect(await pane.locator('.hops').innerText()).toMatch(/closed until June[^]*take the ferry/u);
  expect(await pane.locator('.hop-head .kind').innerText()).toContain('a model says so');
  await workbench.screenshot('model-check-traced');
  await clickStep(graph, 2);
  await expect.poll(() => pane.innerText()).toContain('Tiny: a model found no use of it.');
  await clickStep(graph, 3);
  await expect.poll(() => pane.innerText()).toContain('what it quotes is not there');
  await workbench.command('Faultline: Focus on Affected Steps View');
  const rows = workbench.page.locator('.pane .monaco-list-row');
  await rows.filter({ hasText: 'a model says so: “take the ferry” from #0' }).waitFor();
  // Those that were only exposed are folded.
  const folded = rows.filter({ hasText: 'had it in context' });
  if (await folded.isVisible()) await folded.click();
  await rows.filter({ hasText: 'a model found no use of it' }).waitFor();
  const action = workbench.page.locator('.pane-header .action-label[aria-label^="Ask a Language"]');
  expect(await action.count()).toBe(1);
  expect((await asked()).every(({ model }) => model === 'tiny')).toBe(true);
});

test('what was answered is not asked again, and can be cancelled', async () => {
  const before = (await asked()).length;
  await script({ models: ['Tiny'], answers: [{ when: '', hang: true }] });
  await askUntilConsent('Ask Tiny about 1 step?');
  await answerDialog('Ask');
  const progress = notice('Asking Tiny');
  await progress.waitFor({ timeout: patience });
  await expect.poll(async () => (await asked()).length, { timeout: patience }).toBe(before + 1);
  await progress.hover();
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await notice('1 not asked').waitFor({ timeout: patience });
  expect(await ringOf(1)).toBe('traced');
  await clearNotices();
});

test('answers survive a reload, and stand in no file of the workspace', async () => {
  await workbench.reload();
  graph = await workbench.graph();
  await expect.poll(() => ringOf(1), { timeout: patience }).toBe('traced');
  const names = await readdir(workbench.folder);
  expect(names.sort()).toEqual([
    'asked.jsonl',
    'bridge.faultline',
    'bridge.marks.json',
    'models.json',
  ]);
  expect(await readFile(join(workbench.folder, 'bridge.faultline'), 'utf8')).toBe(session);
  expect(await readFile(join(workbench.folder, 'bridge.marks.json'), 'utf8')).not.toContain('Tiny');
});

test('the person has the last word, and what they said can be exported', async () => {
  await clickStep(graph, 1);
  await graph.getByRole('button', { name: 'It did not use #0' }).click();
  await expect.poll(() => ringOf(1), { timeout: patience }).not.toBe('traced');
  await workbench.command('Faultline: Export Labels');
  const input = workbench.page.locator('.quick-input-widget input.input');
  await expect
    .poll(() => input.inputValue(), { timeout: patience })
    .toContain('bridge.labels.json');
  await workbench.press('Enter');
  const labels = join(workbench.folder, 'bridge.labels.json');
  await expect.poll(() => existsSync(labels), { timeout: patience }).toBe(true);
  const written = async (): Promise<string> => readFile(labels, 'utf8');
  await expect.poll(written, { timeout: patience }).toContain('"denied"');
  expect(JSON.parse(await written())).toMatchObject({
    bridge: [{ source: 'm0', quote: said[0]?.[1], consumers: [], denied: ['m1'] }],
  });
});

test('with several models it asks which one', async () => {
  await script({ models: ['Tiny', 'Big'], answers: [{ when: '', say: no }] });
  const row = workbench.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Big' });
  for (let tries = 0; ; tries++) {
    await workbench.command(command);
    try {
      await row.waitFor({ timeout: 10_000 });
      break;
    } catch (error) {
      if (tries >= 5) throw error;
      // The list of models was the old one.
      await workbench.press('Escape');
    }
  }
  await row.click();
  await dialog().filter({ hasText: 'Ask Big about 4 steps?' }).waitFor({ timeout: patience });
  await answerDialog('Cancel');
  await dialog().waitFor({ state: 'hidden' });
});

test('the legend tells its line from the others', async () => {
  await clickStep(graph, 1);
  await workbench.press('?');
  const legend = graph.locator('dialog.legend');
  await expect.poll(() => legend.innerText(), { timeout: patience }).toContain('says so');
  await workbench.screenshot('model-check-legend');
  await workbench.press('Escape');
});
