import { describe, expect, it } from 'vitest';
import type { Ring } from '../../../src/core/propagation/slice.ts';
import {
  clampView,
  fitView,
  plotOf,
  rankAt,
  reveal,
  ticks,
  tickStep,
  visibleSteps,
  xOf,
  zoomAround,
} from '../../../webview/layout/axis.ts';
import {
  columnCounts,
  countIn,
  fullestBar,
  laneSeries,
  stepsPerBar,
} from '../../../webview/layout/bins.ts';
import { flows, stepsPerColumn } from '../../../webview/layout/flows.ts';
import { stepAt } from '../../../webview/layout/hit.ts';
import { laneBoxes, stripBoxes } from '../../../webview/layout/lanes.ts';
import { outline } from '../../../webview/layout/outline.ts';
import { placeSnippets } from '../../../webview/layout/snippets.ts';
import { zoomLevel } from '../../../webview/layout/zoomLevel.ts';
import { seeded } from '../../fixtures/random.ts';
import { drawing } from './build.ts';

const plot = plotOf(1092, false);

describe('lanes', () => {
  it('are 72 high without affected steps and share the rest up to 132', () => {
    const { boxes } = laneBoxes([false, true, true], 372, false);
    expect(boxes.map(box => box.height)).toEqual([72, 132, 132]);
    expect(laneBoxes([false, true, true], 300, false).boxes.map(box => box.height)).toEqual([
      72, 114, 114,
    ]);
    expect(laneBoxes([false, true], 900, true).boxes.map(box => box.height)).toEqual([44, 100]);
  });

  it('shrink to their least height before they scroll, and lie without gaps', () => {
    const { boxes, height } = laneBoxes(
      Array.from({ length: 30 }, (_, lane) => lane % 2 === 0),
      500,
      false,
    );
    expect(new Set(boxes.map(box => box.height))).toEqual(new Set([56, 44]));
    boxes.slice(1).forEach((box, index) => {
      expect(box.top).toBe((boxes[index]?.top ?? 0) + (boxes[index]?.height ?? 0));
    });
    expect(height).toBe(15 * 56 + 15 * 44);
  });

  it('are all alike in strips', () => {
    expect(new Set(stripBoxes(9, 533).boxes.map(box => box.height))).toEqual(new Set([59]));
  });
});

describe('the axis', () => {
  it('places and finds steps', () => {
    const view = { left: 10, pitch: 25 };
    for (const seq of [10, 17, 40]) {
      expect(Math.floor(rankAt(plot, view, xOf(plot, view, seq)))).toBe(seq);
    }
  });

  it('keeps the step under the pointer while it zooms', () => {
    const view = { left: 100, pitch: 10 };
    const x = plot.left + 300;
    const at = rankAt(plot, view, x);
    for (const factor of [0.5, 1.3, 4]) {
      expect(rankAt(plot, zoomAround(view, plot, 1000, factor, x), x)).toBeCloseTo(at, 6);
    }
  });

  it('never shows emptiness beyond the session', () => {
    expect(clampView({ left: -5, pitch: 0.01 }, plot, 32)).toEqual(fitView(plot, 32));
    const end = clampView({ left: 9999, pitch: 50 }, plot, 100);
    expect(end.left + plot.width / end.pitch).toBeCloseTo(100, 6);
    expect(fitView(plot, 2)).toEqual({ left: 0, pitch: 160 });
  });

  it('reveals a step, and leaves a view alone that shows it', () => {
    const view = { left: 0, pitch: 25 };
    expect(reveal(view, plot, 500, 10)).toEqual(view);
    const moved = reveal(view, plot, 500, 300);
    const { first, end } = visibleSteps(plot, moved, 500);
    expect(first < 300 && end > 300).toBe(true);
  });

  it('numbers every second step at 24 px, else in steps of 1-2-5', () => {
    expect([30, 24, 20, 10, 1, 0.09].map(pitch => tickStep(pitch, 52))).toEqual([
      2, 2, 5, 10, 100, 1000,
    ]);
    expect(ticks(plot, { left: 3, pitch: 24 }, 32)[0]?.seq).toBe(4);
  });
});

describe('zoom levels', () => {
  it('follow the room for a step', () => {
    expect([100, 30, 12, 5, 1].map(pitch => zoomLevel(pitch, 12))).toEqual([
      'cards',
      'numbers',
      'glyphs',
      'ticks',
      'strips',
    ]);
    expect(zoomLevel(25, 30)).toBe('glyphs');
  });

  it('are left downwards 10 % late', () => {
    expect(zoomLevel(19, 12, 'numbers')).toBe('numbers');
    expect(zoomLevel(17.9, 12, 'numbers')).toBe('glyphs');
    expect(zoomLevel(20, 12, 'glyphs')).toBe('numbers');
    expect(zoomLevel(2.8, 12, 'ticks')).toBe('ticks');
    expect(zoomLevel(1, 12, 'cards')).toBe('strips');
  });
});

describe('bins', () => {
  const random = seeded(4);
  const names: readonly Ring[] = ['clean', 'traced', 'suspect', 'exposed', 'wrong', 'verified'];
  const { laneOf } = drawing(2, 5000, 4);
  const rings = laneOf.map(() => names[Math.floor(random() * names.length)] ?? 'clean');
  const series = laneSeries(laneOf, rings, 4);

  it('count every step once', () => {
    const all = series.map(each => countIn(each, 0, 5000).reduce((a, b) => a + b));
    expect(all.reduce((a, b) => a + b)).toBe(5000);
    const parts = [0, 1000, 2000, 3000, 4000].map(from =>
      series.map(each => countIn(each, from, from + 1000).reduce((a, b) => a + b)),
    );
    expect(parts.flat().reduce((a, b) => a + b)).toBe(5000);
    expect(columnCounts(rings, 333).reduce((a, b) => a + b)).toBe(5000);
  });

  it('are scaled by the fullest of them', () => {
    const per = stepsPerBar(0.1);
    const most = fullestBar(series, per);
    let seen = 0;
    for (const each of series) {
      for (let from = 0; from < 5000; from += per) {
        seen = Math.max(
          seen,
          countIn(each, from, from + per).reduce((a, b) => a + b),
        );
      }
    }
    expect(most).toBe(seen);
  });
});

describe('flows in strips', () => {
  it('are at most so many per column, widest first, and the same every time', () => {
    const { laneOf, links } = drawing(9, 10_000, 9);
    const options = { per: stepsPerColumn(0.09), widest: 3, leastUses: 4 };
    const found = flows(links, laneOf, options);
    expect(found.length).toBeLessThanOrEqual(30);
    expect(found.every(flow => flow.uses >= 4 && flow.from !== flow.to)).toBe(true);
    for (let run = 0; run < 40; run++) expect(flows(links, laneOf, options)).toEqual(found);
  });
});

describe('hits', () => {
  const { boxes } = laneBoxes([true, true], 264, false);
  const laneOf = [0, 1, 0, 1];
  const area = { plot, view: { left: 0, pitch: 30 }, laneOf, boxes, reach: 15 };

  it('find the step under the point, in its lane only', () => {
    expect(stepAt(area, plot.left + 15, 66)).toBe(0);
    expect(stepAt(area, plot.left + 45, 198)).toBe(1);
    expect(stepAt(area, plot.left + 45, 66)).toBeUndefined();
    expect(stepAt(area, plot.left + 15, 100)).toBeUndefined();
    expect(stepAt(area, 20, 66)).toBeUndefined();
  });

  it('forgive a few px where steps are small', () => {
    const small = { ...area, view: { left: 0, pitch: 4 } };
    expect(stepAt(small, plot.left + 8, 66)).toBe(2);
  });
});

describe('outlines', () => {
  it('stay inside their box', () => {
    const box = { x: 50, y: 40, width: 22, height: 20 };
    for (const shape of ['user', 'message', 'call', 'result', 'system'] as const) {
      for (const command of outline(shape, box)) {
        if (command[0] === 'Z' || command[0] === 'A') continue;
        const [x = 0, y = 0] = command.slice(-2) as number[];
        expect(Math.abs(x - 50)).toBeLessThanOrEqual(11);
        expect(Math.abs(y - 40)).toBeLessThanOrEqual(10);
      }
    }
  });
});

describe('snippets', () => {
  const { boxes } = laneBoxes([true, true], 264, false);
  const frame = { boxes, left: 100, right: 900, least: 66, most: 220 };
  const step = (seq: number, lane: number, x: number) => ({
    seq,
    lane,
    x,
    width: 22,
    height: 22,
    text: 120,
    taken: false,
  });

  it('go right where there is room, else above or below', () => {
    const steps = [step(0, 0, 200), step(1, 0, 240), step(2, 1, 300)];
    const taken = steps.map(({ lane, x }) => ({ lane, left: x - 11, right: x + 11 }));
    const places = placeSnippets(steps, taken, [], frame);
    expect(places.map(place => place.side)).toEqual(['above', 'right', 'right']);
  });

  it('go left at the right border, and nowhere when there is no room', () => {
    const edge = step(0, 1, 880);
    expect(placeSnippets([edge], [], [], frame).map(place => place.side)).toEqual(['left']);
    const walls = [810, 850, 880].map(x => ({ x, top: 0, bottom: 300 }));
    expect(placeSnippets([edge], [], walls, frame)).toEqual([]);
  });
});
