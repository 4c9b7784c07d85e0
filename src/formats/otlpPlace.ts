import type { PlacedDraft } from './messageSteps.ts';
import type { TimedDraft } from './otlpSteps.ts';

/** When a line was written, in milliseconds. */
export interface LineTime {
  readonly line: number;
  readonly time: number;
}

/**
 * Puts steps from spans among the lines of a recording: spans arrive in batches, long after what they tell of. A step goes
 * behind the last line that was written before it happened; their own order is kept. Of a line and a step of the same
 * millisecond the step comes first, for an agent speaks before its words are on the wire.
 */
export function placed(
  drafts: readonly TimedDraft[],
  times: readonly LineTime[],
): readonly PlacedDraft[] {
  // Several writers share a file: their lines are in order but for moments.
  const sorted = [...times].sort((a, b) => a.time - b.time || a.line - b.line);
  let place = 0;
  let next = 0;
  return drafts.map(({ draft, answers, time = Number.NEGATIVE_INFINITY }) => {
    for (
      let at = sorted[next];
      at !== undefined && at.time < Math.floor(time);
      at = sorted[++next]
    ) {
      place = Math.max(place, at.line + 0.5);
    }
    return { place, draft, answers };
  });
}
