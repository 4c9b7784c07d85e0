import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepsIn } from './graph.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

// Names and outputs that try to be something else: icons, links, markup, styles. Everywhere they are text. And texts that
// make offsets hard: what is marked is what was selected.

const evil =
  '$(zap) <b>x</b>\n[run](command:workbench.action.quit) \u202Egnp\u202C\u200b \u001b[31m\0 `';
const value = 'EUR 48,251 million';
const hard = `\tfirst 🏔️🏔️\r\n\tthe sum is ${value} 𝒂𝒃\r\nlast\u2028line`;
const word = 'x'.repeat(1_000_000);

const messages = [
  ['user', 'user', `How much? ${evil}`],
  ['assistant', evil, hard],
  ['assistant', `${evil} 2`, `It is ${value}. '; } * { display: none } ${evil}`],
  ['assistant', 'w'.repeat(5_000), `${word} ${value}`],
  ['assistant', evil, `The answer: ${value}. ${evil}`],
] as const;

let workbench: Workbench;
let graph: Frame;

beforeAll(async () => {
  const header = { faultline: 1, id: 'x', title: evil, startedAt: '2026-01-01T00:00:00Z' };
  const lines = messages.map(([role, name, content], index) => ({
    t: `2026-01-01T00:00:0${index}Z`,
    type: 'message',
    id: `m${index}`,
    role,
    name,
    content,
  }));
  const foreign = {
    t: '2026-01-01T00:00:09Z',
    type: '$(zap) [run](command:workbench.action.quit)',
  };
  workbench = await openWorkbench({
    files: {
      'evil.faultline': [header, ...lines, foreign]
        .map(line => `${JSON.stringify(line)}\n`)
        .join(''),
    },
    size: { width: 1600, height: 900 },
  });
  await workbench.openFile('evil.faultline');
  graph = await workbench.graph();
  await graph.locator('#mirror [data-seq="4"]').waitFor({ state: 'attached' });
});

afterAll(() => workbench?.close());

const editor = () => workbench.page.locator('.editor-instance .monaco-editor').last();
const icons = () => workbench.page.locator('.codicon-zap').count();

test('a text between tabs, line breaks and emoji is marked exactly in the transcript', async () => {
  await workbench.command('Faultline: Open Transcript');
  await expect.poll(() => editor().innerText(), { timeout: 15_000 }).toMatch(/the\ssum\sis/u);
  await workbench.press('Control+F');
  await workbench.page.waitForTimeout(300);
  await workbench.press('Control+A');
  await workbench.page.keyboard.insertText(`${value} 𝒂𝒃`);
  await workbench.page.waitForTimeout(500);
  await workbench.press('Enter', 'Escape');
  await workbench.page.waitForTimeout(300);
  await workbench.press('Control+Alt+W');
  await expect.poll(() => stepsIn(graph, 'wrong'), { timeout: 15_000 }).toEqual([1]);
  const sidecar = join(workbench.folder, 'evil.marks.json');
  await expect.poll(() => existsSync(sidecar)).toBe(true);
  const start = hard.indexOf(value);
  expect(JSON.parse(await readFile(sidecar, 'utf8'))).toMatchObject({
    marks: [{ quote: `${value} 𝒂𝒃`, start, end: start + `${value} 𝒂𝒃`.length }],
  });
  await workbench.screenshot('hostile-transcript');
  expect(await icons()).toBe(0);
});

test('names and texts are text in the outline, in quick picks, in the tree and in hovers', async () => {
  await workbench.press('Control+Shift+O');
  const list = workbench.page.locator('.quick-input-widget');
  await expect.poll(() => list.innerText(), { timeout: 10_000 }).toMatch(/#1/u);
  await workbench.screenshot('hostile-symbols');
  expect(await icons()).toBe(0);
  await workbench.press('Escape');

  await workbench.command('Faultline: Who Consumed This?');
  await expect.poll(() => list.innerText(), { timeout: 10_000 }).toMatch(/#2/u);
  await workbench.screenshot('hostile-consumers');
  expect(await icons()).toBe(0);
  await workbench.press('Escape');

  await workbench.command('Faultline: Show Skipped Lines');
  await expect.poll(() => list.innerText(), { timeout: 10_000 }).toMatch(/zap/u);
  expect(await icons()).toBe(0);
  await workbench.press('Escape');

  await workbench.command('Faultline: Focus on Affected Steps View');
  const tree = workbench.page.locator('.pane', { hasText: 'Affected Steps' }).last();
  await expect.poll(() => tree.innerText(), { timeout: 10_000 }).toMatch(/traced/u);
  expect(await tree.innerText()).not.toMatch(/[\u202e\u200e]/u);
  expect(await icons()).toBe(0);
  await workbench.screenshot('hostile-tree');
});

test('the page runs, loads and links to nothing', async () => {
  graph = await workbench.graph();
  await graph.getByRole('application').focus();
  for (let seq = 0; seq < messages.length; seq++) await workbench.press('ArrowRight');
  expect(await graph.locator('#root').locator('img, a, script, b b').count()).toBe(0);
  expect(await graph.locator('body').innerText()).not.toMatch(/[\u202e\0]/u);
  await workbench.screenshot('hostile-graph');
  expect(workbench.violations).toEqual([]);
  // It would be noticed.
  await graph.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await expect.poll(() => workbench.violations.length).toBeGreaterThan(0);
});
