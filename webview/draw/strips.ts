import { bandOf, countIn, fullestBar, stepsPerBar } from '../layout/bins.ts';
import type { LaneSeries } from '../layout/bins.ts';
import { visibleSteps, xOf } from '../layout/axis.ts';
import type { Flow } from '../layout/flows.ts';
import { flows, stepsPerColumn } from '../layout/flows.ts';
import type { SliceView } from '../../src/core/view/slice.ts';
import { series } from '../select.ts';
import { number } from '../words.ts';
import type { Brush } from './brush.ts';
import { drawText, trace } from './brush.ts';
import type { Scene } from './scene.ts';
import { barHeight, railY, stepX } from './scene.ts';
import { drawBadge, drawFlag, stroke } from './step.ts';

// Below 3 px a step is no longer a thing to see: lanes become bar charts of how many steps of each ring there are.

/** Fills of the bands clean, exposed, suspect, traced. */
export const bandFills = (b: Brush): readonly (string | CanvasPattern)[] => [
  b.theme.bar,
  b.dots,
  b.denseHatch,
  b.theme.traced,
];

export interface BarSpan {
  readonly from: number;
  readonly to: number;
}

/** The steps of the bar that a step is in. */
export function barOf(scene: Scene, seq: number): BarSpan {
  const per = stepsPerBar(scene.view.pitch);
  const from = Math.floor(seq / per) * per;
  return { from, to: Math.min(scene.graph.steps.length, from + per) };
}

let scale: { series: readonly LaneSeries[]; per: number; most: number } | undefined;

function fullest(all: readonly LaneSeries[], per: number): number {
  if (scale?.series !== all || scale.per !== per) {
    scale = { series: all, per, most: fullestBar(all, per) };
  }
  return scale.most;
}

export function drawStrips(b: Brush, scene: Scene): void {
  const { ctx } = b;
  const { plot, view, graph, slice } = scene;
  const all = series(graph, slice);
  const per = stepsPerBar(view.pitch);
  const most = fullest(all, per);
  const { first, end } = visibleSteps(plot, view, graph.steps.length);
  const paths = bandFills(b).map(() => new Path2D());
  all.forEach((lane, index) => {
    const box = scene.boxes[index];
    if (box === undefined || box.top > scene.height || box.top + box.height < 0) return;
    const rail = railY(scene, box);
    const inner = barHeight(box);
    for (let from = Math.floor(first / per) * per; from < end; from += per) {
      const counts = countIn(lane, from, from + per);
      const x = plot.left + (from - view.left) * view.pitch;
      let y = rail;
      for (const band of [3, 2, 1, 0]) {
        const height = ((counts[band] ?? 0) / most) * inner;
        if (height === 0) continue;
        paths[band]?.rect(x, y - height, per * view.pitch - 1, height);
        y -= height;
      }
    }
  });
  bandFills(b).forEach((fill, band) => {
    const path = paths[band];
    if (path === undefined) return;
    ctx.globalAlpha = scene.only !== undefined && bandOf(scene.only) !== band ? 0.2 : 1;
    ctx.fillStyle = fill;
    ctx.fill(path);
  });
  ctx.globalAlpha = 1;
  drawVeil(b, scene);
  drawFlows(b, scene);
  drawStripMarks(b, scene);
}

/** Dims what has not happened yet in a replay. */
function drawVeil(b: Brush, scene: Scene): void {
  if (scene.cursor === undefined) return;
  const from = stepX(scene, scene.cursor) + scene.view.pitch / 2;
  b.ctx.globalAlpha = 0.7;
  b.ctx.fillStyle = b.theme.background;
  b.ctx.fillRect(from, scene.axisHeight, scene.width, scene.height);
  b.ctx.globalAlpha = 1;
}

let lastFlows: { slice: SliceView; per: number; flows: readonly Flow[] } | undefined;

function flowsOf(scene: Scene): readonly Flow[] {
  const per = stepsPerColumn(scene.view.pitch);
  if (lastFlows?.slice !== scene.slice || lastFlows.per !== per) {
    const found = flows(scene.slice.edges, scene.laneOf, { per, widest: 3, leastUses: 4 });
    lastFlows = { slice: scene.slice, per, flows: found };
  }
  return lastFlows.flows;
}

/** Upright arrows between lanes, as wide as they are used; a number says how often. */
function drawFlows(b: Brush, scene: Scene): void {
  if (scene.edges === 'none') return;
  const { ctx, theme } = b;
  const per = stepsPerColumn(scene.view.pitch);
  const columnWidth = per * scene.view.pitch;
  const places = new Map<number, number>();
  const all = flowsOf(scene);
  const widest = Math.max(44, ...all.map(flow => flow.uses));
  for (const flow of all) {
    const place = places.get(flow.column) ?? 0;
    places.set(flow.column, place + 1);
    const start = xOf(scene.plot, scene.view, flow.column * per - 0.5);
    const x = start + (columnWidth * (place + 0.55)) / 3.2;
    const from = scene.boxes[flow.from];
    const to = scene.boxes[flow.to];
    if (from === undefined || to === undefined || x < scene.plot.left - 40 || x > scene.width)
      continue;
    if (scene.cursor !== undefined && flow.column * per > scene.cursor) continue;
    const down = flow.to > flow.from;
    const direction = down ? 1 : -1;
    const y0 = railY(scene, from) + (down ? 2 : -barHeight(from) * 0.5);
    const y1 = down ? railY(scene, to) - barHeight(to) * 0.62 : railY(scene, to) + 7;
    const width = 1 + (flow.uses / widest) * 7;
    const head = 5 + width * 0.6;
    const shaft = [
      ['M', x, y0],
      ['L', x, y1 - direction * head],
    ] as const;
    trace(ctx, shaft);
    ctx.globalAlpha = 0.85;
    stroke(b, theme.background, width + 4);
    ctx.globalAlpha = 1;
    stroke(b, theme.traced, width);
    trace(ctx, [
      ['M', x - width * 0.5 - 3.5, y1 - direction * head],
      ['L', x + width * 0.5 + 3.5, y1 - direction * head],
      ['L', x, y1],
      ['Z'],
    ]);
    ctx.fillStyle = theme.traced;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y0, width * 0.5 + 1.5, 0, Math.PI * 2);
    ctx.fill();
    drawText(b, number(flow.uses), x + width / 2 + 4, down ? y0 + 12 : y0 - 4, {
      weight: 600,
      halo: true,
    });
  }
}

/** Badges, the flag of the final answer and the selected bar keep their size. */
function drawStripMarks(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const at = (seq: number): { x: number; rail: number; height: number } | undefined => {
    const box = scene.boxes[scene.laneOf[seq] ?? 0];
    return box === undefined
      ? undefined
      : { x: stepX(scene, seq), rail: railY(scene, box), height: barHeight(box) };
  };
  const outlineBar = (seq: number, colour: string): void => {
    const place = at(seq);
    if (place === undefined) return;
    const { from, to } = barOf(scene, seq);
    const left = xOf(scene.plot, scene.view, from - 0.5);
    const width = (to - from) * scene.view.pitch;
    ctx.beginPath();
    ctx.roundRect(left - 2, place.rail - place.height - 3, width + 3, place.height + 6, 3);
    stroke(b, colour, 1.5);
  };
  for (const seq of (scene.hits ?? new Set<number>()).values()) {
    const place = at(seq);
    if (place === undefined) continue;
    ctx.beginPath();
    ctx.arc(place.x, place.rail + 5, 2.5, 0, Math.PI * 2);
    stroke(b, theme.foreground, 1.25);
  }
  if (scene.hovered !== undefined) outlineBar(scene.hovered, theme.foreground);
  if (scene.selected !== undefined) outlineBar(scene.selected, theme.focus);
  for (const mark of scene.slice.marks) {
    const place = at(mark.seq);
    if (place !== undefined) drawBadge(b, mark.verdict, place.x, place.rail - place.height / 2, 9);
  }
  if (scene.graph.final !== undefined) {
    const place = at(scene.graph.final);
    const ring = scene.marked ? scene.slice.rings[scene.graph.final] : undefined;
    if (place !== undefined) {
      const x = Math.min(place.x - 2, scene.plot.left + scene.plot.width - 16);
      drawFlag(b, ring, x, place.rail - place.height - 6);
    }
  }
}
