import type { Ring } from '../core/propagation/slice.ts';
import type { Seq } from '../core/session/ids.ts';
import { answerWords } from '../core/view/words.ts';
import { plainLabel } from './plain.ts';
import { agentName, countWords, laneName, sourceWords } from './words.ts';
import type { Translate, Viewed } from './words.ts';

/** One row of the Affected Steps view. */
export type AffectedRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly label: string;
      readonly description: string;
      readonly collapsed: boolean;
      readonly steps: readonly StepRow[];
    }
  | StepRow
  | { readonly kind: 'more'; readonly group: string; readonly hidden: number };

export interface StepRow {
  readonly kind: 'step';
  readonly group: string;
  readonly seq: Seq;
  readonly ring: Ring;
  readonly description: string;
}

export type GroupRow = Extract<AffectedRow, { kind: 'group' }>;

const listed: readonly Ring[] = ['wrong', 'unsure', 'verified', 'traced', 'suspect'];

/** The slice as a list: affected steps by agent in order of appearance, and what was only exposed at the end. */
export function affectedGroups(viewed: Viewed, t: Translate): readonly GroupRow[] {
  const { graph, slice } = viewed;
  if (slice.marks.length === 0) return [];
  const edges = new Map(slice.edges.map(edge => [edge.generated, edge]));
  const quotes = new Map(slice.marks.map(mark => [mark.seq, mark.quote]));
  const answers = new Map(slice.checks.map(check => [check.seq, check.answer]));
  const describe = (seq: Seq, ring: Ring): string => {
    const edge = edges.get(seq);
    if (ring === 'verified') return t('verified: stops the flow');
    if (ring === 'wrong' || ring === 'unsure') {
      const quote = quotes.get(seq);
      return t('marked: {0}', quote === undefined ? t('whole output') : plainLabel(quote));
    }
    const known =
      ring === 'exposed' ? agentName(graph, seq) : edge === undefined ? '' : sourceWords(edge, t);
    const answer = answers.get(seq);
    // Where the model's word is the evidence, the row says so already.
    return answer === undefined || answer === 'used' ? known : `${known} · ${answerWords(answer)}`;
  };
  const rows = (group: string, seqs: readonly Seq[]): StepRow[] =>
    seqs.map(seq => {
      const ring = slice.rings[seq] ?? 'clean';
      return { kind: 'step', group, seq, ring, description: describe(seq, ring) };
    });

  const byLane = graph.lanes.map((): Seq[] => []);
  const exposed: Seq[] = [];
  for (const { seq, lane } of graph.steps) {
    const ring = slice.rings[seq] ?? 'clean';
    if (listed.includes(ring)) byLane[lane]?.push(seq);
    else if (ring === 'exposed') exposed.push(seq);
  }
  const groups = graph.lanes.flatMap((lane, index): GroupRow[] => {
    const seqs = byLane[index] ?? [];
    if (seqs.length === 0) return [];
    const key = `lane ${index}`;
    const steps = rows(key, seqs);
    return [
      {
        kind: 'group',
        key,
        label: laneName(lane),
        description: countWords(tally(steps), listed, t),
        collapsed: false,
        steps,
      },
    ];
  });
  if (exposed.length === 0) return groups;
  return [
    ...groups,
    {
      kind: 'group',
      key: 'exposed',
      label: t('Exposed'),
      description: t('{0} had it in context, no evidence', exposed.length),
      collapsed: true,
      steps: rows('exposed', exposed),
    },
  ];
}

/** The rows to show of a group: all of a small one, the first `most` of a large one and how many more there are. */
export function shownRows(group: GroupRow, most: number): readonly AffectedRow[] {
  if (group.steps.length <= most) return group.steps;
  const hidden = group.steps.length - most;
  return [...group.steps.slice(0, most), { kind: 'more', group: group.key, hidden }];
}

/** The affected step after (or before) `seq`; round the end to the first. Undefined if nothing is affected. */
export function nextAffected(
  rings: readonly Ring[],
  seq: Seq | undefined,
  direction: 1 | -1,
): Seq | undefined {
  const count = rings.length;
  const from = seq ?? (direction === 1 ? -1 : count);
  for (let step = 1; step <= count; step++) {
    const at = (((from + direction * step) % count) + count) % count;
    if (rings[at] === 'traced' || rings[at] === 'suspect') return at;
  }
  return undefined;
}

function tally(steps: readonly StepRow[]): Partial<Record<Ring, number>> {
  const counts: Partial<Record<Ring, number>> = {};
  for (const { ring } of steps) counts[ring] = (counts[ring] ?? 0) + 1;
  return counts;
}
