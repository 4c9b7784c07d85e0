import type { Override } from '../annotations/mark.ts';
import type { Derivation, Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';
import type { Ground } from './ground.ts';

/** The developer's word on derivations, by the seq of the later step. */
export type Word = ReadonlyMap<Seq, ReadonlyMap<Seq, boolean>>;

/** Overrides with their steps found; those whose steps are gone have nothing to say. */
export function readOverrides(session: Session, overrides: readonly Override[]): Word {
  const word = new Map<Seq, Map<Seq, boolean>>();
  if (overrides.length === 0) return word;
  const seqs = new Map(session.steps.map(step => [step.sourceId, step.seq]));
  for (const { used, generated, didUse } of overrides) {
    const from = seqs.get(used);
    const to = seqs.get(generated);
    if (from === undefined || to === undefined || from >= to) continue;
    const into = word.get(to) ?? new Map<Seq, boolean>();
    word.set(to, into.set(from, didUse));
  }
  return word;
}

/**
 * Derivations into a step as the developer sees them: what was inferred, and what a model said; without those the developer
 * denied, and with those said to be there, whole to whole.
 */
export function derivationsInto(
  { session, provenance, checked }: Ground,
  word: Word,
  generated: Seq,
): readonly Derivation[] {
  const inferred = provenance.into[generated] ?? [];
  const modelled = checked?.get(generated);
  const found = modelled === undefined ? inferred : [...inferred, ...modelled];
  const said = word.get(generated);
  if (said === undefined) return found;
  const kept = found.filter(({ used }) => said.get(used) !== false);
  const affirmed = [...said].flatMap(([used, didUse]): Derivation[] =>
    didUse ? [{ generated, used, evidence: [yourWord(session, used, generated)] }] : [],
  );
  return [...kept, ...affirmed];
}

const yourWord = (session: Session, used: Seq, generated: Seq): Evidence => ({
  kind: 'declared',
  tier: 'strong',
  bits: 0,
  share: 1,
  since: used,
  from: { start: 0, end: stepAt(session, used).output.text.length },
  to: { start: 0, end: stepAt(session, generated).output.text.length },
  text: 'you said that it used it',
});
