import * as z from 'zod';
import { millisOf } from './otlpJson.ts';
import type { Attributes, Span } from './otlpSpan.ts';
import { idOf } from './otlpSpan.ts';

const text = z.string().nullish();
const record = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const when = z
  .union([z.string(), z.number(), z.tuple([z.number(), z.number()])])
  .nullish()
  .catch(undefined);
const pythonContext = z.looseObject({ trace_id: z.string(), span_id: z.string() });
const jsContext = z.looseObject({ traceId: z.string(), spanId: z.string() });
const eventSchema = z.looseObject({ name: text, attributes: record });

const common = {
  name: text,
  attributes: record,
  events: z.array(eventSchema).nullish().catch(undefined),
};

/** What Python's console exporter prints, and others that imitate it. */
const pythonSchema = z.looseObject({
  ...common,
  context: pythonContext,
  parent_id: text,
  start_time: when,
  end_time: when,
  status: z.looseObject({ status_code: z.unknown(), description: text }).nullish().catch(undefined),
  resource: z.looseObject({ attributes: record }).nullish().catch(undefined),
});
/** The same with its ids beside the rest. */
const flatSchema = z.looseObject({
  ...common,
  ...pythonContext.shape,
  parent_span_id: text,
  parent_id: text,
  start_time: when,
  end_time: when,
  status: z.looseObject({ code: z.unknown(), message: text }).nullish().catch(undefined),
  resource_attributes: record,
});
/** `JSON.stringify` of the JavaScript SDK's span, as some file exporters write it. */
const jsSchema = z.looseObject({
  ...common,
  spanContext: jsContext.optional(),
  _spanContext: jsContext.optional(),
  parentSpanContext: jsContext.nullish().catch(undefined),
  parentSpanId: text,
  startTime: when,
  endTime: when,
  status: z.looseObject({ code: z.unknown(), message: text }).nullish().catch(undefined),
  instrumentationScope: z.looseObject({ name: text }).nullish().catch(undefined),
  instrumentationLibrary: z.looseObject({ name: text }).nullish().catch(undefined),
  resource: z
    .looseObject({ attributes: record, _rawAttributes: z.unknown() })
    .nullish()
    .catch(undefined),
});

/** A span as an SDK dumps it, outside of OTLP; undefined for anything else. */
export function dumpedSpan(value: unknown, line: number | undefined): Span | undefined {
  const python = pythonSchema.safeParse(value);
  if (python.success) {
    const { context, parent_id, start_time, end_time, status, resource } = python.data;
    return {
      ...idsOf(context.trace_id, context.span_id, parent_id),
      ...restOf(python.data, start_time, end_time),
      error: failed(status?.status_code) ? (status?.description ?? '') : undefined,
      resource: mapOf(resource?.attributes),
      scope: '',
      line,
    };
  }
  const flat = flatSchema.safeParse(value);
  if (flat.success) {
    const { trace_id, span_id, parent_span_id, parent_id, status, resource_attributes } = flat.data;
    return {
      ...idsOf(trace_id, span_id, parent_span_id ?? parent_id),
      ...restOf(flat.data, flat.data.start_time, flat.data.end_time),
      error: failed(status?.code) ? (status?.message ?? '') : undefined,
      resource: mapOf(resource_attributes),
      scope: '',
      line,
    };
  }
  const js = jsSchema.safeParse(value);
  if (!js.success) return undefined;
  const { spanContext, _spanContext, parentSpanContext, parentSpanId, status, resource } = js.data;
  const context = spanContext ?? _spanContext;
  if (context === undefined) return undefined;
  return {
    ...idsOf(context.traceId, context.spanId, parentSpanContext?.spanId ?? parentSpanId),
    ...restOf(js.data, js.data.startTime, js.data.endTime),
    error: failed(status?.code) ? (status?.message ?? '') : undefined,
    resource: mapOf(resource?.attributes),
    scope: js.data.instrumentationScope?.name ?? js.data.instrumentationLibrary?.name ?? '',
    line,
  };
}

const idsOf = (trace: string, span: string, parent: string | null | undefined) => ({
  traceId: idOf(trace),
  spanId: idOf(span),
  parentId: idOf(parent?.replace(/^0x/u, '')) || undefined,
  sourceId: span,
});

const restOf = (
  { name, attributes, events }: z.infer<z.ZodObject<typeof common>>,
  start: z.infer<typeof when>,
  end: z.infer<typeof when>,
) => ({
  name: name ?? '',
  attributes: mapOf(attributes),
  events: (events ?? []).map(each => ({
    name: each.name ?? '',
    attributes: mapOf(each.attributes),
    body: undefined,
  })),
  start: timeOf(start),
  end: timeOf(end),
});

const mapOf = (attributes: Record<string, unknown> | null | undefined): Attributes =>
  new Map(Object.entries(attributes ?? {}));

const failed = (code: unknown): boolean =>
  code === 2 || (typeof code === 'string' && code.endsWith('ERROR'));

/** Milliseconds with fractions, from ISO 8601 (UTC if it names no zone), nanoseconds, or [seconds, nanoseconds]. */
function timeOf(value: z.infer<typeof when>): number | undefined {
  if (Array.isArray(value)) return value[0] * 1000 + value[1] / 1e6;
  if (typeof value === 'number') return value < 1e14 ? value : millisOf(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{17,}$/u.test(value)) return millisOf(value);
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/u.test(value) ? value : `${value}Z`;
  const time = Date.parse(zoned);
  if (Number.isNaN(time)) return undefined;
  const micros = /\.\d{3}(\d{1,6})/u.exec(value)?.[1] ?? '';
  return time + Number(`0.${micros || '0'}`);
}
