import type { Seq } from '../../src/core/session/ids.ts';
import type { LaneBox } from './lanes.ts';
import type { Vertical } from './route.ts';

/** A step that would like to show the text that reached it. */
export interface SnippetStep {
  readonly seq: Seq;
  readonly lane: number;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Width of its text on one line. */
  readonly text: number;
  /** Text that stands beside the step for another reason, below it. */
  readonly taken: boolean;
}

/** A stretch of a lane that is taken by a step. */
export interface Taken {
  readonly lane: number;
  readonly left: number;
  readonly right: number;
}

export interface SnippetPlace {
  readonly seq: Seq;
  readonly x: number;
  /** Middle of the text where `side` is left or right, else the edge next to the step. */
  readonly y: number;
  readonly room: number;
  readonly lines: 1 | 2;
  readonly side: 'right' | 'above' | 'below' | 'left';
}

export interface SnippetFrame {
  readonly boxes: readonly LaneBox[];
  readonly left: number;
  readonly right: number;
  readonly least: number;
  readonly most: number;
}

const lineHeight = 14;

/**
 * Places for texts beside steps, in the order of the steps: right of the step if there is room, else above (upper half
 * of the lanes) or below, else on the other side, else left; nowhere if nothing is free. Lines of evidence, steps and
 * texts placed before are in the way.
 */
export function placeSnippets(
  steps: readonly SnippetStep[],
  taken: readonly Taken[],
  verticals: readonly Vertical[],
  frame: SnippetFrame,
): readonly SnippetPlace[] {
  const obstacles: Box[] = [
    ...taken.map(({ lane, left, right }) => {
      const box = frame.boxes[lane];
      return { left, right, top: (box?.middle ?? 0) - 12, bottom: (box?.middle ?? 0) + 12 };
    }),
    ...verticals.map(({ x, top, bottom }) => ({ left: x - 3, right: x + 3, top, bottom })),
  ];
  const out: SnippetPlace[] = [];
  for (const [index, step] of steps.entries()) {
    const box = frame.boxes[step.lane];
    if (box === undefined) continue;
    const upper = step.lane < frame.boxes.length / 2;
    const sides = upper ? (['above', 'below'] as const) : (['below', 'above'] as const);
    const next = steps.slice(index + 1).find(each => each.lane === step.lane);
    for (const side of ['right', ...sides, 'left'] as const) {
      if (side === 'below' && step.taken) continue;
      const until = next === undefined ? Infinity : next.x - next.width / 2 - 6;
      const found = tryPlace(step, box, side, obstacles, frame, until);
      if (found === undefined) continue;
      out.push(found.place);
      obstacles.push(found.box);
      break;
    }
  }
  return out;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function tryPlace(
  step: SnippetStep,
  lane: LaneBox,
  side: SnippetPlace['side'],
  obstacles: readonly Box[],
  frame: SnippetFrame,
  until: number,
): { place: SnippetPlace; box: Box } | undefined {
  const half = step.height / 2;
  const span = verticalSpan(lane, half, side);
  if (span === undefined) return undefined;
  const start =
    side === 'right'
      ? step.x + step.width / 2 + 5
      : side === 'left'
        ? step.x - step.width / 2 - 7
        : step.x - step.width / 2;
  const free =
    side === 'left'
      ? freeLeft(start, span, obstacles, frame)
      : freeRight(start, span, obstacles, frame);
  // Over or under a step the text leaves the next one of the lane a place, if enough is left for this one.
  const shared = side === 'left' ? free : Math.min(free, until - start);
  const room = shared >= frame.least ? shared : free;
  if (room < Math.min(frame.least, step.text)) return undefined;
  const width = Math.min(room, frame.most, step.text + 1);
  const y = side === 'above' ? span.bottom : side === 'below' ? span.top : lane.middle;
  return {
    place: { seq: step.seq, x: start, y, room: width, lines: side === 'above' ? 1 : 2, side },
    box: {
      left: side === 'left' ? start - width : start,
      right: side === 'left' ? start : start + width,
      ...span,
    },
  };
}

function verticalSpan(
  lane: LaneBox,
  half: number,
  side: SnippetPlace['side'],
): { top: number; bottom: number } | undefined {
  switch (side) {
    case 'right':
    case 'left':
      return { top: lane.middle - lineHeight, bottom: lane.middle + lineHeight };
    case 'above': {
      const bottom = lane.middle - half - 6;
      return bottom - lineHeight < lane.top + 6 ? undefined : { top: bottom - lineHeight, bottom };
    }
    case 'below': {
      const top = lane.middle + half + 5;
      const bottom = top + lineHeight * 2;
      return bottom > lane.top + lane.height - 4 ? undefined : { top, bottom };
    }
  }
}

const overlaps = (a: { top: number; bottom: number }, b: Box): boolean =>
  a.top < b.bottom && b.top < a.bottom;

/** Free px to the right of `start`: none if something lies over it. */
function freeRight(
  start: number,
  span: { top: number; bottom: number },
  obstacles: readonly Box[],
  frame: SnippetFrame,
): number {
  let end = frame.right;
  for (const each of obstacles) {
    if (!overlaps(span, each) || each.right <= start) continue;
    end = Math.min(end, each.left - 6);
  }
  return end - start;
}

function freeLeft(
  start: number,
  span: { top: number; bottom: number },
  obstacles: readonly Box[],
  frame: SnippetFrame,
): number {
  let end = frame.left;
  for (const each of obstacles) {
    if (!overlaps(span, each) || each.left >= start) continue;
    end = Math.max(end, each.right + 6);
  }
  return start - end;
}
