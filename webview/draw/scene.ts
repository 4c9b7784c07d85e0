import type { Ring } from '../../src/core/propagation/slice.ts';
import type { Seq } from '../../src/core/session/ids.ts';
import type { GraphView } from '../../src/core/view/graph.ts';
import type { SliceView } from '../../src/core/view/slice.ts';
import type { Plot, View } from '../layout/axis.ts';
import { fitView, plotOf, clampView, xOf } from '../layout/axis.ts';
import type { LaneBox } from '../layout/lanes.ts';
import { laneBoxes, stripBoxes } from '../layout/lanes.ts';
import type { GlyphSize, ZoomLevel } from '../layout/zoomLevel.ts';
import { glyphSize, zoomLevel } from '../layout/zoomLevel.ts';
import type { PathEdge } from '../select.ts';
import { anyMark, exposuresOf, faultAt, laneOf, laneStats, pathTo, ringAt } from '../select.ts';
import type { EdgeMode, State } from '../store.ts';

/** Everything one frame of the graph shows, in px of the canvas. */
export interface Scene {
  readonly graph: GraphView;
  readonly slice: SliceView;
  readonly laneOf: Int32Array;
  readonly marked: boolean;
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly plot: Plot;
  readonly view: View;
  readonly level: ZoomLevel;
  readonly glyph: GlyphSize;
  readonly axisHeight: number;
  /** Lanes, moved by the scroll position. */
  readonly boxes: readonly LaneBox[];
  /** Height of axis and lanes together, scrolled or not. */
  readonly contentHeight: number;
  readonly selected: Seq | undefined;
  readonly hovered: Seq | undefined;
  readonly cursor: Seq | undefined;
  readonly fault: Seq | undefined;
  readonly only: Ring | undefined;
  readonly hits: ReadonlySet<Seq> | undefined;
  readonly edges: EdgeMode;
  /** Opacity by step, for a moment after a new mark. */
  readonly lighting: ((seq: Seq) => number) | undefined;
  readonly path: readonly PathEdge[];
  /** Edges of an exposed step that is selected. */
  readonly exposures: readonly { readonly used: Seq; readonly generated: Seq }[];
}

export interface SceneSize {
  readonly width: number;
  readonly height: number;
  readonly scroll: number;
  readonly narrow: boolean;
  /** Width of the widest step number, as drawn. */
  readonly numberWidth: number;
}

export const axisHeightOf = (level: ZoomLevel): number => (level === 'strips' ? 42 : 34);

/** Undefined while there is nothing to draw. */
export function sceneOf(
  state: State,
  size: SceneSize,
  levelBefore: ZoomLevel | undefined,
  hovered: Seq | undefined,
  lighting: Scene['lighting'],
): Scene | undefined {
  const { graph, slice } = state;
  if (graph === undefined || slice === undefined || graph.steps.length === 0) return undefined;
  const plot = plotOf(size.width, size.narrow);
  const count = graph.steps.length;
  const view = state.view === undefined ? fitView(plot, count) : clampView(state.view, plot, count);
  const level = zoomLevel(view.pitch, size.numberWidth, levelBefore);
  const axisHeight = axisHeightOf(level);
  const space = size.height - axisHeight - 4;
  const layout =
    level === 'strips'
      ? stripBoxes(graph.lanes.length, space)
      : laneBoxes(
          laneStats(graph, slice).map(lane => lane.busy),
          space,
          size.narrow,
        );
  const offset = axisHeight - size.scroll;
  return {
    graph,
    slice,
    laneOf: laneOf(graph),
    marked: anyMark(slice),
    width: size.width,
    height: size.height,
    narrow: size.narrow,
    plot,
    view,
    level,
    glyph: glyphSize(level, view.pitch),
    axisHeight,
    boxes: layout.boxes.map(box => ({
      ...box,
      top: box.top + offset,
      middle: box.middle + offset,
    })),
    contentHeight: layout.height + axisHeight + 4,
    selected: state.selected,
    hovered,
    cursor: state.cursor,
    fault: faultAt(slice, state.selected),
    only: state.only,
    hits: state.search === undefined ? undefined : new Set(state.search.hits),
    edges: state.edges,
    lighting,
    path: pathTo(slice, state.selected, state.details),
    exposures: exposuresOf(slice, state.selected, state.details),
  };
}

export const stepX = (scene: Scene, seq: Seq): number => xOf(scene.plot, scene.view, seq);

export const stepY = (scene: Scene, seq: Seq): number =>
  scene.boxes[scene.laneOf[seq] ?? 0]?.middle ?? 0;

/** The ring to draw: none while nothing is marked. */
export const ringOf = (scene: Scene, seq: Seq): Ring | undefined =>
  scene.marked ? ringAt(scene.slice, seq) : undefined;

/** Where the strips' bars of a lane stand. */
export const railY = (scene: Scene, box: LaneBox): number =>
  scene.level === 'strips' ? box.top + box.height - 10 : box.middle;

export const barHeight = (box: LaneBox): number => Math.min(40, box.height - 20);

/** Steps that have not happened yet at the cursor, or that the filter leaves out, are dimmed. */
export const isDimmed = (scene: Scene, seq: Seq): boolean =>
  (scene.cursor !== undefined && seq > scene.cursor) ||
  (scene.only !== undefined && ringAt(scene.slice, seq) !== scene.only);

export const lanesBottom = (scene: Scene): number => {
  const last = scene.boxes.at(-1);
  return last === undefined ? scene.axisHeight : last.top + last.height;
};
