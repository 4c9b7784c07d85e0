import type { PartDraft } from '../core/session/builder.ts';
import { readMessage, unpacked } from './genAiMessages.ts';
import { below, itemsOf, leaf, treeOf, type Tree } from './indexedKeys.ts';
import type { Convention, SpanMessage } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Attributes } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

/** OpenLLMetry (Traceloop): `gen_ai.prompt.N.…` and `gen_ai.completion.N.…` on model calls, `traceloop.…` around them. */
export const openLlmetry: Convention = ({ attributes, name, error }) => {
  const input = textOf(attributes, 'traceloop.entity.input');
  const output = textOf(attributes, 'traceloop.entity.output');
  const entity = textOf(attributes, 'traceloop.entity.name') ?? name.replace(/\.\w+$/u, '');
  switch (textOf(attributes, 'traceloop.span.kind')) {
    case 'tool': {
      const result = output ?? (error || undefined);
      return {
        kind: 'tool',
        tool: entity,
        callId: undefined,
        arguments: input,
        result: result === undefined ? undefined : [result],
        to: undefined,
      };
    }
    case 'agent':
      return {
        kind: 'agent',
        name: entity,
        input: input === undefined ? undefined : [textMessage('user', input)],
        output: output === undefined ? undefined : [textMessage('assistant', output)],
      };
    case 'workflow':
    case 'task':
      return { kind: 'frame', input: undefined };
    default:
  }
  const said = messagesOf(attributes, 'gen_ai.completion', 'assistant');
  const given = messagesOf(attributes, 'gen_ai.prompt', 'user');
  const isModel = said !== undefined || given !== undefined || attributes.has('llm.request.type');
  if (!isModel) return undefined;
  return {
    kind: 'model',
    input: given,
    output: said,
    responseId: textOf(attributes, 'gen_ai.response.id'),
  };
};

function messagesOf(
  attributes: Attributes,
  prefix: string,
  role: string,
): readonly SpanMessage[] | undefined {
  const messages = itemsOf(treeOf(attributes, prefix)).map(each => messageOf(each, role));
  return messages.some(each => each.parts.length > 0) ? messages : undefined;
}

function messageOf(item: Tree, fallback: string): SpanMessage {
  const role = leaf(item, 'role') ?? fallback;
  const content = leaf(item, 'content');
  // Content in parts comes as JSON text; a text that happens to be JSON has no typed parts in it.
  const value = unpacked(content);
  const inParts =
    Array.isArray(value) &&
    value.every(each => typeof (each as { type?: unknown } | null)?.type === 'string');
  const message = {
    role,
    content: inParts ? value : content,
    tool_call_id: leaf(item, 'tool_call_id'),
  };
  const calls = itemsOf(below(item, 'tool_calls')).map((each): PartDraft => ({
    kind: 'tool_call',
    callId: leaf(each, 'id'),
    tool: leaf(each, 'name') ?? 'tool',
    arguments: leaf(each, 'arguments') ?? '',
  }));
  return { role, parts: [...readMessage(message, role).parts, ...calls] };
}
