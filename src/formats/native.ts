import type * as z from 'zod';
import { SessionBuilder } from '../core/session/builder.ts';
import { count, Diagnostics, quoted } from './diagnostics.ts';
import {
  eventSchema,
  headerSchema,
  mcpSchema,
  messageEventSchema,
  noteSchema,
  otlpSchema,
  version,
} from './event.ts';
import type { Format, Reading } from './format.ts';
import { join } from './join.ts';
import { parseJson } from './jsonText.ts';
import type { ExchangeReader } from './mcp.ts';
import { exchangeReader } from './mcp.ts';
import { complaint, messageSchema, timeOf } from './message.ts';
import type { PlacedMessage } from './messageSteps.ts';
import { draftsOf } from './messageSteps.ts';
import { readBatch } from './otlpJson.ts';
import type { LogRecord, Span } from './otlpSpan.ts';
import { type LineTime, placed } from './otlpPlace.ts';
import { spanSteps } from './otlpSteps.ts';
import type { Source } from './source.ts';
import { linesOf } from './source.ts';

/** Our own recordings: JSON Lines, a header and then raw events (`event.ts`), from which steps are derived here. */
export const native: Format<'faultline'> = {
  name: 'faultline',
  title: '*.faultline recordings',
  detect: source => source.head().some(value => isHeader(value) || isEvent(value)),
  read,
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHeader = (value: unknown): value is { readonly faultline: unknown } =>
  isObject(value) && Object.hasOwn(value, 'faultline');

/** Other formats have typed lines too, but no `t`. */
const isEvent = (value: unknown): boolean =>
  isObject(value) && Object.hasOwn(value, 't') && eventSchema.safeParse(value).success;

/** What a file holds, line by line, before it is known what belongs together. */
interface Contents {
  header: z.infer<typeof headerSchema> | undefined;
  readonly messages: PlacedMessage[];
  readonly mcp: ExchangeReader;
  readonly spans: Span[];
  readonly logs: LogRecord[];
  /** When which line was written: what spans are sorted in by. */
  readonly times: LineTime[];
  /** Lines that yield no steps, by type. */
  readonly others: Map<string, number>;
}

function read(source: Source): Reading {
  const diagnostics = new Diagnostics();
  const contents: Contents = {
    header: undefined,
    messages: [],
    mcp: exchangeReader(diagnostics),
    spans: [],
    logs: [],
    times: [],
    others: new Map(),
  };
  for (const { line, text } of linesOf(source.text)) {
    const value = parseJson(text);
    if (isHeader(value)) {
      const newer = readHeader(value, line, contents, diagnostics);
      if (newer !== undefined) return { ok: false, message: `${source.label} ${newer}` };
      continue;
    }
    const why =
      value === undefined ? 'it is not JSON' : readEvent(value, line, contents, diagnostics);
    if (why !== undefined) {
      const torn = value === undefined ? ' (torn or foreign)' : '';
      diagnostics.add(line, `Line ${line} is skipped: ${why}${torn}.`);
    }
  }
  if (contents.header === undefined) {
    diagnostics.add(1, 'The file has no usable header line; its name is used as the title.');
  }
  report(contents.others, diagnostics);
  return {
    ok: true,
    session: build(contents, source, diagnostics),
    diagnostics: diagnostics.list(),
  };
}

/** Takes a header; says what is wrong if the file cannot be read with it. */
function readHeader(
  value: { readonly faultline: unknown },
  line: number,
  contents: Contents,
  diagnostics: Diagnostics,
): string | undefined {
  if (value.faultline !== version && contents.header === undefined) {
    const found =
      typeof value.faultline === 'number' ? value.faultline : quoted(String(value.faultline));
    return `has version ${found} in line ${line}; this Faultline reads version ${version}. Update Faultline to open it.`;
  }
  const parsed = headerSchema.safeParse(value);
  if (!parsed.success) {
    diagnostics.add(line, `The header in line ${line} is skipped: ${complaint(parsed.error)}.`);
  } else if (contents.header !== undefined) {
    diagnostics.add(line, `Line ${line} is a second header; the first one counts.`);
  } else {
    contents.header = parsed.data;
    if (line > 1) diagnostics.add(line, `The header stands in line ${line} instead of line 1.`);
  }
  return undefined;
}

/** Sorts an event into the contents; says why if it is none. */
function readEvent(
  value: unknown,
  line: number,
  contents: Contents,
  diagnostics: Diagnostics,
): string | undefined {
  const { type } = isObject(value) ? (value as { readonly type?: unknown }) : {};
  if (typeof type !== 'string') return 'it is JSON, but no event with a “type”';
  if (type === 'mcp') {
    const parsed = mcpSchema.safeParse(value);
    if (!parsed.success) return complaint(parsed.error);
    contents.mcp.add(line, parsed.data);
    const time = timeOf(parsed.data.t);
    if (time !== undefined) contents.times.push({ line, time });
    return undefined;
  }
  if (type === 'message') {
    const event = messageEventSchema.safeParse(value);
    if (!event.success) return complaint(event.error);
    const { t, ...fields } = event.data;
    // Its `type` says that it is a message, not who speaks.
    const message = messageSchema.safeParse({ ...fields, type: undefined });
    if (!message.success) return complaint(message.error);
    contents.messages.push({
      message: message.data,
      place: line,
      fallbackId: `line${line}`,
      time: timeOf(t),
    });
    const time = timeOf(t);
    if (time !== undefined) contents.times.push({ line, time });
    return undefined;
  }
  if (type === 'otlp') {
    const event = otlpSchema.safeParse(value);
    if (!event.success) return complaint(event.error);
    const { spans, logs } = readBatch(event.data.body, line, diagnostics);
    for (const span of spans) contents.spans.push(span);
    for (const log of logs) contents.logs.push(log);
    return undefined;
  }
  const note = noteSchema.safeParse(value);
  if (note.data?.leftOut !== undefined) {
    const size = count(note.data.leftOut, 'byte');
    diagnostics.add(line, `At line ${line} the recorder left out a line of ${size}: too long.`);
  }
  if (note.data?.closed !== undefined) contents.mcp.broken(note.data);
  contents.others.set(type, (contents.others.get(type) ?? 0) + 1);
  return undefined;
}

/** Lines that everybody knows to be no steps: what servers print, what the recorder notes. */
const silent: ReadonlySet<string> = new Set(['stderr', 'note', 'exit']);

function report(others: ReadonlyMap<string, number>, diagnostics: Diagnostics): void {
  for (const [type, n] of others) {
    if (silent.has(type)) continue;
    const verb = n === 1 ? 'is' : 'are';
    diagnostics.add(
      undefined,
      `${count(n, 'line')} of type ${quoted(type)} ${verb} kept but not shown.`,
    );
  }
}

function build(contents: Contents, source: Source, diagnostics: Diagnostics) {
  const { header, messages, mcp, times } = contents;
  const builder = new SessionBuilder({
    id: header?.id ?? source.title,
    title: header?.title ?? source.title,
  });
  const spans = spanSteps(contents.spans, contents.logs, diagnostics);
  const said = [...draftsOf(messages), ...placed(spans.drafts, times)].sort(
    (a, b) => a.place - b.place,
  );
  const { drafts, aliases } = join(said, mcp.end(), diagnostics, spans);
  const known = new Set<string>();
  // The id of a tool call stands for its result: that is what an agent knows of it.
  const results = new Map<string, string>();
  for (const { place, draft } of drafts) {
    const input = draft.input?.map(item => {
      if (item.kind === 'text') return item;
      const named = aliases.get(item.sourceId) ?? item.sourceId;
      const sourceId = known.has(named) ? named : (results.get(named) ?? named);
      if (!known.has(sourceId)) {
        diagnostics.add(
          place,
          `The input in line ${place} names ${quoted(sourceId)}, which is no earlier step.`,
        );
      }
      return { kind: 'ref', sourceId } as const;
    });
    builder.append({ ...draft, input });
    known.add(draft.sourceId);
    for (const part of draft.parts) {
      if (part.kind === 'tool_result' && part.callId !== undefined) {
        results.set(part.callId, draft.sourceId);
      }
    }
  }
  return builder.session();
}
