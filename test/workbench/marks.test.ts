import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clickStep, rings, selectText, selectedStep, stepsIn } from './graph.ts';
import { repository } from './paths.mjs';
import { truth } from './truth.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// The main job, as a person does it: open the sample, mark one wrong sentence, read what it touched. The tests of this
// file are one story and share one window.

const wrongStep = 13;
let workbench: Workbench;
let graph: Frame;

beforeAll(async () => {
  workbench = await openWorkbench({
    files: { 'sample.faultline': join(repository, 'media/sample.faultline') },
    size: { width: 1600, height: 900 },
  });
  await workbench.openFile('sample.faultline');
  graph = await workbench.graph();
});

afterAll(() => workbench?.close());

const sidecar = () => join(workbench.folder, 'sample.marks.json');

/** The sidecar's text, its random id and its time replaced; undefined if there is none. */
async function marksFile(): Promise<string | undefined> {
  if (!existsSync(sidecar())) return undefined;
  const text = await readFile(sidecar(), 'utf8');
  return text
    .replace(/"id": "[^"]+"/gu, '"id": "ID"')
    .replace(/"createdAt": "[^"]+"/gu, '"createdAt": "TIME"');
}

const sentenceMarked = async (): Promise<string> => {
  const text = (await truth.textOf(truth.wrong.step)) ?? '';
  const start = text.indexOf(truth.wrong.quote);
  const mark = {
    id: 'ID',
    verdict: 'wrong',
    step: truth.wrong.step,
    quote: truth.wrong.quote,
    start,
    end: start + truth.wrong.quote.length,
    createdAt: 'TIME',
  };
  return `${JSON.stringify({ version: 1, marks: [mark], overrides: [] }, undefined, 2)}\n`;
};

/** What every view must show once the wrong sentence is marked. */
async function expectSlice(): Promise<void> {
  await expect.poll(() => stepsIn(graph, 'wrong')).toEqual([wrongStep]);
  const either = await truth.seqsOf(truth.wrong.mayCount);
  const traced = async (): Promise<number[]> =>
    (await stepsIn(graph, 'traced')).filter(seq => !either.includes(seq));
  await expect.poll(traced).toEqual(await truth.seqsOf(truth.wrong.consumers));
}

test('nothing is marked at first', async () => {
  await expect.poll(() => rings(graph).then(all => all.length)).toBe(36);
  expect(new Set(await rings(graph))).toEqual(new Set(['none']));
  expect(await marksFile()).toBeUndefined();
  expect(await graph.locator('#mirror [data-seq="13"]').innerText()).toMatch(
    /addressed to planner, analyst/u,
  );
});

test('a sentence selected with the mouse in the details pane is marked wrong by the button', async () => {
  await clickStep(graph, wrongStep);
  await expect.poll(() => selectedStep(graph)).toBe(wrongStep);
  await selectText(workbench.page, graph, truth.wrong.quote);
  await graph.getByRole('button', { name: 'Wrong' }).click();

  await expectSlice();
  await expect.poll(marksFile).toBe(await sentenceMarked());
  await workbench.screenshot('marked-sentence');
});

test('the header counts the rings and says that it reaches the final answer', async () => {
  const header = await graph.locator('[data-ring="traced"]').first().innerText();
  expect(header).toMatch(/10/u);
  await expect.poll(() => graph.locator('body').innerText()).toMatch(/Reaches the final answer/u);
});

test('the details pane shows the evidence path into the final answer', async () => {
  await clickStep(graph, 35);
  await expect.poll(() => selectedStep(graph)).toBe(35);
  const pane = graph.locator('aside');
  await expect.poll(() => pane.innerText()).toMatch(/Why is this step affected\?/u);
  expect(await pane.innerText()).toMatch(/48\.25 billion/u);
  await workbench.screenshot('evidence-path');
});

test('the Affected Steps view lists the same steps', async () => {
  await workbench.command('Faultline: Focus on Affected Steps View');
  const tree = workbench.page.locator('.pane', { hasText: 'Affected Steps' }).last();
  await expect.poll(() => tree.innerText(), { timeout: 10_000 }).toMatch(/10 traced/u);
  expect(await tree.innerText()).toMatch(/Reaches the final answer/u);
  await workbench.screenshot('affected-steps');
  await workbench.command('View: Show Explorer');
});

test('Ctrl+Z takes the mark back, Ctrl+Shift+Z puts it again', async () => {
  await clickStep(graph, wrongStep);
  await workbench.press('Control+Z');
  await expect.poll(async () => new Set(await rings(graph))).toEqual(new Set(['none']));
  await expect.poll(marksFile).toMatch(/"marks": \[\]/u);
  await workbench.press('Control+Shift+Z');
  await expectSlice();
  await expect.poll(marksFile).toBe(await sentenceMarked());
});

test('after a reload of the window all is there again', async () => {
  await workbench.reload();
  graph = await workbench.graph();
  await expectSlice();
  expect(await marksFile()).toBe(await sentenceMarked());
});

test('the word that a step did not use another is kept, shown, and can be taken back', async () => {
  await clickStep(graph, 15);
  await graph.getByRole('button', { name: 'It did not use #13' }).click();
  await expect.poll(() => stepsIn(graph, 'traced')).not.toContain(15);
  await expect.poll(marksFile).toMatch(/"didUse": false/u);
  const pane = graph.locator('aside');
  await expect.poll(() => pane.innerText()).toMatch(/You said that it did not use #13/u);
  await graph.getByRole('button', { name: 'Take it back' }).click();
  await expectSlice();
  await expect.poll(marksFile).toBe(await sentenceMarked());
});

test('by keyboard alone: walk to a step, mark it verified, and the flow stops there', async () => {
  await graph.getByRole('application').focus();
  await workbench.press('Home');
  for (let seq = 0; seq < 31; seq++) await workbench.press('ArrowRight');
  await expect.poll(() => selectedStep(graph)).toBe(31);
  await workbench.press('v');
  await expect.poll(() => stepsIn(graph, 'verified')).toEqual([31]);
  expect(await stepsIn(graph, 'traced')).not.toContain(33);
  expect(await stepsIn(graph, 'traced')).not.toContain(35);
  await workbench.screenshot('verified-stops');
  await workbench.press('v');
  await expectSlice();
});

test('the replay cursor steps, and jumps to the first affected step', async () => {
  const position = graph.locator('.toolbar .position');
  await workbench.press('Home', 'Period');
  await expect.poll(() => position.innerText()).toBe('Step 1 of 35');
  await workbench.screenshot('replay');
  await workbench.press('a');
  await expect.poll(() => position.innerText()).toBe('Step 14 of 35');
  await workbench.press('Comma');
  await expect.poll(() => position.innerText()).toBe('Step 13 of 35');
  await workbench.press('p');
  await expect.poll(() => position.innerText(), { timeout: 10_000 }).toBe('Step 16 of 35');
  await workbench.press('p');
});
