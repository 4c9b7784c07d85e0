import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { Anchor, Mark } from './mark.ts';

/** A mark whose place in the session was found. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly seq: Seq;
  /** Marked range of the output; the whole output for a mark without range. */
  readonly range: Range;
  readonly whole: boolean;
}

export interface Placed {
  readonly placed: readonly PlacedMark[];
  /** Marks whose step or text is gone: shown as such, never dropped. */
  readonly lost: readonly Mark[];
}

/** Anchor of a range of a step's output, or of the whole output; white space at the ends is left out, and alone marks nothing less than the whole. */
export function anchorOf(step: Step, range?: Range): Anchor {
  const whole = { step: step.sourceId, range: undefined, quote: undefined };
  if (range === undefined) return whole;
  const trimmed = trimRange(step.output.text, range);
  if (trimmed.end <= trimmed.start) return whole;
  return {
    step: step.sourceId,
    range: trimmed,
    quote: step.output.text.slice(trimmed.start, trimmed.end),
  };
}

/** The range without white space at its ends. */
function trimRange(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && /\s/u.test(text.charAt(start))) start++;
  while (end > start && /\s/u.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/**
 * Finds each mark's place: at its recorded range if the text is still there, else at the nearest place of its quote.
 * A sidecar names steps by source id; our own id is the fallback.
 */
export function placeMarks(session: Session, marks: readonly Mark[]): Placed {
  const placed: PlacedMark[] = [];
  const lost: Mark[] = [];
  const wanted = new Set(marks.map(mark => mark.anchor.step));
  const bySourceId = new Map<string, Step>();
  const byId = new Map<string, Step>();
  for (const step of wanted.size === 0 ? [] : session.steps) {
    const { id, sourceId } = step;
    if (wanted.has(sourceId) && !bySourceId.has(sourceId)) bySourceId.set(sourceId, step);
    if (wanted.has(id) && !byId.has(id)) byId.set(id, step);
  }
  for (const mark of marks) {
    const step = bySourceId.get(mark.anchor.step) ?? byId.get(mark.anchor.step);
    const range = step && findRange(step, mark.anchor);
    if (step === undefined || range === undefined) lost.push(mark);
    else placed.push({ mark, seq: step.seq, range, whole: mark.anchor.quote === undefined });
  }
  return { placed, lost };
}

function findRange(step: Step, { range, quote }: Anchor): Range | undefined {
  const { text } = step.output;
  if (quote === undefined || quote === '') return clip(range, text.length);
  if (range !== undefined && text.slice(range.start, range.end) === quote) return range;
  const start = nearestOccurrence(text, quote, range?.start ?? 0);
  return start === undefined ? undefined : { start, end: start + quote.length };
}

/** The range, within a text of `length`; all of it where there is none. */
function clip(range: Range | undefined, length: number): Range {
  if (range === undefined) return { start: 0, end: length };
  const start = Math.min(Math.max(0, range.start), length);
  return { start, end: Math.max(start, Math.min(range.end, length)) };
}

/** Start of the occurrence of `quote` nearest to `near`. */
function nearestOccurrence(text: string, quote: string, near: number): number | undefined {
  let best: number | undefined;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (best === undefined || Math.abs(at - near) < Math.abs(best - near)) best = at;
  }
  return best;
}
