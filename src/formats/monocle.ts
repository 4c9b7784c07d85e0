import * as z from 'zod';
import type { PartDraft } from '../core/session/builder.ts';
import { textOrJson, unpacked } from './genAiMessages.ts';
import type { Convention, SpanMessage } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Span } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

/** Monocle: what went in and out stands in the span events `data.input` and `data.output`. */
export const monocle: Convention = span => {
  const kind = textOf(span.attributes, 'span.type');
  if (kind === undefined || !span.attributes.has('monocle_apptrace.version')) return undefined;
  const name = textOf(span.attributes, 'entity.1.name');
  const said = dataOf(span, 'data.output', 'response');
  const given = dataOf(span, 'data.input', 'input');
  switch (kind) {
    case 'inference':
    case 'inference.framework':
      return {
        kind: 'model',
        input: given?.flatMap(each => messagesOf(each, 'user')),
        output: said?.flatMap(each => messagesOf(each, 'assistant')),
        responseId: undefined,
      };
    case 'agentic.tool.invocation':
      return {
        kind: 'tool',
        tool: name ?? span.name,
        callId: undefined,
        arguments: given?.map(textOrJson).join('\n'),
        result: said?.map(textOrJson),
        to: undefined,
      };
    case 'agentic.invocation':
      return {
        kind: 'agent',
        name,
        input: given?.map(each => textMessage('user', textsOf(each))),
        output: said?.map(each => textMessage('assistant', textsOf(each))),
      };
    default:
      return { kind: 'frame', input: given?.map(each => textMessage('user', textsOf(each))) };
  }
};

function dataOf(span: Span, event: string, name: string): readonly unknown[] | undefined {
  const value = span.events.find(each => each.name === event)?.attributes.get(name);
  if (value === undefined || value === '') return undefined;
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** A list of texts may come as JSON. */
function textsOf(value: unknown): string {
  const list = unpacked(value);
  return Array.isArray(list) ? list.map(textOrJson).join('\n') : textOrJson(value);
}

const roles: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
]);
const callSchema = z.looseObject({
  type: z.literal('tool_call'),
  id: z.string().optional(),
  name: z.string(),
  args: z.unknown().optional(),
});

/** `{"human": "text"}`, its text possibly the JSON of tool calls. */
function messagesOf(value: unknown, fallback: string): readonly SpanMessage[] {
  const said = unpacked(value);
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    return [textMessage(fallback, textOrJson(value))];
  }
  return Object.entries(said).map(([word, content]: [string, unknown]) => {
    const role = roles.get(word) ?? word;
    const inside = [unpacked(content)].flat();
    const calls = inside.flatMap((each): PartDraft[] => {
      const parsed = callSchema.safeParse(each);
      if (!parsed.success) return [];
      const { id, name, args } = parsed.data;
      return [{ kind: 'tool_call', callId: id, tool: name, arguments: textOrJson(args) }];
    });
    if (calls.length > 0 && calls.length === inside.length) return { role, parts: calls };
    const text = textOrJson(content);
    if (role !== 'tool') return textMessage(role, text);
    return { role, parts: [{ kind: 'tool_result', callId: undefined, text, isError: false }] };
  });
}
