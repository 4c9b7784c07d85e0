import type { PlacedMark } from '../annotations/anchor.ts';
import type { Evidence } from '../provenance/derivation.ts';
import { oneLine } from '../session/excerpt.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { stepAt } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { Ground } from './ground.ts';
import { isRecorded } from './ground.ts';
import type { Word } from './overrides.ts';
import { derivationsInto } from './overrides.ts';
import type { Ring, SliceStep, Use } from './slice.ts';
import type { Spread } from './spread.ts';

/** A use with how much it says: the taint of what was used, and the strength of the evidence. */
interface Weighed extends Use {
  readonly weight: number;
}

const leastWeight = 0.02;
/** Weight of the use of a text that stands beside tainted text. */
const beside = 0.05;
/** Share of the best use's weight from which another carries the mark on as well. */
const carriesToo = 0.25;

/** What a piece of evidence says by its kind and bits, 0 to 1, if what was used is surely wrong. */
function strengthOf({ kind, tier, bits, share }: Evidence): number {
  switch (kind) {
    case 'declared':
      return tier === 'hint' ? 0.2 : 0.9;
    case 'execution':
    case 'state':
    case 'model':
      return 0.85;
    case 'value':
      return Math.min(1, bits / 20);
    case 'quote':
      return Math.min(1, Math.log2(1 + bits / 6) / 5 + 0.2);
    case 'derived':
      return Math.min(0.8, bits / 15);
    case 'overlap':
      return 0.6 * share;
    case 'acceptance':
      return 0.15;
    case 'answer':
      return 0.1;
  }
}

/**
 * Every use through which marks reach an affected step, best first: at least one, for nothing is affected without
 * evidence. `out` are the steps before it.
 */
export function usesOf(
  ground: Ground,
  { confidence, terms, taint }: Spread,
  marks: readonly PlacedMark[],
  word: Word,
  out: readonly SliceStep[],
  step: Step,
  ring: Ring,
): readonly Use[] {
  const { provenance } = ground;
  const { seq } = step;
  const uses: Weighed[] = [];
  const affirmed = (used: Seq): boolean => word.get(seq)?.get(used) === true;
  const denied = (used: Seq): boolean => word.get(seq)?.get(used) === false;
  const add = (used: Seq, evidence: Evidence, tainted: number): void => {
    const from = out[used]?.ring;
    if (from === undefined || !affects.has(from) || tainted <= leastWeight || denied(used)) return;
    const weight = tainted * (affirmed(used) ? 2 : strengthOf(evidence));
    uses.push({ used, generated: seq, evidence, carries: false, weight });
  };
  for (const { used, evidence } of derivationsInto(ground, word, seq)) {
    for (const each of evidence) {
      const { kind, from } = each;
      add(
        used,
        each,
        kind === 'value' ? taint.value(used, from) : taint.at(used, from, kind === 'quote'),
      );
    }
  }
  const similar = provenance.similar.of(seq, used => affects.has(out[used]?.ring ?? 'clean'));
  for (const { used, from, to, share, bits } of similar) {
    // Equal values and quotes of the same output say more than its words.
    if (uses.some(use => use.used === used && use.evidence.tier !== 'hint')) continue;
    const text = snippet(step, to);
    const evidence = {
      kind: 'overlap',
      tier: 'hint',
      bits,
      share,
      since: used,
      from,
      to,
      text,
    } as const;
    add(used, evidence, taint.at(used, from));
  }
  const of = terms[seq];
  const turn = provenance.turns[seq];
  const said = (
    kind: 'execution' | 'answer' | 'acceptance',
    used: Seq,
    from: Range,
    text: string,
  ): Evidence => ({
    kind,
    tier: kind === 'execution' ? 'probable' : 'hint',
    bits: 0,
    share: 1,
    since: used,
    from,
    to: whole(step),
    text,
  });
  const [ran] = turn?.ran?.ranges ?? [];
  if (turn?.ran !== undefined && ran !== undefined && of !== undefined && of.execution > 0) {
    const from = turn.failed ?? ran;
    const text = turn.failed === undefined ? 'ran its code' : 'failed at this line';
    // A recorded call says so itself.
    if (step.kind !== 'tool' || turn.failed !== undefined) {
      add(turn.ran.seq, said('execution', turn.ran.seq, from, text), of.execution);
    }
  }
  // Where it is recorded what a step had, its place in the conversation says nothing.
  const told = !isRecorded(ground, seq);
  if (told && turn?.mends !== undefined) {
    const from = whole(stepAt(ground.session, turn.mends));
    add(
      turn.mends,
      said('answer', turn.mends, from, 'comes after this error'),
      confidence[turn.mends] ?? 0,
    );
  }
  if (told && seq > 0) {
    const before = stepAt(ground.session, seq - 1);
    const kind = of !== undefined && of.acceptance > 0 ? 'acceptance' : 'answer';
    const text = kind === 'acceptance' ? 'a short answer to it' : 'the message right before it';
    add(seq - 1, said(kind, seq - 1, whole(before), text), confidence[seq - 1] ?? 0);
  }
  if (uses.length === 0) {
    // It used an affected output, but not what is tainted of it.
    for (const { used, evidence } of derivationsInto(ground, word, seq)) {
      for (const each of evidence) {
        if (each.kind === 'value' || each.kind === 'quote') add(used, each, beside);
      }
    }
  }
  if (uses.length === 0) uses.push(wordsOf(ground, marks, step, of?.rareWords ?? 0));

  uses.sort((a, b) => compare(a, b, out));
  const best = uses[0]?.weight ?? 0;
  return uses.map(({ used, generated, evidence, weight }, index) => ({
    used,
    generated,
    evidence,
    carries:
      ring === 'traced' &&
      (index === 0 || (evidence.tier !== 'hint' && weight >= carriesToo * best)) &&
      out[used]?.ring !== 'suspect' &&
      out[used]?.ring !== 'unsure',
  }));
}

const affects: ReadonlySet<Ring> = new Set(['wrong', 'unsure', 'traced', 'suspect']);

/** Words of the marked text stand in the step, here and there: no sentence is like another. */
function wordsOf(ground: Ground, marks: readonly PlacedMark[], step: Step, share: number): Weighed {
  const mark = marks.findLast(each => each.seq < step.seq) ?? marks[0];
  if (mark === undefined) throw new RangeError('no mark');
  const { seq, range } = mark;
  const text = snippet(stepAt(ground.session, seq), range);
  const evidence = {
    kind: 'overlap',
    tier: 'hint',
    bits: 0,
    share,
    since: seq,
    from: range,
    to: whole(step),
    text,
  } as const;
  return { used: seq, generated: step.seq, evidence, carries: false, weight: share };
}

const whole = (step: Step): Range => ({ start: 0, end: step.output.text.length });

const snippet = (step: Step, { start, end }: Range): string =>
  oneLine(step.output.text.slice(start, end), 200);

/** The weightiest first, then fewer hops, then more bits, then the later source. */
const compare = (a: Weighed, b: Weighed, out: readonly SliceStep[]): number =>
  b.weight - a.weight ||
  (out[a.used]?.hops ?? 0) - (out[b.used]?.hops ?? 0) ||
  b.evidence.bits - a.evidence.bits ||
  b.used - a.used;
