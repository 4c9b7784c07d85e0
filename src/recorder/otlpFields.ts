/**
 * The fields of OTLP messages by number, as in opentelemetry-proto 1.9 (`trace/v1/trace.proto`, `logs/v1/logs.proto`,
 * `common/v1/common.proto`, `resource/v1/resource.proto`), under their names in the OTLP/JSON mapping.
 */
export type Scalar =
  | 'string'
  | 'bool'
  | 'double'
  /** Also enums: OTLP/JSON writes their numbers. */
  | 'uint32'
  | 'int32'
  | 'fixed32'
  /** Written as decimal text in JSON. */
  | 'int64'
  | 'fixed64'
  /** Written as base64 in JSON. */
  | 'bytes'
  /** Ids: written as hex in OTLP/JSON. */
  | 'hex';

export interface Field {
  readonly name: string;
  readonly kind: Scalar | (() => Message);
  readonly repeated: boolean;
}

export type Message = Readonly<Record<number, Field>>;

const one = (name: string, kind: Field['kind']): Field => ({ name, kind, repeated: false });
const many = (name: string, kind: Field['kind']): Field => ({ name, kind, repeated: true });

const anyValue: Message = {
  1: one('stringValue', 'string'),
  2: one('boolValue', 'bool'),
  3: one('intValue', 'int64'),
  4: one('doubleValue', 'double'),
  5: one('arrayValue', () => arrayValue),
  6: one('kvlistValue', () => keyValueList),
  7: one('bytesValue', 'bytes'),
};
const arrayValue: Message = { 1: many('values', () => anyValue) };
const keyValue: Message = { 1: one('key', 'string'), 2: one('value', () => anyValue) };
const keyValueList: Message = { 1: many('values', () => keyValue) };

const resource: Message = {
  1: many('attributes', () => keyValue),
  2: one('droppedAttributesCount', 'uint32'),
};
const scope: Message = {
  1: one('name', 'string'),
  2: one('version', 'string'),
  3: many('attributes', () => keyValue),
  4: one('droppedAttributesCount', 'uint32'),
};

const event: Message = {
  1: one('timeUnixNano', 'fixed64'),
  2: one('name', 'string'),
  3: many('attributes', () => keyValue),
  4: one('droppedAttributesCount', 'uint32'),
};
const link: Message = {
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  3: one('traceState', 'string'),
  4: many('attributes', () => keyValue),
  5: one('droppedAttributesCount', 'uint32'),
  6: one('flags', 'fixed32'),
};
const status: Message = { 2: one('message', 'string'), 3: one('code', 'int32') };
const span: Message = {
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  3: one('traceState', 'string'),
  4: one('parentSpanId', 'hex'),
  5: one('name', 'string'),
  6: one('kind', 'int32'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: many('attributes', () => keyValue),
  10: one('droppedAttributesCount', 'uint32'),
  11: many('events', () => event),
  12: one('droppedEventsCount', 'uint32'),
  13: many('links', () => link),
  14: one('droppedLinksCount', 'uint32'),
  15: one('status', () => status),
  16: one('flags', 'fixed32'),
};
const scopeSpans: Message = {
  1: one('scope', () => scope),
  2: many('spans', () => span),
  3: one('schemaUrl', 'string'),
};
const resourceSpans: Message = {
  1: one('resource', () => resource),
  2: many('scopeSpans', () => scopeSpans),
  3: one('schemaUrl', 'string'),
};

const logRecord: Message = {
  1: one('timeUnixNano', 'fixed64'),
  2: one('severityNumber', 'int32'),
  3: one('severityText', 'string'),
  5: one('body', () => anyValue),
  6: many('attributes', () => keyValue),
  7: one('droppedAttributesCount', 'uint32'),
  8: one('flags', 'fixed32'),
  9: one('traceId', 'hex'),
  10: one('spanId', 'hex'),
  11: one('observedTimeUnixNano', 'fixed64'),
  12: one('eventName', 'string'),
};
const scopeLogs: Message = {
  1: one('scope', () => scope),
  2: many('logRecords', () => logRecord),
  3: one('schemaUrl', 'string'),
};
const resourceLogs: Message = {
  1: one('resource', () => resource),
  2: many('scopeLogs', () => scopeLogs),
  3: one('schemaUrl', 'string'),
};

/** The body of a request, by signal. */
export const requests = {
  traces: { 1: many('resourceSpans', () => resourceSpans) },
  logs: { 1: many('resourceLogs', () => resourceLogs) },
} as const satisfies Record<string, Message>;
