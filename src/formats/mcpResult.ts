import * as z from 'zod';
import type { PartDraft } from '../core/session/builder.ts';
import { compact, toJson } from './jsonText.ts';
import type { Frame } from './mcpFrame.ts';
import { base64Bytes } from './messageParts.ts';

const text = z.string().optional();

const contentSchema = z.looseObject({
  type: text,
  text,
  data: text,
  mimeType: text,
  uri: text,
  blob: text,
  resource: z.looseObject({ uri: text, text, blob: text, mimeType: text }).optional(),
});

const resultSchema = z.looseObject({
  isError: z.boolean().optional(),
  content: z.union([z.array(z.unknown()), z.looseObject({ type: z.string() })]).optional(),
  contents: z.array(z.unknown()).optional(),
  messages: z.array(z.looseObject({ content: z.unknown().optional() })).optional(),
  structuredContent: z.unknown().optional(),
});

/**
 * What a response yields, as parts of a step; which call they answer is not known yet. `rawOf` gives the text of a member as recorded. A result of a kind that
 * holds no content (a task, a request for more input) is shown as the JSON it is.
 */
export function responseParts(
  frame: Frame,
  rawOf: (...path: readonly string[]) => string | undefined,
): readonly PartDraft[] {
  const result = (text: string, isError: boolean): PartDraft => ({
    kind: 'tool_result',
    callId: undefined,
    text,
    isError,
  });
  if (frame.error !== undefined) {
    const { message, data } = frame.error;
    const parts = [result(message ?? toJson(frame.error), true)];
    return data === undefined ? parts : [...parts, result(toJson(data), true)];
  }
  const parsed = resultSchema.safeParse(frame.result ?? {});
  const rest = withoutMeta(frame.result ?? {});
  if (!parsed.success) return [result(toJson(rest), false)];
  const { content, contents, messages, structuredContent } = parsed.data;
  const isError = parsed.data.isError ?? false;
  const items =
    (Array.isArray(content) ? content : undefined) ??
    (content === undefined ? undefined : [content]) ??
    contents ??
    messages?.map(message => message.content);
  const parts = (items ?? []).map(item => itemPart(item, text => result(text, isError)));
  const structured =
    structuredContent === undefined ? undefined : rawOf('result', 'structuredContent');
  if (structured !== undefined && parts.every(part => part.kind === 'blob')) {
    return [...parts, result(compact(structured), isError)];
  }
  if (parts.length > 0) return parts;
  return [result(items === undefined ? toJson(rest) : '', isError)];
}

/** What a result or request says, without the notes of the transport. */
export const withoutMeta = ({ _meta, ...rest }: Record<string, unknown>): Record<string, unknown> =>
  rest;

function itemPart(item: unknown, result: (text: string) => PartDraft): PartDraft {
  const parsed = contentSchema.safeParse(item);
  if (!parsed.success) return result(toJson(item));
  const { type, data, mimeType, resource } = parsed.data;
  if (parsed.data.text !== undefined) return result(parsed.data.text);
  if (resource?.text !== undefined) return result(resource.text);
  const bytes = data ?? parsed.data.blob ?? resource?.blob;
  if (bytes === undefined) return result(toJson(item));
  return {
    kind: 'blob',
    mimeType: mimeType ?? resource?.mimeType ?? type ?? 'application/octet-stream',
    bytes: base64Bytes(bytes),
  };
}
