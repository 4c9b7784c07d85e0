import type { PartDraft } from '../core/session/builder.ts';
import type { Diagnostics } from './diagnostics.ts';
import { count } from './diagnostics.ts';
import type { McpEvent } from './event.ts';
import { timeOf } from './message.ts';
import { compact, rawMember, toJson } from './jsonText.ts';
import type { Frame } from './mcpFrame.ts';
import { cancelledSchema, framesIn } from './mcpFrame.ts';
import { responseParts, withoutMeta } from './mcpResult.ts';
import { idsInUse } from './messageSteps.ts';
import { spanKey } from './otlpSpan.ts';

export interface Answer {
  readonly line: number;
  readonly time: number | undefined;
  readonly parts: readonly PartDraft[];
}

/** A request that is somebody's act, with its response. What only keeps the protocol running is none. */
export interface Exchange {
  /** `server#jsonrpc-id`. */
  readonly id: string;
  /** The end that serves: the server's name. */
  readonly server: string;
  readonly client: string;
  /** True for sampling and elicitation, where the server asks the client. */
  readonly fromServer: boolean;
  readonly method: string;
  /** Name of the tool, or the method. */
  readonly tool: string;
  readonly arguments: string;
  /** Ids under which the client's own messages may know this call. */
  readonly hints: readonly string[];
  /** Key of the span that the request names as its parent (`traceparent`, SEP-414), as in `spanKey`. */
  readonly spanKey: string | undefined;
  /** Undefined where the file holds a response whose request it does not hold. */
  readonly line: number | undefined;
  readonly time: number | undefined;
  answer: Answer | undefined;
  cancelled: boolean;
}

const clientMethods: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get']);
const serverMethods: ReadonlySet<string> = new Set([
  'sampling/createMessage',
  'elicitation/create',
]);
const hintKeys = ['faultline/toolCallId', 'claudecode/toolUseId'];

export interface ExchangeReader {
  add(line: number, event: McpEvent): void;
  /** All exchanges so far, in the order of their requests. */
  end(): readonly Exchange[];
}

/**
 * Matches requests with responses, per connection and direction: both ends count their ids on their own. Takes one frame
 * after the other and keeps only what becomes steps, for raw frames are most of a file.
 */
export function exchangeReader(diagnostics: Diagnostics): ExchangeReader {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Exchange | 'protocol' | 'answered'>();
  const idOf = exchangeIds();
  let foreign = 0;

  const add = (line: number, event: McpEvent): void => {
    const frames = framesIn(event.raw);
    if (frames.length === 0) foreign++;
    for (const { frame, raw } of frames) {
      const rawOf = (...names: readonly string[]): string | undefined => rawMember(raw, names);
      // A number and a string are different ids, even "1" and 1.
      const key = (dir: McpEvent['dir'], id: Frame['id']): string =>
        `${dir}\0${typeof id}\0${id}\0${event.conn}\0${event.server}`;
      const { id, method } = frame;

      if (method === 'notifications/cancelled') {
        const cancelled = cancelledSchema.safeParse(frame.params);
        const call = cancelled.success
          ? open.get(key(event.dir, cancelled.data.requestId))
          : undefined;
        if (typeof call === 'object') call.cancelled = true;
      } else if (method !== undefined && id !== undefined && id !== null) {
        const acts = event.dir === 'c2s' ? clientMethods : serverMethods;
        if (!acts.has(method)) {
          open.set(key(event.dir, id), 'protocol');
          continue;
        }
        const exchange = { ...requestOf(event, frame, method, rawOf), id: idOf(event, id), line };
        exchanges.push(exchange);
        open.set(key(event.dir, id), exchange);
      } else if (method === undefined && id !== undefined && id !== null) {
        const asked = key(event.dir === 'c2s' ? 's2c' : 'c2s', id);
        const call = open.get(asked);
        // A resumed stream repeats what was already answered.
        if (call === 'answered') continue;
        open.set(asked, 'answered');
        const time = timeOf(event.t);
        const answer: Answer = {
          line,
          time,
          parts: responseParts(frame, rawOf),
        };
        if (typeof call === 'object') call.answer = answer;
        else if (call === undefined && event.dir === 's2c' && isToolResult(frame)) {
          diagnostics.add(line, `Line ${line} answers a request that the file does not hold.`);
          exchanges.push({ ...orphan(event), id: idOf(event, id), time, answer });
        }
      }
    }
  };
  const end = (): readonly Exchange[] => {
    if (foreign > 0) {
      diagnostics.add(
        undefined,
        `${count(foreign, 'recorded line')} of servers that are no MCP messages are not shown.`,
      );
    }
    return exchanges;
  };
  return { add, end };
}

/**
 * `server#id`. The first connection of a server that acts keeps the plain form, later ones read `server@conn#id`, so the
 * ids of a growing file never change.
 */
function exchangeIds(): (event: McpEvent, id: string | number) => string {
  const unique = idsInUse();
  const first = new Map<string, McpEvent['conn']>();
  return ({ server, conn }, id) => {
    if (!first.has(server)) first.set(server, conn);
    return unique(first.get(server) === conn ? `${server}#${id}` : `${server}@${conn ?? ''}#${id}`);
  };
}

function requestOf(
  event: McpEvent,
  frame: Frame,
  method: string,
  rawOf: (...path: readonly string[]) => string | undefined,
): Omit<Exchange, 'id' | 'line'> {
  const params = frame.params ?? {};
  const isTool = method === 'tools/call';
  const name = params['name'];
  return {
    server: event.server,
    client: event.client,
    fromServer: event.dir === 's2c',
    method,
    tool: isTool && typeof name === 'string' ? name : method,
    arguments: isTool ? compact(rawOf('params', 'arguments') ?? '{}') : toJson(withoutMeta(params)),
    hints: hintKeys.flatMap(each => {
      const hint = params._meta?.[each];
      return typeof hint === 'string' ? [hint] : [];
    }),
    spanKey: parentSpan(params._meta?.['traceparent']),
    time: timeOf(event.t),
    answer: undefined,
    cancelled: false,
  };
}

/** W3C Trace Context: version, trace id, parent id, flags. */
function parentSpan(traceparent: unknown): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const found = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-/u.exec(traceparent);
  return found?.[1] && found[2] ? spanKey(found[1], found[2]) : undefined;
}

const orphan = (event: McpEvent): Omit<Exchange, 'id' | 'time' | 'answer'> => ({
  server: event.server,
  client: event.client,
  fromServer: false,
  method: 'tools/call',
  tool: 'unknown',
  arguments: '',
  hints: [],
  spanKey: undefined,
  line: undefined,
  cancelled: false,
});

const isToolResult = (frame: Frame): boolean => Array.isArray(frame.result?.['content']);
