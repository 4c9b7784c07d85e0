import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meetsAny, rangeSet } from '../session/range.ts';
import type { StepKind } from '../session/step.ts';
import type { Exposure } from './derivation.ts';

/** A place in an earlier output that may be where a later one got something from. */
export interface Occurrence {
  readonly seq: Seq;
  readonly range: Range;
}

/** Which earlier ranges a step had before it. Where its input was not recorded: all of them. Sorted by step: a session keeps one per step. */
export class Candidates {
  readonly #seqs: readonly Seq[] | undefined;
  /** By index in `#seqs`. */
  readonly #ranges: readonly RangeSet[];

  constructor(exposures: readonly Exposure[] | undefined) {
    if (exposures === undefined) {
      this.#ranges = [];
      return;
    }
    const sorted = inOrder(exposures) ? exposures : [...exposures].sort(bySource);
    const seqs: Seq[] = [];
    const ranges: RangeSet[] = [];
    for (let i = 0; i < sorted.length;) {
      const source = sourceAt(sorted, i);
      const from = i;
      while (i < sorted.length && sourceAt(sorted, i) === source) i++;
      seqs.push(source);
      ranges.push(rangesOf(sorted, from, i));
    }
    this.#seqs = seqs;
    this.#ranges = ranges;
  }

  /** True if any of a step's output may have been there: a cheap check before a dear one. */
  hasStep(seq: Seq): boolean {
    return this.#seqs === undefined || this.#indexOf(seq) !== undefined;
  }

  /** The oldest step of which anything may have been there: what is older need not be asked for. */
  get oldest(): Seq {
    return this.#seqs === undefined ? 0 : (this.#seqs[0] ?? Infinity);
  }

  /** The steps before one of which any output may have been there, newest first. */
  *newestFirst(before: Seq): Generator<Seq, void, void> {
    if (this.#seqs === undefined) for (let seq = before - 1; seq >= 0; seq--) yield seq;
    else for (let i = this.#seqs.length - 1; i >= 0; i--) yield this.#seqs[i] ?? 0;
  }

  has({ seq, range }: Occurrence): boolean {
    if (this.#seqs === undefined) return true;
    const index = this.#indexOf(seq);
    const ranges = index === undefined ? undefined : this.#ranges[index];
    return ranges !== undefined && meetsAny(ranges, range);
  }

  #indexOf(seq: Seq): number | undefined {
    const seqs = this.#seqs;
    if (seqs === undefined) return undefined;
    let low = 0;
    let high = seqs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return seqs[low] === seq ? low : undefined;
  }
}

const sourceAt = (exposures: readonly Exposure[], i: number): Seq => exposures[i]?.source ?? -1;

/** Exposures mostly come in order: a context is the history. */
function inOrder(exposures: readonly Exposure[]): boolean {
  for (let i = 1; i < exposures.length; i++) {
    if (sourceAt(exposures, i) < sourceAt(exposures, i - 1)) return false;
  }
  return true;
}

/** Most steps had one range of another: all of it. */
function rangesOf(exposures: readonly Exposure[], from: number, to: number): RangeSet {
  const first = exposures[from];
  return to === from + 1 && first !== undefined && first.range.end > first.range.start
    ? [first.range]
    : rangeSet(exposures.slice(from, to).map(each => each.range));
}

const bySource = (a: Exposure, b: Exposure): number => a.source - b.source;

/** One earlier step that holds a value or run, at one or several places. */
export interface Source {
  readonly seq: Seq;
  readonly places: readonly Range[];
}

/** What crediting needs to know of earlier steps. */
export interface Lineage<S extends Source> {
  kindOf(seq: Seq): StepKind | undefined;
  /** True if the later source has what they share from the earlier one, directly or through others, by more than a hint. */
  echoes(later: S, earlier: S): boolean;
}

/** True of the steps that give: what a person asks, what a system message says. */
export const isGiven = (kind: StepKind | undefined): boolean =>
  kind === 'user' || kind === 'system';

/** How many sources of one value or run are credited at most. */
const mostSources = 4;

/**
 * The sources to credit for a value or run that a step shares with several earlier ones (in order of seq, all exposed to
 * it): what was given (the user's task, a system message), if it stood there first; else the frontier, newest first.
 *
 * An older source is dropped where a newer one echoes it: `tool ─▶ reader ─▶ writer` makes no edge tool ─▶ writer, for
 * the chain of echoes keeps the tool reachable and edges stay linear. What two tools report independently is credited
 * to both.
 */
export function credit<S extends Source>(sources: readonly S[], lineage: Lineage<S>): readonly S[] {
  const [first] = sources;
  if (first === undefined) return [];
  if (isGiven(lineage.kindOf(first.seq))) return [first];
  const kept: S[] = [];
  for (let i = sources.length - 1; i >= 0 && kept.length < mostSources; i--) {
    const source = sources[i];
    if (source === undefined) continue;
    if (!sources.slice(i + 1).some(later => lineage.echoes(later, source))) kept.push(source);
  }
  return kept;
}
