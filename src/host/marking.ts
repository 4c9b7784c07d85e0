import type { Edit } from '../core/annotations/edit.ts';
import type { Anchor, Annotations, Mark, Verdict } from '../core/annotations/mark.ts';
import { markId } from '../core/session/ids.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { MarkView } from '../core/view/slice.ts';

/** Where time and ids come from: the editor gives the real ones, a test its own. */
export interface Sources {
  /** Now, as ISO 8601. */
  readonly now: () => string;
  /** A short id that no other mark of the session has. */
  readonly newId: () => string;
}

/** What a verdict on a step or range means for the marks that stand: put, replace the verdict, or take away. */
export function verdictEdit(
  annotations: Annotations,
  standing: readonly MarkView[],
  where: { readonly seq: Seq; readonly anchor: Anchor },
  verdict: Verdict,
  sources: Sources,
): Edit {
  const there = standing.find(mark => samePlace(mark, where.seq, where.anchor.range));
  const mark = annotations.marks.find(each => each.id === there?.id);
  if (mark === undefined) {
    return { kind: 'putMark', mark: newMark(where.anchor, verdict, sources) };
  }
  if (mark.verdict === verdict) return { kind: 'removeMark', id: mark.id };
  return { kind: 'putMark', mark: { ...mark, verdict } };
}

/** Changes the note of a mark; undefined if there is no such mark. */
export function noteEdit(annotations: Annotations, id: string, text: string): Edit | undefined {
  const mark = annotations.marks.find(each => each.id === id);
  if (mark === undefined) return undefined;
  return { kind: 'putMark', mark: { ...mark, note: text.trim() === '' ? undefined : text } };
}

/** The mark that stands exactly there, or else the smallest that holds the range. */
export function markAt(
  standing: readonly MarkView[],
  seq: Seq,
  range: Range | undefined,
): MarkView | undefined {
  const here = standing.filter(mark => mark.seq === seq);
  const length = (mark: MarkView): number =>
    mark.range === undefined ? Infinity : mark.range.end - mark.range.start;
  const around = (mark: MarkView): boolean =>
    mark.range === undefined ||
    range === undefined ||
    (mark.range.start <= range.start && range.end <= mark.range.end);
  return (
    here.find(mark => samePlace(mark, seq, range)) ??
    here.filter(around).sort((a, b) => length(a) - length(b))[0]
  );
}

const samePlace = (mark: MarkView, seq: Seq, range: Range | undefined): boolean =>
  mark.seq === seq && mark.range?.start === range?.start && mark.range?.end === range?.end;

const newMark = (anchor: Anchor, verdict: Verdict, { now, newId }: Sources): Mark => ({
  id: markId(newId()),
  anchor,
  verdict,
  note: undefined,
  failureMode: undefined,
  correctedText: undefined,
  author: undefined,
  createdAt: now(),
});
