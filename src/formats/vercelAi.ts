import * as z from 'zod';
import type { PartDraft } from '../core/session/builder.ts';
import { readMessages, textOrJson, unpacked } from './genAiMessages.ts';
import type { Convention, SpanMessage } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Attributes } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

/** The Vercel AI SDK's own attributes (`ai.…`), which it wrote before it took up the GenAI conventions. */
export const vercelAi: Convention = ({ attributes }) => {
  const operation = textOf(attributes, 'ai.operationId');
  if (operation === undefined) return undefined;
  if (operation === 'ai.toolCall') {
    const result = attributes.get('ai.toolCall.result');
    return {
      kind: 'tool',
      tool: textOf(attributes, 'ai.toolCall.name') ?? 'tool',
      callId: textOf(attributes, 'ai.toolCall.id'),
      arguments: textOf(attributes, 'ai.toolCall.args', 'ai.toolCall.input'),
      result: result === undefined ? undefined : [textOrJson(result)],
      to: undefined,
    };
  }
  if (/\.do(?:Generate|Stream)$/u.test(operation)) {
    return {
      kind: 'model',
      input: promptOf(attributes.get('ai.prompt.messages')),
      output: outputOf(attributes),
      responseId: textOf(attributes, 'ai.response.id'),
    };
  }
  if (!/generate|stream/iu.test(operation)) return { kind: 'frame', input: undefined };
  return {
    kind: 'agent',
    name: textOf(attributes, 'ai.telemetry.functionId'),
    input: promptOf(attributes.get('ai.prompt')),
    output: outputOf(attributes),
  };
};

const callSchema = z.looseObject({
  toolCallId: z.string().optional(),
  toolName: z.string().default('tool'),
  input: z.unknown().optional(),
  args: z.unknown().optional(),
});

function outputOf(attributes: Attributes): readonly SpanMessage[] | undefined {
  const parts: PartDraft[] = [];
  const reasoning = textOf(attributes, 'ai.response.reasoning');
  if (reasoning !== undefined) parts.push({ kind: 'reasoning', text: reasoning });
  const text = textOf(attributes, 'ai.response.text', 'ai.response.object');
  if (text !== undefined) parts.push({ kind: 'text', text });
  const calls = unpacked(attributes.get('ai.response.toolCalls'));
  for (const each of Array.isArray(calls) ? (calls as readonly unknown[]) : []) {
    const parsed = callSchema.safeParse(each);
    if (!parsed.success) continue;
    const { toolCallId: callId, toolName: tool, input, args } = parsed.data;
    parts.push({ kind: 'tool_call', callId, tool, arguments: textOrJson(input ?? args) });
  }
  return parts.length > 0 ? [{ role: 'assistant', parts }] : undefined;
}

const promptSchema = z.looseObject({
  system: z.string().optional(),
  prompt: z.unknown().optional(),
  messages: z.array(z.unknown()).optional(),
});

/** Messages, or `{system?, prompt | messages}`. */
function promptOf(value: unknown): readonly SpanMessage[] | undefined {
  const content = unpacked(value);
  if (Array.isArray(content)) return readMessages(content.map(asPlain), 'user');
  const parsed = promptSchema.safeParse(content);
  if (!parsed.success) return readMessages(value, 'user');
  const { system, prompt, messages } = parsed.data;
  const given = messages ?? (Array.isArray(prompt) ? (prompt as readonly unknown[]) : [prompt]);
  const rest = given.filter(each => each !== undefined);
  const said = readMessages(rest.map(asPlain), 'user') ?? [];
  return system === undefined ? said : [textMessage('system', system), ...said];
}

/** Its parts of tool calls and results, in the words of the GenAI conventions. */
function asPlain(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return message;
  const { role, content } = message as { role?: unknown; content?: unknown };
  if (!Array.isArray(content)) return message;
  const parts = content.map((part: Record<string, unknown> | null) => {
    if (typeof part !== 'object' || part === null) return part;
    const { type, toolCallId: id, toolName: name } = part;
    if (type === 'tool-call') {
      return { type: 'tool_call', id, name, arguments: part['input'] ?? part['args'] };
    }
    if (type === 'tool-result') {
      return {
        type: 'tool_call_response',
        id,
        response: resultOf(part['output'] ?? part['result']),
      };
    }
    return type === 'text' ? { type, content: part['text'] } : part;
  });
  return { role, parts };
}

/** Newer versions wrap a result: `{type: "text" | "json", value}`. */
function resultOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value;
  return 'value' in value ? value.value : value;
}
