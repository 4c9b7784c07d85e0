import type { Seq } from '../../src/core/session/ids.ts';
import type { Scene } from '../draw/scene.ts';
import { barOf } from '../draw/strips.ts';
import { rankAt } from '../layout/axis.ts';
import { laneAt, stepAt } from '../layout/hit.ts';
import { isAffected, ringAt } from '../select.ts';

export interface PointerHandlers {
  scene(): Scene | undefined;
  hover(seq: Seq | undefined): void;
  select(seq: Seq): void;
  open(seq: Seq): void;
  zoomIn(seq: Seq, factor: number): void;
}

/** Click selects, double click zooms in, the pointer shows what it would hit. */
export function attachPointer(canvas: HTMLCanvasElement, handlers: PointerHandlers): void {
  const at = (event: MouseEvent): Seq | undefined => {
    const scene = handlers.scene();
    return scene === undefined ? undefined : stepUnder(scene, event.offsetX, event.offsetY);
  };
  canvas.addEventListener('pointermove', event => handlers.hover(at(event)));
  canvas.addEventListener('pointerleave', () => handlers.hover(undefined));
  canvas.addEventListener('click', event => {
    canvas.focus({ preventScroll: true });
    const seq = at(event);
    if (seq !== undefined) handlers.select(seq);
  });
  canvas.addEventListener('dblclick', event => {
    const scene = handlers.scene();
    const seq = at(event);
    if (scene === undefined || seq === undefined) return;
    if (scene.level === 'strips' || scene.level === 'ticks') {
      handlers.zoomIn(seq, Math.max(2, 26 / scene.view.pitch));
    } else handlers.open(seq);
  });
}

/** The step at a point. In strips: the step of the bar under it that matters most. */
export function stepUnder(scene: Scene, x: number, y: number): Seq | undefined {
  if (y < scene.axisHeight) return undefined;
  const { plot, view, laneOf, boxes, glyph, level } = scene;
  if (level !== 'strips') {
    return stepAt({ plot, view, laneOf, boxes, reach: glyph.height / 2 + 8 }, x, y);
  }
  if (x < plot.left || x > plot.left + plot.width) return undefined;
  const lane = laneAt(boxes, y);
  const { from, to } = barOf(scene, Math.floor(rankAt(plot, view, x)));
  let best: Seq | undefined;
  let worth = -1;
  for (let seq = Math.max(0, from); seq < to; seq++) {
    if (laneOf[seq] !== lane) continue;
    const ring = ringAt(scene.slice, seq);
    const own =
      ring === 'wrong'
        ? 4
        : ring === 'traced'
          ? 3
          : isAffected(ring)
            ? 2
            : ring === 'clean'
              ? 0
              : 1;
    if (own > worth) {
      worth = own;
      best = seq;
    }
  }
  return best;
}
