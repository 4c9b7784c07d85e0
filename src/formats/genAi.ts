import { readMessage, readMessages, textOrJson, unpacked } from './genAiMessages.ts';
import type { Convention, Report, SpanMessage, ToolReport } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Attributes, Span, SpanEvent } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

const modelOperations: ReadonlySet<string> = new Set([
  'chat',
  'text_completion',
  'generate_content',
]);
const frames: ReadonlySet<string> = new Set([
  'create_agent',
  'invoke_workflow',
  'embeddings',
  'plan',
]);

/** OpenTelemetry's GenAI and MCP conventions, up to 1.42 and back to those that wrote an event per message. */
export const genAi: Convention = span => {
  const { attributes } = span;
  const operation = textOf(attributes, 'gen_ai.operation.name');
  const method = textOf(attributes, 'mcp.method.name');
  if (operation === 'execute_tool' || method === 'tools/call') return toolOf(span);
  if (method !== undefined) return { kind: 'frame', input: undefined };
  if (operation === 'invoke_agent') {
    return { kind: 'agent', name: agentName(span), ...messagesOf(span) };
  }
  if (operation === 'retrieval') return retrievalOf(attributes);
  if (operation !== undefined && (frames.has(operation) || operation.includes('memory'))) {
    return { kind: 'frame', input: messagesOf(span).input };
  }
  const named = operation !== undefined && modelOperations.has(operation);
  // Before there were operations, a provider and a model were all that told a model call.
  const old =
    operation === undefined &&
    textOf(attributes, 'gen_ai.system', 'gen_ai.provider.name') !== undefined &&
    textOf(attributes, 'gen_ai.request.model') !== undefined;
  if (!named && !old) return undefined;
  const responseId = textOf(attributes, 'gen_ai.response.id');
  return { kind: 'model', ...messagesOf(span), responseId };
};

/** The name of an agent's span is "invoke_agent NAME". */
const agentName = ({ attributes, name }: Span): string | undefined =>
  textOf(attributes, 'gen_ai.agent.name') ?? /^invoke_agent (.+)$/u.exec(name)?.[1];

interface Messages {
  readonly input: readonly SpanMessage[] | undefined;
  readonly output: readonly SpanMessage[] | undefined;
}

function messagesOf(span: Span): Messages {
  const from = [span.attributes, ...span.events.map(detailsOf)];
  const first = (read: (attributes: Attributes) => readonly SpanMessage[] | undefined) =>
    from.reduce<readonly SpanMessage[] | undefined>(
      (found, each) => found ?? read(each),
      undefined,
    );
  const system = first(each => readMessages(each.get('gen_ai.system_instructions'), 'system'))?.map(
    asSystem,
  );
  const told = eventMessages(span.events);
  const input =
    first(each => readMessages(each.get('gen_ai.input.messages'), 'user')) ??
    first(each => readMessages(each.get('gen_ai.prompt'), 'user')) ??
    told.input;
  const output =
    first(each => readMessages(each.get('gen_ai.output.messages'), 'assistant')) ??
    first(each => readMessages(each.get('gen_ai.completion'), 'assistant')) ??
    first(each => {
      const text = textOf(each, 'gen_ai.output.text');
      return text === undefined ? undefined : [textMessage('assistant', text)];
    }) ??
    told.output;
  if (system === undefined) return { input, output };
  return { input: [...system, ...(input ?? [])], output };
}

/** Instructions are a list of parts, without a role of their own. */
const asSystem = (message: SpanMessage): SpanMessage => ({ ...message, role: 'system' });

/** Attributes of an event; of a log record also what its body holds. */
function detailsOf({ attributes, body }: SpanEvent): Attributes {
  if (typeof body !== 'object' || body === null) return attributes;
  return new Map([...Object.entries(body), ...attributes]);
}

const eventRoles: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
  ['gen_ai.choice', 'choice'],
]);

/** One event per message, as conventions up to 1.36 had it. */
function eventMessages(events: readonly SpanEvent[]): Messages {
  const input: SpanMessage[] = [];
  const output: SpanMessage[] = [];
  for (const event of events) {
    const role = eventRoles.get(event.name);
    if (role === undefined) continue;
    const fields = Object.fromEntries(detailsOf(event));
    const content = unpacked(fields['gen_ai.event.content']) ?? fields;
    const value = typeof content === 'object' && content !== null ? content : { content };
    const said = { ...value } as Record<string, unknown>;
    if (role === 'choice') {
      const message = unpacked(said['message']);
      const isObject = typeof message === 'object' && message !== null;
      if (isObject || message !== undefined || 'content' in said || 'tool_calls' in said) {
        output.push(readMessage(isObject ? message : { content: message, ...said }, 'assistant'));
      }
      continue;
    }
    if (!('content' in said) && !('tool_calls' in said) && !('parts' in said)) continue;
    const calls = unpacked(said['tool_calls']);
    // The call that a tool's message answers is its `id`.
    const answered = role === 'tool' ? { tool_call_id: said['id'] } : {};
    input.push(readMessage({ ...said, ...answered, role, tool_calls: calls }, role));
  }
  return {
    input: input.length > 0 ? input : undefined,
    output: output.length > 0 ? output : undefined,
  };
}

function toolOf(span: Span): ToolReport {
  const { attributes, name, error } = span;
  const given =
    attributes.get('gen_ai.tool.call.arguments') ?? attributes.get('gen_ai.tool.arguments');
  const result = attributes.get('gen_ai.tool.call.result') ?? attributes.get('gen_ai.tool.message');
  const event = span.events.find(each => each.name === 'gen_ai.tool.message');
  const told = event === undefined ? undefined : detailsOf(event).get('content');
  const text = result ?? told ?? (error || undefined);
  return {
    kind: 'tool',
    tool:
      textOf(attributes, 'gen_ai.tool.name') ??
      /^(?:execute_tool|tools\/call) (.+)$/u.exec(name)?.[1] ??
      name,
    callId: textOf(attributes, 'gen_ai.tool.call.id'),
    arguments: given === undefined ? undefined : textOrJson(given),
    result: text === undefined ? undefined : [textOrJson(text)],
    to: textOf(attributes, 'gen_ai.transfer.target.name'),
  };
}

function retrievalOf(attributes: Attributes): Report {
  const documents = unpacked(attributes.get('gen_ai.retrieval.documents'));
  const query = attributes.get('gen_ai.retrieval.query.text');
  return {
    kind: 'tool',
    tool: textOf(attributes, 'gen_ai.data_source.id') ?? 'retrieval',
    callId: undefined,
    arguments: query === undefined ? undefined : textOrJson(query),
    result: documents === undefined ? undefined : [documents].flat().map(textOrJson),
    to: undefined,
  };
}
