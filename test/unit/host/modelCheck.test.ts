import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/core/view/analysis.ts';
import type { StoredAnswer } from '../../../src/host/modelCheckAnswers.ts';
import { askings, takeAnswers } from '../../../src/host/modelCheckAnswers.ts';
import type { CheckTally } from '../../../src/host/modelCheckWords.ts';
import { consentWords, problemWords, tallyWords } from '../../../src/host/modelCheckWords.ts';
import { markOn } from '../../fixtures/marks.ts';
import { chain, sessionOf } from '../../fixtures/sessions.ts';

const t = (message: string, ...values: (string | number)[]): string =>
  message.replace(/\{(\d+)\}/gu, (_, index: string) => String(values[Number(index)]));

function marked(): Analysis {
  const session = chain();
  const analysis = new Analysis(session);
  analysis.annotate({
    marks: [markOn(session, 1, 'It sponsors a chess club named Blue Rook.')],
    overrides: [],
  });
  return analysis;
}

function stored(analysis: Analysis, seq: number, text: string): StoredAnswer {
  const asking = askings(analysis, 'm-1', new Set()).open.find(each => each.question.seq === seq);
  if (asking === undefined) throw new Error(`nothing to ask about #${seq}`);
  const { question, key } = asking;
  return { key, modelId: 'm-1', model: 'Tiny', question, text };
}

const yes = '{"used": true, "quote_marked": "Blue Rook", "quote_step": "Nordwind"}';

describe('what to ask next', () => {
  it('is what no answer is known to, a bounded part at a time', () => {
    const analysis = marked();
    const all = askings(analysis, 'm-1', new Set());
    expect(all.open.map(each => each.question)).toEqual(analysis.questions());
    expect([all.answered, all.left]).toEqual([[], 0]);
    const [first, second] = all.open;
    const next = askings(analysis, 'm-1', new Set([first?.key ?? '']), 1);
    expect(next).toEqual({ open: [second], answered: [first?.key], left: all.open.length - 2 });
    expect(askings(analysis, 'm-2', new Set([first?.key ?? ''])).answered).toEqual([]);
  });
});

describe('a stored answer', () => {
  it('is taken while it fits the session, and looked up again', () => {
    const answers = [stored(marked(), 4, yes), stored(marked(), 3, '{"used": false}')];
    const { slice, findings } = takeAnswers(marked(), structuredClone(answers));
    expect(findings).toEqual(['used', 'notUsed']);
    expect(slice.rings[4]).toBe('traced');
  });

  it('is left out where the text, the model or its form is another', () => {
    const analysis = marked();
    const answer = stored(analysis, 4, yes);
    const broken = [
      { ...answer, modelId: 'm-2' },
      { ...answer, question: { ...answer.question, seq: 3 } },
      { ...answer, question: { ...answer.question, seq: 99 } },
      { ...answer, question: {} as never },
    ];
    const { slice, findings } = takeAnswers(analysis, broken);
    expect(findings).toEqual([undefined, undefined, undefined, undefined]);
    expect(slice.rings[4]).not.toBe('traced');
    const other = new Analysis(sessionOf([{ agent: 'a', text: 'Something else.' }]));
    expect(takeAnswers(other, [answer]).findings).toEqual([undefined]);
  });
});

describe('words around a model check', () => {
  const model = { name: 'Tiny \u202e1', vendor: 'acme' };
  const none: CheckTally = {
    steps: 12,
    yes: 0,
    no: 0,
    unverified: 0,
    failed: 0,
    left: 0,
    problem: undefined,
  };

  it('say what leaves the machine, to whom, and how much', () => {
    const { title, detail } = consentWords(model, { requests: 12, tokens: 14_200, left: 0 }, t);
    expect(title).toMatch(/^Ask Tiny .1 about 12 steps\?$/u);
    for (const each of ['(acme)', '12 requests', '14,200 tokens', 'secrets']) {
      expect(detail).toContain(each);
    }
    expect(title + detail).not.toContain('\u202e');
  });

  it('say when it is only a part', () => {
    const cost = { requests: 500, tokens: 1, left: 1_200 };
    expect(consentWords(model, cost, t).title).toContain('about 500 of 1,700 steps?');
  });

  it('sum up what was said, and leave nothing out', () => {
    expect(tallyWords({ name: 'Tiny', vendor: 'acme' }, { ...none, yes: 2, no: 10 }, t)).toBe(
      'Tiny on 12 steps: 2 used it, no use found in 10.',
    );
    const all = { ...none, yes: 1, no: 2, unverified: 3, failed: 4, left: 2, problem: 'No quota.' };
    expect(tallyWords({ name: 'Tiny', vendor: 'acme' }, all, t)).toBe(
      'Tiny on 12 steps: 1 used it, no use found in 2, 3 said to use it, but what Tiny quotes is not there, 4 without an answer, 2 not asked. No quota.',
    );
  });

  it.each([
    ['NoPermissions', 'may not use Tiny'],
    ['Blocked', 'quota'],
    ['NotFound', 'not there any more'],
    [undefined, 'did not answer: boom'],
  ])('say what went wrong: %s', (code, words) => {
    expect(problemWords({ name: 'Tiny', vendor: 'acme' }, code, 'boom', t)).toContain(words);
  });
});
