import type { PartDraft } from '../core/session/builder.ts';
import { toJson } from './jsonText.ts';
import type { ContentPart, Message } from './message.ts';
import { contentPartSchema, toolCallSchema } from './message.ts';

type ResultPart = PartDraft & { readonly kind: 'tool_result' };

/** What a message puts out: its own parts, and the tool results that Anthropic's format packs into a user message. */
export interface MessageParts {
  readonly own: readonly PartDraft[];
  readonly results: readonly ResultPart[];
}

export function partsOf(message: Message): MessageParts {
  const own: PartDraft[] = [];
  const results: ResultPart[] = [];
  const reasoning = message.reasoning_content ?? message.additional_kwargs?.reasoning_content;
  if (reasoning) own.push({ kind: 'reasoning', text: reasoning });
  for (const part of contentParts(message.content)) {
    if (part.kind === 'tool_result') results.push(part);
    else own.push(part);
  }
  for (const call of callsOf(message)) {
    const known =
      call.callId !== undefined &&
      own.some(part => part.kind === 'tool_call' && part.callId === call.callId);
    if (!known) own.push(call);
  }
  return { own, results };
}

/** Content as one text, for where it is only compared or only text: a recorded input, the body of a tool result. */
export function contentText(content: unknown): string {
  return contentParts(content)
    .map(part => ('text' in part ? part.text : part.kind === 'tool_call' ? part.arguments : ''))
    .join('\n');
}

/** Size of base64 text in bytes. */
export const base64Bytes = (data: string): number =>
  Math.floor((data.length * 3) / 4) - (data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0);

const idText = (id: string | number | null | undefined): string | undefined =>
  id === null || id === undefined ? undefined : String(id);

const argumentsText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : toJson(value);

function contentParts(content: unknown): readonly PartDraft[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return [contentPart(content)];
  const items: readonly unknown[] = content;
  if (items.length > 0 && items.every(item => typeof item === 'string')) {
    return [{ kind: 'text', text: joinLines(items) }];
  }
  return items.map(item =>
    typeof item === 'string' ? { kind: 'text', text: item } : contentPart(item),
  );
}

/** A content that was recorded as a list of lines; some recorders leave the line break on them. */
const joinLines = (lines: readonly string[]): string =>
  lines.join(lines.slice(0, -1).every(line => line.endsWith('\n')) && lines.length > 1 ? '' : '\n');

function contentPart(item: unknown): PartDraft {
  const parsed = contentPartSchema.safeParse(item);
  if (!parsed.success) return { kind: 'text', text: toJson(item) };
  const part = parsed.data;
  switch (part.type) {
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return {
        kind: 'tool_call',
        callId: idText(part.id),
        tool: part.name ?? 'tool',
        arguments: argumentsText(part.input ?? part.args),
      };
    case 'tool_result':
    case 'mcp_tool_result':
    case 'web_search_tool_result':
      return {
        kind: 'tool_result',
        callId: idText(part.tool_use_id),
        text: contentText(part.content),
        isError: part.is_error === true,
      };
    case 'thinking':
      return { kind: 'reasoning', text: part.thinking ?? part.text ?? '' };
    case 'reasoning':
      return { kind: 'reasoning', text: part.reasoning ?? part.text ?? toJson(item) };
    default: {
      if (typeof part.text === 'string') return { kind: 'text', text: part.text };
      return blob(part) ?? { kind: 'text', text: toJson(item) };
    }
  }
}

/** An image, a sound, a file: what it is and how large, never its bytes. */
function blob(part: ContentPart): PartDraft | undefined {
  const url = typeof part.image_url === 'string' ? part.image_url : part.image_url?.url;
  const address = url ?? part.source?.url ?? undefined;
  if (address !== undefined) {
    const data = /^data:([^;,]*)(?:;[^,]*)?,/u.exec(address);
    if (data === null) return { kind: 'text', text: address };
    const body = address.slice(data[0].length);
    return { kind: 'blob', mimeType: data[1] || 'text/plain', bytes: base64Bytes(body) };
  }
  const mimeType = part.source?.media_type ?? part.mimeType ?? part.mime_type;
  const data = part.source?.data ?? part.data;
  if (!mimeType) return undefined;
  return {
    kind: 'blob',
    mimeType,
    bytes: typeof data === 'string' ? base64Bytes(data) : undefined,
  };
}

function callsOf(message: Message): (PartDraft & { readonly kind: 'tool_call' })[] {
  const listed = message.tool_calls?.length ? message.tool_calls : undefined;
  const calls = listed ?? message.additional_kwargs?.tool_calls ?? [];
  const old = message.function_call;
  const all = old === undefined || old === null ? calls : [...calls, old];
  return all.map(call => {
    const parsed = toolCallSchema.safeParse(call);
    if (!parsed.success) {
      return { kind: 'tool_call', callId: undefined, tool: 'tool', arguments: toJson(call) };
    }
    const flat = 'function' in parsed.data ? undefined : parsed.data;
    const made = parsed.data.function as { name: string; arguments: unknown } | undefined;
    return {
      kind: 'tool_call',
      callId: idText(parsed.data.id),
      tool: made?.name ?? flat?.name ?? 'tool',
      arguments: argumentsText(made?.arguments ?? flat?.args ?? flat?.arguments ?? flat?.input),
    };
  });
}
