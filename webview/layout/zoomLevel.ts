/** How much of a step is drawn, from the room that it has. */
export type ZoomLevel = 'strips' | 'ticks' | 'glyphs' | 'numbers' | 'cards';

const order: readonly ZoomLevel[] = ['strips', 'ticks', 'glyphs', 'numbers', 'cards'];
/** A level is left downwards only this far below its threshold, so that it does not flicker. */
const hysteresis = 0.9;

/**
 * The level for a pitch. Numbers need the widest number to fit, with 8 px around it. Pass the level of the frame
 * before: upwards a threshold counts at once, downwards 10 % later.
 */
export function zoomLevel(pitch: number, numberWidth: number, before?: ZoomLevel): ZoomLevel {
  const thresholds = [3, 8, Math.min(90, Math.max(20, numberWidth + 8)), 96];
  const exact = thresholds.filter(least => pitch >= least).length;
  const held = before === undefined ? 0 : order.indexOf(before);
  const stays = held > exact && pitch >= (thresholds[held - 1] ?? 0) * hysteresis;
  return order[stays ? held : exact] ?? 'strips';
}

/** Width and height of a plain step. */
export interface GlyphSize {
  readonly width: number;
  readonly height: number;
}

export function glyphSize(level: ZoomLevel, pitch: number): GlyphSize {
  switch (level) {
    case 'cards':
      return { width: pitch - 12, height: 40 };
    case 'numbers':
      return { width: Math.min(26, Math.max(14, pitch - 5)), height: 22 };
    case 'glyphs': {
      const side = Math.max(5, Math.min(13, pitch - 3));
      return { width: side, height: side };
    }
    case 'ticks':
    case 'strips':
      return { width: Math.max(2, Math.min(5, pitch - 1)), height: 14 };
  }
}
