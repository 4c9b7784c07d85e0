import type { IncomingHttpHeaders } from 'node:http';
import { isToken } from './folderToken.ts';
import { RefusedError } from './otlpBody.ts';

/** What a request asks for, once it may. */
export type Wanted = 'traces' | 'logs' | 'metrics' | 'identity';

const paths: ReadonlyMap<string, Wanted> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
  ['/faultline', 'identity'],
]);

/**
 * Lets in what a program on this machine sends, and nothing that a web page can make a browser send: no foreign `Host`
 * (DNS rebinding), no `Origin` (pages of any site may post to loopback). The token stands in the path, before `/v1/…`, or
 * in the `Authorization` header: exporters can be given either without a change of code. Throws a RefusedError.
 */
export function admit(
  url: string | undefined,
  headers: IncomingHttpHeaders,
  port: number,
  token: string,
): Wanted {
  const host = headers.host ?? '';
  if (!['127.0.0.1', 'localhost', '[::1]'].some(name => host === `${name}:${port}`)) {
    throw new RefusedError(403, 'this receiver answers to 127.0.0.1 and localhost only');
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new RefusedError(403, 'requests from web pages are refused');
  }
  const path = (url ?? '').split('?', 1)[0] ?? '';
  const [, first = '', rest = ''] = /^\/([^/]*)(\/.*)?$/u.exec(path) ?? [];
  const named = paths.get(path);
  const inPath = named === undefined && isToken(first, token);
  const wanted = named ?? (inPath ? paths.get(rest) : undefined);
  const bearer = /^Bearer (.+)$/iu.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!inPath && !isToken(bearer, token)) {
    throw new RefusedError(401, 'the token is missing or wrong: use the endpoint as printed');
  }
  if (wanted === undefined) throw new RefusedError(404, 'send to /v1/traces or /v1/logs');
  return wanted;
}
