import { SessionBuilder } from '../core/session/builder.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Format, Reading } from './format.ts';
import { parseJson } from './jsonText.ts';
import { areMessages, complaint, isMessage, messageSchema } from './message.ts';
import type { PlacedMessage } from './messageSteps.ts';
import { draftsOf } from './messageSteps.ts';
import type { Source } from './source.ts';
import { fingerprint, linesOf } from './source.ts';

/** Messages in a row: a JSON array, an object that holds one under `messages`, or one message per line. */
export const messageList: Format<'message-list'> = {
  name: 'message-list',
  title: 'message lists',

  detect: source => {
    const document = source.document();
    const found = listIn(document);
    if (found !== undefined) return found.list.length === 0 || areMessages(found.list);
    return isMessage(document) || areMessages(source.head());
  },

  read: source => {
    const diagnostics = new Diagnostics();
    const document = source.document();
    const found = listIn(document);
    if (found === undefined) return readLines(source, diagnostics);
    if (found.unread.length > 0) {
      const names = found.unread.slice(0, 5).join(', ');
      diagnostics.add(undefined, `Only the messages are shown; the file also holds ${names}.`);
    }
    return readMessages(found.list, source, diagnostics);
  },
};

interface Found {
  readonly list: readonly unknown[];
  /** Other fields with contents of their own. */
  readonly unread: readonly string[];
}

/** The messages of a document; LangGraph keeps them under `values`. */
function listIn(document: unknown): Found | undefined {
  if (Array.isArray(document)) return { list: document, unread: [] };
  if (typeof document !== 'object' || document === null) return undefined;
  const { messages, values } = document as { messages?: unknown; values?: unknown };
  if (Array.isArray(messages)) {
    const unread = Object.entries(document)
      .filter(([key, value]) => key !== 'messages' && typeof value === 'object' && value !== null)
      .map(([key]) => key.slice(0, 40));
    return { list: messages, unread };
  }
  return values === undefined || Array.isArray(values) ? undefined : listIn(values);
}

/** Reads messages that a document lists. Ids of messages without one are their indices. */
export function readMessages(
  list: readonly unknown[],
  source: Source,
  diagnostics: Diagnostics,
  title = source.title,
): Reading {
  const messages: PlacedMessage[] = [];
  list.forEach((value, index) => {
    const parsed = messageSchema.safeParse(unwrapped(value));
    if (parsed.success) {
      messages.push({ message: parsed.data, place: index, fallbackId: String(index) });
    } else {
      diagnostics.add(undefined, `Message ${index} is skipped: ${complaint(parsed.error)}.`);
    }
  });
  return sessionOf(messages, source, diagnostics, title);
}

function readLines(source: Source, diagnostics: Diagnostics): Reading {
  const messages: PlacedMessage[] = [];
  let index = 0;
  for (const { line, text } of linesOf(source.text)) {
    const value = parseJson(text);
    const parsed = messageSchema.safeParse(unwrapped(value));
    if (parsed.success) {
      messages.push({ message: parsed.data, place: index, fallbackId: String(index) });
    } else {
      const why = value === undefined ? 'it is not JSON' : complaint(parsed.error);
      diagnostics.add(line, `Line ${line} is skipped: ${why}.`);
    }
    index++;
  }
  return sessionOf(messages, source, diagnostics, source.title);
}

function sessionOf(
  messages: readonly PlacedMessage[],
  source: Source,
  diagnostics: Diagnostics,
  title: string,
): Reading {
  const builder = new SessionBuilder({ id: fingerprint(source.text), title });
  for (const { draft } of draftsOf(messages)) builder.append(draft);
  if (messages.length === 0) diagnostics.add(undefined, 'The file holds no messages.');
  return { ok: true, session: builder.session(), diagnostics: diagnostics.list() };
}

/** LangChain also writes a message as `{type, data: {content, …}}`. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'content')) return value;
  const { type, data } = value as { type?: unknown; data?: unknown };
  return typeof type === 'string' && typeof data === 'object' && data !== null
    ? { ...data, type }
    : value;
}
