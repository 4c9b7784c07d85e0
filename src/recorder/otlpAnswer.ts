import type { IncomingMessage, ServerResponse } from 'node:http';
import { RefusedError } from './otlpBody.ts';
import { encodePartialSuccess, encodeStatus } from './otlpProtobuf.ts';

/** How a body is written; the answer is written the same way. */
export type Encoding = 'json' | 'protobuf';

const types = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** Encoding of a request. Throws a RefusedError for one that OTLP does not know. */
export function encodingOf(request: IncomingMessage): Encoding {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === types.json) return 'json';
  if (type === types.protobuf) return 'protobuf';
  throw new RefusedError(415, `send ${types.protobuf} or ${types.json}`);
}

function send(
  response: ServerResponse,
  status: number,
  encoding: Encoding,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': types[encoding],
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** Everything was taken. */
export const sendTaken = (response: ServerResponse, encoding: Encoding): void =>
  send(response, 200, encoding, encoding === 'json' ? '{}' : new Uint8Array());

/** The request was understood, but `rejected` of its items are not recorded. By OTLP the exporter does not send them again. */
export function sendRejected(
  response: ServerResponse,
  encoding: Encoding,
  signal: 'traces' | 'logs',
  rejected: number,
  why: string,
): void {
  const name = signal === 'traces' ? 'rejectedSpans' : 'rejectedLogRecords';
  const json = { partialSuccess: { [name]: String(rejected), errorMessage: why } };
  const body = encoding === 'json' ? JSON.stringify(json) : encodePartialSuccess(rejected, why);
  send(response, 200, encoding, body);
}

/** Codes of google.rpc.Code by HTTP status. */
const codes: Readonly<Record<number, number>> = { 401: 16, 403: 7, 404: 5, 413: 8, 503: 14 };

/** A `google.rpc.Status`. The connection is closed: the rest of a refused body is not read. */
export function sendError(
  response: ServerResponse,
  encoding: Encoding,
  error: RefusedError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const code = codes[error.status] ?? 3;
  const { message } = error;
  const body =
    encoding === 'json' ? JSON.stringify({ code, message }) : encodeStatus(code, message);
  send(response, error.status, encoding, body, { connection: 'close', ...headers });
}

export const sendJson = (response: ServerResponse, value: unknown): void =>
  send(response, 200, 'json', JSON.stringify(value));
