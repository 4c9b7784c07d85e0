import { describe, expect, it } from 'vitest';
import { anchorOf, placeMarks } from '../../../src/core/annotations/anchor.ts';
import { applyEdit, type Edit } from '../../../src/core/annotations/edit.ts';
import { noAnnotations } from '../../../src/core/annotations/mark.ts';
import { SessionBuilder } from '../../../src/core/session/builder.ts';
import { markId } from '../../../src/core/session/ids.ts';
import { stepAt } from '../../../src/core/session/session.ts';
import { markOn } from '../../fixtures/marks.ts';
import { chain, sessionOf } from '../../fixtures/sessions.ts';

describe('edits', () => {
  const session = chain();
  const first = markOn(session, 1);
  const second = markOn(session, 2, undefined, 'unsure');
  const edits: readonly Edit[] = [
    { kind: 'putMark', mark: first },
    { kind: 'putMark', mark: second },
    { kind: 'putMark', mark: { ...first, verdict: 'verified' } },
    { kind: 'removeMark', id: first.id },
    { kind: 'putOverride', override: { used: 'm1', generated: 'm2', didUse: false } },
    { kind: 'putOverride', override: { used: 'm1', generated: 'm2', didUse: true } },
    { kind: 'putOverride', override: { used: 'm1', generated: 'm4', didUse: true } },
    { kind: 'removeOverride', used: 'm1', generated: 'm2' },
  ];

  it('are undone, one by one, by their inverses', () => {
    let now = noAnnotations;
    const history = edits.map(edit => {
      const before = now;
      const { annotations, inverse } = applyEdit(now, edit);
      now = annotations;
      return { before, inverse };
    });
    for (const { before, inverse } of history.reverse()) {
      if (inverse === undefined) throw new Error('every one of these edits changes something');
      now = applyEdit(now, inverse).annotations;
      expect(now).toEqual(before);
    }
    expect(now).toEqual(noAnnotations);
  });

  it('that remove what is not there change nothing', () => {
    const { annotations, inverse } = applyEdit(noAnnotations, {
      kind: 'removeMark',
      id: markId('none'),
    });
    expect(annotations).toBe(noAnnotations);
    expect(inverse).toBeUndefined();
  });
});

describe('anchors', () => {
  it('leave out white space at the ends', () => {
    const step = stepAt(sessionOf([{ agent: 'a', text: 'one  two  three' }]), 0);
    expect(anchorOf(step, { start: 3, end: 10 })).toEqual({
      step: 'm0',
      range: { start: 5, end: 8 },
      quote: 'two',
    });
  });

  it('of nothing but white space mean the whole output', () => {
    const step = stepAt(sessionOf([{ agent: 'a', text: 'one  two' }]), 0);
    expect(anchorOf(step, { start: 3, end: 5 })).toEqual({
      step: 'm0',
      range: undefined,
      quote: undefined,
    });
  });

  it('find their text again where it moved, and say when it is gone', () => {
    const before = sessionOf([{ agent: 'a', text: 'alpha beta' }]);
    const moved = sessionOf([{ agent: 'a', text: 'now: alpha beta' }]);
    const gone = sessionOf([{ agent: 'a', text: 'gamma' }]);
    const mark = markOn(before, 0, 'beta');
    expect(placeMarks(moved, [mark]).placed[0]?.range).toEqual({ start: 11, end: 15 });
    expect(placeMarks(gone, [mark])).toEqual({ placed: [], lost: [mark] });
  });

  it('name steps by source id, even where another step has that id of ours', () => {
    const builder = new SessionBuilder({ id: 't', title: 't' });
    for (const sourceId of ['s2', 's1', 's0']) {
      builder.append({
        sourceId,
        agent: 'a',
        kind: 'assistant',
        parts: [{ kind: 'text', text: 'x' }],
      });
    }
    const session = builder.session();
    expect(placeMarks(session, [markOn(session, 0)]).placed[0]?.seq).toBe(0);
  });

  it('with an empty quote or a range past the end are placed within the text', () => {
    const session = sessionOf([{ agent: 'a', text: 'alpha' }]);
    const mark = markOn(session, 0);
    const at = (anchor: Partial<typeof mark.anchor>) =>
      placeMarks(session, [{ ...mark, anchor: { ...mark.anchor, ...anchor } }]).placed[0]?.range;
    expect(at({ quote: '' })).toEqual({ start: 0, end: 5 });
    expect(at({ range: { start: 2, end: 999 } })).toEqual({ start: 2, end: 5 });
  });
});
