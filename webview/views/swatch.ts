import type { Ring } from '../../src/core/propagation/slice.ts';
import { drawFlag, drawStep } from '../draw/step.ts';
import { strokeLine } from '../draw/edges.ts';
import type { Line } from '../draw/edges.ts';
import { drawSwatch } from '../draw/steps.ts';
import type { Brush } from '../draw/brush.ts';
import type { StepShape } from '../../src/core/view/graph.ts';
import { element } from '../element.ts';
import type { Theme } from '../theme.ts';
import { surface } from './canvas.ts';

// Small pictures in tiles, lists and the legend: the same drawing as in the graph.

export type Swatches = ReturnType<typeof createSwatches>;

export function createSwatches(theme: () => Theme) {
  const make = (width: number, height: number, draw: (b: Brush) => void): HTMLCanvasElement => {
    const canvas = element('canvas', { class: 'swatch', 'aria-hidden': 'true' });
    const b = surface(canvas).begin(width, height, theme());
    if (b !== undefined) draw(b);
    return canvas;
  };
  return {
    ring: (ring: Ring | undefined, size = 18): HTMLCanvasElement =>
      make(size + 4, size + 4, b => {
        b.ctx.translate(2, 2);
        drawSwatch(b, ring, size);
      }),
    flag: (ring: Ring | undefined): HTMLCanvasElement =>
      make(22, 22, b => drawFlag(b, ring, 4, 2.5)),
    line: (line: Line): HTMLCanvasElement =>
      make(32, 12, b => {
        b.ctx.beginPath();
        b.ctx.moveTo(1, 6);
        b.ctx.lineTo(31, 6);
        strokeLine(b, line, 2);
      }),
    step: (
      shape: StepShape,
      ring: Ring | undefined,
      label: string | undefined,
      size: 'small' | 'large',
    ): HTMLCanvasElement => {
      const large = size === 'large';
      const width = large ? Math.max(28, (label?.length ?? 0) * 7 + 12) : 14;
      const marked = ring === 'wrong' || ring === 'unsure';
      return make(large ? width + 8 : 18, large ? 32 : 16, b =>
        drawStep(b, {
          shape,
          ring,
          label,
          badge: large,
          box: large
            ? {
                x: width / 2 + 4,
                y: 16,
                width: marked ? width - 4 : width,
                height: marked ? 18 : 23,
              }
            : { x: 9, y: 8, width: 13, height: 11 },
        }),
      );
    },
  };
}
