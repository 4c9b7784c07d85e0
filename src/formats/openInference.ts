import type { PartDraft } from '../core/session/builder.ts';
import { readMessages, unpacked } from './genAiMessages.ts';
import { below, itemsOf, leaf, treeOf, type Tree } from './indexedKeys.ts';
import type { Convention, SpanMessage, ToolReport } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Attributes, Span } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

/** What stands where content was hidden. */
const hidden = '__REDACTED__';

/** OpenInference (Arize): messages as flat, numbered names; `input.value` and `output.value` on every span. */
export const openInference: Convention = span => {
  const { attributes, name } = span;
  const kind = textOf(attributes, 'openinference.span.kind')?.toUpperCase();
  switch (kind) {
    case undefined:
      return undefined;
    case 'LLM':
      return {
        kind: 'model',
        input: messagesOf(attributes, 'llm.input_messages') ?? valueOf(attributes, 'input', 'user'),
        output:
          messagesOf(attributes, 'llm.output_messages') ??
          valueOf(attributes, 'output', 'assistant'),
        responseId: undefined,
      };
    case 'TOOL':
      return toolOf(span);
    case 'RETRIEVER':
    case 'RERANKER':
      return { ...toolOf(span), result: documentsOf(attributes) ?? toolOf(span).result };
    case 'AGENT':
      return {
        kind: 'agent',
        name: textOf(attributes, 'agent.name', 'graph.node.id') ?? name,
        input: valueOf(attributes, 'input', 'user'),
        output: valueOf(attributes, 'output', 'assistant'),
      };
    default:
      return { kind: 'frame', input: valueOf(attributes, 'input', 'user') };
  }
};

function messagesOf(attributes: Attributes, prefix: string): readonly SpanMessage[] | undefined {
  const messages = itemsOf(treeOf(attributes, prefix)).map(item =>
    messageOf(below(item, 'message')),
  );
  return messages.length > 0 && messages.some(each => each.parts.length > 0) ? messages : undefined;
}

function messageOf(message: Tree | undefined): SpanMessage {
  const role = leaf(message, 'role') ?? 'user';
  const callId = leaf(message, 'tool_call_id');
  const said = [
    leaf(message, 'content'),
    ...itemsOf(below(message, 'contents')).map(
      each =>
        leaf(each, 'message_content', 'text') ??
        leaf(each, 'message_content', 'image', 'image', 'url'),
    ),
  ].filter(text => text !== undefined && text !== '' && text !== hidden);
  const texts = said.map((text = ''): PartDraft =>
    role === 'tool' || role === 'function'
      ? { kind: 'tool_result', callId, text, isError: false }
      : { kind: 'text', text },
  );
  const calls = itemsOf(below(message, 'tool_calls')).map((each): PartDraft => {
    const call = below(each, 'tool_call');
    return {
      kind: 'tool_call',
      callId: leaf(call, 'id'),
      tool: leaf(call, 'function', 'name') ?? 'tool',
      arguments: leaf(call, 'function', 'arguments') ?? '',
    };
  });
  const old = leaf(message, 'function_call_name');
  if (old !== undefined) {
    const given = leaf(message, 'function_call_arguments_json') ?? '';
    calls.push({ kind: 'tool_call', callId: undefined, tool: old, arguments: given });
  }
  return { role, name: leaf(message, 'name'), parts: [...texts, ...calls] };
}

/** Names under which chains keep the one text that a person gave. */
const asked = ['input', 'question', 'query', 'prompt', 'task'];

/** `input.value` or `output.value`: text, or JSON with messages or one text in it. */
function valueOf(
  attributes: Attributes,
  side: 'input' | 'output',
  role: string,
): readonly SpanMessage[] | undefined {
  const text = textOf(attributes, `${side}.value`);
  if (text === undefined || text === hidden) return undefined;
  const value = unpacked(text);
  if (typeof value !== 'object' || value === null) return [textMessage(role, text)];
  const { messages } = value as { messages?: unknown };
  if (Array.isArray(messages)) return readMessages(messages.flat(), role);
  const key = asked.find(each => typeof (value as Record<string, unknown>)[each] === 'string');
  return [
    textMessage(role, key === undefined ? text : ((value as Record<string, string>)[key] ?? text)),
  ];
}

function toolOf({ attributes, name, error }: Span): ToolReport {
  const given = textOf(attributes, 'input.value', 'tool.parameters');
  const result = textOf(attributes, 'output.value') ?? (error || undefined);
  return {
    kind: 'tool',
    tool: textOf(attributes, 'tool.name', 'tool_call.function.name') ?? name,
    callId: textOf(attributes, 'tool_call.id', 'tool.id'),
    arguments: given === hidden ? undefined : given,
    result: result === undefined || result === hidden ? undefined : [result],
    to: /^handoff to (.+)$/iu.exec(name)?.[1],
  };
}

function documentsOf(attributes: Attributes): readonly string[] | undefined {
  const tree =
    treeOf(attributes, 'retrieval.documents') ?? treeOf(attributes, 'reranker.output_documents');
  const texts = itemsOf(tree).flatMap(each => leaf(each, 'document', 'content') ?? []);
  return texts.length > 0 ? texts : undefined;
}
