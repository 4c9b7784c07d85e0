import type { PlacedMark } from '../annotations/anchor.ts';
import type { Ring, Slice, SliceStep } from '../propagation/slice.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';

/** A range of an output that was marked, or that carries what was marked on. */
export interface Passage {
  readonly seq: Seq;
  readonly range: Range;
}

/** Asks whether step `seq` used any of the passages: what was marked first, then what carries it on. */
export interface Question {
  readonly seq: Seq;
  readonly passages: readonly [Passage, ...Passage[]];
  /** Ranges of the step's output that evidence points to, best first: a long output is cut around them. */
  readonly near: readonly Range[];
}

/** Passages beyond the marked ones: a step is asked about those that it most likely used. */
const mostCarriers = 6;

const mostNear = 4;

/** In this order: where an answer tells most, and the cost is least. */
const asked: readonly Ring[] = ['suspect', 'exposed', 'notProven'];

/**
 * Steps worth asking about, most likely first: suspect, then exposed, then those not proven to be clean, for their input
 * was not recorded. What a person wrote is nobody's to guess, and nothing can be asked of a step without text.
 */
export const stepsToCheck = (session: Session, slice: Slice): readonly Seq[] =>
  asked.flatMap(ring =>
    slice.steps
      .filter(step => step.ring === ring)
      .map(({ seq }) => stepAt(session, seq))
      .filter(({ kind, output }) => kind !== 'user' && output.text.trim() !== '')
      .map(({ seq }) => seq),
  );

/** One question for each step worth asking about. The slice is that of the marks, without what a model has said. */
export function questions(
  session: Session,
  slice: Slice,
  marks: readonly PlacedMark[],
): readonly Question[] {
  const traced = slice.steps.filter(step => step.ring === 'traced');
  return stepsToCheck(session, slice).flatMap(seq => {
    const [first, ...rest] = markedBefore(marks, seq);
    if (first === undefined) return [];
    const uses = slice.steps[seq]?.uses ?? [];
    // A link by id holds for the whole output and points nowhere in it.
    const near = uses.filter(({ evidence }) => evidence.kind !== 'declared');
    return [
      {
        seq,
        passages: [first, ...rest, ...carriers(slice, traced, seq)],
        near: near.slice(0, mostNear).map(({ evidence }) => evidence.to),
      },
    ];
  });
}

/** What is marked wrong or unsure before a step. */
export const markedBefore = (marks: readonly PlacedMark[], seq: Seq): readonly Passage[] =>
  marks
    .filter(({ mark, ...at }) => mark.verdict !== 'verified' && at.seq < seq)
    .filter(({ range }) => range.end > range.start)
    .map(({ seq: source, range }) => ({ seq: source, range }));

/** Tainted ranges of traced steps before this one: those that evidence links to it first, then the latest. */
function carriers(slice: Slice, traced: readonly SliceStep[], seq: Seq): readonly Passage[] {
  const linked = new Set(slice.steps[seq]?.uses.map(use => use.used));
  const latest = traced.slice(0, firstFrom(traced, seq)).slice(-mostCarriers);
  const near = [...linked].flatMap(used => slice.steps[used] ?? []);
  return [
    ...near.filter(step => step.ring === 'traced'),
    ...latest.filter(step => !linked.has(step.seq)).reverse(),
  ]
    .flatMap(step => step.tainted.map(range => ({ seq: step.seq, range })))
    .slice(0, mostCarriers);
}

/** Index of the first step at or after `seq`: binary search. */
function firstFrom(steps: readonly SliceStep[], seq: Seq): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.seq ?? seq) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
