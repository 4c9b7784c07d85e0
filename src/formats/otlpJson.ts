import * as z from 'zod';
import { count, type Diagnostics } from './diagnostics.ts';
import { complaint } from './message.ts';
import type { Attributes, LogRecord, Span, SpanEvent } from './otlpSpan.ts';
import { idOf } from './otlpSpan.ts';

const text = z.string().nullish();
const nanos = z.union([z.string(), z.number()]).nullish();
/** What is not an array costs itself, not the batch around it. */
const list = z.array(z.unknown()).nullish().catch(undefined);

const eventSchema = z.looseObject({ name: text, attributes: list });
const statusSchema = z
  .looseObject({ code: z.union([z.number(), z.string()]).nullish(), message: text })
  .nullish()
  .catch(undefined);
const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: text,
  name: text,
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: list,
  events: list,
  status: statusSchema,
});
const logSchema = z.looseObject({
  traceId: text,
  spanId: text,
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  eventName: text,
  attributes: list,
  body: z.unknown().optional(),
});
const scope = z.looseObject({ name: text }).nullish().catch(undefined);
const groupSchema = z.looseObject({
  scope,
  /** Until OTLP 0.19. */
  instrumentationLibrary: scope,
  spans: list,
  logRecords: list,
});
const resourceSchema = z.looseObject({
  resource: z.looseObject({ attributes: list }).nullish().catch(undefined),
  scopeSpans: list,
  instrumentationLibrarySpans: list,
  scopeLogs: list,
});
const bodySchema = z.looseObject({ resourceSpans: list, resourceLogs: list });

/** What one OTLP body holds. */
export interface Batch {
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
}

/** True for an object that OTLP/JSON would send. */
export const isOtlp = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ['resourceSpans', 'resourceLogs'].some(name =>
    Array.isArray((value as Record<string, unknown>)[name]),
  );

/** Number of spans or log records in a body; undefined if it is no OTLP body of this signal. An empty one is one. */
export function countItems(signal: 'traces' | 'logs', body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const [outer, inner, item] = names[signal];
  const resources = (body as Record<string, unknown>)[outer];
  if (resources === undefined) return Object.keys(body).length === 0 ? 0 : undefined;
  const under = (value: unknown, name: string): readonly unknown[] => {
    const found: unknown = (value as Record<string, unknown> | null)?.[name];
    return Array.isArray(found) ? found : [];
  };
  if (!Array.isArray(resources)) return undefined;
  return resources
    .flatMap(each => under(each, inner))
    .reduce<number>((sum, each) => sum + under(each, item).length, 0);
}

const names = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;

/** Reads a body in OTLP/JSON, or in what protobuf's own JSON writer makes of it. Odd spans are named and left out. */
export function readBatch(
  body: unknown,
  line: number | undefined,
  diagnostics: Diagnostics,
): Batch {
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  const odd = new Map<string, number>();
  const items = <T>(found: readonly unknown[] | null | undefined, schema: z.ZodType<T>): T[] =>
    (found ?? []).flatMap(each => {
      const parsed = schema.safeParse(each);
      if (parsed.success) return [parsed.data];
      const why = complaint(parsed.error);
      odd.set(why, (odd.get(why) ?? 0) + 1);
      return [];
    });

  for (const batch of items([body], bodySchema)) {
    const resources = [...(batch.resourceSpans ?? []), ...(batch.resourceLogs ?? [])];
    for (const { resource, ...rest } of items(resources, resourceSchema)) {
      const about = attributesOf(resource?.attributes);
      const groups = [
        ...(rest.scopeSpans ?? rest.instrumentationLibrarySpans ?? []),
        ...(rest.scopeLogs ?? []),
      ];
      for (const group of items(groups, groupSchema)) {
        const from = {
          resource: about,
          scope: group.scope?.name ?? group.instrumentationLibrary?.name ?? '',
          line,
        };
        for (const span of items(group.spans, spanSchema)) spans.push({ ...spanOf(span), ...from });
        for (const log of items(group.logRecords, logSchema)) logs.push({ ...logOf(log), ...from });
      }
    }
  }
  for (const [why, n] of odd) {
    const where = line === undefined ? '' : ` of line ${line}`;
    diagnostics.add(line, `${count(n, 'OpenTelemetry item')}${where} left out: ${why}.`);
  }
  return { spans, logs };
}

type Place = 'resource' | 'scope' | 'line';

function spanOf(span: z.infer<typeof spanSchema>): Omit<Span, Place> {
  const { status } = span;
  const failed = status?.code === 2 || status?.code === 'STATUS_CODE_ERROR';
  return {
    traceId: idOf(span.traceId),
    spanId: idOf(span.spanId),
    parentId: idOf(span.parentSpanId ?? undefined) || undefined,
    sourceId: span.spanId,
    name: span.name ?? '',
    start: millisOf(span.startTimeUnixNano),
    end: millisOf(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).flatMap(each => eventOf(each)),
    error: failed ? (status.message ?? '') : undefined,
  };
}

function eventOf(value: unknown): readonly SpanEvent[] {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return [];
  const { name, attributes } = parsed.data;
  return [{ name: name ?? '', attributes: attributesOf(attributes), body: undefined }];
}

function logOf(log: z.infer<typeof logSchema>): Omit<LogRecord, Place> {
  const attributes = attributesOf(log.attributes);
  const named = attributes.get('event.name');
  return {
    traceId: idOf(log.traceId ?? undefined),
    spanId: idOf(log.spanId ?? undefined),
    time: millisOf(log.timeUnixNano) ?? millisOf(log.observedTimeUnixNano),
    name: log.eventName || (typeof named === 'string' ? named : ''),
    attributes,
    body: plainValue(log.body),
  };
}

/** Nanoseconds since the epoch as milliseconds: a double keeps a quarter of a microsecond of today's. Zero is "unknown". */
export function millisOf(nanos: string | number | null | undefined): number | undefined {
  const value = Number(nanos ?? 0) / 1e6;
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Attributes are most of a file: a look at their shape, for a schema of each would be felt. */
function* pairsIn(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (const each of list) {
    if (typeof each !== 'object' || each === null) continue;
    const { key, value } = each as { readonly key?: unknown; readonly value?: unknown };
    if (typeof key === 'string') yield [key, value];
  }
}

function attributesOf(list: readonly unknown[] | null | undefined): Attributes {
  const attributes = new Map<string, unknown>();
  for (const [key, value] of pairsIn(list ?? [])) attributes.set(key, plainValue(value));
  return attributes;
}

/** More levels than anybody nests; deeper values are shown as what they are. */
const deepest = 100;

/** An `AnyValue` as plain JSON. Integers stay numbers where a double holds them, else text. */
function plainValue(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  const any = value as Record<string, unknown>;
  if ('stringValue' in any) return any['stringValue'];
  if ('boolValue' in any) return any['boolValue'];
  if ('intValue' in any) {
    const int = Number(any['intValue']);
    return Number.isSafeInteger(int) ? int : any['intValue'];
  }
  if ('doubleValue' in any) return any['doubleValue'];
  if ('bytesValue' in any) return any['bytesValue'];
  const values = (name: string): readonly unknown[] | undefined => {
    const inner: unknown = (any[name] as Record<string, unknown> | null | undefined)?.['values'];
    return Array.isArray(inner) ? inner : name in any ? [] : undefined;
  };
  const array = values('arrayValue');
  if (array !== undefined) return array.map(each => plainValue(each, depth + 1));
  const entries = values('kvlistValue');
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    [...pairsIn(entries)].map(([key, each]) => [key, plainValue(each, depth + 1)]),
  );
}
