import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Models } from '../../../src/core/propagation/confidence.ts';
import type { Case } from './case.ts';
import { scored } from './case.ts';
import { generatedCases } from './generator/cases.ts';
import { labelledCases } from './labelled.ts';
import { terms } from '../../../src/core/propagation/terms.ts';
import { seedsOf, trainSeeds } from './seeds.ts';
import type { Kind, Learned } from './train/learn.ts';
import { judgeOf, kindOf, learn, roll } from './train/learn.ts';

declare const REPOSITORY: string;

// Learns the models of `src/core/propagation/weights.json` from labelled and generated sessions:
//   npm run train:provenance [-- --dry]
// Thresholds and figures come from cases that the models were not made from: labelled sessions of the source left out,
// generated sessions of the half left out.

const penalty = Number(process.env['PENALTY'] ?? 60);
/** What all generated sessions without inputs weigh together, in labelled steps. */
const generatedWeight = Number(process.env['GENERATED'] ?? 350);
const tracedPrecision = 0.9;
const suspectRecall = { recorded: 0.9, notRecorded: 0.95 };

const labelled = await labelledCases();
const { from, to } = trainSeeds;
const middle = Math.ceil((from + to) / 2);
const halves = [
  { from, to: middle - 1 },
  { from: middle, to },
].map(range => {
  const seeds = seedsOf(range).filter(
    (_, index) => index % Number(process.env['EVERY'] ?? 2) === 0,
  );
  return {
    recorded: generatedCases(seeds, { steps: 60, inputs: 'recorded' }),
    notRecorded: generatedCases(
      seeds.filter((_, index) => index % 3 === 0),
      { steps: 60, inputs: 'notRecorded' },
    ),
  };
});
const generated = halves.flatMap(half => [...half.recorded, ...half.notRecorded]);
const steps = (cases: readonly Case[]): number =>
  cases.reduce((sum, each) => sum + scored(each).length, 0);
const notRecorded = new Set<Case>(halves.flatMap(half => half.notRecorded));
const share = generatedWeight / steps([...notRecorded]);
const weightOf = (each: Case): number => (notRecorded.has(each) ? share : 1);

interface Judged {
  readonly source: string;
  readonly confidence: number;
  readonly consumed: boolean;
}

const judged = (learned: Learned, cases: readonly Case[], kind: Kind): readonly Judged[] =>
  cases.flatMap(each => {
    const { confidence } = roll(each, judgeOf(learned));
    return scored(each)
      .filter(seq => kindOf(each, seq) === kind)
      .map(seq => ({
        source: each.source,
        confidence: confidence[seq] ?? 0,
        consumed: each.consumers.has(seq),
      }));
  });

/** Precision and recall at each threshold, the strictest first. */
function curve(all: readonly Judged[]) {
  const sorted = all
    .filter(each => each.confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  const positive = all.filter(each => each.consumed).length;
  let right = 0;
  return sorted.map(({ confidence, consumed }, index) => {
    if (consumed) right++;
    return { from: confidence, precision: right / (index + 1), recall: right / positive };
  });
}

function report(name: string, all: readonly Judged[]): void {
  const points = curve(all);
  const positive = all.filter(each => each.consumed).length;
  let ap = 0;
  for (const [index, each] of points.entries()) {
    ap += each.precision * (each.recall - (points[index - 1]?.recall ?? 0));
  }
  const f1 = points.reduce(
    (best, { precision: p, recall: r }) => Math.max(best, (2 * p * r) / (p + r)),
    0,
  );
  const recallAt = (least: number) =>
    points.reduce(
      (best, { precision, recall }) => (precision >= least ? Math.max(best, recall) : best),
      0,
    );
  const precisionAt = (least: number) => points.find(each => each.recall >= least)?.precision ?? 0;
  const figure = (value: number) => value.toFixed(3);
  console.log(
    `${name.padEnd(12)} n ${all.length} pos ${positive} AP ${figure(ap)} F1 ${figure(f1)} R@P.9 ${figure(recallAt(0.9))} R@P.8 ${figure(recallAt(0.8))} P@R.6 ${figure(precisionAt(0.6))} P@R.8 ${figure(precisionAt(0.8))} P@R.95 ${figure(precisionAt(0.95))}`,
  );
}

/** The lowest threshold that keeps the precision, and the highest that keeps the recall. */
function thresholds(all: readonly Judged[], recall: number): { traced: number; suspect: number } {
  const points = curve(all);
  const traced = points.findLast(each => each.precision >= tracedPrecision)?.from ?? 1;
  const suspect = points.find(each => each.recall >= recall)?.from ?? points.at(-1)?.from ?? 0;
  return { traced: floor(traced), suspect: floor(Math.min(suspect, traced)) };
}
const floor = (value: number): number => Math.floor(value * 1000) / 1000;

const sources = [...new Set(labelled.map(each => each.source))];
const leftOut = sources.flatMap(source => {
  const learned = learn(
    [...labelled.filter(each => each.source !== source), ...generated],
    weightOf,
    penalty,
  );
  return judged(
    learned,
    labelled.filter(each => each.source === source),
    'notRecorded',
  );
});
report('labelled', leftOut);
for (const source of sources)
  report(
    `  ${source}`,
    leftOut.filter(each => each.source === source),
  );
const halfOut = halves.flatMap((half, index) => {
  const other = halves[1 - index];
  if (other === undefined) return [];
  const learned = learn([...labelled, ...other.recorded, ...other.notRecorded], weightOf, penalty);
  return judged(learned, half.recorded, 'recorded');
});
report('generated', halfOut);

const learned = learn([...labelled, ...generated], weightOf, penalty);
const models: Models = {
  recorded: { ...learned.recorded, ...thresholds(halfOut, suspectRecall.recorded) },
  notRecorded: { ...learned.notRecorded, ...thresholds(leftOut, suspectRecall.notRecorded) },
};
for (const kind of ['recorded', 'notRecorded'] as const) {
  const { bias, terms: of, traced, suspect } = models[kind];
  console.log(`${kind}: bias ${bias}, traced from ${traced}, suspect from ${suspect}`);
  for (const term of terms) {
    const { weight, sd } = of[term];
    console.log(
      `  ${term.padEnd(12)} ${weight.toFixed(3).padStart(7)} standardised, ${(weight / sd).toFixed(2).padStart(6)} as is`,
    );
  }
}
const trainedOn = {
  labelled: {
    sessions: new Set(labelled.map(each => each.name)).size,
    marks: labelled.length,
    sources,
  },
  generated: { seeds: `${from}–${to}`, marks: generated.length },
  hash: createHash('sha256')
    .update(
      JSON.stringify(
        [...labelled, ...generated].map(each => [each.name, each.mark, [...each.consumers.keys()]]),
      ),
    )
    .digest('hex')
    .slice(0, 16),
};
if (!process.argv.includes('--dry')) {
  const file = join(REPOSITORY, 'src/core/propagation/weights.json');
  await writeFile(file, `${JSON.stringify({ version: 1, trainedOn, models }, null, 2)}\n`);
  console.log(`wrote ${file}`);
}
