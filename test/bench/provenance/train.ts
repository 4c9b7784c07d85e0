import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { terms } from '../../../src/core/propagation/terms.ts';
import { trainSeeds } from './seeds.ts';
import type { Judged } from './train/models.ts';
import { curve, lessons, sourcesOf, train } from './train/models.ts';

declare const REPOSITORY: string;

// Learns the models of `src/core/propagation/weights.json` from labelled and generated sessions:
//   npm run train:provenance [-- --dry]
// Every figure is of steps judged by models that were made without them.

const all = await lessons();
const { labelled, generated } = all;
const { models, judged } = train(all);

const figure = (value: number): string => value.toFixed(3);

function report(name: string, steps: readonly Judged[]): void {
  const points = curve(steps);
  const area = points.reduce(
    (sum, { precision, recall }, at) => sum + precision * (recall - (points[at - 1]?.recall ?? 0)),
    0,
  );
  const f1 = Math.max(...points.map(({ precision: p, recall: r }) => (2 * p * r) / (p + r)));
  const recallAt = (least: number): number =>
    points.findLast(each => each.precision >= least)?.recall ?? 0;
  const precisionAt = (least: number): number =>
    points.find(each => each.recall >= least)?.precision ?? 0;
  const columns = [
    name.padEnd(12),
    String(steps.length).padStart(6),
    String(steps.filter(each => each.consumed).length).padStart(6),
    ...[
      area,
      f1,
      recallAt(0.9),
      recallAt(0.8),
      precisionAt(0.6),
      precisionAt(0.8),
      precisionAt(0.95),
    ].map(value => figure(value).padStart(7)),
  ];
  console.log(columns.join(' '));
}

console.log('left out      steps    used average  best F1 R@P≥.9 R@P≥.8 P@R≥.6 P@R≥.8 P@R≥.95');
report('labelled', judged.notRecorded);
for (const source of sourcesOf(labelled)) {
  report(
    `  ${source}`,
    judged.notRecorded.filter(each => each.source === source),
  );
}
report('generated', judged.recorded);

for (const kind of ['recorded', 'notRecorded'] as const) {
  const { bias, terms: of, traced, suspect } = models[kind];
  console.log(`\n${kind}: bias ${bias}, traced from ${traced}, suspect from ${suspect}`);
  console.log(`  links ${JSON.stringify(models[kind].links)}`);
  for (const term of terms) {
    const { weight, sd } = of[term];
    const asIs = (weight / sd).toFixed(2);
    console.log(
      `  ${term.padEnd(12)} ${weight.toFixed(3).padStart(7)} standardised, ${asIs.padStart(6)} as is`,
    );
  }
}

const invented = generated.flatMap(half => [...half.recorded, ...half.notRecorded]);
const lines = [...labelled, ...invented].map(each => [
  each.name,
  each.mark,
  [...each.consumers.keys()],
]);
const trainedOn = {
  labelled: {
    sources: sourcesOf(labelled),
    sessions: new Set(labelled.map(each => each.name)).size,
    marks: labelled.length,
  },
  generated: { seeds: `${trainSeeds.from}–${trainSeeds.to}`, marks: invented.length },
  hash: createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 16),
};
if (!process.argv.includes('--dry')) {
  const file = 'src/core/propagation/weights.json';
  const text = `${JSON.stringify({ version: 1, trainedOn, models }, null, 2)}\n`;
  await writeFile(join(REPOSITORY, file), text);
  console.log(`\nwrote ${file}`);
}
