import { ticks } from '../layout/axis.ts';
import { stepsPerColumn } from '../layout/flows.ts';
import { number, stepName, words } from '../words.ts';
import type { Brush } from './brush.ts';
import { drawText, textWidth } from './brush.ts';
import type { Scene } from './scene.ts';
import { stepX } from './scene.ts';
import { drawBadge, stroke } from './step.ts';

/** Step numbers, pins of the marks, flag of the selected step. What matters more takes the place of a number. */
export function drawAxis(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const { plot, view, axisHeight, selected, width } = scene;
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, width, axisHeight);
  ctx.beginPath();
  ctx.moveTo(0, axisHeight - 0.5);
  ctx.lineTo(width, axisHeight - 0.5);
  ctx.globalAlpha = 0.3;
  stroke(b, theme.lines, 1);
  ctx.globalAlpha = 1;
  const strips = scene.level === 'strips';
  const y = axisHeight - (strips ? 8 : 12);
  const taken: { left: number; right: number }[] = [];
  const isFree = (left: number, right: number): boolean =>
    taken.every(each => right < each.left || left > each.right);

  const inside = (x: number): boolean => x >= plot.left - 6 && x <= plot.left + plot.width + 6;
  if (selected !== undefined && inside(stepX(scene, selected))) {
    taken.push(drawFlagOf(b, scene, selected, y));
  }
  const pinY = strips ? 13 : y - 4;
  const pinsTaken = strips ? [] : taken;
  for (const mark of scene.slice.marks) {
    const x = stepX(scene, mark.seq);
    if (!inside(x)) continue;
    if (mark.seq === selected && !strips) continue;
    const label = stepName(mark.seq);
    const room = textWidth(b, label, { weight: 600 });
    const pin = x - (strips || view.pitch < 20 ? 0 : 12);
    const fits = pinsTaken.every(each => pin + 12 + room < each.left || pin - 8 > each.right);
    if (fits || pinsTaken.every(each => pin + 9 < each.left || pin - 9 > each.right)) {
      drawBadge(b, mark.verdict, pin, pinY, 7);
      if (fits && mark.seq !== selected) {
        drawText(b, label, pin + 11, pinY + 4, { weight: 600, halo: true });
      }
      pinsTaken.push({ left: pin - 10, right: pin + (fits ? 14 + room : 10) });
    }
  }
  for (const { seq, x } of ticks(plot, view, scene.graph.steps.length, strips ? 64 : 52)) {
    const label = number(seq);
    const half = textWidth(b, label) / 2 + 3;
    if (!isFree(x - half, x + half) || x + half > width) continue;
    drawText(b, label, x, y, { align: 'center', colour: theme.dim });
  }
  if (strips) {
    drawText(b, words.arrowsA, 14, 17, { colour: theme.dim });
    drawText(b, words.arrowsB(stepsPerColumn(view.pitch)), 14, 32, { colour: theme.dim });
  }
}

function drawFlagOf(
  b: Brush,
  scene: Scene,
  selected: number,
  y: number,
): { left: number; right: number } {
  const { ctx, theme } = b;
  const label = stepName(selected);
  const half = Math.max(16, textWidth(b, label, { weight: 600 }) / 2 + 6);
  const x = Math.min(scene.width - half - 1, stepX(scene, selected));
  ctx.beginPath();
  ctx.roundRect(x - half, y - 12, half * 2, 16, 3);
  ctx.fillStyle = theme.focus;
  ctx.fill();
  drawText(b, label, x, y, { weight: 600, align: 'center', colour: theme.flagText });
  const mark = scene.slice.marks.find(each => each.seq === selected);
  if (mark === undefined || scene.level === 'strips')
    return { left: x - half - 2, right: x + half + 2 };
  drawBadge(b, mark.verdict, x - half - 9, y - 4, 7);
  return { left: x - half - 18, right: x + half + 2 };
}
