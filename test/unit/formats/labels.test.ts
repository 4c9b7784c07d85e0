import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unlabelled, writeLabels } from '../../../src/formats/labels.ts';
import { readSession } from '../../../src/formats/read.ts';
import { labelledCases } from '../../bench/provenance/labelled.ts';
import { markOn } from '../../fixtures/marks.ts';

it('labels are what training reads: said, denied, and nothing known of the rest', async () => {
  const text = JSON.stringify(
    ['The bridge is closed.', 'We take the ferry.', 'Soup.', 'Filed.'].map((content, index) => ({
      role: 'assistant',
      name: `agent ${index}`,
      content,
    })),
  );
  const read = readSession(new TextEncoder().encode(text), 'x.json');
  if (!read.ok) throw new Error(read.message);
  const { session } = read;
  const annotations = {
    marks: [markOn(session, 0, 'bridge is closed')],
    overrides: [
      { used: '0', generated: '1', didUse: true },
      { used: '0', generated: '2', didUse: false },
      { used: '2', generated: '1', didUse: true },
    ],
  };
  expect(unlabelled(session, annotations).overrides).toEqual([annotations.overrides[2]]);

  const folder = await mkdtemp(join(tmpdir(), 'faultline-labels-'));
  try {
    await mkdir(join(folder, 'sessions'));
    await writeFile(join(folder, 'sessions', 'run.json'), text);
    await writeFile(join(folder, 'labels.json'), writeLabels(session, annotations, 'run.json'));
    const [found] = await labelledCases(folder);
    expect(found).toMatchObject({ name: 'run', mark: { seq: 0, range: { start: 4, end: 20 } } });
    expect([...(found?.consumers ?? [])]).toEqual([[1, ['said']]]);
    expect(found?.excluded).toEqual(new Set([3]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
