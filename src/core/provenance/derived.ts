import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Atom } from './atoms.ts';
import { isYear } from './atoms.ts';
import type { Candidates } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Tier } from './derivation.ts';
import type { Columns } from './columns.ts';
import { columnsOf } from './columns.ts';
import type { Formula, Operand } from './formulas.ts';
import { bestFormula, sortOperands } from './formulas.ts';
import type { GivenText } from './given.ts';
import { nearWords, shared } from './nearWords.ts';
import { ByteList, FloatList, IntList } from './numberList.ts';
import type { StepText } from './text.ts';
import type { Unit } from './units.ts';
import { unitAt, units } from './units.ts';

/** How many numbers a step may have computed from: the newest before it. */
const ring = 128;
/** Of one output: a table of thousands is summed by columns, not cell by cell. */
const mostPerStep = 256;
const mostResults = 16;
const mostSteps = 1000;

/** Chance makes one formula in 32 fit at the lower bound, counting all that were tried. */
const tierOfBits = (bits: number): Tier | undefined =>
  bits >= 12 ? 'strong' : bits >= 5 ? 'probable' : undefined;

/**
 * Finds numbers that were computed: a sum, difference, ratio, share, change, mean, rounding or another unit of numbers
 * the step had before it. Looks only at what has no source otherwise. Bounded work per step, whatever the texts hold.
 * Online: `find` a step, then `add` it.
 */
export class DerivedFinder {
  readonly #texts: string[] = [];
  readonly #columns: Columns[] = [];
  /** By seq: where its numbers begin in the lists below. */
  readonly #first = new IntList();
  readonly #value = new FloatList();
  readonly #start = new IntList();
  readonly #end = new IntList();
  /** 1 + index in `units`; 0 until it is read. */
  readonly #unit = new ByteList();

  /** `explained` are ranges of the step's text that are known to come from elsewhere. */
  find(
    { step, atoms }: StepText,
    candidates: Candidates,
    given: readonly GivenText[],
    explained: readonly Range[],
  ): readonly FoundEvidence[] {
    // A tool's figures are its own; what it was told is linked to it by id.
    if (step.kind !== 'assistant') return [];
    const known = new Set(explained.map(range => range.start));
    const fresh = atoms.filter(
      atom =>
        atom.kind === 'number' &&
        !isYear(atom) &&
        !known.has(atom.start) &&
        !given.some(each => each.holds(atom)),
    );
    const results = fresh.slice(0, mostResults);
    if (results.length === 0) return [];
    const newest = this.#operands(step.seq, candidates);
    if (newest.length === 0) return [];
    const operands = sortOperands(newest);
    const named = new Set(
      atoms
        .filter(atom => known.has(atom.start))
        .map(atom => Math.abs(written(atom, step.output.text))),
    );
    const columns = this.#columnsIn(step.seq, candidates);
    // The more numbers are tried, the more fit by chance: a page of figures computes nothing.
    const tries = Math.log2(fresh.length) / 2;
    return results.flatMap(atom => {
      const { start, end } = atom;
      const text = step.output.text;
      const words = nearWords(text, start, end);
      const formula = bestFormula(
        {
          raw: text.slice(start, end),
          value: Math.abs(written(atom, text)),
          unit: unitAt(text, start, end),
          digits: atom.key.length,
          around: sentenceAround(text, start, end),
        },
        operands,
        columns,
        {
          isNamed: operand => named.has(operand.value),
          wordsInCommon: operand =>
            shared(
              words,
              nearWords(this.#texts[operand.seq] ?? '', operand.range.start, operand.range.end),
            ),
        },
      );
      return formula === undefined
        ? []
        : this.#evidence({ ...formula, bits: formula.bits - tries }, { start, end });
    });
  }

  add({ step, atoms, segments }: StepText): void {
    this.#first.push(this.#value.length);
    this.#texts[step.seq] = step.output.text;
    const numbers = atoms.filter(atom => atom.kind === 'number' && !isYear(atom));
    this.#columns[step.seq] = columnsOf(step.seq, step.output.text, numbers, segments);
    for (const atom of numbers.slice(0, mostPerStep)) {
      this.#value.push(written(atom, step.output.text));
      this.#start.push(atom.start);
      this.#end.push(atom.end);
      this.#unit.push(0);
    }
  }

  /** The newest numbers that the step had before it, newest first, each value once. */
  #operands(before: Seq, candidates: Candidates): readonly Operand[] {
    const out: Operand[] = [];
    const seen = new Set<number>();
    let steps = 0;
    for (const seq of candidates.newestFirst(before)) {
      if (++steps > mostSteps) break;
      const from = this.#first.at(seq);
      const to = seq + 1 < this.#first.length ? this.#first.at(seq + 1) : this.#value.length;
      if (from === to) continue;
      const text = this.#texts[seq] ?? '';
      for (let at = to - 1; at >= from; at--) {
        const value = Math.abs(this.#value.at(at));
        if (value === 0 || seen.has(value)) continue;
        const range = { start: this.#start.at(at), end: this.#end.at(at) };
        if (!candidates.has({ seq, range })) continue;
        seen.add(value);
        const unit = this.#unitOf(at, text, range);
        const raw = text.slice(range.start, range.end);
        const rank = out.length;
        out.push({ seq, range, raw, rank, value, unit });
        // 0.231 is 23.1 % too, and 1,200 kg are 1.2 t.
        if (unit === undefined && value < 1) {
          const hundredths = Number((value * 100).toPrecision(12));
          out.push({ seq, range, raw, rank, value: hundredths, unit: 'percent' });
        } else if (unit === 'kilogram' || unit === 'metre') {
          const larger = unit === 'metre' ? 'kilometre' : 'tonne';
          const thousands = Number((value / 1000).toPrecision(12));
          out.push({ seq, range, raw, rank, value: thousands, unit: larger });
        }
        if (out.length >= ring) return out;
      }
    }
    return out;
  }

  /** The unit of the number with an index: read when it is first asked for, as most are by many steps or none. */
  #unitOf(at: number, text: string, { start, end }: Range): Unit | undefined {
    const known = this.#unit.at(at);
    if (known !== 0) return units[known - 1];
    const unit = unitAt(text, start, end);
    this.#unit.set(at, units.indexOf(unit) + 1);
    return unit;
  }

  #columnsIn(before: Seq, candidates: Candidates): Columns {
    const out: Columns[number][] = [];
    let steps = 0;
    for (const seq of candidates.newestFirst(before)) {
      if (++steps > mostSteps || out.length >= 32) break;
      out.push(...(this.#columns[seq] ?? []));
    }
    return out;
  }

  #evidence({ bits, used, text }: Formula, to: Range): readonly FoundEvidence[] {
    const tier = tierOfBits(bits);
    if (tier === undefined) return [];
    return used.map(({ seq, range }) => ({
      used: seq,
      evidence: { kind: 'derived', tier, bits, share: 1, since: seq, from: range, to, text },
    }));
  }
}

/** The number as written, with its "million" but without its "%". */
function written({ value = 0, end }: Atom, text: string): number {
  const isPercent =
    text.charCodeAt(end - 1) === percent ||
    /(?:per ?cent|percentage|pct)$/u.test(text.slice(end - 10, end));
  return isPercent ? Number((value * 100).toPrecision(12)) : value;
}

/** What stands on the line around a place, near it. */
function sentenceAround(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - 80), start);
  const after = text.slice(end, end + 50);
  const line = after.indexOf('\n');
  return `${before.slice(before.lastIndexOf('\n') + 1)}${text.slice(start, end)}${line < 0 ? after : after.slice(0, line)}`;
}

const percent = 0x25;
