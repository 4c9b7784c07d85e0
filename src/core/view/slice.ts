import type { Placed, PlacedMark } from '../annotations/anchor.ts';
import type { Verdict } from '../annotations/mark.ts';
import type { EvidenceKind, Tier } from '../provenance/derivation.ts';
import type { Ring, Slice, SliceStep, Use } from '../propagation/slice.ts';
import type { Seq } from '../session/ids.ts';
import { oneLine } from '../session/excerpt.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { subtractRange } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';
import type { CheckView } from './checks.ts';
import { evidenceWords } from './words.ts';

export interface MarkView {
  readonly id: string;
  readonly seq: Seq;
  readonly verdict: Verdict;
  /** Undefined for a mark of the whole output. */
  readonly range: Range | undefined;
  /** The marked text, one line, shortened. */
  readonly quote: string | undefined;
  readonly note: string | undefined;
}

/** Evidence edge to draw: for each affected step the best evidence into it. */
export interface EdgeView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly ring: 'traced' | 'suspect';
  /** The text that reached the step, one line, shortened. */
  readonly snippet: string;
}

/** What the marks mean, for the whole session. */
export interface SliceView {
  /** By seq. All `clean` where nothing is marked. */
  readonly rings: readonly Ring[];
  readonly edges: readonly EdgeView[];
  readonly marks: readonly MarkView[];
  readonly counts: Readonly<Record<Ring, number>>;
  readonly firstMarked: Seq | undefined;
  readonly final: { readonly seq: Seq; readonly ring: Ring; readonly because: string } | undefined;
  /** By seq: the ranges of affected outputs that are wrong, tainted, or (suspect) in doubt. */
  readonly highlights: readonly {
    readonly seq: Seq;
    readonly ring: Ring;
    readonly ranges: RangeSet;
  }[];
  /** Marks whose step or text is gone. */
  readonly lostMarks: number;
  /** What language models said of steps, by seq; empty where none was asked. */
  readonly checks: readonly CheckView[];
}

export function sliceView(
  session: Session,
  slice: Slice,
  { placed, lost }: Placed,
  checks: readonly CheckView[] = [],
): SliceView {
  const own = new Map<Seq, PlacedMark[]>();
  for (const mark of placed) own.set(mark.seq, [...(own.get(mark.seq) ?? []), mark]);
  return {
    rings: slice.steps.map(step => step.ring),
    edges: slice.steps.flatMap(step => edgeOf(session, slice, step)),
    marks: placed.map(markView),
    counts: slice.counts,
    firstMarked: slice.firstMarked,
    final: slice.final && { ...slice.final, because: finalWords(session, slice, slice.final.seq) },
    highlights: slice.steps.flatMap(step =>
      highlightsOf(step, own.get(step.seq) ?? []).map(({ range, ring }) => ({
        seq: step.seq,
        ring,
        ranges: [range],
      })),
    ),
    lostMarks: lost.length,
    checks,
  };
}

export function markView({ mark, seq, range, whole }: PlacedMark): MarkView {
  return {
    id: mark.id,
    seq,
    verdict: mark.verdict,
    range: whole ? undefined : range,
    quote: mark.anchor.quote === undefined ? undefined : oneLine(mark.anchor.quote, 120),
    note: mark.note,
  };
}

/** The ranges that a person should look at: what is marked, what else is tainted, or for a suspect step what made it so. */
export function highlightsOf(
  step: SliceStep,
  own: readonly PlacedMark[],
): readonly { readonly range: Range; readonly ring: Ring }[] {
  const marked = own.map(({ range, mark }) => ({ range, ring: mark.verdict }));
  const rest = own.reduce((set, { range }) => subtractRange(set, range), step.tainted);
  const suspect = step.ring === 'suspect' ? step.uses.slice(0, 1).map(use => use.evidence.to) : [];
  return [
    ...marked,
    ...rest.map(range => ({ range, ring: 'traced' as const })),
    ...suspect.map(range => ({ range, ring: 'suspect' as const })),
  ];
}

/** The text of a use, as it stands in the later output, on one line. */
export function snippet(session: Session, { generated, evidence }: Use, most = 80): string {
  if (evidence.kind === 'declared') return evidence.text;
  const { text } = stepAt(session, generated).output;
  return oneLine(text.slice(evidence.to.start, evidence.to.end), most);
}

function edgeOf(session: Session, slice: Slice, step: SliceStep): readonly EdgeView[] {
  const use = step.uses[0];
  if (use === undefined || step.hops === undefined || step.ring === 'clean') return [];
  const traced = use.carries && slice.steps[use.used]?.ring !== 'suspect';
  return [
    {
      used: use.used,
      generated: step.seq,
      kind: use.evidence.kind,
      tier: use.evidence.tier,
      ring: traced ? 'traced' : 'suspect',
      snippet: snippet(session, use),
    },
  ];
}

function finalWords(session: Session, slice: Slice, seq: Seq): string {
  const use = slice.steps[seq]?.uses[0];
  const agent = stepAt(session, seq).agent;
  if (use === undefined) return `#${seq}, ${agent}`;
  const words = use.carries ? evidenceWords(use.evidence.kind) : 'next to the wrong text';
  return `#${seq} used #${use.used}: ${words}`;
}
