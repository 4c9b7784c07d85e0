import type { Brush } from '../draw/brush.ts';
import { drawText } from '../draw/brush.ts';
import { drawBadge, stroke } from '../draw/step.ts';
import { bandFills } from '../draw/strips.ts';
import { element } from '../element.ts';
import { clampView, fitView, plotOf, visibleSteps, xOf } from '../layout/axis.ts';
import { bandOf, columnCounts } from '../layout/bins.ts';
import { anyMark, ringAt } from '../select.ts';
import type { Ring } from '../../src/core/propagation/slice.ts';
import type { GraphView } from '../../src/core/view/graph.ts';
import type { SliceView } from '../../src/core/view/slice.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import type { Theme } from '../theme.ts';
import { words } from '../words.ts';
import { onFrame, surface } from './canvas.ts';

const height = 62;
const barTop = 20;
const barSize = 34;

/** The whole session in one strip: where the rings are, where the marks are, what the graph shows. */
export function createMinimap(store: Store, theme: () => Theme): HTMLElement {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const root = element('div', { class: 'minimap', title: words.mapLabel }, canvas);
  const paper = surface(canvas);
  let width = 0;
  const draw = onFrame(() => {
    const state = store.get();
    const b = width === 0 ? undefined : paper.begin(width, height, theme());
    if (b !== undefined) paintMinimap(b, state, width);
  });
  new ResizeObserver(() => {
    width = root.clientWidth;
    draw();
  }).observe(root);
  store.subscribe((state, before) => {
    if (
      changed(
        state,
        before,
        'graph',
        'slice',
        'view',
        'width',
        'search',
        'cursor',
        'selected',
        'theme',
      )
    ) {
      draw();
    }
  });

  const go = (event: PointerEvent): void => {
    const { graph, view, width: whole } = store.get();
    if (graph === undefined || view === undefined) return;
    const plot = plotOf(width, whole < 900);
    const count = graph.steps.length;
    const full = fitView(plot, count);
    const at = (event.offsetX - plot.left) / full.pitch;
    const left = at - plot.width / view.pitch / 2;
    store.set({ view: clampView({ left, pitch: view.pitch }, plot, count) });
  };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    go(event);
  });
  canvas.addEventListener('pointermove', event => {
    if (event.buttons === 1) go(event);
  });
  return root;
}

function paintMinimap(b: Brush, state: State, width: number): void {
  const { graph, slice } = state;
  if (graph === undefined || slice === undefined) return;
  const { ctx, theme } = b;
  const count = graph.steps.length;
  const plot = plotOf(width, state.width < 900);
  const full = fitView(plot, count);
  const view = state.view === undefined ? full : clampView(state.view, plot, count);
  const bars = count * 2 > plot.width;
  drawText(b, words.mapLabel, 14, barTop + 12, { size: 12 });
  drawText(b, bars ? words.mapShare : words.laneSteps(count), 14, barTop + 27, {
    colour: theme.dim,
  });
  if (bars) paintShares(b, slice, plot.left, plot.width);
  else paintSteps(b, graph, slice, plot.left, full.pitch);
  if (state.cursor !== undefined) {
    const from = xOf(plot, full, state.cursor) + full.pitch / 2;
    ctx.globalAlpha = 0.7;
    ctx.fillStyle = theme.background;
    ctx.fillRect(from, barTop, plot.left + plot.width - from, barSize);
    ctx.globalAlpha = 1;
  }
  const { first, end } = visibleSteps(plot, view, count);
  const left = state.view === undefined ? plot.left : plot.left + view.left * full.pitch;
  const right =
    state.view === undefined
      ? plot.left + Math.min(plot.width, (end - first) * full.pitch)
      : left + (plot.width / view.pitch) * full.pitch;
  if (state.selected !== undefined) {
    ctx.fillStyle = theme.focus;
    ctx.fillRect(xOf(plot, full, state.selected) - 1, barTop - 4, 2, barSize + 8);
  }
  for (const seq of state.search?.hits.slice(0, 2000) ?? []) {
    ctx.beginPath();
    ctx.arc(xOf(plot, full, seq), barTop + barSize + 4, 1.75, 0, Math.PI * 2);
    ctx.fillStyle = theme.foreground;
    ctx.fill();
  }
  ctx.beginPath();
  ctx.roundRect(left, barTop - 4, Math.max(4, right - left), barSize + 8, 3);
  stroke(b, theme.focus, 1);
  for (const mark of slice.marks) {
    drawBadge(b, mark.verdict, xOf(plot, full, mark.seq), barTop - 8, 6);
  }
}

function paintSteps(
  b: Brush,
  graph: GraphView,
  slice: SliceView,
  left: number,
  pitch: number,
): void {
  const { ctx } = b;
  const marked = anyMark(slice);
  const size = Math.max(1, Math.min(pitch - 0.5, 12));
  for (const { seq } of graph.steps) {
    ctx.fillStyle = fillOf(b, marked ? ringAt(slice, seq) : 'clean');
    ctx.fillRect(left + seq * pitch + (pitch - size) / 2, barTop, size, barSize);
  }
}

function fillOf(b: Brush, ring: Ring): string | CanvasPattern {
  if (ring === 'wrong' || ring === 'verified') return b.theme[ring];
  return bandFills(b)[bandOf(ring)] ?? b.theme.bar;
}

let shares: { slice: SliceView; columns: number; counts: Uint32Array } | undefined;

function paintShares(b: Brush, slice: SliceView, left: number, width: number): void {
  const columns = Math.floor(width / 2);
  if (shares?.slice !== slice || shares.columns !== columns) {
    shares = { slice, columns, counts: columnCounts(slice.rings, columns) };
  }
  const { counts } = shares;
  const paths = [0, 1, 2, 3].map(() => new Path2D());
  const size = width / columns;
  for (let column = 0; column < columns; column++) {
    const of = (band: number): number => counts[column * 4 + band] ?? 0;
    const all = of(0) + of(1) + of(2) + of(3);
    let y = barTop + barSize;
    for (const band of [3, 2, 1, 0]) {
      const part = (of(band) / Math.max(1, all)) * barSize;
      if (part === 0) continue;
      paths[band]?.rect(left + column * size, y - part, size + 0.3, part);
      y -= part;
    }
  }
  bandFills(b).forEach((fill, band) => {
    const path = paths[band];
    if (path === undefined) return;
    b.ctx.fillStyle = fill;
    b.ctx.fill(path);
  });
}
