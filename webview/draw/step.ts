import type { Ring } from '../../src/core/propagation/slice.ts';
import type { StepShape } from '../../src/core/view/graph.ts';
import type { Box } from '../layout/outline.ts';
import { numberShift, outline } from '../layout/outline.ts';
import type { Brush } from './brush.ts';
import { drawText, trace } from './brush.ts';

// Outline = kind of step, fill = ring, badge = a person's verdict. Legend, pane and header use the same drawing.

export interface StepLook {
  readonly shape: StepShape;
  /** Undefined while nothing is marked in the session. */
  readonly ring: Ring | undefined;
  readonly box: Box;
  readonly label?: string | undefined;
  readonly selected?: boolean;
  readonly hovered?: boolean;
  readonly opaque?: boolean;
  readonly badge?: boolean;
}

/** A mark makes a step a little larger. */
export const markedBox = (ring: Ring | undefined, box: Box): Box =>
  ring === 'wrong' || ring === 'unsure'
    ? { ...box, width: box.width + 2, height: box.height + 5 }
    : box;

export function drawStep(b: Brush, look: StepLook): void {
  const { ctx, theme } = b;
  const { shape, ring, box } = look;
  const badge = look.badge !== false;
  const outer = (ring === 'wrong' || ring === 'unsure') && badge;
  const small = box.width < 18;
  if (look.selected === true) {
    const room = outer ? (small ? 11 : 15) : small ? 8 : 9;
    trace(ctx, outline(shape, grown(box, room)));
    stroke(b, theme.focus, 2);
  }
  if (outer) {
    trace(ctx, outline(shape, grown(box, small ? 5.5 : 6.5)));
    ctx.fillStyle = theme.background;
    ctx.fill();
    stroke(b, ring === 'wrong' ? theme.wrong : theme.suspect, 1.75);
  }
  trace(ctx, outline(shape, box));
  fillRing(b, ring);
  if (look.hovered === true && look.selected !== true) {
    trace(ctx, outline(shape, grown(box, outer ? 11 : 4)));
    stroke(b, theme.foreground, 1);
  }
  if (look.opaque === true) {
    trace(ctx, [
      ['M', box.x + box.width / 2 - 8, box.y - box.height / 2],
      ['L', box.x + box.width / 2, box.y - box.height / 2 + 8],
      ['L', box.x + box.width / 2 + 1, box.y - box.height / 2 - 1],
      ['Z'],
    ]);
    ctx.fillStyle = theme.background;
    ctx.fill();
  }
  if (look.label !== undefined) drawNumber(b, ring, look.label, box.x + numberShift(shape), box.y);
  if (badge) drawStepBadge(b, ring, box);
}

/** Fills and strokes the current path as the ring says. */
export function fillRing(b: Brush, ring: Ring | undefined): void {
  const { ctx, theme } = b;
  const fill = (style: string | CanvasPattern): void => {
    ctx.fillStyle = style;
    ctx.fill();
  };
  switch (ring) {
    case undefined:
      fill(theme.plain);
      stroke(b, theme.lines, 1.25);
      return;
    case 'wrong':
      fill(theme.wrong);
      return;
    case 'traced':
      fill(theme.traced);
      return;
    case 'unsure':
    case 'suspect':
      fill(theme.background);
      fill(b.hatch);
      stroke(b, theme.suspect, 1.5);
      return;
    case 'exposed':
      fill(theme.background);
      stroke(b, theme.exposed, 1.25, [3, 2.5]);
      return;
    case 'verified':
      fill(theme.background);
      stroke(b, theme.verified, 2);
      return;
    case 'notProven':
      fill(theme.cleanFill);
      stroke(b, theme.exposed, 1.25, [1.5, 2.5]);
      return;
    case 'clean':
      fill(theme.cleanFill);
      if (theme.highContrast) stroke(b, theme.cleanBorder, 1);
  }
}

function drawNumber(b: Brush, ring: Ring | undefined, label: string, x: number, y: number): void {
  const { theme } = b;
  const style = { align: 'center', baseline: 'middle' } as const;
  switch (ring) {
    case 'wrong':
    case 'traced':
      drawText(b, label, x, y + 0.5, { ...style, weight: 600, colour: theme.background });
      return;
    case 'unsure':
    case 'suspect':
    case 'verified':
      drawText(b, label, x, y + 0.5, { ...style, weight: 600, halo: true });
      return;
    case 'clean':
      drawText(b, label, x, y + 0.5, { ...style, colour: theme.clean });
      return;
    case 'exposed':
    case 'notProven':
    case undefined:
      drawText(b, label, x, y + 0.5, style);
  }
}

function drawStepBadge(b: Brush, ring: Ring | undefined, box: Box): void {
  const radius = Math.min(7, Math.max(4.5, box.width * 0.34));
  if (ring === 'wrong' || ring === 'unsure') {
    drawBadge(b, ring, box.x - box.width / 2 - 2, box.y - box.height / 2 - 3, radius);
  } else if (ring === 'verified') {
    drawBadge(b, ring, box.x + box.width / 2 - 1, box.y + box.height / 2, radius);
  }
}

/** The round badge of a person's verdict. */
export function drawBadge(
  b: Brush,
  verdict: 'wrong' | 'unsure' | 'verified',
  x: number,
  y: number,
  radius = 7,
): void {
  const { ctx, theme } = b;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
  ctx.fillStyle = theme[verdict === 'unsure' ? 'suspect' : verdict];
  ctx.fill();
  stroke(b, theme.background, 2);
  const d = radius * 0.4;
  if (verdict === 'unsure') {
    drawText(b, '?', x, y + 0.5, {
      size: Math.max(8, Math.round(radius * 1.6)),
      weight: 700,
      colour: theme.background,
      align: 'center',
      baseline: 'middle',
    });
    return;
  }
  ctx.beginPath();
  if (verdict === 'wrong') {
    ctx.moveTo(x - d, y - d);
    ctx.lineTo(x + d, y + d);
    ctx.moveTo(x + d, y - d);
    ctx.lineTo(x - d, y + d);
  } else {
    ctx.moveTo(x - d * 1.1, y);
    ctx.lineTo(x - d * 0.2, y + d);
    ctx.lineTo(x + d * 1.2, y - d);
  }
  ctx.lineCap = 'round';
  stroke(b, theme.background, radius > 6 ? 2 : 1.6);
  ctx.lineCap = 'butt';
}

/** A flag on a pole: the final answer. */
export function drawFlag(b: Brush, ring: Ring | undefined, x: number, y: number): void {
  const { ctx, theme } = b;
  trace(ctx, [
    ['M', x, y],
    ['L', x, y + 17],
  ]);
  stroke(b, theme.foreground, 1.75);
  trace(ctx, [
    ['M', x, y + 0.5],
    ['L', x + 13, y + 0.5],
    ['L', x + 10, y + 5],
    ['L', x + 13, y + 9.5],
    ['L', x, y + 9.5],
    ['Z'],
  ]);
  fillRing(b, ring);
}

export const grown = (box: Box, by: number): Box => ({
  ...box,
  width: box.width + by,
  height: box.height + by,
});

export function stroke(
  { ctx }: Brush,
  colour: string,
  width: number,
  dash: readonly number[] = [],
): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash([...dash]);
  ctx.stroke();
  if (dash.length > 0) ctx.setLineDash([]);
}
