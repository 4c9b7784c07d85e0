import type { StepShape } from '../../src/core/view/graph.ts';

/** One piece of a path, as plain data. `A`: centre, radius, start and end angle, clockwise. */
export type Command =
  | readonly ['M', number, number]
  | readonly ['L', number, number]
  | readonly ['Q', number, number, number, number]
  | readonly ['A', number, number, number, number, number]
  | readonly ['Z'];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Outline of a step around its centre: the outline says what kind of step it is. */
export function outline(shape: StepShape, { x, y, width, height }: Box): readonly Command[] {
  const left = x - width / 2;
  const right = x + width / 2;
  const top = y - height / 2;
  const bottom = y + height / 2;
  const tip = Math.min(7, width * 0.28);
  switch (shape) {
    case 'user': {
      const r = Math.min(height, width) / 2;
      return [
        ['M', left + r, top],
        ['L', right - r, top],
        ['A', right - r, top + r, r, -Math.PI / 2, 0],
        ['L', right, bottom - r],
        ['A', right - r, bottom - r, r, 0, Math.PI / 2],
        ['L', left + r, bottom],
        ['A', left + r, bottom - r, r, Math.PI / 2, Math.PI],
        ['L', left, top + r],
        ['A', left + r, top + r, r, Math.PI, Math.PI * 1.5],
        ['Z'],
      ];
    }
    case 'call':
      return [
        ['M', left + 2, top],
        ['L', right - tip, top],
        ['L', right, y],
        ['L', right - tip, bottom],
        ['L', left + 2, bottom],
        ['Q', left, bottom, left, bottom - 2],
        ['L', left, top + 2],
        ['Q', left, top, left + 2, top],
        ['Z'],
      ];
    case 'result':
      return [
        ['M', left, top],
        ['L', right - 2, top],
        ['Q', right, top, right, top + 2],
        ['L', right, bottom - 2],
        ['Q', right, bottom, right - 2, bottom],
        ['L', left, bottom],
        ['L', left + tip, y],
        ['Z'],
      ];
    case 'system':
      return [
        ['M', left + tip, top],
        ['L', right - tip, top],
        ['L', right, top + tip],
        ['L', right, bottom - tip],
        ['L', right - tip, bottom],
        ['L', left + tip, bottom],
        ['L', left, bottom - tip],
        ['L', left, top + tip],
        ['Z'],
      ];
    case 'message': {
      const r = Math.min(4, width / 4);
      return [
        ['M', left + r, top],
        ['L', right - r, top],
        ['Q', right, top, right, top + r],
        ['L', right, bottom - r],
        ['Q', right, bottom, right - r, bottom],
        ['L', left + r, bottom],
        ['Q', left, bottom, left, bottom - r],
        ['L', left, top + r],
        ['Q', left, top, left + r, top],
        ['Z'],
      ];
    }
  }
}

/** Where the number stands: pushed away from a tip or a notch. */
export const numberShift = (shape: StepShape): number =>
  shape === 'call' ? -2 : shape === 'result' ? 2 : 0;
