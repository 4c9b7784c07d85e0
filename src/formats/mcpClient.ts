import * as z from 'zod';
import type { McpEvent } from './event.ts';
import type { Frame } from './mcpFrame.ts';

/**
 * Who is at the client end of a call. MCP itself does not say which agent or conversation a call belongs to, and the
 * 2026-07-28 revision forbids to take a connection or process for one; clients say it in `_meta`, or do not say it.
 */
export interface Callers {
  /** Takes note of who opens a connection (`initialize`). */
  introduce(event: McpEvent, frame: Frame): void;
  /** Name of the agent that sends this request, with a qualifier from the second conversation of a client on. */
  of(event: McpEvent, frame: Frame): string;
  /** Name of the agent that a server's own request on this connection goes to: the last that called. */
  asked(event: McpEvent): string;
}

const clientInfo = z.looseObject({ name: z.string().min(1), title: z.string().min(1).optional() });
const initializeSchema = z.looseObject({ clientInfo });
const text = z.string().min(1).max(500);

/** W3C trace context: version, trace id, parent id, flags. */
const traceparent = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/u;

/** Where clients name the conversation, the most telling first; the latter two also in W3C baggage. */
const conversationKeys = [
  'vscode.conversationId',
  'claudecode/sessionId',
  'gen_ai.conversation.id',
  'session.id',
];
const agentKeys = ['claudecode/agentType', 'gen_ai.agent.name'];

type Meta = Readonly<Record<string, unknown>>;

/** What a request belongs to; `kind` names it for people. */
interface Group {
  readonly kind: 'conversation' | 'request';
  readonly id: string;
}

export function callers(): Callers {
  const introduced = new Map<string, string>();
  const last = new Map<string, string>();
  const groups = new Map<string, Map<string, string>>();
  const connection = ({ server, conn }: McpEvent): string => `${server}\0${conn}`;

  const nameOf = (event: McpEvent, meta: Meta): string => {
    const info = meta['io.modelcontextprotocol/clientInfo'];
    const given = info === undefined ? undefined : clientInfo.safeParse(info);
    return (
      firstText(meta, agentKeys) ??
      event.client ??
      (given?.success ? (given.data.title ?? given.data.name) : undefined) ??
      introduced.get(connection(event)) ??
      'client'
    );
  };

  return {
    introduce(event, frame) {
      const parsed = initializeSchema.safeParse(frame.params);
      if (!parsed.success) return;
      const { name, title } = parsed.data.clientInfo;
      introduced.set(connection(event), title ?? name);
    },
    of(event, frame) {
      const meta: Meta = frame.params?._meta ?? {};
      const name = nameOf(event, meta);
      const group = groupOf(meta);
      const known = groups.get(name) ?? new Map<string, string>();
      groups.set(name, known);
      // The first keeps the plain name, so that names in a growing file never change.
      let caller = group === undefined ? name : known.get(group.id);
      if (group !== undefined && caller === undefined) {
        caller = known.size === 0 ? name : `${name} (${group.kind} ${known.size + 1})`;
        known.set(group.id, caller);
      }
      last.set(connection(event), caller ?? name);
      return caller ?? name;
    },
    asked: event =>
      last.get(connection(event)) ?? event.client ?? introduced.get(connection(event)) ?? 'client',
  };
}

function groupOf(meta: Meta): Group | undefined {
  const conversation = firstText(meta, conversationKeys);
  if (conversation !== undefined) return { kind: 'conversation', id: conversation };
  const parent = firstText(meta, ['traceparent']) ?? '';
  const id = traceparent.exec(parent)?.[1];
  return id === undefined ? undefined : { kind: 'request', id };
}

function firstText(meta: Meta, keys: readonly string[]): string | undefined {
  const baggage = meta['baggage'] === undefined ? undefined : baggageOf(meta['baggage']);
  for (const key of keys) {
    const value = meta[key] ?? baggage?.get(key);
    const found = value === undefined ? undefined : text.safeParse(value);
    if (found?.success) return found.data;
  }
  return undefined;
}

/** W3C baggage: `key=value;properties, key=value`, percent-encoded. */
function baggageOf(value: unknown): ReadonlyMap<string, string> {
  const given = z.string().max(8192).safeParse(value);
  if (!given.success) return new Map();
  return new Map(
    given.data.split(',').map(member => {
      const [pair = ''] = member.split(';');
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
