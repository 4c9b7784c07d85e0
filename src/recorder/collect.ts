import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { folderToken } from './folderToken.ts';
import type { Encoding } from './otlpAnswer.ts';
import { encodingOf, sendError, sendJson, sendTaken } from './otlpAnswer.ts';
import { readBody, RefusedError } from './otlpBody.ts';
import { admit } from './otlpGate.ts';
import { openSink, type Sink, take } from './otlpSink.ts';

export interface Collecting {
  /** The session file. Appended to if it exists. */
  readonly file: string;
  /** Port on loopback: 4318, where exporters send by default; 0 for any. */
  readonly port?: number | undefined;
  /** Whoever sends must know it; by default the one kept beside the session, made if there is none. */
  readonly token?: string | undefined;
  /** Title of the session, if the file is new; the file's name by default. */
  readonly title?: string | undefined;
  /** Mask credentials before they reach the disk: true by default. */
  readonly redact?: boolean | undefined;
  /** Told what a person should know, a sentence at a time. */
  readonly say?: ((text: string) => void) | undefined;
}

export interface Collector {
  readonly port: number;
  readonly token: string;
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. Keep it to yourself: it holds the token. */
  readonly endpoint: string;
  /** Where the data goes. Another file than asked for if another Faultline had the port already. */
  readonly file: string;
  /** False while another Faultline has the port: then nothing is recorded here until it ends. */
  isOwner(): boolean;
  /** Stops listening; resolves when everything taken is on its way to the disk. */
  close(): Promise<void>;
}

export const defaultPort = 4318;

/** Bodies under way, in bytes as announced: beyond this a sender is asked to come again. */
const mostUnderWay = 1 << 28;

/** While another Faultline has the port: how often, in milliseconds, it is tried again. */
const retry = 2000;

/**
 * Receives OpenTelemetry data (OTLP/HTTP: JSON and protobuf, plain and gzip; spans and log records) on loopback and
 * appends it to a session file, a line per request. If the port belongs to another Faultline of the same folder, this one
 * waits, and takes over when that one ends. Throws an Error that says what to do if the port is anybody else's.
 */
export async function startCollector(about: Collecting): Promise<Collector> {
  const { file, port: wanted = defaultPort, say = () => undefined } = about;
  const token = about.token ?? (await folderToken(file));
  let receiver = await listen(about, token, wanted, say);
  let target = file;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  if (receiver === undefined) {
    target = await ownerFile(wanted, token);
    say(`port ${wanted} is served by another Faultline, which records into ${target}`);
    const takeOver = async (): Promise<void> => {
      const taken = await listen(about, token, wanted, say).catch(() => undefined);
      if (closed) return await taken?.close();
      receiver = taken;
      if (taken === undefined) timer = setTimeout(() => void takeOver(), retry);
      else {
        target = file;
        say(`took over port ${wanted}; recording into ${file}`);
      }
    };
    timer = setTimeout(() => void takeOver(), retry);
  }
  const port = receiver?.port ?? wanted;
  return {
    port,
    token,
    endpoint: `http://127.0.0.1:${port}/${token}`,
    get file() {
      return target;
    },
    isOwner: () => receiver !== undefined,
    async close() {
      closed = true;
      clearTimeout(timer);
      await receiver?.close();
    },
  };
}

/** Asks whoever has the port. Throws an Error if it is no Faultline that knows the token. */
async function ownerFile(port: number, token: string): Promise<string> {
  const advice = 'Give another one with --port, and to the exporter.';
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/${token}/faultline`, {
      signal: AbortSignal.timeout(5000),
    });
    const about: unknown = await answer.json();
    if (answer.ok && typeof about === 'object' && about !== null && 'file' in about) {
      return String(about.file);
    }
  } catch {
    // Another protocol, or nobody answers: not ours.
  }
  throw new Error(`port ${port} is in use by another program, or for another folder. ${advice}`);
}

interface Receiver {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts to listen; undefined if the port is taken. */
async function listen(
  about: Collecting,
  token: string,
  wanted: number,
  say: (text: string) => void,
): Promise<Receiver | undefined> {
  let port = wanted;
  let underWay = 0;
  let sink: Sink | undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let encoding: Encoding = 'json';
    let announced = 0;
    try {
      const what = admit(request.url, request.headers, port, token);
      if (what === 'identity') return sendJson(response, { faultline: 1, file: about.file });
      if (request.method !== 'POST') throw new RefusedError(405, 'use POST');
      encoding = encodingOf(request);
      announced = Number(request.headers['content-length'] ?? 1 << 20);
      underWay += announced;
      if (underWay > mostUnderWay) throw new RefusedError(503, 'too much at once: send it again');
      const body = await readBody(request);
      if (what === 'metrics') sendTaken(response, encoding);
      else take(() => (sink ??= openSink(about, say)), what, encoding, body, response);
    } catch (error) {
      const refused =
        error instanceof RefusedError ? error : new RefusedError(400, messageOf(error));
      const headers: Record<string, string> =
        refused.status === 405
          ? { allow: 'POST' }
          : refused.status === 503
            ? { 'retry-after': '1' }
            : {};
      sendError(response, encoding, refused, headers);
    } finally {
      underWay -= announced;
    }
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response);
  const main = createServer({ requestTimeout: 60_000 }, onRequest);
  const opened = await bind(main, '127.0.0.1', wanted);
  if (opened === undefined) return undefined;
  port = opened;
  // Exporters that are told "localhost" may try the other loopback address first.
  const second = createServer({ requestTimeout: 60_000 }, onRequest);
  const both = (await bind(second, '::1', port).catch(() => undefined)) !== undefined;
  return {
    port,
    async close() {
      await Promise.all([main, ...(both ? [second] : [])].map(stop));
      await sink?.close();
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.on('error', () => undefined);
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : 'the body cannot be read';
