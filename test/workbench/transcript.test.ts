import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rings, selectedStep, stepsIn } from './graph.ts';
import { repository } from './paths.mjs';
import { truth } from './truth.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// The transcript beside the graph, by keyboard as far as a person would.

let workbench: Workbench;
let graph: Frame;

beforeAll(async () => {
  workbench = await openWorkbench({
    files: { 'sample.faultline': join(repository, 'media/sample.faultline') },
    size: { width: 1600, height: 900 },
  });
  await workbench.openFile('sample.faultline');
  graph = await workbench.graph();
  await graph.locator('#mirror [data-seq="35"]').waitFor({ state: 'attached' });
});

afterAll(() => workbench?.close());

const editor = () => workbench.page.locator('.editor-instance .monaco-editor').last();

const marks = async (): Promise<string> => {
  const file = join(workbench.folder, 'sample.marks.json');
  return existsSync(file) ? await readFile(file, 'utf8') : '';
};

/** Selects a text of the transcript with Find, as one does without a mouse. */
async function find(text: string): Promise<void> {
  await workbench.press('Control+F');
  await workbench.page.waitForTimeout(300);
  await workbench.press('Control+A');
  await workbench.page.keyboard.insertText(text);
  await workbench.page.waitForTimeout(500);
  await workbench.press('Enter', 'Escape');
  await workbench.page.waitForTimeout(300);
}

/** What decorations add behind lines: text that stands in the style, not in the page. */
const afterTexts = (): Promise<string> =>
  editor().evaluate(root =>
    [...root.querySelectorAll('.view-line span')]
      .map(span => getComputedStyle(span, '::after').content)
      .join('\n'),
  );

/** Clicks on the lens nearest to the middle of the editor: those at its edges may be cut off. */
async function clickMiddleLens(title: string): Promise<void> {
  const lenses = await editor().locator('.codelens-decoration a:visible', { hasText: title }).all();
  const boxes = await Promise.all(lenses.map(lens => lens.boundingBox()));
  const frame = await editor().boundingBox();
  const middle = frame === null ? 0 : frame.y + frame.height / 2;
  const [nearest] = boxes
    .filter(box => box !== null)
    .sort((a, b) => Math.abs(a.y - middle) - Math.abs(b.y - middle));
  if (nearest === undefined) throw new Error(`no lens "${title}" in view`);
  await workbench.page.mouse.click(nearest.x + nearest.width / 2, nearest.y + nearest.height / 2);
}

test('opens beside the graph with a heading and a lens for each step', async () => {
  await workbench.command('Faultline: Open Transcript');
  await expect.poll(() => editor().innerText(), { timeout: 15_000 }).toMatch(/#0\suser/u);
  await expect
    .poll(() => editor().locator('.codelens-decoration').first().innerText(), { timeout: 15_000 })
    .toMatch(/Mark wrong.*Unsure.*Verified.*Who consumed this\?/su);
});

test('a sentence selected there is marked by a chord; graph, headings and sidecar follow', async () => {
  await find(truth.wrong.quote);
  await workbench.press('Control+Alt+W');
  await expect.poll(() => stepsIn(graph, 'wrong'), { timeout: 15_000 }).toEqual([13]);
  const either = await truth.seqsOf(truth.wrong.mayCount);
  await expect
    .poll(async () => (await stepsIn(graph, 'traced')).filter(seq => !either.includes(seq)))
    .toEqual(await truth.seqsOf(truth.wrong.consumers));
  await expect.poll(marks).toContain(JSON.stringify(truth.wrong.quote));
  await expect.poll(afterTexts).toMatch(/marked\swrong/u);
  expect(await afterTexts()).toMatch(/traced: same value/u);
  await workbench.screenshot('transcript');
});

test('the graph selects the step in which the cursor stands', async () => {
  await find('Correction before this goes out'.slice(11));
  await expect.poll(() => selectedStep(graph), { timeout: 10_000 }).toBe(32);
});

test('"Who consumed this?" offers the consumers to jump to', async () => {
  await find('Here are the facts from the company files');
  await workbench.command('Faultline: Who Consumed This?');
  const list = workbench.page.locator('.quick-input-widget');
  await expect.poll(() => list.innerText(), { timeout: 10_000 }).toMatch(/#15/u);
  await workbench.screenshot('who-consumed-this');
  await workbench.press('Escape');
});

test('undo in the transcript takes the mark back', async () => {
  await find('Here are the facts from the company files');
  await workbench.press('Control+Z');
  await expect.poll(marks).toMatch(/"marks": \[\]/u);
  await expect.poll(async () => new Set(await rings(graph))).toEqual(new Set(['none']));
});

test('a lens marks the whole step', async () => {
  await find('Here are the facts from the company files');
  await workbench.press('ArrowLeft');
  await clickMiddleLens('Verified');
  await expect.poll(() => marks(), { timeout: 10_000 }).toMatch(/"verdict": "verified"/u);
});
