import type { Command } from '../layout/outline.ts';
import type { Theme } from '../theme.ts';

/** A canvas to draw on, with the theme's colours and patterns at hand. */
export interface Brush {
  readonly ctx: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly hatch: CanvasPattern | string;
  readonly denseHatch: CanvasPattern | string;
  readonly dots: CanvasPattern | string;
}

export function brush(ctx: CanvasRenderingContext2D, theme: Theme): Brush {
  return {
    ctx,
    theme,
    hatch: stripes(ctx, theme.suspect, 5, 2, undefined),
    denseHatch: stripes(ctx, theme.suspect, 4, 1.9, undefined),
    dots: chequer(ctx, theme.exposed, theme.bar),
  };
}

const sharpness = 4;

function tile(
  ctx: CanvasRenderingContext2D,
  size: number,
  draw: (tile: CanvasRenderingContext2D) => void,
  turn: number,
): CanvasPattern | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * sharpness;
  const inner = canvas.getContext('2d');
  if (inner === null) return undefined;
  inner.scale(sharpness, sharpness);
  draw(inner);
  const pattern = ctx.createPattern(canvas, 'repeat') ?? undefined;
  pattern?.setTransform(new DOMMatrix().rotate(turn).scale(1 / sharpness));
  return pattern;
}

function stripes(
  ctx: CanvasRenderingContext2D,
  colour: string,
  period: number,
  width: number,
  ground: string | undefined,
): CanvasPattern | string {
  const draw = (inner: CanvasRenderingContext2D): void => {
    if (ground !== undefined) {
      inner.fillStyle = ground;
      inner.fillRect(0, 0, period, period);
    }
    inner.fillStyle = colour;
    inner.fillRect(0, 0, width, period);
  };
  return tile(ctx, period, draw, 45) ?? colour;
}

function chequer(
  ctx: CanvasRenderingContext2D,
  colour: string,
  ground: string,
): CanvasPattern | string {
  const draw = (inner: CanvasRenderingContext2D): void => {
    inner.fillStyle = ground;
    inner.fillRect(0, 0, 4, 4);
    inner.fillStyle = colour;
    inner.fillRect(0, 0, 1.6, 1.6);
    inner.fillRect(2, 2, 1.6, 1.6);
  };
  return tile(ctx, 4, draw, 0) ?? colour;
}

/** Starts a path of plain commands. */
export function trace(ctx: CanvasRenderingContext2D, path: readonly Command[]): void {
  ctx.beginPath();
  for (const command of path) {
    switch (command[0]) {
      case 'M':
        ctx.moveTo(command[1], command[2]);
        break;
      case 'L':
        ctx.lineTo(command[1], command[2]);
        break;
      case 'Q':
        ctx.quadraticCurveTo(command[1], command[2], command[3], command[4]);
        break;
      case 'A':
        ctx.arc(command[1], command[2], command[3], command[4], command[5]);
        break;
      case 'Z':
        ctx.closePath();
        break;
    }
  }
}

export interface TextStyle {
  readonly size?: number;
  readonly weight?: 400 | 600 | 700;
  readonly colour?: string;
  readonly align?: CanvasTextAlign;
  readonly baseline?: CanvasTextBaseline;
  /** A rim in the background's colour, 4 px, for text over lines. */
  readonly halo?: boolean;
  readonly mono?: boolean;
}

export const fontOf = (
  theme: Theme,
  { size = 11, weight = 400, mono = false }: TextStyle,
): string => `${weight} ${size}px ${mono ? theme.monoFamily : theme.fontFamily}`;

export function drawText(
  { ctx, theme }: Brush,
  text: string,
  x: number,
  y: number,
  style: TextStyle = {},
): void {
  ctx.font = fontOf(theme, style);
  ctx.textAlign = style.align ?? 'left';
  ctx.textBaseline = style.baseline ?? 'alphabetic';
  if (style.halo === true) {
    ctx.strokeStyle = theme.background;
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.setLineDash([]);
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = style.colour ?? theme.foreground;
  ctx.fillText(text, x, y);
}

const widths = new Map<string, number>();

/** Width of a text in the brush's font; remembered, for the same labels come back in every frame. */
export function textWidth({ ctx, theme }: Brush, text: string, style: TextStyle = {}): number {
  const font = fontOf(theme, style);
  const key = `${font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 20_000) widths.clear();
  ctx.font = font;
  const { width } = ctx.measureText(text);
  widths.set(key, width);
  return width;
}

/** The text cut to `room` px, with an ellipsis. */
export function fitText(b: Brush, text: string, room: number, style: TextStyle = {}): string {
  if (textWidth(b, text, style) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(b, `${text.slice(0, middle).trimEnd()}…`, style) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${text.slice(0, low).trimEnd()}…`;
}

const wrapped = new Map<string, readonly string[]>();

/** The text on at most `lines` lines of `room` px; what does not fit is cut. */
export function wrapText(
  b: Brush,
  text: string,
  room: number,
  lines: number,
  style: TextStyle = {},
): readonly string[] {
  const width = Math.floor(room);
  const key = `${fontOf(b.theme, style)}\n${width}\n${lines}\n${text}`;
  const known = wrapped.get(key);
  if (known !== undefined) return known;
  const out: string[] = [];
  let line = '';
  const parts = text.split(/\s+/u);
  parts.forEach((word, index) => {
    if (out.length >= lines) return;
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(b, longer, style) <= width) line = longer;
    else if (out.length === lines - 1) {
      line = [line, ...parts.slice(index)].join(' ');
      out.push(line);
    } else {
      out.push(line);
      line = word;
    }
  });
  if (out.length < lines) out.push(line);
  const result = out.map(each => fitText(b, each, width, style));
  if (wrapped.size > 5_000) wrapped.clear();
  wrapped.set(key, result);
  return result;
}

/** True between two calls that see the same fonts: widths of a theme before are of no use. */
export function forgetWidths(): void {
  widths.clear();
  wrapped.clear();
}
