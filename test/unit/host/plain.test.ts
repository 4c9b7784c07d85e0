import { expect, it } from 'vitest';
import { SessionBuilder } from '../../../src/core/session/builder.ts';
import { noAnnotations } from '../../../src/core/annotations/mark.ts';
import { markId } from '../../../src/core/session/ids.ts';
import { Analysis } from '../../../src/core/view/analysis.ts';
import { affectedGroups } from '../../../src/host/affectedRows.ts';
import { checklist } from '../../../src/host/checklist.ts';
import { plainLabel } from '../../../src/host/plain.ts';
import { transcriptOf } from '../../../src/host/transcriptText.ts';
import type { Translate } from '../../../src/host/words.ts';

// Agent names and outputs are anything at all: in VS Code's own labels too they are text and nothing else.

const t: Translate = (message, ...values) =>
  message.replace(/\{(\d)\}/gu, (_, index: string) => String(values[Number(index)]));

const evil = '$(trash) x\n[run](command:quit) \u202egnp\u200b\0';

it('a label has no icon, no link, no line break and nothing hidden', () => {
  const label = plainLabel(evil);
  expect(label).not.toMatch(/\$\(|\]\(|[\n\u202e\0]/u);
  expect(label).toMatch(/trash.*run.*command:quit.*gnp/u);
  expect(plainLabel('x'.repeat(1_000_000)).length).toBeLessThan(250);
});

it('hostile names and texts come out plain in the Affected Steps view and the checklist', () => {
  const value = 'EUR 48,251 million';
  const builder = new SessionBuilder({ id: 'evil', title: 'Evil' });
  for (const [agent, text] of [
    [evil, `Revenue was ${value}.`],
    [`${evil}2`, `It earned ${value} <img src=x>.`],
  ] as const) {
    builder.append({ sourceId: agent, agent, kind: 'assistant', parts: [{ kind: 'text', text }] });
  }
  const analysis = new Analysis(builder.session());
  const mark = {
    id: markId('a'),
    anchor: { step: evil, range: undefined, quote: undefined },
    verdict: 'wrong' as const,
    note: undefined,
    failureMode: undefined,
    correctedText: undefined,
    author: undefined,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const slice = analysis.annotate({ ...noAnnotations, marks: [mark] });
  const viewed = { graph: analysis.graph(), slice };
  const groups = affectedGroups(viewed, t);
  expect(groups).toHaveLength(2);
  expect(JSON.stringify(groups)).not.toMatch(/\$\(|\]\(|\\n|\u202e|\\u0000/u);
  const list = checklist(viewed, groups);
  expect(list.trim().split('\n')).toHaveLength(2);
  expect(list.replaceAll('[ ]', '')).not.toMatch(/(?<!\\)[<>[\]]/u);
});

it('a transcript has no NUL, in headings neither: VS Code would not open it', () => {
  const builder = new SessionBuilder({ id: 'nul', title: 'Nul' });
  builder.append({
    sourceId: 'a',
    agent: 'a\0b',
    kind: 'assistant',
    to: ['c\0'],
    parts: [{ kind: 'text', text: 'x\0y' }],
  });
  expect(transcriptOf(builder.session()).text).not.toContain('\0');
});
