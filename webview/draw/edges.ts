import type { Seq } from '../../src/core/session/ids.ts';
import type { EvidenceKind } from '../../src/core/provenance/derivation.ts';
import type { Track, Route, Vertical } from '../layout/route.ts';
import { assignTracks, route } from '../layout/route.ts';
import { visibleSteps } from '../layout/axis.ts';
import { visibleLinks } from '../layout/visibleLinks.ts';
import { links, ringAt, tracks } from '../select.ts';
import type { Brush } from './brush.ts';
import { drawText, trace } from './brush.ts';
import type { Scene } from './scene.ts';
import { isDimmed, stepX } from './scene.ts';
import { markedBox, stroke } from './step.ts';

/** Never more curves than this in a frame. */
const mostCurves = 2000;

interface Edge {
  readonly used: Seq;
  readonly generated: Seq;
  readonly ring: 'traced' | 'suspect' | 'exposed';
  readonly kind: EvidenceKind | undefined;
  readonly track: Track;
  /** Number on the path to the selected step, from 1. */
  readonly hop: number | undefined;
}

export interface RoutedEdge extends Edge {
  readonly route: Route;
}

/** The edges in view, routed; those of the path come last. */
export function routedEdges(scene: Scene): readonly RoutedEdge[] {
  const port = portOf(scene);
  const frame = { boxes: scene.boxes, port, arrow: arrowOf(scene) };
  return edgesInView(scene).map(edge => ({
    ...edge,
    route: route(
      { ...endOf(scene, edge.used), half: heightOf(scene, edge.used) / 2 },
      { ...endOf(scene, edge.generated), half: entryHalf(scene, edge.generated) },
      edge.track,
      frame,
    ),
  }));
}

const portOf = ({ level, view }: Scene): number =>
  level === 'numbers' || level === 'cards' ? 6 : Math.min(3, view.pitch * 0.25);

const arrowOf = ({ level }: Scene): number =>
  level === 'numbers' || level === 'cards' ? 7 : level === 'glyphs' ? 5 : 4;

const endOf = (scene: Scene, seq: Seq): { x: number; lane: number } => ({
  x: stepX(scene, seq),
  lane: scene.laneOf[seq] ?? 0,
});

function heightOf(scene: Scene, seq: Seq): number {
  const box = { x: 0, y: 0, ...scene.glyph };
  return markedBox(ringAt(scene.slice, seq), box).height;
}

function entryHalf(scene: Scene, seq: Seq): number {
  const ring = ringAt(scene.slice, seq);
  const selected = seq === scene.selected;
  const rim = ring === 'verified' ? (selected ? 8 : 3) : selected ? 5 : 1;
  const outer = ring === 'wrong' || ring === 'unsure' ? 4 : 0;
  return heightOf(scene, seq) / 2 + rim + outer;
}

function edgesInView(scene: Scene): readonly Edge[] {
  const { slice, graph, view, plot } = scene;
  if (scene.edges === 'none' || scene.level === 'strips') return [];
  const { first, end } = visibleSteps(plot, view, graph.steps.length);
  const hops = new Map(scene.path.map((edge, index) => [key(edge), index + 1]));
  const all = tracks(graph, slice);
  const index = links(slice);
  const drawn = visibleLinks(index, first, end, mostCurves - hops.size).flatMap(at => {
    const edge = slice.edges[at];
    const track = all[at];
    if (edge === undefined || track === undefined || hops.has(key(edge))) return [];
    const touches = edge.used === scene.selected || edge.generated === scene.selected;
    if (scene.edges === 'selected' && !touches) return [];
    if (isDimmed(scene, edge.generated)) return [];
    return [{ ...edge, track, hop: undefined }];
  });
  return [...drawn, ...exposureEdges(scene), ...pathEdges(scene, hops)];
}

const key = ({ used, generated }: { used: Seq; generated: Seq }): string => `${used}/${generated}`;

function exposureEdges(scene: Scene): readonly Edge[] {
  const { exposures, laneOf, graph } = scene;
  const own = assignTracks(exposures, laneOf, graph.lanes.length);
  return exposures.flatMap((edge, index) => {
    const track = own[index];
    if (track === undefined) return [];
    return [{ ...edge, ring: 'exposed' as const, kind: undefined, track, hop: undefined }];
  });
}

function pathEdges(scene: Scene, hops: ReadonlyMap<string, number>): readonly Edge[] {
  const { slice, graph } = scene;
  const known = new Map(slice.edges.map((edge, index) => [key(edge), index]));
  const all = tracks(graph, slice);
  const own = assignTracks(scene.path, scene.laneOf, graph.lanes.length);
  return scene.path
    .filter(edge => scene.cursor === undefined || edge.generated <= scene.cursor)
    .flatMap((edge, index) => {
      const at = known.get(key(edge));
      const track = at === undefined ? own[index] : all[at];
      if (track === undefined) return [];
      const { kind } = (at === undefined ? undefined : slice.edges[at]) ?? { kind: undefined };
      return [{ ...edge, kind, track, hop: hops.get(key(edge)) }];
    });
}

export function drawEdges(b: Brush, scene: Scene, edges: readonly RoutedEdge[]): void {
  const { ctx, theme } = b;
  const path = edges.filter(edge => edge.hop !== undefined);
  const rest = edges.filter(edge => edge.hop === undefined && edge.ring !== 'exposed');
  for (const edge of edges) if (edge.ring === 'exposed') drawEdge(b, scene, edge, 1);
  const onPath = new Set(path.map(edge => edge.used));
  const fade = path.length === 0 ? 1 : theme.highContrast ? 0.85 : 0.6;
  const casing = path.length === 0 && rest.length < 300;
  const drawRest = (edge: RoutedEdge): void => {
    if (casing) {
      trace(ctx, edge.route.path);
      stroke(b, theme.background, 6);
    }
    ctx.globalAlpha = fade * (scene.lighting?.(edge.generated) ?? 1);
    drawEdge(b, scene, edge, 1);
    ctx.globalAlpha = 1;
  };
  for (const edge of rest) if (!onPath.has(edge.used)) drawRest(edge);
  for (const edge of path) {
    trace(ctx, edge.route.path);
    stroke(b, theme.background, 8);
  }
  for (const edge of rest) if (onPath.has(edge.used)) drawRest(edge);
  for (const edge of path) drawEdge(b, scene, edge, 2);
}

function drawEdge(b: Brush, scene: Scene, edge: RoutedEdge, weight: 1 | 2): void {
  const { ctx, theme } = b;
  trace(ctx, edge.route.path);
  const thin = scene.level === 'ticks' ? 0.6 : 1;
  const wide = weight === 2 ? 3.5 : edge.ring === 'traced' ? 2 * thin : 1.75 * thin;
  if (edge.kind === 'declared' && weight === 1) stroke(b, theme.dim, 1);
  else strokeLine(b, lineOf(edge), wide);
  const { x, y, direction } = edge.route.tip;
  if (scene.level === 'ticks' && weight === 1) return;
  if (ringAt(scene.slice, edge.generated) === 'verified') {
    ctx.beginPath();
    ctx.roundRect(x - 7, y - direction * 2 - 2, 14, 4, 2);
    ctx.fillStyle = theme.verified;
    ctx.fill();
    return;
  }
  drawArrow(b, edge.ring, x, y, direction, arrowOf(scene));
}

/** How a use is known: what only a language model says is dotted, and never looks like what stands in both texts. */
export type Line = 'traced' | 'suspect' | 'model' | 'exposed';

const lineOf = ({ ring, kind }: Edge): Line =>
  ring === 'traced' && kind === 'model' ? 'model' : ring;

/** Strokes the current path. */
export function strokeLine(b: Brush, line: Line, width: number): void {
  const { theme } = b;
  switch (line) {
    case 'traced':
      return stroke(b, theme.traced, width);
    case 'model':
      return stroke(b, theme.traced, width, [width, width * 1.5]);
    case 'suspect':
      return stroke(b, theme.suspect, width, [6, 4]);
    case 'exposed':
      return stroke(b, theme.exposed, 1, [1, 3]);
  }
}

function drawArrow(
  b: Brush,
  ring: RoutedEdge['ring'],
  x: number,
  y: number,
  direction: 1 | -1,
  size: number,
): void {
  const { ctx, theme } = b;
  trace(ctx, [
    ['M', x, y],
    ['L', x - size * 0.62, y - direction * size],
    ['L', x + size * 0.62, y - direction * size],
    ['Z'],
  ]);
  ctx.fillStyle = ring === 'traced' ? theme.traced : theme.background;
  ctx.fill();
  if (ring === 'suspect') stroke(b, theme.suspect, 1.5);
  if (ring === 'exposed') stroke(b, theme.exposed, 1);
}

/** Hop numbers of the path, equal to those in the pane. */
export function drawHops(b: Brush, scene: Scene, edges: readonly RoutedEdge[]): void {
  if (scene.level === 'ticks' || scene.level === 'strips') return;
  const { ctx, theme } = b;
  for (const { hop, route: r } of edges) {
    if (hop === undefined) continue;
    ctx.beginPath();
    ctx.arc(r.label.x, r.label.y, 8.5, 0, Math.PI * 2);
    ctx.fillStyle = theme.background;
    ctx.fill();
    stroke(b, theme.foreground, 1.25);
    drawText(b, String(hop), r.label.x, r.label.y + 0.5, {
      weight: 700,
      align: 'center',
      baseline: 'middle',
      size: hop > 99 ? 8 : 11,
    });
  }
}

export const verticalsOf = (edges: readonly RoutedEdge[]): readonly Vertical[] =>
  edges.flatMap(edge => edge.route.verticals);
