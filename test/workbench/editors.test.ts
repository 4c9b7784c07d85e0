import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMarks } from '../../src/formats/marks.ts';
import { markOn } from '../fixtures/marks.ts';
import { longSession, longWrong } from '../fixtures/longSession.ts';
import { clickStep, rings, selectedStep, stepsIn } from './graph.ts';
import { repository } from './paths.mjs';
import { truth } from './truth.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// Several editors of one session, in a window of the size of a laptop's: they stay together, and nothing gets lost when
// one is hidden, closed or renamed. The tests of this file share one window.

let workbench: Workbench;
let marks: string;

beforeAll(async () => {
  const session = await truth.session();
  marks = writeMarks({ marks: [markOn(session, 13, truth.wrong.quote)], overrides: [] });
  workbench = await openWorkbench({
    files: {
      'notes.txt': 'notes\n',
      'sample.faultline': join(repository, 'media/sample.faultline'),
      'sample.marks.json': marks,
      'long.faultline': longSession(10_000),
    },
    size: { width: 1280, height: 720 },
  });
});

afterAll(() => workbench?.close());

const file = (name: string) => join(workbench.folder, name);
const sidecar = async (name = 'sample.marks.json'): Promise<string> =>
  existsSync(file(name)) ? await readFile(file(name), 'utf8') : '';
const tracedIs = (graph: Frame, count: number) =>
  expect.poll(async () => (await stepsIn(graph, 'traced')).length, { timeout: 15_000 }).toBe(count);

/** Nothing of the toolbar and the tiles is cut off at the right. */
async function inReach(graph: Frame): Promise<void> {
  const cut = await graph.evaluate(() =>
    [...document.querySelectorAll('.toolbar > *, .toolbar button, .header > *, .verdicts > *')]
      .filter(each => each.getBoundingClientRect().right > document.body.clientWidth)
      .map(each => each.outerHTML.slice(0, 80)),
  );
  expect(cut).toEqual([]);
}

async function open(): Promise<Frame> {
  await workbench.openFile('sample.faultline');
  const graph = await workbench.graph();
  await graph.locator('#mirror [data-seq="35"]').waitFor({ state: 'attached' });
  return graph;
}

test('keys pressed fast walk from affected step to affected step in the transcript', async () => {
  const graph = await open();
  await tracedIs(graph, 10);
  await clickStep(graph, 35);
  await workbench.screenshot('laptop-graph');
  await inReach(graph);
  await workbench.page.setViewportSize({ width: 1024, height: 700 });
  await workbench.page.waitForTimeout(500);
  await workbench.screenshot('small-graph');
  await inReach(graph);
  await workbench.page.setViewportSize({ width: 1280, height: 720 });
  await workbench.command('Faultline: Open Transcript');
  const editor = workbench.page.locator('.editor-instance .monaco-editor').last();
  await expect.poll(() => editor.innerText(), { timeout: 15_000 }).toMatch(/#\d/u);
  await workbench.screenshot('laptop-transcript');
  await inReach(graph);
  const affected = (await rings(graph)).flatMap((ring, seq) =>
    ring === 'traced' || ring === 'suspect' ? [seq] : [],
  );
  await workbench.press('Control+Home');
  await expect.poll(() => selectedStep(graph)).toBe(0);
  for (let index = 0; index < 7; index++) await workbench.press('Alt+ArrowDown');
  await workbench.page.waitForTimeout(500);
  expect(await selectedStep(graph)).toBe(affected[6]);
  await workbench.press('Control+W');
});

test('two graphs of one session select the same step', async () => {
  const first = await open();
  await workbench.command('View: Split Editor Right');
  const frames = workbench.page.locator('iframe.webview.ready:visible');
  await expect.poll(() => frames.count()).toBe(2);
  const second = await frames.last().contentFrame().locator('iframe#active-frame').elementHandle();
  const other = await second?.contentFrame();
  if (!other) throw new Error('no second graph');
  await other.locator('#mirror [data-seq="35"]').waitFor({ state: 'attached' });
  await other.getByRole('application').focus();
  await workbench.press('Home', 'ArrowRight', 'ArrowRight');
  await expect.poll(() => selectedStep(other)).toBe(2);
  await expect.poll(() => selectedStep(first)).toBe(2);
  await workbench.screenshot('laptop-split');
  await workbench.command('View: Close Editor');
  await expect.poll(() => frames.count()).toBe(1);
});

test('a triple click on the last line of the output marks the text, not the step', async () => {
  const graph = await open();
  await clickStep(graph, 0);
  const body = graph.locator('aside .output .body');
  await body.waitFor();
  const text = await body.evaluate(each => each.textContent ?? '');
  const box = await body.boundingBox();
  if (box === null) throw new Error('no output');
  await workbench.page.mouse.click(box.x + 20, box.y + box.height - 6, { clickCount: 3 });
  await workbench.press('u');
  await expect.poll(() => stepsIn(graph, 'unsure')).toEqual([0]);
  await expect.poll(sidecar).toContain(`"quote": ${JSON.stringify(text)}`);
  await workbench.press('u');
  await expect.poll(sidecar).not.toMatch(/unsure/u);
});

test('a note that is being typed is kept when the tab is closed', async () => {
  const graph = await open();
  await clickStep(graph, 13);
  await graph.locator('.note textarea').fill('The year is wrong');
  await expect.poll(sidecar).toMatch(/The year is wrong/u);
  expect(await graph.locator('.note textarea').inputValue()).toBe('The year is wrong');
});

test('a graph that was hidden shows what has changed meanwhile', async () => {
  await open();
  await workbench.openFile('notes.txt');
  await writeFile(file('sample.marks.json'), writeMarks({ marks: [], overrides: [] }));
  await workbench.page.waitForTimeout(1500);
  const graph = await open();
  await expect.poll(async () => new Set(await rings(graph))).toEqual(new Set(['none']));
  await writeFile(file('sample.marks.json'), marks);
  await tracedIs(graph, 10);
});

test('a mark is written even if the tab is closed at once, and a session opens again and again', async () => {
  for (let round = 0; round < 5; round++) {
    const graph = await open();
    await graph.getByRole('application').focus();
    await workbench.press('Home', 'ArrowRight', 'v', 'Control+W');
    await expect.poll(async () => /verified/u.test(await sidecar())).toBe(round % 2 === 0);
  }
});

test('marks go with a session that is renamed in VS Code', async () => {
  await open();
  await workbench.command('View: Close All Editors');
  await workbench.explorerMenu('sample.faultline', /^Rename/u);
  await workbench.page.locator('.explorer-folders-view .monaco-list-row input').waitFor();
  await workbench.press('Control+A');
  await workbench.page.keyboard.insertText('brief.faultline');
  await workbench.press('Enter');
  await expect.poll(() => sidecar('brief.marks.json'), { timeout: 10_000 }).toMatch(/wrong/u);
  expect(existsSync(file('sample.marks.json'))).toBe(false);
  await workbench.openFile('brief.faultline');
  await tracedIs(await workbench.graph(), 10);
});

test('in a session of 10,000 steps a mark is painted and its consumers are listed without a stall', async () => {
  await workbench.openFile('long.faultline');
  const graph = await workbench.graph();
  await graph.locator('#root.shown').waitFor();
  await graph.getByRole('application').focus();
  await workbench.press('Home', ...Array<string>(longWrong.seq).fill('ArrowRight'));
  await expect.poll(() => graph.locator('aside h2').innerText()).toMatch(/#3 /u);
  await graph.evaluate(() => {
    const page = window as unknown as { longest: number };
    page.longest = 0;
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) page.longest = Math.max(page.longest, duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  await workbench.press('w');
  await graph.locator('.rows .row').first().waitFor();
  expect(await graph.locator('.rows .row').count()).toBe(50);
  await workbench.page.waitForTimeout(500);
  const longest = await graph.evaluate(() => (window as unknown as { longest: number }).longest);
  expect(longest).toBeLessThan(400);
});
