import { backwardSlice, origins } from '../core/propagation/backward.ts';
import { oneLine } from '../core/session/excerpt.ts';
import { stepAt } from '../core/session/session.ts';
import { printable } from '../formats/diagnostics.ts';
import type { Opened } from './input.ts';
import { namedStep, quotedRange } from './input.ts';

/** The backward slice of an output or a quote of it: what it rests on, and where that came from, ranked. */
export function blame(opened: Opened, id: string, quote: string | undefined): Blame {
  const step = namedStep(opened, id);
  const range = quote === undefined ? undefined : quotedRange(opened, step, quote);
  const { analysis } = opened;
  const slice = backwardSlice(analysis, step.seq, range);
  const row = (each: (typeof slice)[number]): BlameStep => {
    const at = stepAt(analysis.session, each.seq);
    return {
      step: at.id,
      sourceId: at.sourceId,
      agent: at.agent,
      hops: each.hops,
      origin: each.origin ?? null,
      ranges: each.ranges.map(({ start, end }) => ({
        start,
        end,
        text: oneLine(at.output.text.slice(start, end), 120),
      })),
    };
  };
  return {
    step: step.id,
    sourceId: step.sourceId,
    quote: quote ?? null,
    origins: origins(slice).map(row),
    steps: slice.filter(each => each.seq !== step.seq).map(row),
  };
}

export interface BlameStep {
  readonly step: string;
  readonly sourceId: string;
  readonly agent: string;
  readonly hops: number;
  /** Where the trail ends: a tool's result, the user, given text, or a value that stands in nothing earlier. */
  readonly origin: string | null;
  readonly ranges: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
}

export interface Blame {
  readonly step: string;
  readonly sourceId: string;
  readonly quote: string | null;
  readonly origins: readonly BlameStep[];
  readonly steps: readonly BlameStep[];
}

export function blameText({ origins: ranked, steps, step }: Blame): string {
  if (ranked.length === 0) return `${step} rests on nothing recorded before it.`;
  const through = steps.filter(each => each.origin === null);
  return [...ranked, ...through].map(line).join('\n');
}

function line({ origin, step, agent, sourceId, hops, ranges }: BlameStep): string {
  const texts = ranges.slice(0, 3).map(range => `“${range.text}”`);
  const who = `${step} ${agent} (${sourceId}), ${hops} uses away`;
  return printable(`${(origin ?? 'through').padEnd(9)} ${who}: ${texts.join(' ')}`);
}
