import type { PlacedMark } from '../annotations/anchor.ts';
import type { Finding } from '../check/answer.ts';
import type { Check } from '../check/findings.ts';
import { markedBefore } from '../check/question.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';

/** What a language model said of a step and the marks that stand, whether or not it counts as evidence. */
export interface CheckView {
  readonly seq: Seq;
  readonly answer: Finding['kind'];
  readonly model: string;
  /** Both quotes as they stand in the outputs, or where they do not stand there as the model gave them; empty for a "no". */
  readonly quoteMarked: string;
  readonly quoteStep: string;
}

/**
 * The last answer about each step, by seq: that it used a passage holds whatever is marked; that it used none says
 * something only while the model was asked about all that is marked.
 */
export function checkViews(
  session: Session,
  checks: readonly Check[],
  marks: readonly PlacedMark[],
): readonly CheckView[] {
  const views = new Map<Seq, CheckView>();
  for (const { question, model, finding } of checks) {
    const { seq, passages } = question;
    const marked = markedBefore(marks, seq);
    const covered = marked.every(each =>
      passages.some(({ seq: at, range }) => at === each.seq && same(range, each.range)),
    );
    if (marked.length === 0 || (finding.kind !== 'used' && !covered)) continue;
    views.set(seq, { seq, answer: finding.kind, model, ...quotesOf(session, seq, finding) });
  }
  return [...views.values()].sort((a, b) => a.seq - b.seq);
}

const same = (a: Range, b: Range): boolean => a.start === b.start && a.end === b.end;

function quotesOf(
  session: Session,
  seq: Seq,
  finding: Finding,
): Pick<CheckView, 'quoteMarked' | 'quoteStep'> {
  const text = (at: Seq, { start, end }: Range): string =>
    stepAt(session, at).output.text.slice(start, end);
  switch (finding.kind) {
    case 'used':
      return {
        quoteMarked: text(finding.passage.seq, finding.from),
        quoteStep: text(seq, finding.to),
      };
    case 'unverified':
      return { quoteMarked: finding.quoteMarked, quoteStep: finding.quoteStep };
    case 'notUsed':
    case 'unreadable':
      return { quoteMarked: '', quoteStep: '' };
  }
}
