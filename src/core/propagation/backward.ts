import type { Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { addRange, meets, meetsAny } from '../session/range.ts';
import { widen } from '../session/segment.ts';
import { stepAt } from '../session/session.ts';
import type { Ground } from './forward.ts';

export type OriginKind = 'tool' | 'user' | 'given' | 'unsourced' | 'agent';

/** A step that an output rests on. */
export interface BackwardStep {
  readonly seq: Seq;
  readonly hops: number;
  /** Ranges of its output that the later output rests on. */
  readonly ranges: RangeSet;
  /** Evidence through which it was reached, best first, with the later step it led to. */
  readonly uses: readonly { readonly generated: Seq; readonly evidence: Evidence }[];
  /** Set where the trail ends here, at least for part of the ranges. */
  readonly origin: OriginKind | undefined;
}

/**
 * The backward slice of a range of an output (or all of it): every step it rests on, down to its origins – tool results,
 * users, and text that stands in nothing earlier. Hints are not followed. One pass against the order of seq.
 */
export function backwardSlice(ground: Ground, seq: Seq, range?: Range): readonly BackwardStep[] {
  const { session, provenance } = ground;
  const ranges = new Map<Seq, RangeSet>();
  const uses = new Map<Seq, { generated: Seq; evidence: Evidence }[]>();
  const hops = new Map<Seq, number>([[seq, 0]]);
  const asked = range ?? { start: 0, end: stepAt(session, seq).output.text.length };
  ranges.set(seq, [asked]);
  const out: BackwardStep[] = [];

  for (let at = seq; at >= 0; at--) {
    const wanted = ranges.get(at);
    if (wanted === undefined) continue;
    let ended = true;
    for (const derivation of provenance.into[at] ?? []) {
      for (const evidence of derivation.evidence) {
        if (evidence.tier === 'hint' || !meetsAny(wanted, evidence.to)) continue;
        // A result's content is its own; that it belongs to a call says who asked, not where the text came from.
        if (evidence.kind !== 'declared') ended = false;
        const source = widen(ground.segmentsOf(derivation.used), evidence.from);
        ranges.set(derivation.used, addRange(ranges.get(derivation.used) ?? [], source));
        hops.set(
          derivation.used,
          Math.min(hops.get(derivation.used) ?? Infinity, (hops.get(at) ?? 0) + 1),
        );
        const list = uses.get(derivation.used) ?? [];
        list.push({ generated: at, evidence });
        uses.set(derivation.used, list);
      }
    }
    out.push({
      seq: at,
      hops: hops.get(at) ?? 0,
      ranges: wanted,
      uses: uses.get(at) ?? [],
      origin: originOf(ground, at, wanted, ended),
    });
  }
  return out;
}

function originOf(
  { session, provenance }: Ground,
  seq: Seq,
  wanted: RangeSet,
  ended: boolean,
): OriginKind | undefined {
  const { kind } = stepAt(session, seq);
  if (kind === 'user') return 'user';
  if (kind === 'system') return 'given';
  if (ended && kind === 'tool') return 'tool';
  const unsourced = provenance.unsourced[seq] ?? [];
  if (unsourced.some(range => wanted.some(each => meets(each, range)))) return 'unsourced';
  return ended ? 'agent' : undefined;
}

const ranks: Record<OriginKind, number> = { unsourced: 0, tool: 1, user: 2, agent: 3, given: 4 };

/** Origins of a backward slice, likeliest first: what introduces a value of the asked text, then fewer hops, then later. */
export const origins = (slice: readonly BackwardStep[]): readonly BackwardStep[] =>
  slice
    .filter(step => step.origin !== undefined)
    .sort(
      (a, b) =>
        ranks[a.origin ?? 'given'] - ranks[b.origin ?? 'given'] || a.hops - b.hops || b.seq - a.seq,
    );
