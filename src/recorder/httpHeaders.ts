import { secretName } from './redact.ts';

/** Names and values in turn, as Node gives and takes them: order, case and repetition stay. */
export type RawHeaders = readonly string[];

/** The two ends of a proxy: its own port and the token in its address, and the server's address. */
export interface Ends {
  readonly port: number;
  readonly token: string;
  readonly upstream: URL;
}

/** Headers that concern one connection only (RFC 9110 §7.6.1); the next connection has its own. */
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate'],
  ...['proxy-authorization', 'te', 'upgrade', 'expect'],
]);

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function* pairs(headers: RawHeaders): Generator<readonly [name: string, value: string]> {
  for (let i = 0; i + 1 < headers.length; i += 2) yield [headers[i] ?? '', headers[i + 1] ?? ''];
}

/** True if an authority (`localhost:4000`) is the proxy itself. */
const isOwn = (authority: string, { port }: Ends): boolean => {
  if (authority === `127.0.0.1:${port}`) return true;
  const [, host = '', given = '80'] = /^(.*?)(?::(\d+))?$/u.exec(authority.toLowerCase()) ?? [];
  return loopback.has(host) && Number(given) === port;
};

/**
 * Says why a request is refused, if it is: a web page must not reach the server through this proxy. A page of another site
 * shows by its Origin, a name that was bound to this machine (DNS rebinding) by its Host. The server's own pages, and
 * those that run on this machine, may do what they could do without the proxy.
 */
export function refusal(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  ends: Ends,
): string | undefined {
  const { host = '', origin } = headers;
  if (!isOwn(host, ends)) return 'Host is not this proxy';
  if (origin === undefined || origin === ends.upstream.origin) return undefined;
  const from = URL.canParse(origin) ? new URL(origin) : undefined;
  return from !== undefined && loopback.has(from.hostname) ? undefined : 'Origin is not allowed';
}

/** Request headers for the server: `Host`, and an `Origin` that is the proxy itself, become the server's; the rest stays. */
export function toServer(headers: RawHeaders, ends: Ends): string[] {
  const { upstream } = ends;
  return forwarded(headers, (name, value) => {
    if (name === 'host') return upstream.host;
    const own = name === 'origin' && value.startsWith('http://') && isOwn(value.slice(7), ends);
    return own ? upstream.origin : value;
  });
}

/** Response headers for the client. A redirect within the server stays within the proxy. */
export function toClient(headers: RawHeaders, ends: Ends): string[] {
  const { upstream } = ends;
  return forwarded(headers, (name, value) => {
    if (name !== 'location') return value;
    // From the server's root, where our token does not stand, or with its authority; what is relative stays so.
    if (/^\/(?!\/)/u.test(value)) return ownAddress(ends) + value;
    if (!URL.canParse(value)) return value;
    const { origin, pathname, search, hash } = new URL(value);
    return origin === upstream.origin ? ownAddress(ends) + pathname + search + hash : value;
  });
}

/** What stands before the server's path in addresses for clients. */
export const ownAddress = ({ port, token }: Ends): string => `http://127.0.0.1:${port}/${token}`;

function forwarded(headers: RawHeaders, change: (name: string, value: string) => string): string[] {
  const named = namedByConnection(headers);
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = [headers[i], headers[i + 1]];
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named.includes(lower)) kept.push(name, change(lower, value));
  }
  return kept;
}

/** Headers that `Connection` names as its own; nearly always none. */
function namedByConnection(headers: RawHeaders): readonly string[] {
  const named: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() !== 'connection') continue;
    for (const option of headers[i + 1]?.split(',') ?? []) named.push(option.trim().toLowerCase());
  }
  return named;
}

/** Headers that are credentials whatever they hold. Asked for every header of every request, so answers are kept. */
function isSecret(name: string): boolean {
  const known = secretNames.get(name);
  if (known !== undefined) return known;
  const secret = /cookie|session/iu.test(name) || secretName.test(name.replaceAll('-', '_'));
  if (secretNames.size < 1000) secretNames.set(name, secret);
  return secret;
}

const secretNames = new Map<string, boolean>();

/** The credentials in headers, so that they can be hidden where somebody repeats them. */
export function secretsIn(headers: RawHeaders): string[] {
  const found: string[] = [];
  for (const [name, value] of pairs(headers)) {
    if (!isSecret(name) || /session/iu.test(name)) continue;
    if (/cookie/iu.test(name)) {
      const cookies = /^set-/iu.test(name) ? [value.split(';')[0] ?? ''] : value.split(';');
      found.push(...cookies.map(each => each.slice(each.indexOf('=') + 1).trim()));
      continue;
    }
    const [, scheme = '', token = ''] = /^(?:(\S+)\s+)?(.*)$/su.exec(value) ?? [];
    found.push(token);
    if (scheme.toLowerCase() === 'basic') {
      const plain = Buffer.from(token, 'base64').toString();
      found.push(plain.slice(plain.indexOf(':') + 1));
    }
  }
  return found.filter(value => value.length >= 8).map(each => JSON.stringify(each).slice(1, -1));
}

/** Headers as they may be recorded: of a credential only that it was there. */
export function recordable(headers: RawHeaders): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of pairs(headers)) {
    out[name.toLowerCase()] = isSecret(name) ? '[redacted]' : value;
  }
  return out;
}
