import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { shipped } from './engines.ts';
import { generatorBench } from './generatorBench.ts';
import { labelledBench } from './labelledBench.ts';
import { rates, remembering, traced, tracedOrSuspect } from './measure.ts';
import { nestfulFiles, nestfulScore, nestfulSessions } from './nestful.ts';
import type { Budget, Table } from './report.ts';
import { markdown, missed, rateCells, share } from './report.ts';
import { failedRuns, reach } from './whoAndWhen.ts';

declare const REPOSITORY: string;

// How well it is known who consumed what: npm run bench:provenance [-- --only labelled,generator] [--json FILE]
// Prints tables; ends with 1 and a line for each budget that is missed.

interface Part {
  readonly tables: readonly Table[];
  readonly budgets: readonly Budget[];
}

const parts: Readonly<Record<string, () => Part | Promise<Part>>> = {
  labelled: labelledBench,
  generator: generatorBench,
  nestful: async () => ({ tables: [await nestfulTable()], budgets: [] }),
  whoAndWhen: async () => ({ tables: [await whoAndWhenTable()], budgets: [] }),
};

async function nestfulTable(): Promise<Table> {
  const rows = [];
  for (const file of nestfulFiles) {
    for (const inputs of ['recorded', 'notRecorded'] as const) {
      const { samples, references, found, pairs } = nestfulScore(
        await nestfulSessions(file, inputs),
        shipped,
      );
      rows.push([
        `${file}, inputs ${inputs === 'recorded' ? 'recorded' : 'not recorded'}`,
        samples,
        references,
        share(found / references),
        ...rateCells(rates(pairs)),
        pairs.tp,
        pairs.fp,
        pairs.fn,
      ]);
    }
  }
  return {
    title: 'NESTFUL: authored references from a result to an argument of a later call',
    head: ['', 'samples', 'references', 'found', 'pairs P', 'R', 'F1', 'tp', 'fp', 'fn'],
    rows,
  };
}

async function whoAndWhenTable(): Promise<Table> {
  const runs = await failedRuns();
  const slicer = remembering(shipped);
  const row = (
    name: string,
    { runs: n, reached, highlighted, byRecency }: ReturnType<typeof reach>,
  ) => [name, n, share(reached / n), share(highlighted), share(byRecency / n)];
  return {
    title: 'Who&When: a mark on the labelled mistake, and the last step of the failed run',
    head: [
      '',
      'runs',
      'last step reached',
      'later steps highlighted',
      'mistake in as many last steps',
    ],
    rows: [
      row(
        'traced',
        reach(runs, each => traced(slicer(each))),
      ),
      row(
        'traced + suspect',
        reach(runs, each => tracedOrSuspect(slicer(each))),
      ),
    ],
  };
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' } },
});
const wanted = values.only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter(name => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}: there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' and changes';
const commit = `${git('rev-parse', '--short', 'HEAD')}${changed}`;
console.log(`Commit ${commit}. Intervals: 90 %, bootstrap over sessions, seed 1.\n`);

const tables: Table[] = [];
const budgets: Budget[] = [];
for (const name of wanted) {
  const part = await parts[name]?.();
  for (const table of part?.tables ?? []) console.log(markdown(table));
  tables.push(...(part?.tables ?? []));
  budgets.push(...(part?.budgets ?? []));
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ commit, tables, budgets }, undefined, 1)}\n`);
}
const misses = missed(budgets);
for (const line of misses) console.error(line);
process.exitCode = misses.length > 0 ? 1 : 0;
