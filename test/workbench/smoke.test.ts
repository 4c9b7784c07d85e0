import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;

beforeAll(async () => {
  const header = { faultline: 1, id: 'smoke', title: 'Smoke', startedAt: '2026-01-01T00:00:00Z' };
  workbench = await openWorkbench({
    files: { 'sample.faultline': JSON.stringify(header) + '\n', 'notes.txt': 'notes\n' },
  });
});

afterAll(() => workbench?.close());

test('a session file opens as a graph from the Explorer', async () => {
  await workbench.openFile('sample.faultline');

  await expectContent(await workbench.graph());
  await workbench.screenshot('smoke-graph');
});

test('the graph comes back when the window reloads', async () => {
  await workbench.openFile('sample.faultline');
  await workbench.graph();

  await workbench.reload();

  await expectContent(await workbench.graph());
});

/** Our script ran: the page around it has no text of its own. */
async function expectContent(graph: Frame): Promise<void> {
  await expect.poll(() => graph.locator('body').innerText(), { timeout: 10_000 }).toMatch(/\S/);
}
