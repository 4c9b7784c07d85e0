/** Attributes by name, their values as plain JSON. */
export type Attributes = ReadonlyMap<string, unknown>;

/** Something that happened during a span: a span event, or a log record that names the span. */
export interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
  /** Body of a log record. */
  readonly body: unknown;
}

/** A span of any exporter, its spelling evened out. */
export interface Span {
  /** Hex where the exporter wrote bytes. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  /** The span's id as the file has it. */
  readonly sourceId: string;
  readonly name: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** Name of the instrumentation. */
  readonly scope: string;
  readonly resource: Attributes;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** What went wrong, where the span says that something did. */
  readonly error: string | undefined;
  /** Where it stands: line of the file, or undefined in a file that is one document. */
  readonly line: number | undefined;
}

/** A log record that names the span it belongs to. */
export interface LogRecord extends SpanEvent {
  readonly traceId: string;
  readonly spanId: string;
  readonly time: number | undefined;
  readonly scope: string;
  readonly resource: Attributes;
  readonly line: number | undefined;
}

/** Names a span among those of all traces; also what a `traceparent` names. */
export const spanKey = (traceId: string, spanId: string): string => `${traceId}:${spanId}`;

/** Ids are bytes: hex in OTLP/JSON, base64 from those who let protobuf write the JSON. One spelling for both. */
export function idOf(written: string | undefined): string {
  if (written === undefined || /^0*$/u.test(written)) return '';
  if (/^(?:[\da-f]{16}|[\da-f]{32})$/iu.test(written)) return written.toLowerCase();
  if (!/^(?:[A-Za-z\d+/]{11}=|[A-Za-z\d+/]{22}==)$/u.test(written)) return written;
  return [...atob(written)].map(byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** First attribute of these names that is text and not blank. */
export function textOf(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}
