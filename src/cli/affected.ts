import { anchorOf } from '../core/annotations/anchor.ts';
import type { Annotations } from '../core/annotations/mark.ts';
import { noAnnotations } from '../core/annotations/mark.ts';
import type { Evidence } from '../core/provenance/derivation.ts';
import { inputsRecorded } from '../core/provenance/derivation.ts';
import type { Ring, SliceStep } from '../core/propagation/slice.ts';
import { markId } from '../core/session/ids.ts';
import { stepAt } from '../core/session/session.ts';
import type { Analysis } from '../core/view/analysis.ts';
import { snippet } from '../core/view/slice.ts';
import { evidenceWords, finalAnswerWords } from '../core/view/words.ts';
import { count, printable } from '../formats/diagnostics.ts';
import { readMarks } from '../formats/marks.ts';
import { checkWith } from './check.ts';
import type { Endpoint } from './check.ts';
import type { Opened } from './input.ts';
import { InputError, namedStep, quotedRange, readInput } from './input.ts';

export interface AffectedOptions {
  readonly step: string | undefined;
  readonly quote: string | undefined;
  readonly marks: string | undefined;
  /** Who is asked about the steps that evidence leaves open; undefined: nobody. */
  readonly checkWith?: Endpoint | undefined;
}

/** The forward slice of one mark, or of all marks of a sidecar, as an object of the documented shape. */
export async function affected(opened: Opened, options: AffectedOptions): Promise<object> {
  const annotations = await annotationsOf(opened, options);
  const { analysis } = opened;
  analysis.annotate(annotations);
  const { placed } = analysis;
  if (placed.placed.length === 0) {
    throw new InputError(
      `${options.marks ?? opened.file}: none of its ${count(placed.lost.length, 'mark')} fits a step of ${opened.file}. Is it the sidecar of another session?`,
    );
  }
  const check =
    options.checkWith === undefined ? undefined : await checkWith(analysis, options.checkWith);
  const { slice } = analysis;
  const marks = placed.placed.map(({ seq, range, mark }) => ({
    step: stepAt(analysis.session, seq).id,
    quote: mark.anchor.quote ?? null,
    ...range,
    verdict: mark.verdict,
  }));
  const ring = (wanted: Ring): readonly SliceStep[] =>
    slice.steps.filter(step => step.ring === wanted);
  const reached = [...ring('traced'), ...ring('suspect')].map(({ seq }) =>
    stepAt(analysis.session, seq),
  );
  const [mark] = marks;
  return {
    mark: mark && { step: mark.step, quote: mark.quote, start: mark.start, end: mark.end },
    ...(options.marks === undefined ? {} : { marks, lost: placed.lost.length }),
    traced: ring('traced').map(step => ({
      ...named(analysis, step),
      hops: step.hops,
      evidence: step.uses
        .filter(use => use.carries)
        .map(use => evidenceJson(analysis, use.used, use.generated, use.evidence)),
    })),
    suspect: ring('suspect').map(step => named(analysis, step)),
    exposed: ring('exposed').map(step => named(analysis, step)),
    counts: {
      traced: slice.counts.traced,
      suspect: slice.counts.suspect,
      exposed: slice.counts.exposed,
      clean: slice.counts.clean,
      notProven: slice.counts.notProven,
      agents: new Set(reached.map(step => step.agent)).size,
      toolCalls: reached
        .flatMap(step => step.output.parts)
        .filter(part => part.kind === 'tool_call').length,
    },
    final: finalJson[slice.final?.ring ?? 'none'],
    inputsRecorded: inputsRecorded(analysis.session, analysis.provenance),
    ...(check === undefined ? {} : { check }),
  };
}

/** The same for people: the affected steps, one line each. */
export async function affectedText(opened: Opened, options: AffectedOptions): Promise<string> {
  await affected(opened, options);
  const { analysis } = opened;
  const { slice } = analysis;
  const lines = slice.steps.flatMap(step => {
    const { agent, sourceId } = stepAt(analysis.session, step.seq);
    const who = printable(`#${step.seq} ${agent} (${sourceId})`);
    const use = step.uses[0];
    if (step.ring === 'wrong' || step.ring === 'unsure') return [`${step.ring.padEnd(8)} ${who}`];
    if ((step.ring !== 'traced' && step.ring !== 'suspect') || use === undefined) return [];
    const why = `${evidenceWords(use.evidence.kind)} “${printable(snippet(analysis.session, use, 60))}” from #${use.used}`;
    return [`${step.ring.padEnd(8)} ${who}: ${why}`];
  });
  const { traced, suspect, exposed, clean, notProven } = slice.counts;
  return [
    ...lines,
    `${traced} traced, ${suspect} suspect, ${exposed} exposed, ${clean} clean, ${notProven} not proven. ${finalAnswerWords(slice.final?.ring)}.`,
  ].join('\n');
}

const finalJson: Record<Ring | 'none', string> = {
  wrong: 'traced',
  unsure: 'suspect',
  verified: 'clean',
  traced: 'traced',
  suspect: 'suspect',
  exposed: 'exposed',
  clean: 'clean',
  // Where inputs were not recorded nothing may be called clean after the mark; "inputsRecorded" says why.
  notProven: 'exposed',
  none: 'none',
};

async function annotationsOf(
  opened: Opened,
  { step, quote, marks }: AffectedOptions,
): Promise<Annotations> {
  if (marks !== undefined) {
    const annotations = await annotationsIn(marks);
    if (annotations.marks.length > 0) return annotations;
    throw new InputError(`${marks}: holds no marks. Mark an output first.`);
  }
  const at = namedStep(opened, step ?? '');
  const range = quote === undefined ? undefined : quotedRange(opened, at, quote);
  // A source id may not be unique, and our own may be another step's source id.
  const { steps } = opened.analysis.session;
  const unique = steps.filter(each => each.sourceId === at.sourceId).length === 1;
  const anchor = { ...anchorOf(at, range), step: unique ? at.sourceId : at.id };
  return {
    ...noAnnotations,
    marks: [
      {
        id: markId('cli'),
        anchor,
        verdict: 'wrong',
        note: undefined,
        failureMode: undefined,
        correctedText: undefined,
        author: undefined,
        createdAt: '1970-01-01T00:00:00Z',
      },
    ],
  };
}

/** Reads a sidecar. */
export async function annotationsIn(file: string): Promise<Annotations> {
  const result = readMarks(new TextDecoder().decode(await readInput(file)), file);
  if (!result.ok) throw new InputError(result.message);
  return result.annotations;
}

const named = ({ session }: Analysis, { seq }: SliceStep): { step: string; sourceId: string } => {
  const step = stepAt(session, seq);
  return { step: step.id, sourceId: step.sourceId };
};

const evidenceJson = (
  { session }: Analysis,
  used: number,
  generated: number,
  { kind, tier, bits, from, to, text }: Evidence,
): object => ({
  kind,
  tier,
  bits: Math.round(bits * 10) / 10,
  from: { step: stepAt(session, used).id, start: from.start, end: from.end },
  to: { step: stepAt(session, generated).id, start: to.start, end: to.end },
  text,
});
