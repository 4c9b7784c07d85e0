import type { Seq } from '../../src/core/session/ids.ts';
import type { LaneBox } from './lanes.ts';
import type { Command } from './outline.ts';

// Edges run at right angles: out of the source right of its centre, through the gap beside the source's lane, and up or
// down in the target's own column, left of its centre.
//
//      ┌──┐          ┌──┐      One step per column, so a vertical never crosses another step, and two verticals
//      │ 9│          │12│      never share a place. In the gap, edges that would overlap take tracks 7 px apart;
//      └──┘          └──┘      edges out of the same step share one.
//         │           ▲
//         ╰───────────╯  ← gap

/** Evidence from one step to a later one. */
export interface Link {
  readonly used: Seq;
  readonly generated: Seq;
}

/** The gap (0 = above the first lane) an edge runs in, and its distance from the gap's middle in tracks. */
export interface Track {
  readonly gap: number;
  readonly track: number;
}

const trackHeight = 7;
const middleTracks = [0, 1, -1, 2, -2, 3, -3];
const topTracks = [1, 2, 3, 4];
const bottomTracks = [-1, -2, -3, -4];
const corner = 6;

/** Down to the next lane, or up; an edge within a lane goes over the top. */
const isDown = (from: number, to: number): boolean => to > from;

/**
 * A track for every link: per gap, stretches of sources in order of their start take the first track that is free
 * there (greedy interval colouring, O(n log n)). Where all are taken, the one free soonest is shared.
 */
export function assignTracks(
  links: readonly Link[],
  laneOf: ArrayLike<number>,
  lanes: number,
): readonly Track[] {
  const stretches = new Map<string, { gap: number; start: Seq; end: Seq; track: number }>();
  const keys = links.map(({ used, generated }) => {
    const from = laneOf[used] ?? 0;
    const gap = isDown(from, laneOf[generated] ?? 0) ? from + 1 : from;
    const key = `${gap}/${used}`;
    const known = stretches.get(key);
    if (known === undefined) stretches.set(key, { gap, start: used, end: generated, track: 0 });
    else known.end = Math.max(known.end, generated);
    return key;
  });
  const inOrder = [...stretches.values()].sort(
    (a, b) => a.gap - b.gap || a.start - b.start || b.end - a.end,
  );
  let gap = -1;
  let free: { track: number; from: Seq }[] = [];
  for (const stretch of inOrder) {
    if (stretch.gap !== gap) {
      gap = stretch.gap;
      const tracks = gap === 0 ? topTracks : gap === lanes ? bottomTracks : middleTracks;
      free = tracks.map(track => ({ track, from: -1 }));
    }
    const slot =
      free.find(each => each.from <= stretch.start) ??
      free.reduce((a, b) => (b.from < a.from ? b : a));
    stretch.track = slot.track;
    slot.from = Math.max(slot.from, stretch.end);
  }
  return keys.map(key => {
    const stretch = stretches.get(key);
    return { gap: stretch?.gap ?? 0, track: stretch?.track ?? 0 };
  });
}

export interface RouteEnd {
  readonly x: number;
  readonly lane: number;
  /** Half of its height, with what is drawn around it. */
  readonly half: number;
}

/** What the route needs to know besides its ends. */
export interface RouteFrame {
  readonly boxes: readonly LaneBox[];
  /** Distance of an edge's end from the centre of the step. */
  readonly port: number;
  readonly arrow: number;
}

export interface Route {
  readonly path: readonly Command[];
  /** Tip of the arrow and where it points: 1 down, -1 up. */
  readonly tip: { readonly x: number; readonly y: number; readonly direction: 1 | -1 };
  /** Where a hop number stands. */
  readonly label: { readonly x: number; readonly y: number };
  /** The upright stretches: at the source, at the target. */
  readonly verticals: readonly Vertical[];
}

export interface Vertical {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

export function route(source: RouteEnd, target: RouteEnd, track: Track, frame: RouteFrame): Route {
  const { boxes, port, arrow } = frame;
  const down = isDown(source.lane, target.lane);
  const direction = down ? 1 : -1;
  const crossing = gapY(boxes, track.gap) + track.track * trackHeight;
  // From the gap the target is reached upwards, downwards, or (within a lane) downwards again.
  const entry = source.lane === target.lane ? 1 : direction;
  const xs = source.x + port;
  const xt = target.x - port;
  const ys = middle(boxes, source.lane) + direction * source.half;
  const yt = middle(boxes, target.lane) - entry * target.half;
  const end = yt - entry * arrow;
  const r1 = Math.max(0, Math.min(corner, (xt - xs) / 2, Math.abs(crossing - ys)));
  const r2 = Math.max(0, Math.min(corner, (xt - xs) / 2, Math.abs(end - crossing)));
  const far = Math.abs(target.lane - source.lane) > 1;
  return {
    path: [
      ['M', xs, ys],
      ['L', xs, crossing - direction * r1],
      ['Q', xs, crossing, xs + r1, crossing],
      ['L', xt - r2, crossing],
      ['Q', xt, crossing, xt, crossing + entry * r2],
      ['L', xt, end],
    ],
    tip: { x: xt, y: yt, direction: entry },
    label: { x: xt, y: crossing + (yt - crossing) * (far ? 0.5 : 0.42) },
    verticals: [
      { x: xs, top: Math.min(ys, crossing), bottom: Math.max(ys, crossing) },
      { x: xt, top: Math.min(yt, crossing), bottom: Math.max(yt, crossing) },
    ],
  };
}

const middle = (boxes: readonly LaneBox[], lane: number): number => boxes[lane]?.middle ?? 0;

function gapY(boxes: readonly LaneBox[], gap: number): number {
  const below = boxes[gap];
  if (below !== undefined) return below.top;
  const last = boxes.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}
