import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readSession } from '../../../src/formats/read.ts';
import type { Case } from './case.ts';

declare const REPOSITORY: string;

const labels = z.record(
  z.string(),
  z.array(
    z.object({
      mark: z.string(),
      source: z.string(),
      quote: z.string(),
      consumers: z.array(z.object({ step: z.string(), how: z.array(z.string()) })),
      excluded: z.array(z.string()),
    }),
  ),
);

/** Real sessions in which two readers marked outputs and listed who consumed them. Throws if a label fits no step. */
export async function labelledCases(
  folder = join(REPOSITORY, '../shared/labelled'),
): Promise<readonly Case[]> {
  const all = labels.parse(JSON.parse(await readFile(join(folder, 'labels.json'), 'utf8')));
  const cases = await Promise.all(
    Object.entries(all).map(async ([name, marks]) => {
      const file = join(folder, 'sessions', `${name}.json`);
      const read = readSession(await readFile(file), file);
      if (!read.ok) throw new Error(read.message);
      const { session } = read;
      const seqOf = (id: string): number => {
        const step = session.steps.find(each => each.sourceId === id);
        if (step === undefined) throw new Error(`${name}: no step ${id}`);
        return step.seq;
      };
      return marks.map(({ mark, source, quote, consumers, excluded }): Case => {
        const seq = seqOf(source);
        const start = session.steps[seq]?.output.text.indexOf(quote) ?? -1;
        if (start < 0) throw new Error(`${name} ${mark}: its quote is not in step ${source}`);
        return {
          source: name.split('-', 1)[0] ?? name,
          name,
          session,
          mark: { seq, range: { start, end: start + quote.length } },
          consumers: new Map(consumers.map(({ step, how }) => [seqOf(step), how])),
          excluded: new Set(excluded.map(seqOf)),
        };
      });
    }),
  );
  return cases.flat();
}
