import type { Models } from '../../../../src/core/propagation/confidence.ts';
import type { Case } from '../case.ts';
import { scored } from '../case.ts';
import { generatedCases } from '../generator/cases.ts';
import { labelledCases } from '../labelled.ts';
import { seedsOf, trainSeeds } from '../seeds.ts';
import type { Kind, Learned } from './learn.ts';
import { judgeOf, kindOf, learn, roll } from './learn.ts';

/** Ridge of the regression: of 20, 60 and 150 the middle one, which is where it hardly matters. */
const penalty = 60;
/** What generated sessions without inputs weigh together beside the labelled ones, in steps: real ones lead. */
const generatedWeight = 350;
/** A tier says "at least nine in ten"; the other holds nearly all that there is, as long as half of it is right. */
const tracedPrecision = 0.9;
const suspectRecall = 0.95;
const suspectPrecision = 0.5;

/** A step of a case, judged by models that were made without it. */
export interface Judged {
  readonly source: string;
  readonly confidence: number;
  readonly consumed: boolean;
}

export interface Half {
  readonly recorded: readonly Case[];
  readonly notRecorded: readonly Case[];
}

/** All cases that may be learned from. */
export interface Lessons {
  readonly labelled: readonly Case[];
  /** Two halves by seed, each judged by what the other teaches. */
  readonly generated: readonly [Half, Half];
}

export async function lessons(): Promise<Lessons> {
  const { from, to } = trainSeeds;
  const middle = Math.floor((from + to) / 2);
  const half = (seeds: readonly number[]): Half => {
    const some = (every: number, from: number): readonly number[] =>
      seeds.filter((_, at) => at % every === from);
    return {
      recorded: [
        ...generatedCases(some(3, 0), { steps: 60, inputs: 'recorded' }),
        ...generatedCases(some(6, 1), { steps: 200, inputs: 'recorded' }),
        ...generatedCases(some(6, 4), { steps: 30, inputs: 'recorded' }),
      ],
      notRecorded: generatedCases(some(6, 0), { steps: 60, inputs: 'notRecorded' }),
    };
  };
  return {
    labelled: await labelledCases(),
    generated: [half(seedsOf({ from, to: middle })), half(seedsOf({ from: middle + 1, to }))],
  };
}

/** Models, and what each step that decides a threshold was judged to be by models made without it. */
export interface Trained {
  readonly models: Models;
  readonly judged: Readonly<Record<Kind, readonly Judged[]>>;
}

/**
 * Learns from everything; the thresholds are set on what was left out: one labelled source at a time for steps whose
 * input was not recorded, one half of the generated sessions for those whose was.
 */
export function train({ labelled, generated }: Lessons): Trained {
  const invented = generated.flatMap(half => [...half.recorded, ...half.notRecorded]);
  const notRecorded = generated.flatMap(half => half.notRecorded);
  const share = generatedWeight / notRecorded.reduce((sum, each) => sum + scored(each).length, 0);
  const light = new Set(notRecorded);
  const weightOf = (each: Case): number => (light.has(each) ? share : 1);
  const taught = (cases: readonly Case[]): Learned => learn(cases, weightOf, penalty);

  const judged = {
    notRecorded: sourcesOf(labelled).flatMap(source => {
      const learned = taught([...labelled.filter(each => each.source !== source), ...invented]);
      const left = labelled.filter(each => each.source === source);
      return judgedBy(learned, left, 'notRecorded');
    }),
    recorded: generated.flatMap((half, index) => {
      const other = generated[1 - index];
      if (other === undefined) return [];
      const learned = taught([...labelled, ...other.recorded, ...other.notRecorded]);
      return judgedBy(learned, half.recorded, 'recorded');
    }),
  };
  const learned = taught([...labelled, ...invented]);
  const models: Models = {
    recorded: { ...learned.recorded, ...thresholds(judged.recorded) },
    notRecorded: {
      ...learned.notRecorded,
      ...thresholds(judged.notRecorded),
    },
  };
  return { models, judged };
}

export const sourcesOf = (cases: readonly Case[]): readonly string[] => [
  ...new Set(cases.map(each => each.source)),
];

let all: Promise<Lessons> | undefined;

/** The models as they would be had nobody ever labelled a session of this source: its thresholds too. */
export async function modelsWithout(heldOutSource: string): Promise<Models> {
  const { labelled, generated } = await (all ??= lessons());
  const rest = labelled.filter(each => each.source !== heldOutSource);
  return train({ labelled: rest, generated }).models;
}

const judgedBy = (learned: Learned, cases: readonly Case[], kind: Kind): readonly Judged[] =>
  cases.flatMap(each => {
    const { confidence } = roll(each, judgeOf(learned));
    return scored(each)
      .filter(seq => kindOf(each, seq) === kind)
      .map(seq => ({
        source: each.source,
        confidence: confidence[seq] ?? 0,
        consumed: each.consumers.has(seq),
      }));
  });

/** Precision and recall at each confidence that occurs, the strictest first. */
export function curve(
  judged: readonly Judged[],
): readonly { readonly from: number; readonly precision: number; readonly recall: number }[] {
  const sorted = judged
    .filter(each => each.confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  const positive = judged.filter(each => each.consumed).length;
  let right = 0;
  return sorted.map(({ confidence, consumed }, index) => {
    if (consumed) right++;
    return { from: confidence, precision: right / (index + 1), recall: right / positive };
  });
}

/** Thresholds that keep the precision or hold nearly all, and what each ring then measures. */
function thresholds(
  judged: readonly Judged[],
): Pick<Models['recorded'], 'traced' | 'suspect' | 'measured'> {
  const points = curve(judged);
  const from = (precision: number): number =>
    points.findLast(each => each.precision >= precision)?.from ?? 1;
  const nearlyAll = points.find(each => each.recall >= suspectRecall)?.from ?? 0;
  // Rounded up: what lies between must not come in.
  const traced = Math.ceil(1000 * from(tracedPrecision)) / 1000;
  const suspect = floor(Math.min(traced, Math.max(nearlyAll, from(suspectPrecision))));
  const inTen = (least: number, most: number): number => {
    const ring = judged.filter(({ confidence }) => confidence >= least && confidence < most);
    const share = ring.filter(each => each.consumed).length / Math.max(1, ring.length);
    // What is said must hold on other sessions too: the lower end of the 90 % interval.
    const lower = share - 1.645 * Math.sqrt((share * (1 - share)) / Math.max(1, ring.length));
    return Math.floor(10 * Math.max(0, lower));
  };
  return {
    traced,
    suspect,
    measured: { traced: inTen(traced, Infinity), suspect: inTen(suspect, traced) },
  };
}

const floor = (value: number): number => Math.floor(value * 1000) / 1000;
