import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meetsAny, rangeSet } from '../session/range.ts';
import type { Step } from '../session/step.ts';
import type { Exposure } from './derivation.ts';

/** A place in an earlier output that may be where a later one got something from. */
export interface Occurrence {
  readonly seq: Seq;
  readonly range: Range;
}

/** Which earlier ranges a step had before it. Where its input was not recorded: all of them. */
export class Candidates {
  readonly #exposed: ReadonlyMap<Seq, RangeSet> | undefined;

  constructor(exposures: readonly Exposure[] | undefined) {
    if (exposures === undefined) return;
    const bySource = new Map<Seq, Range[]>();
    for (const { source, range } of exposures) {
      const list = bySource.get(source);
      if (list === undefined) bySource.set(source, [range]);
      else list.push(range);
    }
    this.#exposed = new Map([...bySource].map(([seq, ranges]) => [seq, rangeSet(ranges)]));
  }

  /** True if any of a step's output may have been there: a cheap check before a dear one. */
  hasStep(seq: Seq): boolean {
    return this.#exposed === undefined || this.#exposed.has(seq);
  }

  has({ seq, range }: Occurrence): boolean {
    if (this.#exposed === undefined) return true;
    const ranges = this.#exposed.get(seq);
    return ranges !== undefined && meetsAny(ranges, range);
  }
}

/**
 * The occurrence to credit for a value or run that a step shares with several earlier ones: what was given (the user's
 * task, a system message), if it stood there first; else the newest. Older ones stay reachable, for each occurrence is credited in its turn to the one
 * before it (a chain of echoes), so a forward slice loses nothing and edges stay linear.
 * `occurrences` in order of seq, all exposed to the step.
 */
export function credit<O extends Occurrence>(
  occurrences: readonly O[],
  stepOf: (seq: Seq) => Step | undefined,
): O | undefined {
  const [first] = occurrences;
  const kind = first && stepOf(first.seq)?.kind;
  if (kind === 'user' || kind === 'system') return first;
  return occurrences.at(-1);
}
