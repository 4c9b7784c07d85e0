import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeMarks } from '../../src/formats/marks.ts';
import { markOn } from '../fixtures/marks.ts';
import { seriousProblems } from './accessibility.ts';
import { clickStep, rings } from './graph.ts';
import { repository } from './paths.mjs';
import { truth } from './truth.ts';
import { openWorkbench } from './workbench.ts';

// Pictures of the marked sample in every kind of theme. The README's screenshot is the dark one.

test.each(['dark', 'light', 'hc', 'hcLight'] as const)(
  'the marked sample in the %s theme',
  async theme => {
    const session = await truth.session();
    const marks = writeMarks({ marks: [markOn(session, 13, truth.wrong.quote)], overrides: [] });
    const workbench = await openWorkbench({
      theme,
      files: {
        'sample.faultline': join(repository, 'media/sample.faultline'),
        'sample.marks.json': marks,
      },
      size: { width: 1600, height: 900 },
    });
    try {
      await workbench.openFile('sample.faultline');
      const graph = await workbench.graph();
      await expect
        .poll(async () => (await rings(graph)).filter(ring => ring === 'traced').length)
        .toBe(10);
      await workbench.command('Faultline: Focus on Affected Steps View');
      await clickStep(graph, 35);
      await expect
        .poll(() => graph.locator('aside').innerText())
        .toMatch(/Why is this step affected/u);
      // No tooltip in the picture; and the icons of the tree load one by one.
      await workbench.page.mouse.move(200, 330);
      await workbench.page.waitForTimeout(1500);
      const picture = await workbench.screenshot(`sample-${theme}`);
      expect((await readFile(picture)).length).toBeGreaterThan(20_000);
      expect(await seriousProblems(graph)).toEqual([]);
      expect(workbench.violations).toEqual([]);
    } finally {
      await workbench.close();
    }
  },
);
