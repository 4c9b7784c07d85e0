import type { Derivation, Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';
import type { Finding } from './answer.ts';
import type { Question } from './question.ts';

/** One answer of a model, kept while the session is open. */
export interface Check {
  readonly question: Question;
  /** Name of the model, for people. */
  readonly model: string;
  readonly finding: Finding;
}

/** What models have said, as derivations by the seq of the later step: those whose quotes hold, and no others. */
export type Checked = ReadonlyMap<Seq, readonly Derivation[]>;

/** Makes evidence of what models have said: no fact, so never strong, and without a measure of surprise. */
export function checkedDerivations(session: Session, checks: readonly Check[]): Checked {
  const into = new Map<Seq, Derivation[]>();
  for (const { question, finding } of checks) {
    if (finding.kind !== 'used') continue;
    const { seq } = question;
    const { from, to, passage } = finding;
    const { text } = stepAt(session, seq).output;
    const evidence: Evidence = {
      kind: 'model',
      tier: 'probable',
      bits: 0,
      share: 1,
      since: passage.seq,
      from,
      to,
      text: text.slice(to.start, to.end),
    };
    into.set(seq, [
      ...(into.get(seq) ?? []),
      { generated: seq, used: passage.seq, evidence: [evidence] },
    ]);
  }
  return into;
}

/** The last answer to each question, in order of asking. */
export function lastAnswers(checks: readonly Check[]): readonly Check[] {
  const last = new Map<string, Check>();
  for (const check of checks) {
    const key = JSON.stringify(check.question);
    last.delete(key);
    last.set(key, check);
  }
  return [...last.values()];
}
