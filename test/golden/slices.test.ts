import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/core/annotations/mark.ts';
import { findStep, type Session } from '../../src/core/session/session.ts';
import { Analysis } from '../../src/core/view/analysis.ts';
import { evidenceWords, finalAnswerWords } from '../../src/core/view/words.ts';
import { readSession } from '../../src/formats/read.ts';
import { markOn } from '../fixtures/marks.ts';
import { chain } from '../fixtures/sessions.ts';
import { expectGolden } from './golden.ts';

const root = join(import.meta.dirname, '..', '..');

interface Truth {
  readonly step: string;
  readonly quote: string;
  readonly consumers: readonly { readonly step: string }[];
  readonly mayCount: readonly { readonly step: string }[];
}

const truth = JSON.parse(
  readFileSync(join(root, 'test/fixtures/demo/truth.json'), 'utf8'),
) as Record<'wrong' | 'distractor' | 'corrected' | 'correct', Truth>;

function sample(): Session {
  const name = 'sample.faultline';
  const result = readSession(readFileSync(join(root, 'media', name)), name);
  if (!result.ok) throw new Error(result.message);
  expect(result.diagnostics).toEqual([]);
  return result.session;
}

function seqOf(session: Session, sourceId: string): number {
  const found = findStep(session, sourceId);
  if (!found.ok) throw new Error(`no step ${sourceId}`);
  return found.step.seq;
}

/** A slice as a person would read it aloud: one line per affected step, with all its evidence. */
function printSlice(analysis: Analysis, marks: readonly Mark[]): string {
  const view = analysis.annotate({ marks, overrides: [] });
  const { session, slice } = analysis;
  const lines = slice.steps
    .filter(step => step.ring !== 'clean')
    .flatMap(({ seq, ring, hops, uses, tainted }) => {
      const step = session.steps[seq];
      const text = (range: { start: number; end: number }): string =>
        JSON.stringify(step?.output.text.slice(range.start, range.end) ?? '');
      return [
        `#${seq} ${step?.agent} ${ring}${hops === undefined || hops === 0 ? '' : ` after ${hops}`}`,
        ...uses.map(
          ({ used, evidence, carries }) =>
            `    ${carries ? 'uses' : 'may use'} #${used}: ${evidenceWords(evidence.kind)}, ${evidence.tier} ${JSON.stringify(evidence.text)}`,
        ),
        ...tainted.map(range => `    tainted ${text(range)}`),
      ];
    });
  const counts = Object.entries(view.counts).map(([ring, n]) => `${n} ${ring}`);
  return [...lines, counts.join(', '), finalAnswerWords(view.final?.ring), ''].join('\n');
}

describe('slices', () => {
  it('of the chain fixture', () => {
    const session = chain();
    const mark = markOn(session, 1, 'Revenue in 2025 was EUR 48,250 million.');
    expectGolden('slices/chain', printSlice(new Analysis(session), [mark]));
  });

  it.each(['wrong', 'distractor', 'corrected', 'correct'] as const)('of the sample: %s', name => {
    const session = sample();
    const { step, quote } = truth[name];
    const mark = markOn(session, seqOf(session, step), quote);
    expectGolden(`slices/sample-${name}`, printSlice(new Analysis(session), [mark]));
  });

  it('of the seeded error are exactly its consumers', () => {
    const session = sample();
    const { step, quote, consumers, mayCount } = truth.wrong;
    const analysis = new Analysis(session);
    const { rings } = analysis.annotate({
      marks: [markOn(session, seqOf(session, step), quote)],
      overrides: [],
    });
    const either = new Set(mayCount.map(each => each.step));
    const traced = session.steps
      .filter(({ seq, sourceId }) => rings[seq] === 'traced' && !either.has(sourceId))
      .map(each => each.sourceId);
    expect(traced).toEqual(consumers.map(each => each.step));
  });

  it('of the distractor reach nobody', () => {
    const session = sample();
    const { counts } = new Analysis(session).annotate({
      marks: [markOn(session, seqOf(session, truth.distractor.step), truth.distractor.quote)],
      overrides: [],
    });
    expect(counts.traced).toBe(0);
    expect(counts.exposed).toBeGreaterThan(0);
  });
});
