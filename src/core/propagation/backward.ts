import type { Override } from '../annotations/mark.ts';
import type { Evidence } from '../provenance/derivation.ts';
import type { Seq } from '../session/ids.ts';
import type { Range, RangeSet } from '../session/range.ts';
import { meets, meetsAny, rangeSet } from '../session/range.ts';
import { widen } from '../session/segment.ts';
import { stepAt } from '../session/session.ts';
import type { Ground } from './ground.ts';
import { derivationsInto, readOverrides } from './overrides.ts';

export type OriginKind = 'tool' | 'user' | 'given' | 'unsourced' | 'agent';

/** A step that an output rests on. */
export interface BackwardStep {
  readonly seq: Seq;
  readonly hops: number;
  /** Ranges of its output that the later output rests on. */
  readonly ranges: RangeSet;
  /** Evidence through which it was reached, with the later step it led to; latest step first. */
  readonly uses: readonly { readonly generated: Seq; readonly evidence: Evidence }[];
  /** Set where the trail ends here, at least for part of the ranges. */
  readonly origin: OriginKind | undefined;
}

/**
 * The backward slice of a range of an output (or all of it): every step it rests on, down to its origins – tool results,
 * users, and text that stands in nothing earlier. Hints are not followed. One pass against the order of seq.
 */
export function backwardSlice(
  ground: Ground,
  seq: Seq,
  range?: Range,
  overrides: readonly Override[] = [],
): readonly BackwardStep[] {
  const { session } = ground;
  const word = readOverrides(session, overrides);
  const asked = range ?? { start: 0, end: stepAt(session, seq).output.text.length };
  const wanted = new Map<Seq, Wanted>([[seq, { ranges: [asked], uses: [], hops: 0 }]]);
  const out: BackwardStep[] = [];

  for (let at = seq; at >= 0; at--) {
    const here = wanted.get(at);
    if (here === undefined) continue;
    const ranges = rangeSet(here.ranges);
    let ended = true;
    for (const { used, evidence } of derivationsInto(ground, word, at)) {
      for (const each of evidence) {
        if (each.tier === 'hint' || !meetsAny(ranges, each.to)) continue;
        // A result's content is its own; that it belongs to a call says who asked, not where the text came from.
        if (each.kind !== 'declared') ended = false;
        const source = wanted.get(used) ?? { ranges: [], uses: [], hops: Infinity };
        wanted.set(used, source);
        source.ranges.push(widen(ground.segmentsOf(used), each.from));
        source.uses.push({ generated: at, evidence: each });
        source.hops = Math.min(source.hops, here.hops + 1);
      }
    }
    out.push({
      seq: at,
      hops: here.hops,
      ranges,
      uses: here.uses,
      origin: originOf(ground, at, ranges, ended),
    });
  }
  return out;
}

interface Wanted {
  readonly ranges: Range[];
  readonly uses: { readonly generated: Seq; readonly evidence: Evidence }[];
  hops: number;
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
