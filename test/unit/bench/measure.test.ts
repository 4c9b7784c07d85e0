import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../src/core/propagation/slice.ts';
import { stepAt } from '../../../src/core/session/session.ts';
import { parentsOf } from '../../bench/provenance/baselines.ts';
import type { Case } from '../../bench/provenance/case.ts';
import { bestF1, calibration, curve } from '../../bench/provenance/confidence.ts';
import {
  byHow,
  intervals,
  leaveOneSourceOut,
  rates,
  score,
  slicerOf,
  tally,
  traced,
} from '../../bench/provenance/measure.ts';
import type { Slicer } from '../../bench/provenance/measure.ts';
import { nestfulFiles, nestfulScore, nestfulSessions } from '../../bench/provenance/nestful.ts';
import { markdown, missed, share } from '../../bench/provenance/report.ts';
import { chain } from '../../fixtures/sessions.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Mark on the revenue in the chain: the analyst (#2) and the writer (#4) consumed it; of #5 nothing is known. */
const revenue = (): Case => {
  const session = chain();
  return {
    source: 'test',
    name: 'chain',
    session,
    mark: { seq: 1, range: { start: 0, end: 'Revenue in 2025 was EUR 48,250 million.'.length } },
    consumers: new Map([
      [2, ['value']],
      [4, ['value', 'quote']],
    ]),
    excluded: new Set([5]),
  };
};

describe('tally', () => {
  it('counts hits, false alarms and misses, and leaves out what is not known', () => {
    expect(tally(revenue(), new Set([2, 3, 5]))).toEqual({ tp: 1, fp: 1, fn: 1 });
  });

  it('gives rates, and none where there is nothing to divide by', () => {
    expect(rates({ tp: 3, fp: 1, fn: 2 })).toEqual({ precision: 0.75, recall: 0.6, f1: 6 / 9 });
    expect(rates({ tp: 0, fp: 0, fn: 2 }).precision).toBeNaN();
    expect(share(NaN)).toBe('–');
  });
});

describe('score', () => {
  it('knows what the engine finds in a chain', () => {
    const slicer = slicerOf();
    const found = score([revenue()], each => traced(slicer(each)));
    expect(found).toMatchObject({ tp: 2, fp: 0, fn: 0, marks: 1, sessions: 1 });
    expect(found.interval.precision).toEqual([1, 1]);
  });

  it('counts a step that consumed in two ways under both', () => {
    const counts = byHow([revenue()], () => new Set([4]));
    expect(counts.get('value')).toEqual({ n: 2, found: 1 });
    expect(counts.get('quote')).toEqual({ n: 1, found: 1 });
  });
});

describe('intervals', () => {
  const groups = [
    { tp: 9, fp: 1, fn: 0 },
    { tp: 1, fp: 9, fn: 3 },
    { tp: 5, fp: 5, fn: 1 },
  ];

  it('are the same for the same seed, and hold the figure', () => {
    expect(intervals(groups)).toEqual(intervals(groups));
    const [low, high] = intervals(groups).precision;
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
  });

  it('are wider for fewer sessions', () => {
    const width = ([low, high]: readonly [number, number]): number => high - low;
    const many = [...groups, ...groups, ...groups, ...groups, ...groups, ...groups];
    expect(width(intervals(many).precision)).toBeLessThan(width(intervals(groups).precision));
  });
});

describe('leave one source out', () => {
  it('never uses an engine that has seen the source', () => {
    const cases = ['a', 'b', 'a'].map(source => ({ ...revenue(), source }));
    const engine = (held: string): Slicer => {
      return each => {
        expect(each.source).toBe(held);
        return slicerOf()(each);
      };
    };
    const slicer = leaveOneSourceOut(new Map(['a', 'b'].map(held => [held, engine(held)])));
    for (const each of cases) slicer(each);
    expect.assertions(4);
    expect(() => slicer({ ...revenue(), source: 'c' })).toThrow(/no engine for the source c/u);
  });
});

describe('confidence', () => {
  const sure: Record<number, number> = { 2: 0.9, 3: 0.6, 4: 0.3 };
  const slicer = (each: Case): Slice => slicerOf()(each);

  it('draws a curve of thresholds and finds the best', () => {
    const points = curve([revenue()], slicer, step => sure[step.seq] ?? 0);
    expect(points.map(each => [each.from, each.precision, each.recall])).toEqual([
      [0.9, 1, 0.5],
      [0.6, 0.5, 0.5],
      [0.3, 2 / 3, 1],
    ]);
    expect(bestF1(points)?.from).toBe(0.3);
  });

  it('says for every bin how often it was right', () => {
    const bins = calibration([revenue()], slicer, step => sure[step.seq] ?? 0);
    expect(bins.map(bin => [bin.from, bin.n, bin.right])).toEqual([
      [0.2, 1, 1],
      [0.5, 1, 0],
      [0.8, 1, 1],
    ]);
  });
});

describe('report', () => {
  it('names what was missed, and counts the unmeasured as missed', () => {
    const lines = missed([
      { figure: 'good', value: 0.95, atLeast: 0.9 },
      { figure: 'bad', value: 0.8, atLeast: 0.9 },
      { figure: 'none', value: NaN, atLeast: 0.9 },
    ]);
    expect(lines).toEqual(['bad: .800, must be at least .900', 'none: –, must be at least .900']);
  });

  it('prints tables as Markdown', () => {
    expect(markdown({ title: 'T', head: ['a', 'b'], rows: [['long cell', 1]] })).toBe(
      ['### T', '', '| a         | b   |', '| --------- | --- |', '| long cell | 1   |', ''].join(
        '\n',
      ),
    );
  });
});

describe('baselines', () => {
  it('take the step before for the parent where nothing else is recorded', () => {
    expect(parentsOf(chain())).toEqual([undefined, 0, 1, 2, 3, 4]);
  });
});

const nestful = join(root, '..', 'shared', 'samples', 'nestful');

// Where the samples lie beside the checkout.
describe.runIf(existsSync(nestful))('NESTFUL', () => {
  it.each(nestfulFiles)('%s: every reference is a value of the result it names', async file => {
    const sessions = await nestfulSessions(file, 'recorded', nestful);
    const references = sessions.flatMap(each => each.references);
    expect(references.length).toBeGreaterThan(100);
    for (const { session, references: own } of sessions) {
      for (const { result, call, range } of own) {
        expect(result).toBeLessThan(call);
        const argument = stepAt(session, call).output.text.slice(range.start, range.end);
        const { text } = stepAt(session, result).output;
        const values = Object.values(JSON.parse(text) as Record<string, unknown>);
        expect(values.some(value => argument.includes(String(value)))).toBe(true);
      }
    }
  });

  it('counts pairs that nobody authored against a method', async () => {
    const sessions = await nestfulSessions('executable-data', 'recorded', nestful);
    const { references, pairs } = nestfulScore(sessions.slice(0, 20));
    expect(references).toBeGreaterThan(0);
    expect(pairs.tp + pairs.fn).toBeGreaterThan(0);
  });
});
