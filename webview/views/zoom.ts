import type { D3ZoomEvent } from 'd3';
import { select, zoom, zoomIdentity } from 'd3';
import type { Plot, View } from '../layout/axis.ts';
import { fitPitch, maxPitch } from '../layout/axis.ts';

export interface ZoomFrame {
  readonly plot: Plot;
  readonly view: View;
  readonly count: number;
  readonly height: number;
  /** The lanes do not fit: wheel and drag also move up and down. */
  readonly scrolls: boolean;
}

export interface Zoom {
  /** Tells d3 where we are, after the view was changed by other means. */
  sync(): void;
}

/**
 * Wheel and drag on the canvas: zoom around the pointer, pan along the session. d3 keeps the transform
 * `x = k · rank · fitPitch + t`; the store keeps the view, which is the truth.
 */
export function attachZoom(
  canvas: HTMLCanvasElement,
  frameOf: () => ZoomFrame | undefined,
  onView: (view: View) => void,
  onScroll: (dy: number) => void,
): Zoom {
  let syncing = false;
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .filter((event: MouseEvent | WheelEvent) => accepts(event, frameOf()))
    .on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      const frame = frameOf();
      if (syncing || frame === undefined) return;
      const { x, k } = event.transform;
      const pitch = k * fitPitch(frame.plot, frame.count);
      onView({ left: (frame.plot.left - x) / pitch, pitch });
      if (frame.scrolls && event.sourceEvent instanceof MouseEvent) {
        if (event.sourceEvent.type === 'mousemove') onScroll(-event.sourceEvent.movementY);
      }
    });
  const selection = select(canvas).call(behaviour).on('dblclick.zoom', null);
  canvas.addEventListener(
    'wheel',
    event => {
      const frame = frameOf();
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (frame === undefined || accepts(event, frame) || sideways === 0) return;
      event.preventDefault();
      onView({ ...frame.view, left: frame.view.left + sideways / frame.view.pitch });
    },
    { passive: false },
  );
  return {
    sync: () => {
      const frame = frameOf();
      if (frame === undefined) return;
      const { plot, view, count, height } = frame;
      const fit = fitPitch(plot, count);
      behaviour
        .scaleExtent([1, Math.max(1, maxPitch / fit)])
        .extent([
          [plot.left, 0],
          [plot.left + plot.width, height],
        ])
        .translateExtent([
          [0, -Infinity],
          [Math.max(plot.width, count * fit), Infinity],
        ]);
      const k = view.pitch / fit;
      syncing = true;
      behaviour.transform(
        selection,
        zoomIdentity.translate(plot.left - view.left * view.pitch, 0).scale(k),
      );
      syncing = false;
    },
  };
}

/** Wheel up and down zooms over the plot; over the names, or with Shift or sideways, it scrolls. */
function accepts(event: MouseEvent | WheelEvent, frame: ZoomFrame | undefined): boolean {
  if (frame === undefined) return false;
  if (event instanceof WheelEvent) {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    return !sideways && !(frame.scrolls && event.offsetX < frame.plot.left);
  }
  return event.button === 0;
}
