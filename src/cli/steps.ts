import { oneLine } from '../core/session/excerpt.ts';
import type { Session } from '../core/session/session.ts';
import { printable } from '../formats/diagnostics.ts';

interface StepRow {
  readonly id: string;
  readonly sourceId: string;
  readonly seq: number;
  readonly agent: string;
  readonly kind: string;
  readonly chars: number;
  readonly preview: string;
}

/** Every step of a session, in brief. */
export const stepRows = ({ steps }: Session): readonly StepRow[] =>
  steps.map(step => ({
    id: step.id,
    sourceId: step.sourceId,
    seq: step.seq,
    agent: step.qualifier === undefined ? step.agent : `${step.agent} (${step.qualifier})`,
    kind: step.kind,
    chars: step.output.text.length,
    preview: oneLine(step.output.text, 100),
  }));

/** The same for people: a line per step, its columns apart by tabs. */
export const stepsText = (rows: readonly StepRow[]): string =>
  rows
    .map(({ seq, sourceId, agent, kind, chars, preview }) =>
      [`#${seq}`, sourceId, agent, kind, `${chars}`, preview]
        .map(each => printable(each))
        .join('\t'),
    )
    .join('\n');
