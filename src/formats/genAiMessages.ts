import * as z from 'zod';
import type { PartDraft } from '../core/session/builder.ts';
import { parseJson, toJson } from './jsonText.ts';
import { messageSchema } from './message.ts';
import { base64Bytes, partsOf } from './messageParts.ts';
import type { SpanMessage } from './otlpReport.ts';

const text = z.string().nullish();

/** A part of a message in the GenAI conventions (1.37 and newer). */
const partSchema = z.looseObject({
  type: z.string(),
  content: z.unknown().optional(),
  id: text,
  name: text,
  arguments: z.unknown().optional(),
  response: z.unknown().optional(),
  result: z.unknown().optional(),
  mime_type: text,
  modality: text,
  uri: text,
  file_id: text,
});
const newSchema = z.looseObject({ role: text, name: text, parts: z.array(z.unknown()) });

/** Text as it is, anything else as JSON. */
export const textOrJson = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : toJson(value);

/** A value that some exporters write as JSON text and others as it is. */
export const unpacked = (value: unknown): unknown =>
  typeof value === 'string' ? (parseJson(value) ?? value) : value;

/**
 * Messages of an attribute or an event: a list or one, structured or as JSON text, in the GenAI conventions' form with
 * `parts` or in that of OpenAI and its kin. Undefined where nothing was recorded.
 */
export function readMessages(value: unknown, role: string): readonly SpanMessage[] | undefined {
  const content = unpacked(value);
  if (content === undefined || content === null || content === '') return undefined;
  const list: readonly unknown[] = Array.isArray(content) ? content : [content];
  return list.map(each => readMessage(each, role));
}

export function readMessage(value: unknown, role: string): SpanMessage {
  const parsed = newSchema.safeParse(value);
  if (parsed.success) {
    const { name, parts } = parsed.data;
    return { role: parsed.data.role ?? role, name: name ?? undefined, parts: parts.map(partOf) };
  }
  if (typeof value !== 'object' || value === null) {
    return { role, parts: [{ kind: 'text', text: textOrJson(value) }] };
  }
  const message = messageSchema.safeParse({ role, ...value });
  if (!message.success) return { role, parts: [{ kind: 'text', text: toJson(value) }] };
  const { own, results } = partsOf(message.data);
  const said = { role: message.data.role ?? role, name: message.data.name ?? undefined };
  const callId = message.data.tool_call_id;
  if (said.role !== 'tool' || results.length > 0) return { ...said, parts: [...own, ...results] };
  return { ...said, parts: own.map(part => asResult(part, callId)) };
}

/** A tool's message says as text what it returned. */
const asResult = (part: PartDraft, id: string | number | null | undefined): PartDraft =>
  part.kind === 'text'
    ? { kind: 'tool_result', callId: id ? String(id) : undefined, text: part.text, isError: false }
    : part;

function partOf(value: unknown): PartDraft {
  const parsed = partSchema.safeParse(value);
  if (!parsed.success) return { kind: 'text', text: textOrJson(value) };
  const part = parsed.data;
  const callId = part.id ?? undefined;
  switch (part.type) {
    case 'text':
      return { kind: 'text', text: textOrJson(part.content ?? part['text']) };
    case 'reasoning':
    case 'thinking':
      return { kind: 'reasoning', text: textOrJson(part.content) };
    case 'tool_call':
    case 'server_tool_call': {
      const given = part.arguments ?? part['server_tool_call'];
      return { kind: 'tool_call', callId, tool: part.name ?? 'tool', arguments: textOrJson(given) };
    }
    case 'tool_call_response':
    case 'server_tool_call_response': {
      // Copilot writes `content`, pre-1.37 instrumentations `result`.
      const said = part.response ?? part.result ?? part.content;
      return { kind: 'tool_result', callId, text: textOrJson(said), isError: false };
    }
    case 'blob': {
      const bytes = typeof part.content === 'string' ? base64Bytes(part.content) : undefined;
      return { kind: 'blob', mimeType: mimeOf(part), bytes };
    }
    case 'file':
    case 'uri':
      return { kind: 'text', text: part.uri ?? part.file_id ?? toJson(value) };
    default:
      return { kind: 'text', text: toJson(value) };
  }
}

const mimeOf = (part: z.infer<typeof partSchema>): string =>
  part.mime_type ?? (part.modality ? `${part.modality}/*` : 'application/octet-stream');
