import type { Derivation, EvidenceKind, Tier } from '../provenance/derivation.ts';
import type { Ring } from '../propagation/slice.ts';
import type { Excerpt } from '../session/excerpt.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { PlacedMark } from '../annotations/anchor.ts';
import type { Override } from '../annotations/mark.ts';
import { shippedModels } from '../propagation/confidence.ts';
import type { Ground } from '../propagation/ground.ts';
import { isRecorded } from '../propagation/ground.ts';
import { readOverrides } from '../propagation/overrides.ts';
import { evidencePath } from '../propagation/path.ts';
import type { Slice, Use } from '../propagation/slice.ts';
import type { Term } from '../propagation/terms.ts';
import { excerpt } from '../session/excerpt.ts';
import { stepAt } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import type { CheckView } from './checks.ts';
import type { MarkView } from './slice.ts';
import { highlightsOf, markView, snippet } from './slice.ts';
import { evidenceWords, reasonWords } from './words.ts';

/** One use on the evidence path, with the text on both sides. */
export interface HopView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly bits: number;
  /** `wrong` on the source side of the first hop, else as the step. */
  readonly usedRing: Ring;
  readonly ring: 'traced' | 'suspect';
  readonly from: Excerpt;
  readonly to: Excerpt;
}

export interface ConsumerView {
  readonly seq: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly snippet: string;
}

/** What the details pane shows of one step. */
export interface DetailsView {
  readonly seq: Seq;
  /** The whole output. */
  readonly text: string;
  readonly ring: Ring;
  /** One sentence in true words: why the step has its ring. */
  readonly verdict: string;
  /** Ranges of the output to highlight: the marked text, the tainted text. */
  readonly highlights: readonly { readonly range: Range; readonly ring: Ring }[];
  readonly marks: readonly MarkView[];
  /** The best-evidence path from a mark to this step, cause first. Empty if not affected. */
  readonly path: readonly HopView[];
  /** Uses of other evidence that also reach this step. */
  readonly otherUses: number;
  /** Undefined where the input was not recorded. */
  readonly inputs: readonly { readonly seq: Seq; readonly chars: number }[] | undefined;
  readonly consumers: readonly ConsumerView[];
  /** What the developer said of uses into this step. */
  readonly overrides: readonly { readonly used: Seq; readonly didUse: boolean }[];
  /** Ranges that introduce a value found nowhere before. */
  readonly unsourced: readonly Range[];
  /** What a language model said of it, if one was asked about what is marked now. */
  readonly check: CheckView | undefined;
}

export function detailsView(
  ground: Ground,
  slice: Slice,
  marks: readonly PlacedMark[],
  overrides: readonly Override[],
  seq: Seq,
  check?: CheckView,
): DetailsView {
  const { session, provenance } = ground;
  const step = stepAt(session, seq);
  const here = slice.steps[seq];
  const path = here?.hops === undefined ? [] : evidencePath(slice, seq);
  const own = marks.filter(mark => mark.seq === seq);
  const ring = here?.ring ?? 'clean';
  return {
    seq,
    text: step.output.text,
    ring,
    verdict: [
      verdict(slice, step, ring, path, own),
      // Where inputs are recorded the evidence itself decides, and the path shows it.
      ...(isRecorded(ground, seq) ? [] : whyWords(here?.reasons ?? [])),
      ...measuredWords(ground, seq, ring),
    ].join(' '),
    highlights: here === undefined ? [] : highlightsOf(here, own),
    marks: own.map(markView),
    path: path.map(use => hop(session, slice, use)),
    otherUses: Math.max(0, (here?.uses.length ?? 0) - 1),
    inputs: inputsOf({ session, provenance }, seq),
    consumers: derivationsFrom(ground, seq).map(({ generated, evidence }) => ({
      seq: generated,
      kind: evidence[0].kind,
      tier: evidence[0].tier,
      snippet: snippet(session, { used: seq, generated, evidence: evidence[0], carries: true }),
    })),
    overrides: [...(readOverrides(session, overrides).get(seq) ?? [])].map(([used, didUse]) => ({
      used,
      didUse,
    })),
    unsourced: provenance.unsourced[seq] ?? [],
    check,
  };
}

/** What is known to have used a step, and what a model says has. */
function derivationsFrom({ provenance, checked }: Ground, seq: Seq): readonly Derivation[] {
  const inferred = provenance.from[seq] ?? [];
  if (checked === undefined) return inferred;
  const known = new Set(inferred.map(({ generated }) => generated));
  const said = [...checked.values()]
    .flat()
    .filter(({ used, generated }) => used === seq && !known.has(generated));
  return [...inferred, ...said].sort((a, b) => a.generated - b.generated);
}

function hop(session: Ground['session'], slice: Slice, use: Use): HopView {
  const { used, generated, evidence } = use;
  return {
    used,
    generated,
    kind: evidence.kind,
    tier: evidence.tier,
    bits: Math.round(evidence.bits),
    usedRing: slice.steps[used]?.ring ?? 'clean',
    ring: use.carries ? 'traced' : 'suspect',
    from: excerpt(stepAt(session, used).output.text, evidence.from),
    to: excerpt(stepAt(session, generated).output.text, evidence.to),
  };
}

function inputsOf(
  { session, provenance }: Pick<Ground, 'session' | 'provenance'>,
  seq: Seq,
): DetailsView['inputs'] {
  const exposures = provenance.exposures[seq];
  if (exposures === undefined) return undefined;
  const chars = new Map<Seq, number>();
  for (const { source, range } of exposures) {
    const { length } = stepAt(session, source).output.text;
    const size = Math.min(range.end, length) - range.start;
    chars.set(source, Math.min(length, (chars.get(source) ?? 0) + size));
  }
  return [...chars]
    .sort(([a], [b]) => a - b)
    .map(([source, size]) => ({ seq: source, chars: size }));
}

const whyWords = (reasons: readonly Term[]): readonly string[] =>
  reasons.length === 0 ? [] : [`For it speaks: ${reasonWords(reasons)}.`];

/** How often such a ring was right where it could be checked: a tier with its measured precision, never a probability. */
function measuredWords(ground: Ground, seq: Seq, ring: Ring): readonly string[] {
  if (ring !== 'traced' && ring !== 'suspect') return [];
  const recorded = isRecorded(ground, seq);
  const { measured } = recorded ? shippedModels.recorded : shippedModels.notRecorded;
  const where = recorded ? 'generated sessions with recorded inputs' : 'labelled conversations';
  return [`Measured on ${where}: ${measured[ring]} of 10 such steps had used it.`];
}

function verdict(
  slice: Slice,
  { seq, kind }: Step,
  ring: Ring,
  path: readonly Use[],
  own: readonly PlacedMark[],
): string {
  const use = path.at(-1);
  switch (ring) {
    case 'wrong':
      return own.some(({ whole }) => whole)
        ? 'You marked the whole output.'
        : 'You marked the highlighted text.';
    case 'unsure':
      return 'You are not sure of it. What used it is suspect.';
    case 'verified':
      return 'You checked it: what used only this step is not affected.';
    case 'traced':
      if (use?.evidence.kind === 'model') {
        return 'A model says that it used the text you marked wrong; what it quotes is there.';
      }
      return path.some(({ evidence }) => evidence.kind === 'model')
        ? 'It used text of which a model says that it rests on what you marked wrong.'
        : 'It used the text you marked wrong.';
    case 'suspect': {
      if (use === undefined) return 'It may have used the wrong text.';
      const { kind: evidence } = use.evidence;
      if (evidence === 'declared' || evidence === 'answer') {
        return `It answers #${use.used}, which holds the wrong text; nothing in its own text shows that it used it.`;
      }
      if (evidence === 'acceptance') {
        return `It is a short answer to #${use.used}, which holds the wrong text: it may accept it, and says no more.`;
      }
      if (evidence === 'overlap') {
        return `Its words are like those of #${use.used}; no value or quote shows that it used the wrong text.`;
      }
      if (slice.steps[use.used]?.ring === 'unsure')
        return `It used #${use.used}, which you marked unsure.`;
      if (use.evidence.tier === 'hint') {
        return `Weak evidence (${evidenceWords(use.evidence.kind)}) that it used #${use.used}.`;
      }
      return `It used #${use.used}, but not the part with the wrong text.`;
    }
    case 'exposed':
      return kind === 'tool'
        ? 'Its server was sent the wrong text, or what was built on it, and may keep it. No evidence that this result used it.'
        : 'It had the wrong text, or what was built on it, in context. No evidence that it used it.';
    case 'notProven':
      return kind === 'user'
        ? 'A person’s message: what they had read is not recorded. No evidence that it rests on the wrong text.'
        : 'Its input was not recorded. No evidence that it used the wrong text; clean is not proven.';
    case 'clean':
      if (slice.firstMarked === undefined) return 'Nothing is marked.';
      if (seq < slice.firstMarked) return 'It came before the mark.';
      return 'It never had the marked text.';
  }
}
