import { once } from 'node:events';
import type {
  ClientRequest,
  IncomingMessage,
  RequestOptions,
  Server,
  ServerResponse,
} from 'node:http';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connectionId } from './connection.ts';
import { connections, type Connections } from './httpConnections.ts';
import { admit, announcedIn } from './httpGate.ts';
import type { Ends, RawHeaders } from './httpHeaders.ts';
import { ownAddress, recordable, secretsIn, toClient, toServer } from './httpHeaders.ts';
import type { Tap } from './lines.ts';
import type { Channel, Recorder } from './recorder.ts';

/** A running proxy. */
export interface HttpProxy {
  /** Where clients reach the server through the proxy. */
  readonly url: string;
  /** Ends all connections and stops listening. The recorder stays open. */
  close(): Promise<void>;
}

/** Some servers put whole tokens into headers; Node's own limit is 16 KiB. */
const maxHeaderSize = 1 << 18;

/**
 * Listens on loopback in front of a Streamable HTTP server, of either era, and records what passes. Bytes go through
 * untouched, unbuffered and first. Nothing of a request is kept back but the headers that name the proxy itself. Rejects
 * if the port cannot be had.
 */
export async function openHttpProxy(
  upstream: URL,
  { port, token }: { readonly port: number; readonly token: string },
  recorder: Recorder,
  say: (text: string) => void,
): Promise<HttpProxy> {
  const secure = upstream.protocol === 'https:';
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const server = createServer({ maxHeaderSize, keepAlive: true, noDelay: true });
  // A call takes as long as it takes, and a stream may be silent for hours.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  const ends: Ends = { upstream, token, port: await listen(server, port) };
  const proxy: Proxy = {
    ends,
    agent,
    recorder,
    request: secure ? httpsRequest : httpRequest,
    connections: connections(connectionId()),
    hide: hider(recorder),
    sayOnce: onlyOnce(say),
    announced: new Set(),
    exchanges: 0,
  };
  const open = new Set<ServerResponse>();
  server.on('request', (req, res) => {
    open.add(res);
    res.once('close', () => open.delete(res));
    exchange(proxy, req, res);
  });

  return {
    url: `${ownAddress(ends)}${upstream.pathname}`,
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
      // Each exchange notes its end, which may come after that of the server.
      await Promise.all([...open].map(async res => res.closed || (await once(res, 'close'))));
    },
  };
}

interface Proxy {
  readonly ends: Ends;
  readonly agent: Agent | SecureAgent;
  readonly recorder: Recorder;
  readonly request: (options: RequestOptions) => ClientRequest;
  readonly connections: Connections;
  /** Keeps the credentials in headers off the disk, wherever somebody repeats them. */
  readonly hide: (headers: RawHeaders) => void;
  readonly sayOnce: (text: string) => void;
  /** Addresses without the token that may be used all the same: the server named them to who has it. */
  readonly announced: Set<string>;
  exchanges: number;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** One request and its response. */
function exchange(proxy: Proxy, req: IncomingMessage, res: ServerResponse): void {
  const { ends, recorder } = proxy;
  const stream = ++proxy.exchanges;
  const { method = 'GET' } = req;
  res.sendDate = false;

  const admission = admit(req, ends, proxy.announced);
  if (!admission.ok) {
    const { status, why } = admission;
    const conn = proxy.connections.of(undefined);
    const headers = recordable(req.rawHeaders);
    recorder.remark({ type: 'note', conn, stream, text: `${method} refused: ${why}.`, headers });
    req.resume();
    return refuse(res, status, `${why}.`);
  }
  const { path } = admission;
  const label = (): string => labelOf(method, path, ends.upstream);
  proxy.hide(req.rawHeaders);

  const recording = recordExchange(proxy, req, stream);
  const out = proxy.request({
    protocol: ends.upstream.protocol,
    hostname: ends.upstream.hostname.replace(/^\[|\]$/gu, ''),
    port: ends.upstream.port,
    method,
    path,
    headers: toServer(req.rawHeaders, ends),
    agent: proxy.agent,
    maxHeaderSize,
  });
  let answered = false;
  let closedBy: 'client' | 'server' = 'client';
  // Whoever waits for the end of a broken response must see it break.
  const breakOff = (): void => {
    if (!res.writableEnded) closedBy = 'server';
    res.destroy();
  };

  out.on('response', up => {
    answered = true;
    up.on('error', breakOff);
    up.on('close', () => void (up.complete || breakOff()));
    if (res.destroyed) return void up.destroy();
    res.writeHead(up.statusCode ?? 502, up.statusMessage ?? '', toClient(up.rawHeaders, ends));
    up.pipe(res);
    // Headers must not wait for a body that comes late; one that is here already goes with them.
    setImmediate(() => res.destroyed || res.flushHeaders());
    recording.response(label, up);
    if (method === 'GET' && isEventStream(up)) learnAddress(proxy, up);
    if (up.statusCode === 401) aboutSignIn(proxy, up);
  });
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (res.destroyed || answered) return;
    const why = `cannot reach ${ends.upstream.origin}: ${error.code ?? error.message}`;
    proxy.sayOnce(why);
    recording.note(`${label()}: ${why}.`);
    if (error.code === 'ECONNRESET') breakOff();
    else refuse(res, 502, `${why}.`);
  });
  res.on('close', () => {
    // In the 2026-07-28 era this is how a client cancels; the server must know at once.
    if (!res.writableFinished) out.destroy();
    recording.end(res.writableFinished ? undefined : closedBy);
  });
  res.on('error', () => undefined);
  req.on('error', () => out.destroy());
  req.pipe(out);
  req.on('data', (chunk: Buffer) => recording.request.feed(chunk));
  req.on('end', () => recording.request.end());
}

interface ExchangeRecording {
  readonly request: Tap;
  response(label: () => string, up: IncomingMessage): void;
  note(text: string): void;
  /** `closedBy`: which end broke the exchange off, if one did. */
  end(closedBy: 'client' | 'server' | undefined): void;
}

/** The recorded side of one exchange. */
function recordExchange(
  { recorder, connections, hide }: Proxy,
  req: IncomingMessage,
  stream: number,
): ExchangeRecording {
  const session = header(req, 'mcp-session-id');
  let conn = connections.of(session);
  const channel = (from: 'client' | 'server', message: IncomingMessage): Channel => ({
    conn,
    stream,
    from,
    form: isEventStream(message) ? 'events' : 'body',
    encoding: header(message, 'content-encoding'),
    resumed: header(req, 'last-event-id') !== undefined,
  });

  // The first request of a session names none yet: its session is known with the answer.
  const opens = session === undefined && header(req, 'mcp-protocol-version') === undefined;
  let held: Buffer[] | undefined = opens && req.method === 'POST' ? [] : undefined;
  let requestOver = false;
  let tap = held === undefined ? recorder.open(channel('client', req)) : undefined;
  const settle = (): void => {
    if (held === undefined) return;
    tap = recorder.open(channel('client', req));
    for (const chunk of held) tap.feed(chunk);
    if (requestOver) tap.end();
    held = undefined;
  };
  let answer: Tap | undefined;
  let answerOver = false;
  const note = (text: string, more: object = {}): void =>
    recorder.remark({ type: 'note', conn, stream, text, ...more });

  return {
    request: {
      feed: chunk => (held === undefined ? tap?.feed(chunk) : void held.push(chunk)),
      end() {
        requestOver = true;
        tap?.end();
      },
    },
    response(label, up) {
      const given = header(up, 'mcp-session-id');
      if (given !== undefined) conn = connections.of(given);
      settle();
      const { statusCode = 0, statusMessage = '', rawHeaders } = up;
      hide(rawHeaders);
      if (statusCode >= 300) {
        const headers = recordable(rawHeaders);
        note(`${label()} was answered ${statusCode} ${statusMessage}`.trimEnd(), { headers });
      }
      if (req.method === 'DELETE' && statusCode < 300) connections.forget(session);
      const received = recorder.open(channel('server', up));
      answer = received;
      up.on('data', (chunk: Buffer) => received.feed(chunk));
      up.on('end', () => {
        answerOver = true;
        received.end();
      });
    },
    note,
    end(closed) {
      settle();
      if (!requestOver) tap?.end();
      if (!answerOver) answer?.end();
      if (closed === undefined) return;
      note(`The ${closed} closed the connection before the answer was whole.`, { closed });
    },
  };
}

/** What a 401 means for whoever reads the terminal. */
function aboutSignIn({ ends, sayOnce }: Proxy, up: IncomingMessage): void {
  if (!/^bearer/iu.test(up.headers['www-authenticate'] ?? '')) return;
  sayOnce(
    `${ends.upstream.origin} asks for a bearer token. A token that the client sends as a header passes through; ` +
      'signing in with OAuth does not work through this proxy, for such tokens are bound to the address of the ' +
      'server itself. Sign in without the proxy, or give the client a token of its own.',
  );
}

function refuse(res: ServerResponse, status: number, message: string): void {
  const error = { code: -32000, message: `faultline: ${message}` };
  const body = JSON.stringify({ jsonrpc: '2.0', error, id: null });
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

/** So many sessions of the old transport are known at once. */
const mostAnnounced = 1000;

function learnAddress({ announced }: Proxy, up: IncomingMessage): void {
  up.once('data', (chunk: Buffer) => {
    const address = announcedIn(chunk);
    if (address === undefined || announced.size >= mostAnnounced) return;
    announced.add(address);
    up.once('close', () => announced.delete(address));
  });
}

/** A request in a note: without the server's own path and without any query, for both may hold a key. */
function labelOf(method: string, target: string, upstream: URL): string {
  const path = target.replace(/\?.*$/su, '');
  return path === upstream.pathname ? method : `${method} ${path}`;
}

const isEventStream = (message: IncomingMessage): boolean =>
  /^text\/event-stream\b/iu.test(message.headers['content-type'] ?? '');

function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Tells the recorder of credentials when they are new: most requests bring the same. */
function hider(recorder: Recorder): Proxy['hide'] {
  const seen = new Set<string>();
  return headers => {
    const fresh = secretsIn(headers).filter(value => !seen.has(value));
    if (fresh.length === 0) return;
    if (seen.size > 1000) seen.clear();
    for (const value of fresh) seen.add(value);
    recorder.hide(fresh);
  };
}

/** Says each text once. */
function onlyOnce(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return text => {
    if (said.has(text)) return;
    said.add(text);
    say(text);
  };
}
