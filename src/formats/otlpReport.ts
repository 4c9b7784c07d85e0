import type { PartDraft } from '../core/session/builder.ts';
import type { Span } from './otlpSpan.ts';

/** A message inside a span: what a model was given, or what it said. */
export interface SpanMessage {
  readonly role: string;
  /** Who speaks, where that is recorded. */
  readonly name?: string | undefined;
  readonly parts: readonly PartDraft[];
}

/** A call of a model. Undefined messages were not recorded, which is not the same as none. */
export interface ModelReport {
  readonly kind: 'model';
  readonly input: readonly SpanMessage[] | undefined;
  readonly output: readonly SpanMessage[] | undefined;
  /** Id of the provider's response: two spans that have it are one call. */
  readonly responseId: string | undefined;
}

export interface ToolReport {
  readonly kind: 'tool';
  readonly tool: string;
  readonly callId: string | undefined;
  /** As recorded, usually JSON. */
  readonly arguments: string | undefined;
  /** Texts of the result. */
  readonly result: readonly string[] | undefined;
  /** The agent that the call hands over to. */
  readonly to: string | undefined;
}

/** Work of an agent, around its model and tool calls. */
export interface AgentReport {
  readonly kind: 'agent';
  readonly name: string | undefined;
  readonly input: readonly SpanMessage[] | undefined;
  readonly output: readonly SpanMessage[] | undefined;
}

/** What is known and is no step: a chain, a workflow, an embedding. The outermost one may say what the person asked. */
export interface FrameReport {
  readonly kind: 'frame';
  readonly input: readonly SpanMessage[] | undefined;
}

/** What a span means, in the words of some convention. */
export type Report = ModelReport | ToolReport | AgentReport | FrameReport;

/** A vocabulary of attributes. Undefined for a span that does not use it. */
export type Convention = (span: Span) => Report | undefined;

/** Two reports of one thing as one: the first counts, the second fills what it lacks. */
export function merge<R extends Report>(first: R, second: Report): R {
  if (first.kind !== second.kind) return first;
  const filled: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) filled[key] ??= value;
  return filled as unknown as R;
}

export const textMessage = (role: string, text: string): SpanMessage => ({
  role,
  parts: [{ kind: 'text', text }],
});

/** All texts of a message in one, for comparison. */
export const messageText = ({ parts }: SpanMessage): string =>
  parts
    .map(part => ('text' in part ? part.text : part.kind === 'tool_call' ? part.arguments : ''))
    .join('\n')
    .trim();
