import type { LogRecord, Span } from './otlpSpan.ts';
import { spanKey } from './otlpSpan.ts';

/** Log records as events of the spans they name, and how many belong to none. */
export interface Logged {
  readonly spans: readonly Span[];
  /** Names of records that say nothing about a step. */
  readonly others: readonly string[];
}

/**
 * Joins log records with their spans. Where a span was not exported, its GenAI records stand for it: some frameworks send
 * content as records only.
 */
export function withLogs(spans: readonly Span[], logs: readonly LogRecord[]): Logged {
  const bySpan = new Map<string, LogRecord[]>();
  logs.forEach((log, index) => {
    const key = log.spanId === '' ? `#${index}` : spanKey(log.traceId, log.spanId);
    const known = bySpan.get(key);
    if (known === undefined) bySpan.set(key, [log]);
    else known.push(log);
  });
  const joined = spans.map(span => {
    const key = spanKey(span.traceId, span.spanId);
    const own = bySpan.get(key);
    bySpan.delete(key);
    return own === undefined ? span : { ...span, events: [...span.events, ...own] };
  });
  const others: string[] = [];
  for (const [key, records] of bySpan) {
    const [first] = records;
    if (first !== undefined && records.some(each => each.name.startsWith('gen_ai.'))) {
      joined.push(standIn(first, records, key));
    } else others.push(...records.map(each => each.name || 'log record'));
  }
  return { spans: joined, others };
}

function standIn(first: LogRecord, records: readonly LogRecord[], key: string): Span {
  const id = first.spanId || `log${key}`;
  return {
    traceId: first.traceId || id,
    spanId: id,
    parentId: undefined,
    sourceId: id,
    name: first.name,
    start: first.time,
    end: records.at(-1)?.time,
    scope: first.scope,
    resource: first.resource,
    attributes: new Map([
      ['gen_ai.operation.name', 'chat'],
      ...records.flatMap(r => [...r.attributes]),
    ]),
    events: records,
    error: undefined,
    line: first.line,
  };
}
