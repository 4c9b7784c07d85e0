import { genAi } from './genAi.ts';
import { monocle } from './monocle.ts';
import { openInference } from './openInference.ts';
import { openLlmetry } from './openLlmetry.ts';
import type { Convention, Report } from './otlpReport.ts';
import { merge } from './otlpReport.ts';
import type { Span } from './otlpSpan.ts';
import { plainSpan } from './plainSpan.ts';
import { vercelAi } from './vercelAi.ts';

/** Those that say most about a span first: several may describe one, and then the first one's words count. */
const conventions: readonly Convention[] = [
  openInference,
  vercelAi,
  openLlmetry,
  genAi,
  monocle,
  plainSpan,
];

/** What a span means; undefined for one that is about something else (HTTP, a database, a marker). */
export function reportOf(span: Span): Report | undefined {
  let found: Report | undefined;
  for (const convention of conventions) {
    const report = convention(span);
    if (report !== undefined) found = found === undefined ? report : merge(found, report);
  }
  return found;
}
