import type { Brush } from '../draw/brush.ts';
import { brush, fontOf } from '../draw/brush.ts';
import type { Theme } from '../theme.ts';

/** A canvas as sharp as the screen: sizes are CSS px, the backing store is device px. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  /** Sets the size if it differs; clears and hands out a brush. */
  begin(width: number, height: number, theme: Theme): Brush | undefined;
  /** Width of a step number. */
  measure(text: string, theme: Theme): number;
}

export function surface(canvas: HTMLCanvasElement): Surface {
  const ctx = canvas.getContext('2d');
  let made: { brush: Brush; theme: Theme } | undefined;
  return {
    canvas,
    measure: (text, theme) => {
      if (ctx === null) return 0;
      ctx.font = fontOf(theme, { weight: 600 });
      return ctx.measureText(text).width;
    },
    begin: (width, height, theme) => {
      if (ctx === null) return undefined;
      const ratio = window.devicePixelRatio || 1;
      const w = Math.max(1, Math.round(width * ratio));
      const h = Math.max(1, Math.round(height * ratio));
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
        canvas.style.setProperty('width', `${width}px`);
        canvas.style.setProperty('height', `${height}px`);
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.globalAlpha = 1;
      ctx.clearRect(0, 0, width, height);
      if (made?.theme !== theme) made = { brush: brush(ctx, theme), theme };
      return made.brush;
    },
  };
}

/** Runs `draw` in the next animation frame, once however often it is asked for. */
export function onFrame(draw: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}
