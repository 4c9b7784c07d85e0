import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../../src/core/session/session.ts';
import { readSession } from '../../src/formats/read.ts';
import { repository } from './paths.mjs';

interface Marked {
  readonly step: string;
  readonly quote: string;
  readonly consumers: readonly { readonly step: string }[];
  readonly mayCount: readonly { readonly step: string }[];
}

const truths = JSON.parse(
  await readFile(join(repository, 'test/fixtures/demo/truth.json'), 'utf8'),
) as { readonly wrong: Marked };

async function sample(): Promise<Session> {
  const result = readSession(
    await readFile(join(repository, 'media/sample.faultline')),
    'sample.faultline',
  );
  if (!result.ok) throw new Error(result.message);
  return result.session;
}

/** Who really used what in the sample session. */
export const truth = {
  wrong: truths.wrong,

  session: sample,

  async seqsOf(steps: readonly { readonly step: string }[]): Promise<number[]> {
    const ids = new Set(steps.map(each => each.step));
    return (await sample()).steps.filter(step => ids.has(step.sourceId)).map(step => step.seq);
  },

  async textOf(sourceId: string): Promise<string | undefined> {
    return (await sample()).steps.find(step => step.sourceId === sourceId)?.output.text;
  },
};
