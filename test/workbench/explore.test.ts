import { readFile, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longSession } from '../fixtures/longSession.ts';
import { openWorkbench } from './workbench.ts';
const mem = () =>
  execFileSync('bash', [
    '-c',
    "ps -eo pid,rss,args --sort=-rss | grep -E 'extensionHost|type=renderer|server-main' | grep -v grep | awk '{print $1,int($2/1024)\"MB\",substr($0,index($0,$3),90)}' | head -6",
  ]).toString();
test.each([10_000, 50_000])('perf %s', async count => {
  const wb = await openWorkbench({
    files: { 'a.txt': 'x', 'long.faultline': longSession(count) },
    size: { width: 1440, height: 900 },
  });
  const { page } = wb;
  const out: string[] = [];
  const say = (s: string) => {
    out.push(s);
    console.log(s);
  };
  try {
    await wb.openFile('a.txt');
    say(`mem before\n${mem()}`);
    let t = Date.now();
    await page
      .locator('.explorer-folders-view .monaco-list-row')
      .getByText('long.faultline', { exact: true })
      .dblclick();
    const graph = await wb.graph();
    await graph.locator('#root.shown').waitFor({ timeout: 120_000 });
    say(`${count} open → shown ${Date.now() - t} ms`);
    await graph.locator('#mirror [data-seq="3"]').waitFor({ state: 'attached' });
    const click = async (seq: number) => {
      await graph.getByRole('application').focus();
      await wb.press('Home');
      for (let i = 0; i < seq; i++) await wb.press('ArrowRight');
    };
    await click(3);
    await page.waitForTimeout(1000);
    await graph.evaluate(() => {
      const w = window as any;
      w.__long = [];
      new PerformanceObserver(l => {
        for (const e of l.getEntries()) w.__long.push(Math.round(e.duration));
      }).observe({ entryTypes: ['longtask'] });
      w.__t = 0;
      document.addEventListener(
        'keydown',
        e => {
          if (e.key === 'w') w.__t = performance.now();
        },
        true,
      );
      w.__done = 0;
      new MutationObserver(() => {
        if (!w.__done && w.__t && document.querySelector('[data-ring="traced"]'))
          requestAnimationFrame(() =>
            setTimeout(() => {
              w.__done = performance.now() - w.__t;
            }),
          );
      }).observe(document.querySelector('.header')!, { childList: true, subtree: true });
    });
    await wb.press('w');
    await graph.waitForFunction(() => (window as any).__done > 0, undefined, { timeout: 60_000 });
    say(
      `mark → painted ${await graph.evaluate(() => Math.round((window as any).__done))} ms; long tasks ${await graph.evaluate(() => JSON.stringify((window as any).__long))}`,
    );
    await wb.screenshot(`x-long-${count}`);
    await graph.evaluate(() => {
      (window as any).__long.length = 0;
    });
    t = Date.now();
    say(await graph.locator('.header').innerText());
    for (let i = 0; i < 10; i++) await wb.press('n');
    await expect
      .poll(() =>
        graph
          .locator('aside h2')
          .innerText()
          .catch(() => ''),
      )
      .toMatch(/#(1|2)\d0\b/u);
    say(
      `10 × n ${Date.now() - t} ms; long tasks ${await graph.evaluate(() => JSON.stringify((window as any).__long))}`,
    );
    await graph.evaluate(() => {
      (window as any).__long.length = 0;
    });
    await wb.press('Home');
    for (let i = 0; i < 3; i++) await wb.press('ArrowRight');
    await page.waitForTimeout(1500);
    say(
      `select step 3 (most consumers): long tasks ${await graph.evaluate(() => JSON.stringify((window as any).__long))}`,
    );
    await graph.evaluate(() => {
      (window as any).__long.length = 0;
    });
    await wb.press('End');
    await page.waitForTimeout(1500);
    say(
      `select last: long tasks ${await graph.evaluate(() => JSON.stringify((window as any).__long))}`,
    );
    say(
      `webview heap ${await graph.evaluate(() => Math.round((performance as any).memory.usedJSHeapSize / 1e6))} MB`,
    );
    t = Date.now();
    await wb.press('Enter');
    await wb.press('Enter');
    await page
      .locator('.editor-instance .monaco-editor .view-line')
      .first()
      .waitFor({ timeout: 60_000 });
    say(`transcript visible ${Date.now() - t} ms`);
    t = Date.now();
    await page.locator('.codelens-decoration').first().waitFor({ timeout: 60_000 });
    say(`lenses ${Date.now() - t} ms`);
    await wb.screenshot(`x-long-${count}-transcript`);
    say(`mem after\n${mem()}`);
    // reopen
    t = Date.now();
    await wb.openFile('a.txt');
    await wb.openFile('long.faultline');
    const again = await wb.graph();
    await again.locator('#root.shown').waitFor({ timeout: 120_000 });
    say(`tab back → shown ${Date.now() - t} ms`);
  } finally {
    await writeFile(`/tmp/perf-${count}.txt`, out.join('\n'));
    await wb.close();
  }
});
