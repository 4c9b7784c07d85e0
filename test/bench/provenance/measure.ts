import { Analysis } from '../../../src/core/view/analysis.ts';
import { forwardSlice } from '../../../src/core/propagation/forward.ts';
import type { Slice, SliceStep } from '../../../src/core/propagation/slice.ts';
import type { PlacedMark } from '../../../src/core/annotations/anchor.ts';
import { anchorOf } from '../../../src/core/annotations/anchor.ts';
import type { Models } from '../../../src/core/propagation/confidence.ts';
import { shippedModels } from '../../../src/core/propagation/confidence.ts';
import type { Seq } from '../../../src/core/session/ids.ts';
import { markId } from '../../../src/core/session/ids.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { stepAt } from '../../../src/core/session/session.ts';
import type { Case } from './case.ts';
import { scored } from './case.ts';
import { Random } from '../../fixtures/random.ts';

/** What a method says of a case: the whole slice of its mark. */
export type Slicer = (each: Case) => Slice;

/** The later steps of a case that a method names as consumers. */
export type Prediction = (each: Case) => ReadonlySet<Seq>;

/** Analyses made once for each session, however many marks it has. */
export function cached(make: (session: Session) => Analysis): (session: Session) => Analysis {
  const known = new WeakMap<Session, Analysis>();
  return session => {
    const analysis = known.get(session) ?? make(session);
    known.set(session, analysis);
    return analysis;
  };
}

export const analysisOf = cached(session => new Analysis(session));

/** The mark of a case, as a developer would have placed it. */
export const markOf = ({ session, mark: { seq, range } }: Case): PlacedMark => ({
  mark: {
    id: markId('k0'),
    anchor: anchorOf(stepAt(session, seq), range),
    verdict: 'wrong',
    note: undefined,
    failureMode: undefined,
    correctedText: undefined,
    author: undefined,
    createdAt: '2026-01-01T00:00:00Z',
  },
  seq,
  range,
  whole: range.start === 0 && range.end === stepAt(session, seq).output.text.length,
});

/** The slice of a mark, by the models that ship or others. */
export const slicerOf =
  (models: Models = shippedModels): Slicer =>
  each =>
    forwardSlice(analysisOf(each.session), [markOf(each)], [], models);

export const traced = (slice: Slice): ReadonlySet<Seq> =>
  inRings(slice, step => step.ring === 'traced');

export const tracedOrSuspect = (slice: Slice): ReadonlySet<Seq> =>
  inRings(slice, step => step.ring === 'traced' || step.ring === 'suspect');

const inRings = (slice: Slice, wanted: (step: SliceStep) => boolean): ReadonlySet<Seq> =>
  new Set(slice.steps.filter(wanted).map(step => step.seq));

/** Hits and misses over scored steps. */
export interface Tally {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

export const nothing: Tally = { tp: 0, fp: 0, fn: 0 };

export const plus = (a: Tally, b: Tally): Tally => ({
  tp: a.tp + b.tp,
  fp: a.fp + b.fp,
  fn: a.fn + b.fn,
});

export const sum = (tallies: Iterable<Tally>): Tally => [...tallies].reduce(plus, nothing);

/** What a prediction gets right and wrong of one case. */
export function tally(each: Case, predicted: ReadonlySet<Seq>): Tally {
  let [tp, fp, fn] = [0, 0, 0];
  for (const seq of scored(each)) {
    const consumed = each.consumers.has(seq);
    if (consumed && predicted.has(seq)) tp++;
    else if (consumed) fn++;
    else if (predicted.has(seq)) fp++;
  }
  return { tp, fp, fn };
}

export interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** NaN where nothing was predicted, or nothing was there to find: no figure is better than a made-up one. */
export function rates({ tp, fp, fn }: Tally): Rates {
  const precision = tp / (tp + fp);
  const recall = tp / (tp + fn);
  return { precision, recall, f1: (2 * tp) / (2 * tp + fp + fn) };
}

export type Interval = readonly [low: number, high: number];

/**
 * 90 % intervals by a bootstrap over sessions: marks of one session are not independent. `groups` holds the tally of
 * each session.
 */
export function intervals(
  groups: readonly Tally[],
  rounds = 1000,
  seed = 1,
): Record<keyof Rates, Interval> {
  const random = new Random(seed);
  const drawn = Array.from({ length: groups.length === 0 ? 0 : rounds }, () =>
    rates(sum(groups.map(() => random.pick(groups)))),
  );
  const of = (key: keyof Rates): Interval => {
    const values = drawn
      .map(each => each[key])
      .filter(value => !Number.isNaN(value))
      .sort((a, b) => a - b);
    const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? NaN;
    return [at(0.05), at(0.95)];
  };
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}

/** A prediction on a set of cases: in all, with intervals. */
export interface Score extends Rates, Tally {
  readonly marks: number;
  readonly sessions: number;
  readonly interval: Record<keyof Rates, Interval>;
}

export function score(cases: readonly Case[], predict: Prediction): Score {
  const bySession = new Map<string, Tally>();
  for (const each of cases) {
    bySession.set(each.name, plus(bySession.get(each.name) ?? nothing, tally(each, predict(each))));
  }
  const groups = [...bySession.values()];
  const total = sum(groups);
  return {
    ...total,
    ...rates(total),
    marks: cases.length,
    sessions: groups.length,
    interval: intervals(groups),
  };
}

/** Remembers the slice of each case: several measures look at it. */
export function remembering(slicer: Slicer): Slicer {
  const known = new Map<Case, Slice>();
  return each => {
    const slice = known.get(each) ?? slicer(each);
    known.set(each, slice);
    return slice;
  };
}

/** Every case sliced by the engine that has not seen its source. */
export function leaveOneSourceOut(engines: ReadonlyMap<string, Slicer>): Slicer {
  return each => {
    const engine = engines.get(each.source);
    if (engine === undefined) throw new Error(`no engine for the source ${each.source}`);
    return engine(each);
  };
}

/** Recall by how a step consumed the mark; a step that did so in two ways counts under both. */
export function byHow<C extends Case>(
  cases: readonly C[],
  predict: Prediction,
  /** Which consumers count; all, where not given. */
  counts: (each: C, seq: Seq, hows: readonly string[]) => boolean = () => true,
): ReadonlyMap<string, { readonly n: number; readonly found: number }> {
  const out = new Map<string, { n: number; found: number }>();
  for (const each of cases) {
    const predicted = predict(each);
    for (const [seq, hows] of each.consumers) {
      if (each.excluded.has(seq) || !counts(each, seq, hows)) continue;
      for (const how of hows) {
        const known = out.get(how) ?? { n: 0, found: 0 };
        known.n++;
        if (predicted.has(seq)) known.found++;
        out.set(how, known);
      }
    }
  }
  return out;
}

/** How often the best use that made a step traced or suspect was right, by ring and kind of evidence. */
export function byEvidence(
  cases: readonly Case[],
  slicer: Slicer,
): ReadonlyMap<string, { readonly n: number; readonly right: number }> {
  const out = new Map<string, { n: number; right: number }>();
  for (const each of cases) {
    const slice = slicer(each);
    for (const seq of scored(each)) {
      const step = slice.steps[seq];
      const kind = step?.uses[0]?.evidence.kind;
      if (step === undefined || kind === undefined) continue;
      if (step.ring !== 'traced' && step.ring !== 'suspect') continue;
      const key = `${step.ring}: ${kind}`;
      const known = out.get(key) ?? { n: 0, right: 0 };
      known.n++;
      if (each.consumers.has(seq)) known.right++;
      out.set(key, known);
    }
  }
  return out;
}
