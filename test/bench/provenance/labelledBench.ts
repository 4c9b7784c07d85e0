import { baselines } from './baselines.ts';
import type { Case } from './case.ts';
import { bestF1, calibration, curve } from './confidence.ts';
import { confidenceOf, enginesWithout, shipped } from './engines.ts';
import { labelledCases } from './labelled.ts';
import type { Slicer } from './measure.ts';
import {
  byEvidence,
  byHow,
  leaveOneSourceOut,
  remembering,
  score,
  traced,
  tracedOrSuspect,
} from './measure.ts';
import type { Budget, Table } from './report.ts';
import { rateCells, scoreHead, scoreRow, share } from './report.ts';

/** Real sessions labelled by hand: the engine as it ships, and with each source left out of what it learned from. */
export async function labelledBench(): Promise<{ tables: Table[]; budgets: Budget[] }> {
  const cases = await labelledCases();
  const whole = remembering(shipped);
  const held = remembering(leaveOneSourceOut(await enginesWithout(cases)));
  const heldTraced = score(cases, each => traced(held(each)));
  const heldWide = score(cases, each => tracedOrSuspect(held(each)));
  const points = curve(cases, held, confidenceOf);
  const best = bestF1(points);
  return {
    tables: [
      ringTable('Labelled sessions, one source left out at a time', cases, held),
      ringTable('Labelled sessions, engine as it ships', cases, whole),
      howTable(cases, held),
      evidenceTable('Labelled sessions: precision by ring and best evidence', cases, held),
      {
        title: 'Labelled sessions: precision by confidence, one source left out at a time',
        head: ['confidence', 'n', 'mean', 'right'],
        rows: calibration(cases, held, confidenceOf).map(bin => [
          `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
          bin.n,
          share(bin.meanConfidence),
          share(bin.right),
        ]),
      },
      {
        title: 'Labelled sessions: best F1 over all thresholds, one source left out at a time',
        head: ['', 'P', 'R', 'F1', 'from confidence'],
        rows: best === undefined ? [] : [['best F1', ...rateCells(best), share(best.from)]],
      },
    ],
    budgets: [
      {
        figure: 'labelled, source left out: traced precision',
        value: heldTraced.precision,
        atLeast: 0.9,
      },
      {
        figure: 'labelled, source left out: traced recall',
        value: heldTraced.recall,
        atLeast: 0.6,
      },
      {
        figure: 'labelled, source left out: traced + suspect recall',
        value: heldWide.recall,
        atLeast: 0.95,
      },
      {
        figure: 'labelled, source left out: traced + suspect precision',
        value: heldWide.precision,
        atLeast: 0.55,
      },
      { figure: 'labelled, source left out: best F1', value: best?.f1 ?? NaN, atLeast: 0.8 },
    ],
  };
}

function ringTable(title: string, cases: readonly Case[], slicer: Slicer): Table {
  const sources = [...new Set(cases.map(each => each.source))].sort();
  return {
    title,
    head: scoreHead,
    rows: [
      scoreRow(
        'traced',
        score(cases, each => traced(slicer(each))),
      ),
      scoreRow(
        'traced + suspect',
        score(cases, each => tracedOrSuspect(slicer(each))),
      ),
      ...sources.flatMap(source => {
        const own = cases.filter(each => each.source === source);
        return [
          scoreRow(
            `${source}: traced`,
            score(own, each => traced(slicer(each))),
          ),
          scoreRow(
            `${source}: traced + suspect`,
            score(own, each => tracedOrSuspect(slicer(each))),
          ),
        ];
      }),
      ...Object.entries(baselines(slicer)).map(([name, predict]) =>
        scoreRow(name, score(cases, predict)),
      ),
    ],
  };
}

function howTable(cases: readonly Case[], slicer: Slicer): Table {
  const narrow = byHow(cases, each => traced(slicer(each)));
  const wide = byHow(cases, each => tracedOrSuspect(slicer(each)));
  return {
    title:
      'Labelled sessions: recall by how a step consumed the mark, one source left out at a time',
    head: ['how', 'n', 'traced', 'traced + suspect'],
    rows: [...narrow]
      .sort((a, b) => b[1].n - a[1].n)
      .map(([how, { n, found }]) => [
        how,
        n,
        share(found / n),
        share((wide.get(how)?.found ?? 0) / n),
      ]),
  };
}

export const evidenceTable = (title: string, cases: readonly Case[], slicer: Slicer): Table => ({
  title,
  head: ['ring: evidence', 'n', 'precision'],
  rows: [...byEvidence(cases, slicer)]
    .sort((a, b) => b[1].n - a[1].n)
    .map(([key, { n, right }]) => [key, n, share(right / n)]),
});
