import type { Seq } from '../../src/core/session/ids.ts';

// x is the order of the steps and nothing else: one column per step, all of the same width.

/** The part of the canvas that holds steps, right of the lane names. */
export interface Plot {
  readonly left: number;
  readonly width: number;
}

/** What of the session the plot shows. */
export interface View {
  /** Rank at the left border of the plot; may lie between two steps. */
  readonly left: number;
  /** Width of one step in CSS px. */
  readonly pitch: number;
}

export interface Tick {
  readonly seq: Seq;
  readonly x: number;
}

export const maxPitch = 220;
const maxFitPitch = 160;
const rightMargin = 14;

export const labelWidth = (narrow: boolean): number => (narrow ? 150 : 180);

export function plotOf(width: number, narrow: boolean): Plot {
  const left = labelWidth(narrow) + 8;
  return { left, width: Math.max(40, width - left - rightMargin) };
}

/** Pitch at which the whole session is in view. */
export const fitPitch = (plot: Plot, count: number): number =>
  Math.min(maxFitPitch, plot.width / Math.max(1, count));

export const fitView = (plot: Plot, count: number): View => ({
  left: 0,
  pitch: fitPitch(plot, count),
});

/** The nearest view that shows no emptiness beyond the session. */
export function clampView(view: View, plot: Plot, count: number): View {
  const pitch = Math.min(maxPitch, Math.max(fitPitch(plot, count), view.pitch));
  const most = Math.max(0, count - plot.width / pitch);
  return { left: Math.min(most, Math.max(0, view.left)), pitch };
}

/** Centre of a step. */
export const xOf = (plot: Plot, view: View, seq: Seq): number =>
  plot.left + (seq + 0.5 - view.left) * view.pitch;

/** Rank at `x`; its whole part is the step. */
export const rankAt = (plot: Plot, view: View, x: number): number =>
  view.left + (x - plot.left) / view.pitch;

/** Steps with a part in the plot: from `first` up to, not including, `end`. */
export function visibleSteps(plot: Plot, view: View, count: number): { first: Seq; end: Seq } {
  const first = Math.max(0, Math.floor(view.left));
  return {
    first: Math.min(first, count),
    end: Math.min(count, Math.ceil(view.left + plot.width / view.pitch)),
  };
}

/** Zooms by `factor`; the step under `x` stays there. */
export function zoomAround(view: View, plot: Plot, count: number, factor: number, x: number): View {
  const pitch = Math.min(maxPitch, Math.max(fitPitch(plot, count), view.pitch * factor));
  const left = rankAt(plot, view, x) - (x - plot.left) / pitch;
  return clampView({ left, pitch }, plot, count);
}

/** Moves as little as needed for the step to be in view with some room around it. */
export function reveal(view: View, plot: Plot, count: number, seq: Seq): View {
  const span = plot.width / view.pitch;
  const room = Math.min(span / 3, Math.max(1, 60 / view.pitch));
  let { left } = view;
  if (seq + 0.5 - room < left) left = seq + 0.5 - room;
  if (seq + 0.5 + room > left + span) left = seq + 0.5 + room - span;
  return clampView({ left, pitch: view.pitch }, plot, count);
}

/** Steps between two numbers on the axis: 1-2-5, each number with `least` px of room. */
export function tickStep(pitch: number, least: number): number {
  if (pitch >= 64) return 1;
  if (pitch >= 24) return 2;
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * pitch >= least) return digit * power;
  }
}

export function ticks(plot: Plot, view: View, count: number, least = 52): readonly Tick[] {
  const every = tickStep(view.pitch, least);
  const { first, end } = visibleSteps(plot, view, count);
  const out: Tick[] = [];
  for (let seq = Math.ceil(first / every) * every; seq < end; seq += every) {
    out.push({ seq, x: xOf(plot, view, seq) });
  }
  return out;
}
