import type { Frame, Page } from 'playwright-core';

// What a person sees and does in the graph. The canvas has a list mirror for screen readers; it says where each step is.

/** The ring of every step, by seq; `none` where nothing is marked. */
export const rings = (graph: Frame): Promise<string[]> =>
  graph
    .locator('#mirror [data-seq]')
    .evaluateAll(items => items.map(item => item.getAttribute('data-ring') ?? ''));

/** The seqs of the steps of one ring. */
export async function stepsIn(graph: Frame, ring: string): Promise<number[]> {
  const all = await rings(graph);
  return all.flatMap((each, seq) => (each === ring ? [seq] : []));
}

/** The seq of the selected step. */
export async function selectedStep(graph: Frame): Promise<number | undefined> {
  const [seq] = await graph
    .locator('#mirror [aria-selected="true"]')
    .evaluateAll(items => items.map(item => Number(item.getAttribute('data-seq'))));
  return seq;
}

/** Clicks on a step with the mouse. */
export async function clickStep(graph: Frame, seq: number): Promise<void> {
  const item = graph.locator(`#mirror [data-seq="${seq}"]`);
  const x = Number(await item.getAttribute('data-x'));
  const y = Number(await item.getAttribute('data-y'));
  await graph.locator('canvas.lanes').click({ position: { x, y } });
}

/** Drags the mouse over a text in the details pane's output, from its first to past its last character. */
export async function selectText(page: Page, graph: Frame, text: string): Promise<void> {
  const output = graph.locator('aside .output');
  await output.filter({ hasText: text.slice(0, 20) }).waitFor();
  const [first, last] = await output.evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode() !== null) nodes.push(walker.currentNode as Text);
    const whole = nodes.map(node => node.data).join('');
    const start = whole.indexOf(wanted);
    if (start < 0) throw new Error(`not in the output: ${wanted}`);
    const point = (offset: number, after: boolean): { x: number; y: number } => {
      let at = 0;
      for (const node of nodes) {
        if (offset < at + node.length) {
          const range = document.createRange();
          range.setStart(node, offset - at);
          range.setEnd(node, offset - at + 1);
          const box = range.getBoundingClientRect();
          return { x: after ? box.right - 0.5 : box.left + 0.5, y: (box.top + box.bottom) / 2 };
        }
        at += node.length;
      }
      throw new Error('past the end of the output');
    };
    return [point(start, false), point(start + wanted.length - 1, true)] as const;
  }, text);
  const frame = await (await graph.frameElement()).boundingBox();
  const outer = frame ?? { x: 0, y: 0 };
  await page.mouse.move(outer.x + first.x, outer.y + first.y);
  await page.mouse.down();
  await page.mouse.move(outer.x + last.x, outer.y + last.y, { steps: 8 });
  await page.mouse.up();
}
