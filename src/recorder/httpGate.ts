import { isToken } from './folderToken.ts';
import { type Ends, refusal } from './httpHeaders.ts';

/** What becomes of a request: where it goes on the server, or why it does not. */
export type Admission =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly status: 403 | 404; readonly why: string };

/** What is looked at of a request. */
export interface Asking {
  readonly url?: string | undefined;
  readonly headers: { readonly host?: string | undefined; readonly origin?: string | undefined };
}

/**
 * Lets in who knows the token, which is the first part of the path, and no web page of another site. `announced` holds
 * the addresses that need no token.
 */
export function admit(
  { url = '/', headers }: Asking,
  ends: Ends,
  announced: ReadonlySet<string>,
): Admission {
  const why = refusal(headers, ends);
  if (why !== undefined) return { ok: false, status: 403, why };
  const [, first = '', rest = ''] = /^\/([^/?]*)(.*)$/su.exec(url) ?? [];
  if (isToken(first, ends.token)) return { ok: true, path: onServer(rest, ends.upstream) };
  if (announced.has(url)) return { ok: true, path: url };
  // Clients look for these at the root, where only the server itself could answer for its address.
  if (first === '.well-known') {
    const why = 'signing in (OAuth) does not work through the recorder: sign in without it';
    return { ok: false, status: 404, why };
  }
  const what = 'The token is missing or wrong: use the address as the recorder printed it';
  return { ok: false, status: 403, why: what };
}

/** The server's own path keeps its query, which clients of the proxy need not know. */
function onServer(rest: string, { pathname, search }: URL): string {
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return path === pathname ? pathname + search : path;
}

/**
 * The address for messages that a server of the old HTTP+SSE transport (2024-11-05) names first in its stream: from its
 * root, where the token does not stand. It holds a session id of the server's, as hard to guess.
 */
export function announcedIn(chunk: Buffer): string | undefined {
  const head = chunk.subarray(0, 4096).toString('latin1');
  return /^event: ?endpoint\r?\ndata: ?(\/[\x21-\x7e]*)\r?\n/mu.exec(head)?.[1];
}
