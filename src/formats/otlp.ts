import { SessionBuilder } from '../core/session/builder.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Format } from './format.ts';
import { parseJson } from './jsonText.ts';
import { dumpedSpan } from './otlpDump.ts';
import { isOtlp, readBatch } from './otlpJson.ts';
import type { LogRecord, Span } from './otlpSpan.ts';
import { spanSteps } from './otlpSteps.ts';
import type { Source } from './source.ts';
import { fingerprint, linesOf } from './source.ts';

/**
 * OpenTelemetry data in a file: OTLP/JSON as the Collector's file exporter writes it (an object, a list, or one object per
 * line), and spans as SDKs dump them. Batches are read as one: a span may come long before its parent.
 */
export const otlp: Format<'otlp'> = {
  name: 'otlp',
  title: 'OpenTelemetry exports',

  detect: source => {
    const listed = listIn(source.document());
    const some = listed ?? source.head();
    return some.slice(0, 20).some(isTelemetry);
  },

  read: source => {
    const diagnostics = new Diagnostics();
    const spans: Span[] = [];
    const logs: LogRecord[] = [];
    for (const { line, value } of valuesOf(source)) {
      const span = isOtlp(value) ? undefined : dumpedSpan(value, line);
      if (span !== undefined) spans.push(span);
      else if (isOtlp(value)) {
        const batch = readBatch(value, line, diagnostics);
        for (const each of batch.spans) spans.push(each);
        for (const each of batch.logs) logs.push(each);
      } else {
        const where = line === undefined ? 'An entry of the file' : `Line ${line}`;
        const why = value === undefined ? 'it is not JSON' : 'it holds no spans';
        diagnostics.add(line, `${where} is skipped: ${why}.`);
      }
    }
    const builder = new SessionBuilder({ id: fingerprint(source.text), title: source.title });
    for (const { draft } of spanSteps(spans, logs, diagnostics).drafts) builder.append(draft);
    return { ok: true, session: builder.session(), diagnostics: diagnostics.list() };
  },
};

const isTelemetry = (value: unknown): boolean =>
  isOtlp(value) || dumpedSpan(value, undefined) !== undefined;

/** The entries of a document: itself, its elements, or those of its `spans`. */
function listIn(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document as readonly unknown[];
  if (typeof document !== 'object' || document === null) return undefined;
  const { spans } = document as { spans?: unknown };
  return Array.isArray(spans) ? (spans as readonly unknown[]) : [document];
}

function* valuesOf(source: Source): Generator<{ line: number | undefined; value: unknown }> {
  const listed = listIn(source.document());
  if (listed !== undefined) {
    for (const value of listed) yield { line: undefined, value };
  } else {
    for (const { line, text } of linesOf(source.text)) yield { line, value: parseJson(text) };
  }
}
