import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Session } from '../../../src/core/session/session.ts';
import { readSession } from '../../../src/formats/read.ts';
import type { Prediction } from './measure.ts';

declare const REPOSITORY: string;

const blame = z.object({ mistake_step: z.coerce.number().int(), history: z.array(z.unknown()) });

export interface FailedRun {
  readonly name: string;
  readonly session: Session;
  /** Where people saw the decisive mistake. */
  readonly mistake: number;
}

/** Failed runs of Who&When with their labelled mistake. Throws if a file has another number of steps than messages. */
export async function failedRuns(
  folder = join(REPOSITORY, '../shared/samples/who-and-when'),
): Promise<readonly FailedRun[]> {
  const files = (await readdir(folder)).filter(name => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async name => {
      const bytes = await readFile(join(folder, name));
      const { mistake_step: mistake, history } = blame.parse(JSON.parse(bytes.toString('utf8')));
      const read = readSession(bytes, name);
      if (!read.ok) throw new Error(read.message);
      if (read.session.steps.length !== history.length) {
        throw new Error(
          `${name}: ${read.session.steps.length} steps of ${history.length} messages`,
        );
      }
      return { name, session: read.session, mistake };
    }),
  );
}

export interface Reach {
  readonly runs: number;
  /** Runs whose last step is reached from the mistake. */
  readonly reached: number;
  /** Of the steps after the mistake, the share that is highlighted, on average. */
  readonly highlighted: number;
  /** Runs in which the mistake is among the last steps, as many of them as are highlighted: what recency alone gives. */
  readonly byRecency: number;
}

/** How often a mark on the mistake reaches the last step, and at what price. */
export function reach(runs: readonly FailedRun[], predict: Prediction): Reach {
  const each = runs.map(({ name, session, mistake }) => {
    const last = session.steps.length - 1;
    const later = last - mistake;
    const found = predict({
      source: 'who-and-when',
      name,
      session,
      mark: {
        seq: mistake,
        range: { start: 0, end: session.steps[mistake]?.output.text.length ?? 0 },
      },
      consumers: new Map(),
      excluded: new Set(),
    });
    const count = [...found].filter(seq => seq > mistake).length;
    return {
      reached: found.has(last),
      highlighted: later === 0 ? 0 : count / later,
      byRecency: count >= later,
    };
  });
  return {
    runs: runs.length,
    reached: each.filter(run => run.reached).length,
    highlighted: each.reduce((all, run) => all + run.highlighted, 0) / each.length,
    byRecency: each.filter(run => run.byRecency).length,
  };
}
