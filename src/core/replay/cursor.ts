import type { Seq } from '../session/ids.ts';

/** What a replay runs over: how many steps there are, and where it stops by itself. */
export interface Tape {
  readonly length: number;
  /** Seqs of the steps that are marked or affected, in order. */
  readonly stops: readonly Seq[];
  /** Seqs of the affected steps alone, in order. */
  readonly affected: readonly Seq[];
}

// The cursor is the last step that has happened. Every move is total: at an end of the tape it stays where it is.

export const toStart = (): Seq => 0;

export const toEnd = (tape: Tape): Seq => Math.max(0, tape.length - 1);

export const step = (tape: Tape, cursor: Seq): Seq => Math.min(cursor + 1, toEnd(tape));

export const stepBack = (cursor: Seq): Seq => Math.max(cursor - 1, 0);

/** Where the trouble starts to spread; without an affected step the first stop, without any the end. */
export const toFirstAffected = (tape: Tape): Seq =>
  tape.affected[0] ?? tape.stops[0] ?? toEnd(tape);

/** The next stop after the cursor, else the end. (`continue` is a reserved word.) */
export const forwardContinue = (tape: Tape, cursor: Seq): Seq =>
  tape.stops[firstAfter(tape.stops, cursor)] ?? toEnd(tape);

/** The last stop before the cursor, else the start. */
export function reverseContinue(tape: Tape, cursor: Seq): Seq {
  const at = firstAfter(tape.stops, cursor - 1) - 1;
  return at < 0 ? toStart() : (tape.stops[at] ?? toStart());
}

/** Index of the first stop greater than `seq`. */
function firstAfter(stops: readonly Seq[], seq: Seq): number {
  let low = 0;
  let high = stops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stops[middle] ?? Infinity) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
