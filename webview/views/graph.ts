import type { Seq } from '../../src/core/session/ids.ts';
import type { SliceView } from '../../src/core/view/slice.ts';
import { drawAxis } from '../draw/axis.ts';
import type { Brush } from '../draw/brush.ts';
import { drawEdges, drawHops, routedEdges } from '../draw/edges.ts';
import { drawColumns, drawFault, drawLaneLines, drawLaneNames } from '../draw/lanes.ts';
import type { Scene } from '../draw/scene.ts';
import { sceneOf } from '../draw/scene.ts';
import { drawSteps } from '../draw/steps.ts';
import { drawStrips } from '../draw/strips.ts';
import { element } from '../element.ts';
import type { View } from '../layout/axis.ts';
import { clampView, fitView, reveal, zoomAround } from '../layout/axis.ts';
import type { ZoomLevel } from '../layout/zoomLevel.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import type { Theme } from '../theme.ts';
import { words } from '../words.ts';
import { onFrame, surface } from './canvas.ts';
import { lighting } from './lighting.ts';
import { attachPointer } from './pointer.ts';
import { attachZoom } from './zoom.ts';

export interface GraphCanvas {
  readonly root: HTMLElement;
  readonly focus: () => void;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Where steps are too small to see, makes the selected one a thing to see; false elsewhere. */
  readonly zoomToSelected: () => boolean;
  /** What the last frame showed. */
  readonly scene: () => Scene | undefined;
  /** Called after every frame. */
  readonly onDrawn: (callback: (scene: Scene) => void) => void;
}

export interface GraphHandlers {
  readonly select: (seq: Seq) => void;
  readonly open: (seq: Seq) => void;
}

export function createGraph(
  store: Store,
  theme: () => Theme,
  handlers: GraphHandlers,
): GraphCanvas {
  const canvas = element('canvas', {
    class: 'lanes',
    tabindex: 0,
    role: 'application',
    'aria-label': words.graphLabel,
    'aria-owns': 'mirror',
  });
  const spacer = element('div', { class: 'spacer' });
  const scroller = element('div', { class: 'scroller' }, canvas, spacer);
  const paper = surface(canvas);
  const drawn: ((scene: Scene) => void)[] = [];
  let level: ZoomLevel | undefined;
  let hovered: Seq | undefined;
  let scene: Scene | undefined;
  let width = 0;
  let height = 0;

  const compose = (): Scene | undefined =>
    sceneOf(
      store.get(),
      {
        width,
        height,
        scroll: scroller.scrollTop,
        narrow: store.get().width < 900,
        numberWidth: numberWidth(),
      },
      level,
      hovered,
      light(),
    );

  let digits: { readonly theme: Theme; readonly count: number; readonly width: number } | undefined;
  const numberWidth = (): number => {
    const count = String(Math.max(0, (store.get().graph?.steps.length ?? 1) - 1)).length;
    if (digits?.theme !== theme() || digits.count !== count) {
      digits = { theme: theme(), count, width: paper.measure('0'.repeat(count), theme()) };
    }
    return digits.width;
  };

  let marked: { readonly slice: SliceView; readonly at: number } | undefined;
  const light = (): Scene['lighting'] =>
    marked === undefined ? undefined : lighting(marked.slice, performance.now() - marked.at);

  const draw = onFrame(() => {
    scene = compose();
    if (scene === undefined || width === 0) return;
    level = scene.level;
    const b = paper.begin(width, height, theme());
    if (b === undefined) return;
    paint(b, scene);
    spacer.style.setProperty('height', `${Math.max(0, scene.contentHeight - height)}px`);
    for (const callback of drawn) callback(scene);
    if (scene.lighting === undefined) marked = undefined;
    else draw();
  });

  const setView = (view: View | undefined): void => {
    const graph = store.get().graph;
    const now = scene ?? compose();
    if (graph === undefined || now === undefined) return;
    const count = graph.steps.length;
    const next = view === undefined ? undefined : clampView(view, now.plot, count);
    const whole = fitView(now.plot, count).pitch * 1.0001;
    store.set({ view: next === undefined || next.pitch <= whole ? undefined : next });
  };

  const zoom = attachZoom(
    canvas,
    () => {
      const now = compose();
      return now === undefined
        ? undefined
        : {
            plot: now.plot,
            view: now.view,
            count: now.graph.steps.length,
            height,
            scrolls: now.contentHeight > height + 1,
          };
    },
    setView,
    dy => scroller.scrollBy(0, dy),
  );

  const animate = animator(() => theme().reducedMotion, setView);

  const zoomBy = (factor: number): void => {
    const now = compose();
    if (now === undefined) return;
    const { selected, graph, plot, view } = now;
    const middle = plot.left + plot.width / 2;
    const at =
      selected === undefined ? middle : plot.left + (selected + 0.5 - view.left) * view.pitch;
    const inside = at >= plot.left && at <= plot.left + plot.width;
    animate(view, zoomAround(view, plot, graph.steps.length, factor, inside ? at : middle));
  };

  attachPointer(canvas, {
    scene: () => scene,
    hover: seq => {
      if (seq === hovered) return;
      hovered = seq;
      canvas.classList.toggle('over', seq !== undefined);
      draw();
    },
    select: handlers.select,
    open: handlers.open,
    zoomIn: (seq, factor) => {
      const now = compose();
      if (now === undefined) return;
      const x = now.plot.left + (seq + 0.5 - now.view.left) * now.view.pitch;
      animate(now.view, zoomAround(now.view, now.plot, now.graph.steps.length, factor, x));
    },
  });

  scroller.addEventListener('scroll', draw);
  new ResizeObserver(() => {
    width = scroller.clientWidth;
    height = scroller.clientHeight;
    zoom.sync();
    draw();
  }).observe(scroller);

  store.subscribe((state, before) => {
    if (changed(state, before, 'graph')) level = undefined;
    if (isNewMark(state, before) && !theme().reducedMotion && state.slice !== undefined) {
      marked = { slice: state.slice, at: performance.now() };
    }
    if (state.selected !== undefined && (changed(state, before, 'selected') || !before.graph)) {
      revealStep(state, state.selected);
    }
    if (changed(state, before, 'graph', 'view', 'width')) zoom.sync();
    draw();
  });

  function revealStep(state: State, seq: Seq): void {
    const now = compose();
    if (now === undefined || width === 0) return;
    if (state.view !== undefined) {
      const next = reveal(now.view, now.plot, now.graph.steps.length, seq);
      if (next.left !== now.view.left) setView(next);
    }
    const box = now.boxes[now.laneOf[seq] ?? 0];
    if (box === undefined) return;
    if (box.top < now.axisHeight) scroller.scrollBy(0, box.top - now.axisHeight - 8);
    else if (box.top + box.height > height) scroller.scrollBy(0, box.top + box.height - height + 8);
  }

  return {
    root: scroller,
    focus: () => canvas.focus({ preventScroll: true }),
    fit: () => setView(undefined),
    zoomBy,
    zoomToSelected: () => {
      const { selected } = store.get();
      if (scene?.level !== 'strips' || selected === undefined) return false;
      zoomBy(26 / scene.view.pitch);
      return true;
    },
    scene: () => scene,
    onDrawn: callback => void drawn.push(callback),
  };
}

const isNewMark = (state: State, before: State): boolean =>
  before.slice !== undefined &&
  (state.slice?.marks.length ?? 0) > before.slice.marks.length &&
  state.graph === before.graph;

export function paint(b: Brush, scene: Scene): void {
  const { ctx, theme } = b;
  const { plot, width, height } = scene;
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, width, height);
  drawLaneLines(b, scene);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left - 8, 0, width - plot.left + 8, height);
  ctx.clip();
  drawColumns(b, scene);
  if (scene.level === 'strips') {
    drawStrips(b, scene);
    drawFault(b, scene);
  } else {
    const edges = routedEdges(scene);
    drawFault(b, scene);
    drawEdges(b, scene, edges);
    drawSteps(b, scene, edges);
    drawHops(b, scene, edges);
  }
  ctx.restore();
  drawAxis(b, scene);
  drawLaneNames(b, scene);
}

/** Moves the view in 120 ms, ease-out; at once under reduced motion. */
function animator(still: () => boolean, setView: (view: View) => void) {
  let running = 0;
  return (from: View, to: View): void => {
    const own = ++running;
    if (still()) {
      setView(to);
      return;
    }
    const start = performance.now();
    const tick = (now: number): void => {
      if (own !== running) return;
      const part = Math.min(1, Math.max(0, (now - start) / 120));
      const eased = 1 - (1 - part) ** 3;
      // Pitches are interpolated as factors, so that the step under the eye stays still.
      const pitch = from.pitch * (to.pitch / from.pitch) ** eased;
      const share =
        Math.abs(to.pitch - from.pitch) < 1e-9
          ? eased
          : (1 / pitch - 1 / from.pitch) / (1 / to.pitch - 1 / from.pitch);
      setView({ left: from.left + (to.left - from.left) * share, pitch });
      if (part < 1) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  };
}
