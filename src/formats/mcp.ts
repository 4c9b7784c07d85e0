import type { PartDraft } from '../core/session/builder.ts';
import type { Diagnostics } from './diagnostics.ts';
import { count } from './diagnostics.ts';
import type { McpEvent, Note } from './event.ts';
import { timeOf } from './message.ts';
import { compact, rawMember, toJson } from './jsonText.ts';
import { callers } from './mcpClient.ts';
import type { Frame } from './mcpFrame.ts';
import { cancelledSchema, framesIn } from './mcpFrame.ts';
import type { InputGiven, InputRequired } from './mcpInput.ts';
import { inputGiven, inputRequired, taskIn, taskOf, withoutInput } from './mcpInput.ts';
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
  /** An HTTP exchange that one end broke off. */
  broken(note: Note): void;
  /** All exchanges so far, in the order of their requests. */
  end(): readonly Exchange[];
}

/** What a request without a step of its own was about. */
interface Upkeep {
  readonly task: string | undefined;
  readonly method: string;
}

/** A request that awaits its response; 'answered' when it has it. */
type Open = Exchange | Upkeep | 'answered';

const isExchange = (open: Open | undefined): open is Exchange =>
  typeof open === 'object' && 'hints' in open;

/**
 * Matches requests with responses, per connection and direction: both ends count their ids on their own. In HTTP several
 * clients may use one id at a time, and a response belongs to the exchange that carries it. What takes several requests (input
 * asked for, tasks) is one call. Takes one frame after the other and keeps only what becomes steps, for raw frames are
 * most of a file.
 */
export function exchangeReader(diagnostics: Diagnostics): ExchangeReader {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Open>();
  const pending = new Map<string, Exchange[]>();
  const inputs = new Map<string, Exchange>();
  const tasks = new Map<string, Exchange>();
  // Calls of the 2026-07-28 era, by the stream whose end cancels them; in the older one a client may come back.
  const cancellable = new Map<string, Exchange>();
  const who = callers();
  const idOf = exchangeIds();
  let foreign = 0;

  const ask = (exchange: Exchange): Exchange => {
    exchanges.push(exchange);
    return exchange;
  };

  /** A server asks for input in its answer: what it asks the client is a call of its own. */
  const askInput = (call: Exchange, line: number, event: McpEvent, asked: InputRequired): void => {
    for (const [name, { method, params }] of asked.requests) {
      const key = `${call.id}:${name}`;
      if (!serverMethods.has(method) || inputs.has(key)) continue;
      const exchange = ask({
        ...serverRequest(event, method, params ?? {}),
        client: call.client,
        id: idOf.plain(key),
        line,
      });
      inputs.set(key, exchange);
    }
  };
  const giveInput = (call: Exchange, line: number, event: McpEvent, given: InputGiven): void => {
    for (const [name, response] of given.responses) {
      const exchange = inputs.get(`${call.id}:${name}`);
      if (exchange === undefined) continue;
      inputs.delete(`${call.id}:${name}`);
      const raw = toJson({ result: response });
      const parts = responseParts({ result: response }, (...path) => rawMember(raw, path));
      exchange.answer ??= { line, time: timeOf(event.t), parts };
    }
  };

  /** A response that is not the end of its call. */
  const goesOn = (call: Exchange, line: number, event: McpEvent, frame: Frame): boolean => {
    const asked = inputRequired(frame.result);
    if (asked !== undefined && asked.requests.size > 0) {
      askInput(call, line, event, asked);
      const key = retryKey(call, asked.state);
      pending.set(key, [...(pending.get(key) ?? []), call]);
      return true;
    }
    const task = taskOf(frame.result);
    if (task === undefined) return false;
    tasks.set(`${call.server}\0${task.taskId}`, call);
    return true;
  };

  /** What came of a task, where this says it. */
  const taskNews = (
    line: number,
    event: McpEvent,
    { task, method }: Upkeep,
    frame: Frame,
    raw: string,
  ): void => {
    const call = task === undefined ? undefined : tasks.get(`${event.server}\0${task}`);
    if (call === undefined) return;
    const time = timeOf(event.t);
    const finish = (end: Frame, path: readonly string[]): void => {
      const rawOf = (...names: readonly string[]): string | undefined =>
        rawMember(raw, [...path, ...names]);
      call.answer ??= { line, time, parts: responseParts(end, rawOf) };
    };
    if (method === 'tasks/result') return finish(frame, []);
    const news = taskOf(frame.result);
    const asked = inputRequired(frame.result);
    if (asked !== undefined) askInput(call, line, event, asked);
    if (news?.status === 'cancelled') call.cancelled = true;
    if (news?.result !== undefined) finish({ result: news.result }, ['result']);
    else if (news?.error !== undefined) finish({ error: news.error }, ['result']);
  };

  const addRequest = (line: number, event: McpEvent, frame: Frame, raw: string): void => {
    const { id, method = '' } = frame;
    if (id === undefined || id === null) return;
    const remember = (call: Open): void => {
      for (const key of keysOf(event, event.dir, id)) open.set(key, call);
    };
    if (method === 'initialize') who.introduce(event, frame);
    const given = event.dir === 'c2s' ? inputGiven(frame.params) : undefined;
    const acts = event.dir === 'c2s' ? clientMethods : serverMethods;
    if (!acts.has(method)) {
      const task = taskIn(frame);
      const call = task === undefined ? undefined : tasks.get(`${event.server}\0${task}`);
      if (call !== undefined && given !== undefined) giveInput(call, line, event, given);
      if (call !== undefined && method === 'tasks/cancel') call.cancelled = true;
      return remember({ task, method });
    }
    const request =
      event.dir === 'c2s'
        ? clientRequest(event, frame, method, who.of(event, frame), raw)
        : { ...serverRequest(event, method, frame.params ?? {}), client: who.asked(event) };
    const again = given && pending.get(retryKey(request, given.state))?.shift();
    if (given !== undefined && again !== undefined) {
      cancellable.set(streamKey(event, event.stream), again);
      giveInput(again, line, event, given);
      return remember(again);
    }
    const call = ask({ ...request, id: idOf.request(event, id), line });
    if (isModern(frame)) cancellable.set(streamKey(event, event.stream), call);
    remember(call);
  };

  const addResponse = (line: number, event: McpEvent, frame: Frame, raw: string): void => {
    const { id } = frame;
    if (id === undefined || id === null) return;
    const keys = keysOf(event, event.dir === 'c2s' ? 's2c' : 'c2s', id);
    const asked = keys.find(key => open.has(key));
    const call = asked === undefined ? undefined : open.get(asked);
    // A resumed stream repeats what was already answered.
    if (call === 'answered') return;
    for (const key of keys) {
      if (asked === undefined || open.get(key) === call) open.set(key, 'answered');
    }
    const rawOf = (...names: readonly string[]): string | undefined => rawMember(raw, names);
    const answer = (): Answer => ({
      line,
      time: timeOf(event.t),
      parts: responseParts(frame, rawOf),
    });
    if (isExchange(call)) {
      if (!goesOn(call, line, event, frame)) call.answer ??= answer();
    } else if (call !== undefined) {
      taskNews(line, event, call, frame, raw);
    } else if (event.dir === 's2c' && isToolResult(frame)) {
      diagnostics.add(line, `Line ${line} answers a request that the file does not hold.`);
      const found = answer();
      const orphaned = { ...orphan(event), client: who.asked(event), time: found.time };
      exchanges.push({ ...orphaned, id: idOf.request(event, id), answer: found });
    }
  };

  const addNotification = (line: number, event: McpEvent, frame: Frame, raw: string): void => {
    if (frame.method === 'notifications/cancelled') {
      const cancelled = cancelledSchema.safeParse(frame.params);
      if (!cancelled.success) return;
      const keys = keysOf(event, event.dir, cancelled.data.requestId);
      const call = keys.map(key => open.get(key)).find(each => each !== undefined);
      if (isExchange(call)) call.cancelled = true;
    } else if (frame.method?.startsWith('notifications/tasks') === true) {
      const params = { ...frame.params };
      const task = taskOf(params)?.taskId;
      const moved = `{"result":${rawMember(raw, ['params']) ?? '{}'}}`;
      taskNews(line, event, { task, method: frame.method }, { result: params }, moved);
    }
  };

  return {
    add(line, event) {
      const frames = framesIn(event.raw);
      if (frames.length === 0) foreign++;
      for (const { frame, raw } of frames) {
        const isRequest = frame.id !== undefined && frame.id !== null;
        if (frame.method === undefined) addResponse(line, event, frame, raw);
        else if (isRequest) addRequest(line, event, frame, raw);
        else addNotification(line, event, frame, raw);
      }
    },
    broken({ closed, server = '', conn, stream }) {
      if (closed !== 'client' || stream === undefined) return;
      const call = cancellable.get(streamKey({ server, conn }, stream));
      if (call !== undefined && call.answer === undefined) call.cancelled = true;
    },
    end() {
      if (foreign > 0) {
        diagnostics.add(
          undefined,
          `${count(foreign, 'recorded line')} of servers that are no MCP messages are not shown.`,
        );
      }
      return exchanges;
    },
  };
}

/** What is sent again with input is the same call: the server's state and all but the input are the same. */
const retryKey = (call: Omit<Exchange, 'id' | 'line'>, state: string | undefined): string =>
  [call.server, call.method, call.tool, call.arguments, state ?? ''].join('\0');

type Place = Pick<McpEvent, 'server' | 'conn'>;

const streamKey = ({ server, conn }: Place, stream: number | undefined): string =>
  `${server}\0${conn}\0${stream}`;

/** Under what a request is kept: its HTTP exchange first. A number and a string are different ids, even "1" and 1. */
function keysOf(event: McpEvent, dir: McpEvent['dir'], id: string | number): readonly string[] {
  const plain = `${dir}\0${typeof id}\0${id}\0${event.conn}\0${event.server}`;
  return event.stream === undefined ? [plain] : [`${plain}\0${event.stream}`, plain];
}

/**
 * `server#id`. The first connection of a server that acts keeps the plain form, later ones read `server@conn#id`, so the
 * ids of a growing file never change.
 */
function exchangeIds() {
  const unique = idsInUse();
  const first = new Map<string, McpEvent['conn']>();
  return {
    plain: unique,
    request({ server, conn }: Place, id: string | number): string {
      if (!first.has(server)) first.set(server, conn);
      return unique(
        first.get(server) === conn ? `${server}#${id}` : `${server}@${conn ?? ''}#${id}`,
      );
    },
  };
}

const isModern = (frame: Frame): boolean =>
  Object.hasOwn(frame.params?._meta ?? {}, 'io.modelcontextprotocol/protocolVersion');

type Request = Omit<Exchange, 'id' | 'line'>;

function clientRequest(
  event: McpEvent,
  frame: Frame,
  method: string,
  client: string,
  raw: string,
): Request {
  const params = frame.params ?? {};
  const isTool = method === 'tools/call';
  const name = params['name'];
  const meta = params._meta ?? {};
  return {
    server: event.server,
    client,
    fromServer: false,
    method,
    tool: isTool && typeof name === 'string' ? name : method,
    arguments: isTool
      ? compact(rawMember(raw, ['params', 'arguments']) ?? '{}')
      : toJson(withoutMeta(withoutInput(params))),
    hints: hintKeys.flatMap(each => {
      const hint = meta[each];
      return typeof hint === 'string' ? [hint] : [];
    }),
    spanKey: parentSpan(params._meta?.['traceparent']),
    time: timeOf(event.t),
    answer: undefined,
    cancelled: false,
  };
}

/** What a server asks of its client: sampling, elicitation. */
const serverRequest = (
  event: McpEvent,
  method: string,
  params: Record<string, unknown>,
): Omit<Request, 'client'> => ({
  server: event.server,
  fromServer: true,
  method,
  tool: method,
  arguments: toJson(withoutMeta(params)),
  hints: [],
  spanKey: undefined,
  time: timeOf(event.t),
  answer: undefined,
  cancelled: false,
});

/** W3C Trace Context: version, trace id, parent id, flags. */
function parentSpan(traceparent: unknown): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const found = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-/u.exec(traceparent);
  return found?.[1] && found[2] ? spanKey(found[1], found[2]) : undefined;
}

const orphan = (event: McpEvent): Omit<Exchange, 'id' | 'time' | 'answer' | 'client'> => ({
  server: event.server,
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
