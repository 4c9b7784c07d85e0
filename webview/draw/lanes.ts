import { labelWidth } from '../layout/axis.ts';
import { laneStats } from '../select.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { drawText, fitText, trace, wrapText } from './brush.ts';
import type { Scene } from './scene.ts';
import { lanesBottom, railY, stepX } from './scene.ts';
import { stroke } from './step.ts';

/** Lines between the lanes and the rails through them. */
export function drawLaneLines(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const line = (y: number, from: number, to: number, alpha: number): void => {
    trace(ctx, [
      ['M', from, Math.round(y) + 0.5],
      ['L', to, Math.round(y) + 0.5],
    ]);
    ctx.globalAlpha = alpha;
    stroke(b, theme.lines, 1);
    ctx.globalAlpha = 1;
  };
  for (const box of scene.boxes) {
    line(box.top, 0, scene.width, 0.3);
    line(railY(scene, box), scene.plot.left, scene.plot.left + scene.plot.width, 0.25);
  }
  line(lanesBottom(scene), 0, scene.width, 0.3);
}

/** The column of the selected step, and the border of what has happened in a replay. */
export function drawColumns(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const { selected, cursor, view } = scene;
  const bottom = Math.min(scene.height, lanesBottom(scene));
  if (selected !== undefined) {
    const width = Math.max(3, view.pitch);
    ctx.globalAlpha = theme.highContrast ? 0.16 : 0.12;
    ctx.fillStyle = theme.focus;
    ctx.fillRect(
      stepX(scene, selected) - width / 2,
      scene.axisHeight,
      width,
      bottom - scene.axisHeight,
    );
    ctx.globalAlpha = 1;
  }
  if (cursor !== undefined && cursor < scene.graph.steps.length - 1) {
    const x = Math.round(stepX(scene, cursor) + view.pitch / 2) + 0.5;
    trace(ctx, [
      ['M', x, scene.axisHeight - 6],
      ['L', x, bottom],
    ]);
    stroke(b, theme.focus, 1, [4, 3]);
  }
}

/** Nothing left of it can be affected. */
export function drawFault(b: Brush, scene: Scene): void {
  const { fault, view, axisHeight } = scene;
  if (fault === undefined) return;
  const { ctx, theme } = b;
  const x = stepX(scene, fault) - (scene.level === 'strips' ? 0 : view.pitch / 2);
  const from = axisHeight - (scene.level === 'strips' ? 20 : 6);
  const to = Math.min(lanesBottom(scene), scene.height) - 6;
  ctx.beginPath();
  ctx.moveTo(x, from);
  for (let y = from, k = 0; y < to; y += 9, k++)
    ctx.lineTo(x + (k % 2 === 0 ? 2.5 : -2.5), y + 4.5);
  stroke(b, theme.wrong, 1.5);
  if ((scene.level === 'numbers' || scene.level === 'cards') && x - scene.plot.left > 130) {
    drawText(b, words.beforeMark, x - 8, axisHeight + 16, {
      align: 'right',
      colour: theme.dim,
      halo: true,
    });
  }
}

/** Names of the lanes, in a column of their own that steps slide under. */
export function drawLaneNames(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const width = labelWidth(scene.narrow);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, scene.axisHeight, width, scene.height - scene.axisHeight);
  ctx.clip();
  const stats = laneStats(scene.graph, scene.slice);
  scene.graph.lanes.forEach((lane, index) => {
    const box = scene.boxes[index];
    const own = stats[index];
    if (box === undefined || own === undefined) return;
    if (box.top > scene.height || box.top + box.height < scene.axisHeight) return;
    const room = width - 20;
    const name = fitText(b, visibleLine(lane.agent), room, { size: 13, weight: 600 });
    const qualifier =
      lane.qualifier === undefined
        ? []
        : wrapText(b, `(${visibleLine(lane.qualifier)})`, room, box.height < 62 ? 1 : 2, {
            size: 13,
          });
    const counts =
      !scene.marked || own.affected === 0
        ? words.laneSteps(own.all)
        : scene.level === 'strips'
          ? words.laneShare(own.affected, own.all)
          : words.laneAffected(own.affected, own.all);
    const lines = 1 + qualifier.length;
    let y = box.middle + 2 - lines * 8;
    drawText(b, name, 14, y, { size: 13, weight: 600 });
    for (const line of qualifier) {
      y += 17;
      drawText(b, line, 14, y, { size: 13, colour: theme.dim });
    }
    drawText(b, fitText(b, counts, room), 14, y + 17, { colour: theme.dim });
  });
  ctx.restore();
}
