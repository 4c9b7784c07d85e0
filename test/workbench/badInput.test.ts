import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rings } from './graph.ts';
import { repository } from './paths.mjs';
import { openWorkbench, type Workbench } from './workbench.ts';

// Whatever the file holds: one clear message, and everything readable still opens.

let workbench: Workbench;

beforeAll(async () => {
  const sample = await readFile(join(repository, 'media/sample.faultline'), 'utf8');
  const lines = sample.trimEnd().split('\n');
  const hostile = {
    t: '2026-01-01T00:00:00Z',
    type: 'message',
    id: 'h1',
    role: 'assistant',
    name: '<img src=x onerror=alert(1)>',
    content:
      '</script><script>document.title="owned"</script> [run](command:workbench.action.quit) \u202Egnp.exe\u202C \u001b[31mred\u200b',
  };
  workbench = await openWorkbench({
    files: {
      'empty.faultline': '',
      'torn.faultline': sample.slice(0, -40),
      'foreign-line.faultline': [...lines, '{"type":"weather","t":1,"sky":"blue"}', ''].join('\n'),
      'junk.faultline': '\u0001\u0002PK\u0003\u0004 not a session at all\n\u0007',
      'table.faultline': 'a,b\n1,2\n',
      'hostile.faultline': `${lines[0]}\n${JSON.stringify(hostile)}\n`,
      'list.json': JSON.stringify([
        { role: 'user', name: 'user', content: 'How long is it?' },
        { role: 'assistant', name: 'guide', content: 'It is 48,251 steps long.' },
      ]),
      'broken.faultline': sample,
      'broken.marks.json': '{"version": 1, "marks": [',
    },
  });
});

afterAll(() => workbench?.close());

async function textOf(name: string): Promise<string> {
  await workbench.openFile(name);
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('body').innerText(), { timeout: 15_000 }).toMatch(/\S/u);
  await workbench.page.waitForTimeout(600);
  return await graph.locator('body').innerText();
}

test.each([
  ['empty.faultline', /empty/u],
  ['junk.faultline', /junk\.faultline/u],
  ['table.faultline', /table\.faultline/u],
])('%s is refused with one message', async (name, message) => {
  expect(await textOf(name)).toMatch(message);
  await workbench.screenshot(`refused-${name}`);
});

test('a truncated last line is named and skipped, the rest is shown', async () => {
  expect(await textOf('torn.faultline')).toMatch(/Line \d+ is skipped/u);
  await expect.poll(async () => (await rings(await workbench.graph())).length).toBe(36);
  await workbench.screenshot('torn');
});

test('a line of another type is kept and named, the rest is shown', async () => {
  expect(await textOf('foreign-line.faultline')).toMatch(/weather/u);
  await expect.poll(async () => (await rings(await workbench.graph())).length).toBe(36);
});

test('hostile text is shown as text', async () => {
  await textOf('hostile.faultline');
  const graph = await workbench.graph();
  await expect.poll(() => graph.locator('#mirror').innerText()).toContain('<img src=x onerror=');
  expect(await graph.locator('img').count()).toBe(0);
  expect(await workbench.page.title()).not.toMatch(/owned/u);
});

test('a broken sidecar is never overwritten', async () => {
  await textOf('broken.faultline');
  const graph = await workbench.graph();
  await graph.getByRole('application').focus();
  await workbench.press('Home', 'ArrowRight', 'w');
  await expect
    .poll(() => workbench.page.locator('.notifications-toasts').innerText(), { timeout: 10_000 })
    .toMatch(/broken\.marks\.json/u);
  expect(await readFile(join(workbench.folder, 'broken.marks.json'), 'utf8')).toBe(
    '{"version": 1, "marks": [',
  );
});

test('a message list opens from the menu of the Explorer, and says that inputs were not recorded', async () => {
  const { page } = workbench;
  await workbench.explorerMenu('list.json', /^Open as Faultline Session/u);
  await page.getByRole('tab', { name: /list\.json/u }).waitFor();
  const graph = await workbench.graph();
  await expect.poll(async () => (await rings(graph)).length).toBe(2);
  expect(await graph.locator('body').innerText()).toMatch(/Inputs were not recorded/u);
});
