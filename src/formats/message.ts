import * as z from 'zod';

const text = z.string().nullish();
const id = z.union([z.string(), z.number()]).nullish();

/** What a message says it had before it: ids of earlier messages, or literal texts such as a system prompt. */
const inputSchema = z.array(
  z.union([z.string(), z.looseObject({ role: text, content: z.unknown().optional() })]),
);

/**
 * One message of a conversation, in the spelling of OpenAI, Anthropic, LangChain or AutoGen. Only what decides who speaks
 * is strict: a content part of unknown shape must not cost the message.
 */
export const messageSchema = z
  .looseObject({
    id,
    role: text,
    /** LangChain's word for the role. */
    type: text,
    name: text,
    content: z.unknown().optional(),
    tool_calls: z.array(z.unknown()).nullish(),
    function_call: z.unknown().optional(),
    tool_call_id: id,
    to: z.union([z.string(), z.array(z.string())]).nullish(),
    input: inputSchema.nullish(),
    reasoning_content: text,
    additional_kwargs: z
      .looseObject({ tool_calls: z.array(z.unknown()).nullish(), reasoning_content: text })
      .nullish()
      .catch(undefined),
    status: z.unknown().optional(),
    timestamp: z.unknown().optional(),
  })
  .refine(each => Boolean(each.role ?? each.type ?? each.name), {
    error: 'it names no role',
  });

export type Message = z.infer<typeof messageSchema>;

/** One tool call of a message: OpenAI's `function` envelope, or flat. */
export const toolCallSchema = z.union([
  z.looseObject({
    id,
    function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }),
  }),
  z.looseObject({
    id,
    name: z.string(),
    args: z.unknown().optional(),
    arguments: z.unknown().optional(),
    input: z.unknown().optional(),
  }),
]);

/** One part of a message's content, whatever its type: the fields that some type uses. */
export const contentPartSchema = z.looseObject({
  type: text,
  text,
  thinking: text,
  reasoning: text,
  id,
  name: text,
  input: z.unknown().optional(),
  args: z.unknown().optional(),
  tool_use_id: id,
  content: z.unknown().optional(),
  is_error: z.boolean().nullish(),
  image_url: z.union([z.string(), z.looseObject({ url: text })]).nullish(),
  source: z.looseObject({ media_type: text, data: text, url: text }).nullish(),
  mimeType: text,
  mime_type: text,
  data: z.unknown().optional(),
});

export type ContentPart = z.infer<typeof contentPartSchema>;

/** First complaint of a failed parse, in words: "“name”: expected string, received number". */
export function complaint(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it has another shape';
  const message = issue.message.replace(/^Invalid (input|option): /u, '').slice(0, 120);
  return issue.path.length === 0 ? message : `“${issue.path.map(String).join('.')}”: ${message}`;
}

const messageTypes: ReadonlySet<string> = new Set(
  'human ai tool system function developer HumanMessage AIMessage AIMessageChunk ToolMessage SystemMessage'.split(
    ' ',
  ),
);

const hasOwn = (value: object, key: string): boolean => Object.hasOwn(value, key);

/** True if a value is clearly a message: it has content, and says who speaks in one of the known ways. */
export function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { role, type } = value as { role?: unknown; type?: unknown };
  const speaks = typeof role === 'string' || (typeof type === 'string' && messageTypes.has(type));
  return speaks && ['content', 'tool_calls', 'function_call'].some(key => hasOwn(value, key));
}

/** True if most of the first values are messages: some may be torn, foreign or of an odd shape. */
export function areMessages(values: readonly unknown[]): boolean {
  const head = values.slice(0, 20);
  return head.filter(isMessage).length * 2 > head.length;
}

/** Milliseconds since the epoch, from ISO 8601 text, seconds or milliseconds. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return value < 1e11 ? Math.round(value * 1000) : value;
  }
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
