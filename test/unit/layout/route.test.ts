import { describe, expect, it } from 'vitest';
import type { Track } from '../../../webview/layout/route.ts';
import { assignTracks, route } from '../../../webview/layout/route.ts';
import { laneBoxes } from '../../../webview/layout/lanes.ts';
import { linkIndex, visibleLinks } from '../../../webview/layout/visibleLinks.ts';
import type { Drawing } from './build.ts';
import { drawing } from './build.ts';

const lanes = 5;
const pitch = 24;
const { boxes } = laneBoxes([true, true, true, true, true], 600, false);

const routes = ({ laneOf, links }: Drawing) =>
  assignTracks(links, laneOf, lanes).map((track, index) => {
    const { used = 0, generated = 0 } = links[index] ?? {};
    const end = (seq: number) => ({ x: (seq + 0.5) * pitch, lane: laneOf[seq] ?? 0, half: 11 });
    return route(end(used), end(generated), track, { boxes, port: 6, arrow: 7 });
  });

describe('routes of edges', () => {
  it('are the same for the same input, 40 times', () => {
    const first = routes(drawing(1, 200, lanes));
    for (let run = 0; run < 40; run++) expect(routes(drawing(1, 200, lanes))).toEqual(first);
  });

  it('never put the verticals of two steps in one place', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { laneOf, links } = drawing(seed, 120, lanes);
      const owners = new Map<number, string>();
      routes({ laneOf, links }).forEach((each, index) => {
        const [source, target] = each.verticals;
        for (const [x, owner] of [
          [source?.x, `out of ${links[index]?.used}`],
          [target?.x, `into ${links[index]?.generated}`],
        ] as const) {
          expect(owners.get(x ?? NaN) ?? owner).toBe(owner);
          owners.set(x ?? NaN, owner);
        }
      });
    }
  });

  it('run at right angles and forwards', () => {
    for (const { path } of routes(drawing(3, 200, lanes))) {
      const points = path.map(([, ...numbers]) => numbers.slice(-2));
      points.slice(1).forEach(([x = 0], index) => {
        expect(x).toBeGreaterThanOrEqual(points[index]?.[0] ?? 0);
      });
    }
  });

  it('give a source one track, and overlapping stretches different ones while there are any', () => {
    const laneOf = [0, 0, 1, 1, 1, 1];
    const links = [
      { used: 0, generated: 2 },
      { used: 0, generated: 4 },
      { used: 1, generated: 3 },
    ];
    const tracks = assignTracks(links, laneOf, 2);
    expect(tracks[0]).toEqual(tracks[1]);
    expect(tracks[2]?.track).not.toBe(tracks[0]?.track);
    expect(tracks.map(track => track.gap)).toEqual([1, 1, 1]);
  });

  it('stay inside: no track above the first lane goes up, none below the last goes down', () => {
    const { laneOf, links } = drawing(7, 300, 2);
    const tracks: readonly Track[] = assignTracks(links, laneOf, 2);
    expect(tracks.filter(({ gap, track }) => gap === 0 && track <= 0)).toEqual([]);
    expect(tracks.filter(({ gap, track }) => gap === 2 && track >= 0)).toEqual([]);
  });
});

describe('visible links', () => {
  it('are those with an end in view', () => {
    const { links } = drawing(5, 400, 3);
    const found = visibleLinks(linkIndex(links), 100, 200, 2000).map(index => links[index]);
    const inView = (seq: number): boolean => seq >= 100 && seq < 200;
    const wanted = links.filter(link => inView(link.used) || inView(link.generated));
    expect(new Set(found)).toEqual(new Set(wanted));
    expect(found).toHaveLength(wanted.length);
  });

  it('are never more than asked for', () => {
    const { links } = drawing(5, 20_000, 3);
    expect(visibleLinks(linkIndex(links), 0, 20_000, 2000)).toHaveLength(2000);
  });
});
