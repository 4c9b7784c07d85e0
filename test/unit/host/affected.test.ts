import { describe, expect, it } from 'vitest';
import type { Ring } from '../../../src/core/propagation/slice.ts';
import { affectedGroups, nextAffected, shownRows } from '../../../src/host/affectedRows.ts';
import { checklist } from '../../../src/host/checklist.ts';
import { markCounts } from '../../../src/host/markCounts.ts';
import { statusWords, summaryWords } from '../../../src/host/words.ts';
import type { Translate, Viewed } from '../../../src/host/words.ts';

const t: Translate = (message, ...values) =>
  message.replace(/\{(\d)\}/gu, (_, index) => String(values[Number(index)]));

/**
 * #0 user · #1 web ✕ · #2 analyst traced, calls db · #3 web verified · #4 analyst exposed · #5 analyst traced, final
 */
const rings: readonly Ring[] = ['clean', 'wrong', 'traced', 'verified', 'exposed', 'traced'];
const lanes = [0, 1, 2, 1, 2, 2];
const counts = {
  wrong: 1,
  unsure: 0,
  verified: 1,
  traced: 2,
  suspect: 0,
  exposed: 1,
  clean: 1,
  notProven: 0,
};
const viewed: Viewed = {
  graph: {
    title: 'Boots',
    lanes: [
      { agent: 'user', qualifier: undefined, kind: 'user' },
      { agent: 'web', qualifier: undefined, kind: 'tool' },
      { agent: 'analyst', qualifier: 'thought', kind: 'agent' },
    ],
    steps: rings.map((_, seq) => ({
      seq,
      id: `s${seq}`,
      sourceId: `x${seq}`,
      name: ['user', 'web', 'analyst (thought)'][lanes[seq] ?? 0] ?? '',
      lane: lanes[seq] ?? 0,
      shape: seq === 2 ? 'call' : 'message',
      to: seq === 2 ? ['db/write'] : [],
      chars: 10,
      preview: '',
      error: false,
      opaque: false,
      time: undefined,
    })),
    servers: 1,
    inputsRecorded: true,
    final: 5,
    diagnostics: [],
  },
  slice: {
    rings,
    edges: [
      { used: 1, generated: 2, kind: 'value', tier: 'strong', ring: 'traced', snippet: '48,250' },
      { used: 2, generated: 5, kind: 'declared', tier: 'strong', ring: 'traced', snippet: 'c1' },
    ],
    marks: [
      { id: 'm', seq: 1, verdict: 'wrong', range: undefined, quote: undefined, note: undefined },
    ],
    counts,
    firstMarked: 1,
    final: { seq: 5, ring: 'traced', because: '' },
    highlights: [],
    lostMarks: 0,
    checks: [],
  },
};

describe('affected steps', () => {
  const groups = affectedGroups(viewed, t);

  it('are grouped by agent, the exposed ones at the end and collapsed', () => {
    const picture = groups.map(
      group =>
        `${group.label}: ${group.description} [${group.steps
          .map(step => `#${step.seq} ${step.description}`)
          .join(' | ')}]${group.collapsed ? ' collapsed' : ''}`,
    );
    expect(picture).toEqual([
      'web: 1 wrong, 1 verified [#1 marked: whole output | #3 verified: stops the flow]',
      'analyst (thought): 2 traced [#2 “48,250” from #1 | #5 linked by id to #2]',
      'Exposed: 1 had it in context, no evidence [#4 analyst (thought)] collapsed',
    ]);
  });

  it('of a large group are shown in pages', () => {
    const [web] = groups;
    expect(web && shownRows(web, 1).map(row => row.kind)).toEqual(['step', 'more']);
    expect(web && shownRows(web, 2).map(row => row.kind)).toEqual(['step', 'step']);
  });

  it('are none without marks', () => {
    expect(affectedGroups({ ...viewed, slice: { ...viewed.slice, marks: [] } }, t)).toEqual([]);
  });

  it('follow one another, round the end', () => {
    expect(nextAffected(rings, undefined, 1)).toBe(2);
    expect(nextAffected(rings, 2, 1)).toBe(5);
    expect(nextAffected(rings, 5, 1)).toBe(2);
    expect(nextAffected(rings, undefined, -1)).toBe(5);
    expect(nextAffected(['clean'], 0, 1)).toBeUndefined();
  });

  it('make a checklist, calls first', () => {
    expect(checklist(viewed, groups)).toBe(
      '- [ ] #2 analyst (thought) → db/write (traced): “48,250” from #1\n' +
        '- [ ] #1 web (wrong): marked: whole output\n' +
        '- [ ] #5 analyst (thought) (traced): linked by id to #2\n',
    );
  });
});

describe('words', () => {
  it('say what the marks mean', () => {
    expect(statusWords(viewed, t)).toBe('1 wrong, 1 verified, 2 traced, reaches the final answer');
    expect(summaryWords(viewed, t)).toBe(
      'Reaches the final answer. 2 traced, 1 exposed. Wrong in #1.',
    );
  });

  it('say that nothing is marked', () => {
    const slice = { ...viewed.slice, marks: [] };
    expect(statusWords({ ...viewed, slice }, t)).toBe('6 steps, nothing marked');
  });
});

describe('marks in a sidecar', () => {
  it('are counted, and a broken file counts as none', () => {
    expect(markCounts('{"marks":[{"verdict":"wrong"},{"verdict":"wrong"},{"x":1},7]}')).toEqual({
      wrong: 2,
    });
    expect(markCounts('{')).toEqual({});
    expect(markCounts('null')).toEqual({});
    expect(markCounts('{"marks":{}}')).toEqual({});
  });
});
