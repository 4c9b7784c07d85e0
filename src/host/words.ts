import type { Ring } from '../core/propagation/slice.ts';
import type { Seq } from '../core/session/ids.ts';
import type { GraphView, LaneView } from '../core/view/graph.ts';
import type { EdgeView, SliceView } from '../core/view/slice.ts';
import { evidenceWords, finalAnswerWords } from '../core/view/words.ts';
import { plainLabel } from './plain.ts';

/** VS Code's l10n.t, as an argument: what says words can then be tried without an editor. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export const number = (value: number): string => value.toLocaleString('en-US');

export const stepName = (seq: Seq): string => `#${number(seq)}`;

/** `1 wrong, 12 traced, 4 suspect`: the rings asked for that are not empty. */
export function countWords(
  counts: Readonly<Partial<Record<Ring, number>>>,
  rings: readonly Ring[],
  t: Translate,
): string {
  const words: Record<Ring, string> = {
    wrong: t('wrong'),
    unsure: t('unsure'),
    verified: t('verified'),
    traced: t('traced'),
    suspect: t('suspect'),
    exposed: t('exposed'),
    clean: t('clean'),
    notProven: t('not proven'),
  };
  return rings
    .flatMap(ring => (counts[ring] ? [`${number(counts[ring])} ${words[ring]}`] : []))
    .join(', ');
}

export const isMarked = (slice: SliceView): boolean =>
  slice.marks.length > 0 || slice.lostMarks > 0;

/** `1 wrong, 12 traced, reaches the final answer` for the status bar. */
export function statusWords({ graph, slice }: Viewed, t: Translate): string {
  if (slice.marks.length === 0) return t('{0} steps, nothing marked', number(graph.steps.length));
  const counts =
    countWords(slice.counts, ['wrong', 'unsure', 'verified', 'traced', 'suspect'], t) ||
    t('{0} marked', slice.marks.length);
  const final = finalAnswerWords(slice.final?.ring);
  return `${counts}, ${final.charAt(0).toLowerCase()}${final.slice(1)}`;
}

/** `Reaches the final answer. 12 traced, 4 suspect, 6 exposed. Wrong in #8.` */
export function summaryWords({ slice }: Viewed, t: Translate): string {
  const counts = countWords(slice.counts, ['traced', 'suspect', 'exposed', 'notProven'], t);
  const marked = [...new Set(slice.marks.filter(m => m.verdict === 'wrong').map(m => m.seq))].sort(
    (a, b) => a - b,
  );
  const places = marked.slice(0, 3).map(stepName).join(', ');
  const more = marked.length > 3 ? t('{0} and {1} more', places, marked.length - 3) : places;
  const lost =
    slice.lostMarks === 0
      ? ''
      : t('{0} marks no longer have their text in this session.', slice.lostMarks);
  return [
    `${finalAnswerWords(slice.final?.ring)}.`,
    counts === '' ? t('No later step used it.') : `${counts}.`,
    marked.length === 0 ? '' : t('Wrong in {0}.', more),
    lost,
  ]
    .filter(sentence => sentence !== '')
    .join(' ');
}

/** `“Cage Fitness” from #8` */
export function sourceWords(edge: EdgeView, t: Translate): string {
  if (edge.kind === 'declared') return t('linked by id to {0}', stepName(edge.used));
  return edge.kind === 'model'
    ? t('a model says so: “{0}” from {1}', plainLabel(edge.snippet), stepName(edge.used))
    : t('“{0}” from {1}', plainLabel(edge.snippet), stepName(edge.used));
}

/** `traced: same value “Cage Fitness” from #8`, behind a heading of the transcript. */
export function headingWords(
  ring: Ring,
  edge: EdgeView | undefined,
  t: Translate,
): string | undefined {
  switch (ring) {
    case 'wrong':
      return t('marked wrong');
    case 'unsure':
      return t('marked unsure');
    case 'verified':
      return t('verified: stops the flow');
    case 'exposed':
      return t('exposed: no evidence');
    case 'traced':
    case 'suspect': {
      const name = ring === 'traced' ? t('traced') : t('suspect');
      if (edge === undefined) return name;
      const kind =
        edge.kind === 'declared' || edge.kind === 'model' ? '' : `${evidenceWords(edge.kind)} `;
      return `${name}: ${kind}${sourceWords(edge, t)}`;
    }
    case 'notProven':
      return t('not proven');
    case 'clean':
      return undefined;
  }
}

/** `Orchestrator (thought)`, `memory/open_nodes` */
export const agentName = (graph: GraphView, seq: Seq): string =>
  plainLabel(graph.steps[seq]?.name ?? '', 80);

/** `Orchestrator (thought)`, `memory`: the tools of a server share a lane. */
export function laneName({ agent, qualifier }: LaneView): string {
  return plainLabel(qualifier === undefined ? agent : `${agent} (${qualifier})`, 80);
}

export interface Viewed {
  readonly graph: GraphView;
  readonly slice: SliceView;
}
