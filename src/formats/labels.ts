import type { Annotations, Mark, Override, Verdict } from '../core/annotations/mark.ts';
import { placeMarks } from '../core/annotations/anchor.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Session } from '../core/session/session.ts';
import { stepAt } from '../core/session/session.ts';

/**
 * What a developer said of one text: who used it, and who did not. Of the later steps in neither list nothing is known, so
 * they are in `excluded`: a reader of labels takes a step that is nowhere named for one that did not use it.
 */
interface Label {
  readonly mark: string;
  /** Undefined where only uses of the step were judged, and it bears no mark. */
  readonly verdict?: Verdict;
  /** Source id of the step, and the text of its output in question. */
  readonly source: string;
  readonly quote: string;
  readonly consumers: readonly {
    readonly step: string;
    readonly how: readonly ['said'];
    readonly direct: true;
  }[];
  readonly denied: readonly string[];
  readonly excluded: readonly string[];
}

/**
 * Marks and overrides of a session as labels for training, as JSON under its file's name without the ending. An
 * override speaks of the step that was used: of each mark on it, or where it bears none of its whole output.
 */
export function writeLabels(session: Session, annotations: Annotations, file: string): string {
  const { placed } = placeMarks(session, annotations.marks);
  const seqs = new Map(session.steps.map(step => [step.sourceId, step.seq]));
  const label = (mark: string, seq: Seq, quote: string, verdict?: Verdict): Label => {
    const { sourceId } = stepAt(session, seq);
    const said = annotations.overrides.filter(each => each.used === sourceId);
    const known = (didUse: boolean): readonly string[] =>
      said
        .filter(each => each.didUse === didUse && (seqs.get(each.generated) ?? -1) > seq)
        .map(each => each.generated);
    const judged = new Set(said.map(each => each.generated));
    return {
      mark,
      ...(verdict === undefined ? {} : { verdict }),
      source: sourceId,
      quote,
      consumers: known(true).map(step => ({ step, how: ['said'], direct: true })),
      denied: known(false),
      excluded: session.steps
        .slice(seq + 1)
        .map(step => step.sourceId)
        .filter(step => !judged.has(step)),
    };
  };
  const marked = placed.map(({ mark, seq, range }) => {
    const text = stepAt(session, seq).output.text.slice(range.start, range.end);
    return label(mark.id, seq, text, mark.verdict);
  });
  const bearing = new Set(placed.map(({ seq }) => stepAt(session, seq).sourceId));
  const unmarked = [...new Set(annotations.overrides.map(each => each.used))]
    .filter(used => !bearing.has(used))
    .flatMap(used => {
      const seq = seqs.get(used);
      if (seq === undefined) return [];
      return [label(`output of ${used}`, seq, stepAt(session, seq).output.text)];
    });
  const name = file.replace(/\.(?:faultline|jsonl?)$/u, '');
  return `${JSON.stringify({ [name]: [...marked, ...unmarked] }, undefined, 1)}\n`;
}

/** Marks and overrides that have no place in the session, so that no label could be made of them. */
export function unlabelled(
  session: Session,
  annotations: Annotations,
): { readonly marks: readonly Mark[]; readonly overrides: readonly Override[] } {
  const seqs = new Map(session.steps.map(step => [step.sourceId, step.seq]));
  return {
    marks: placeMarks(session, annotations.marks).lost,
    overrides: annotations.overrides.filter(
      ({ used, generated }) => !((seqs.get(used) ?? Infinity) < (seqs.get(generated) ?? -1)),
    ),
  };
}
