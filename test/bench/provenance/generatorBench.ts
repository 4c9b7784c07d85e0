import type { Seq } from '../../../src/core/session/ids.ts';
import { baselines } from './baselines.ts';
import type { Case } from './case.ts';
import { shipped } from './engines.ts';
import type { GeneratedCase } from './generator/cases.ts';
import { generatedCases } from './generator/cases.ts';
import type { Relation } from './generator/relation.ts';
import { relations } from './generator/relation.ts';
import { evidenceTable } from './labelledBench.ts';
import type { Prediction } from './measure.ts';
import { byHow, remembering, score, tally, traced, tracedOrSuspect } from './measure.ts';
import type { Budget, Table } from './report.ts';
import { scoreHead, scoreRow, share } from './report.ts';
import { reportSeeds, seedsOf } from './seeds.ts';

const lengths = [30, 60, 200] as const;

const targets: Partial<Record<Relation, number>> = {
  argument: 0.98,
  quote: 0.98,
  value: 0.98,
  reformat: 0.98,
  jsonEscaped: 0.98,
  arithmetic: 0.9,
  execution: 0.9,
  retry: 0.9,
};

/** Generated sessions on seeds held out, with inputs recorded and without. */
export function generatorBench(): { tables: Table[]; budgets: Budget[] } {
  const recorded = generatorPart('recorded');
  const bare = generatorPart('notRecorded');
  return { tables: [...recorded.tables, ...bare.tables], budgets: recorded.budgets };
}

function generatorPart(inputs: 'recorded' | 'notRecorded'): { tables: Table[]; budgets: Budget[] } {
  const slicer = remembering(shipped);
  const byLength = lengths.map(steps => ({
    steps,
    cases: generatedCases(seedsOf(reportSeeds), { steps, inputs }),
  }));
  const every = byLength.flatMap(each => each.cases);
  const starts = every.filter(each => each.kind === 'relation');
  // Figures for all are on marks as they come; those drawn to see every relation are mostly of the hardest.
  const asTheyCome = ({ kind }: GeneratedCase): boolean => kind !== 'relation';
  const cases = every.filter(asTheyCome);
  const name = inputs === 'recorded' ? 'inputs recorded' : 'inputs not recorded';
  const narrow = (each: Case): ReadonlySet<Seq> => traced(slicer(each));
  const wide = (each: Case): ReadonlySet<Seq> => tracedOrSuspect(slicer(each));
  const all = score(cases, narrow);
  // Alone and at first hand: else a step found by its quote would count for the decision in it, and a lost first hop
  // would count against every later one.
  const firstHand = (each: GeneratedCase, seq: Seq, hows: readonly string[]): boolean =>
    each.direct.has(seq) && hows.length === 1;
  const direct = byHow(every, narrow, firstHand);
  const directWide = byHow(every, wide, firstHand);
  const any = byHow(every, narrow);
  const recallOf = (relation: Relation): number => {
    const { n, found } = direct.get(relation) ?? { n: 0, found: 0 };
    return found / n;
  };
  return {
    tables: [
      {
        title: `Generator, ${name}, seeds ${reportSeeds.from}–${reportSeeds.to}`,
        head: scoreHead,
        rows: [
          scoreRow('traced', all),
          scoreRow('traced + suspect', score(cases, wide)),
          ...byLength.flatMap(({ steps, cases: own }) => [
            scoreRow(`${steps} steps: traced`, score(own.filter(asTheyCome), narrow)),
            scoreRow(`${steps} steps: traced + suspect`, score(own.filter(asTheyCome), wide)),
          ]),
          scoreRow('a mark for each relation: traced', score(starts, narrow)),
          scoreRow('a mark for each relation: traced + suspect', score(starts, wide)),
          ...Object.entries(baselines(slicer)).map(([rule, predict]) =>
            scoreRow(rule, score(cases, predict)),
          ),
        ],
      },
      {
        title: `Generator, ${name}: recall by relation`,
        head: [
          'relation',
          'n, first hand',
          'traced',
          'traced + suspect',
          'n, at any hop',
          'traced',
        ],
        rows: relations
          .filter(relation => any.has(relation))
          .map(relation => {
            const { n, found } = any.get(relation) ?? { n: 0, found: 0 };
            const own = direct.get(relation)?.n ?? 0;
            return [
              relation,
              own,
              share(recallOf(relation)),
              share((directWide.get(relation)?.found ?? 0) / own),
              n,
              share(found / n),
            ];
          }),
      },
      distractorTable(`Generator, ${name}: marks on what nobody used`, cases, narrow, wide),
      evidenceTable(`Generator, ${name}: precision by ring and best evidence`, cases, slicer),
    ],
    budgets: [
      { figure: `generator, ${name}: traced precision`, value: all.precision, atLeast: 0.92 },
      { figure: `generator, ${name}: traced recall`, value: all.recall, atLeast: 0.8 },
      ...Object.entries(targets).map(([relation, atLeast]) => ({
        figure: `generator, ${name}: recall of ${relation}`,
        value: recallOf(relation as Relation),
        atLeast,
      })),
    ],
  };
}

/** How often a mark that nobody consumed lights nothing. */
function distractorTable(
  title: string,
  cases: readonly GeneratedCase[],
  narrow: Prediction,
  wide: Prediction,
): Table {
  const marks = cases.filter(each => each.kind === 'distractor');
  const quiet = (predict: Prediction): string => {
    const silent = marks.filter(each => tally(each, predict(each)).fp === 0);
    return share(silent.length / marks.length);
  };
  return {
    title,
    head: ['marks', 'nothing traced', 'nothing traced or suspect'],
    rows: [[marks.length, quiet(narrow), quiet(wide)]],
  };
}
