import { describe, expect, it } from 'vitest';
import type { Annotations, Mark, Override } from '../../../src/core/annotations/mark.ts';
import { backwardSlice, origins } from '../../../src/core/propagation/backward.ts';
import { evidencePath } from '../../../src/core/propagation/path.ts';
import { finalStep, type Session } from '../../../src/core/session/session.ts';
import { Analysis } from '../../../src/core/view/analysis.ts';
import { markOn } from '../../fixtures/marks.ts';
import { chain, sessionOf } from '../../fixtures/sessions.ts';

function rings(
  session: Session,
  marks: readonly Mark[],
  overrides: readonly Override[] = [],
): string {
  const annotations: Annotations = { marks, overrides };
  return [...new Analysis(session).annotate(annotations).rings].join(' ');
}

/** Sixty words and more that have nothing to do with any mark. */
const long =
  'Meanwhile the harbour pilots discussed tides, moorings and the price of rope. '.repeat(8);

describe('the forward slice', () => {
  it('follows the wrong sentence and not its neighbours', () => {
    const session = chain();
    expect(rings(session, [markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.')])).toBe(
      'clean wrong traced suspect traced clean',
    );
  });

  it('of a harmless sentence lists who had it, and nobody who used it', () => {
    const session = chain();
    expect(rings(session, [markOn(session, 1, 'It sponsors a chess club named Blue Rook.')])).toBe(
      'clean wrong suspect suspect exposed clean',
    );
  });

  it('of a whole output holds the slices of its sentences', () => {
    const session = chain();
    expect(rings(session, [markOn(session, 1)])).toBe('clean wrong traced traced traced clean');
  });

  it('stops at a verified step', () => {
    const session = chain();
    const marks = [
      markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.'),
      markOn(session, 2, undefined, 'verified'),
    ];
    expect(rings(session, marks)).toBe('clean wrong verified suspect exposed clean');
  });

  it('is the union of several marks', () => {
    const session = chain();
    const marks = [
      markOn(session, 1, 'The company employs 2,117 people in Esbjerg.'),
      markOn(session, 2),
    ];
    expect(rings(session, marks)).toBe('clean wrong wrong traced traced clean');
  });

  it('of an unsure mark is at most suspect', () => {
    const session = chain();
    expect(
      rings(session, [markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.', 'unsure')]),
    ).toBe('clean unsure suspect suspect suspect clean');
  });

  it('is cut where the developer says that a step did not use it', () => {
    const session = chain();
    const mark = markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.');
    expect(rings(session, [mark], [{ used: 'm1', generated: 'm2', didUse: false }])).toBe(
      'clean wrong exposed suspect exposed clean',
    );
  });

  it('goes where the developer says that a step did use it, without a trace', () => {
    const session = chain();
    const mark = markOn(session, 1, 'It sponsors a chess club named Blue Rook.');
    expect(rings(session, [mark], [{ used: 'm1', generated: 'm4', didUse: true }])).toBe(
      'clean wrong suspect suspect traced clean',
    );
  });

  it('with one more mark never holds less', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'So 48,251 then. The roof leaks near gate 7,731.', had: ['m0'] },
      { agent: 'c', text: 'Noted: 48,251', had: ['m1'] },
      { agent: 'd', text: 'Mend gate 7,731', had: ['m1'] },
    ]);
    const wrong = markOn(session, 0);
    const unsure = markOn(session, 1, 'The roof leaks near gate 7,731.', 'unsure');
    const also = markOn(session, 1, 'So 48,251 then.', 'wrong', 'other');
    const verified = markOn(session, 1, undefined, 'verified', 'v');
    expect(rings(session, [wrong])).toBe('wrong traced traced suspect');
    expect(rings(session, [wrong, unsure])).toBe('wrong unsure traced suspect');
    expect(rings(session, [unsure])).toBe('clean unsure suspect suspect');
    expect(rings(session, [unsure, also])).toBe('clean wrong traced suspect');
    expect(rings(session, [verified, also])).toBe('clean wrong traced suspect');
  });

  it('goes through a tool: its result rests on the tainted argument', () => {
    const session = sessionOf([
      { agent: 'a', text: 'The key is K-77123-X.', had: [] },
      {
        agent: 'b',
        text: '',
        calls: [{ id: 'c', tool: 'db/get', args: '{"key":"K-77123-X","n":3}' }],
        had: ['m0'],
      },
      { agent: 'db/get', kind: 'tool', text: 'Owner: Ann Miller', resultOf: 'c' },
      { agent: 'b', text: 'It belongs to Ann Miller.', had: ['m0', 'm1', 'm2'] },
    ]);
    expect(rings(session, [markOn(session, 0)])).toBe('wrong traced traced traced');
  });

  it('calls nothing clean after the mark where inputs were not recorded, and a short answer suspect', () => {
    const session = sessionOf([
      { agent: 'a', text: 'Hello.' },
      { agent: 'b', text: 'It is 48,251.' },
      { agent: 'c', text: 'Fine.' },
      { agent: 'c', text: long },
      { agent: 'd', text: long },
    ]);
    expect(rings(session, [markOn(session, 1)])).toBe('clean wrong suspect notProven notProven');
  });

  it('calls no person’s later message clean: what they have read is not recorded', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: long, had: [] },
      { agent: 'user', kind: 'user', text: long },
      { agent: 'b', text: 'Done.', had: ['m2'] },
    ]);
    expect(rings(session, [markOn(session, 0)])).toBe('wrong clean notProven notProven');
  });

  it('without marks touches nothing', () => {
    expect(rings(chain(), [])).toBe('clean clean clean clean clean clean');
  });
});

describe('the evidence path', () => {
  it('leads from the mark to the step, cause first', () => {
    const session = chain();
    const analysis = new Analysis(session);
    analysis.annotate({
      marks: [markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.')],
      overrides: [],
    });
    const path = evidencePath(analysis.slice, 4);
    expect(path.map(use => `${use.used}→${use.generated} ${use.evidence.kind}`)).toEqual([
      '1→2 value',
      '2→4 quote',
    ]);
  });
});

describe('highlights', () => {
  it('tell the marked text of a step from what else of it is traced', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'So 48,251 then. The roof leaks.', had: ['m0'] },
    ]);
    const marks = [markOn(session, 0), markOn(session, 1, 'The roof leaks.')];
    const { highlights } = new Analysis(session).annotate({ marks, overrides: [] });
    expect(highlights.filter(each => each.seq === 1)).toEqual([
      { seq: 1, ring: 'wrong', ranges: [{ start: 16, end: 31 }] },
      { seq: 1, ring: 'traced', ranges: [{ start: 0, end: 15 }] },
    ]);
  });
});

describe('the final answer', () => {
  it('is none where only tools were called', () => {
    const call = { id: 'c', tool: 'x', args: '{}' };
    expect(finalStep(sessionOf([{ agent: 'a', text: '', calls: [call] }]))).toBeUndefined();
  });

  it('is the last message to nobody in particular', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is done.' },
      { agent: 'b', text: 'Please archive it.', to: ['a'] },
      { agent: 'a', text: '', calls: [{ id: 'c', tool: 'x', args: '{}' }] },
    ]);
    expect(finalStep(session)?.seq).toBe(0);
  });
});

describe('the backward slice', () => {
  it('ends at what introduced the text', () => {
    const analysis = new Analysis(chain());
    const slice = backwardSlice(analysis, 4);
    expect(slice.map(step => step.seq)).toEqual([4, 2, 1]);
    expect(origins(slice)[0]).toMatchObject({ seq: 1, origin: 'unsourced' });
  });

  it('follows the developer’s word', () => {
    const analysis = new Analysis(chain());
    const seqs = (didUse: boolean): number[] =>
      backwardSlice(analysis, 4, undefined, [{ used: 'm2', generated: 'm4', didUse }]).map(
        step => step.seq,
      );
    expect(seqs(false)).toEqual([4]);
    expect(seqs(true)).toEqual([4, 2, 1]);
  });
});
