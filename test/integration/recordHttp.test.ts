import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli, scratch } from './recordCli.ts';

let folder: string;
let cli: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await scratch());
  cli = await bundleCli(folder);
});
afterAll(() => remove());

type Answer = (req: IncomingMessage, res: ServerResponse, body: string) => void;

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** A server that answers as told. */
async function upstream(answer: Answer): Promise<{ server: Server; url: string; port: number }> {
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => answer(req, res, body));
    res.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(
    () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}/mcp` };
}

interface Proxy {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly stderr: () => string;
  /** Ends the proxy; resolves to its exit code. */
  readonly stop: () => Promise<number | null>;
}

async function proxy(
  out: string,
  url: string,
  options: readonly string[] = [],
  env = {},
): Promise<Proxy> {
  const args = [cli, 'record', '--out', out, '--name', 'under-test', '--http', url, ...options];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const [address] = (await Promise.race([once(lines, 'line'), closed])) as [string];
  if (typeof address !== 'string') throw new Error(stderr);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return (await closed)[0];
  };
  running.push(async () => void (await stop()));
  return { url: address, port: Number(new URL(address).port), child, stderr: () => stderr, stop };
}

const file = (name: string): string => join(folder, `${name}.faultline`);

interface Line {
  readonly type?: string;
  readonly conn?: string;
  readonly stream?: number;
  readonly dir?: string;
  readonly raw?: string;
  readonly text?: string;
  readonly closed?: string;
  readonly redacted?: Record<string, number>;
  readonly headers?: Record<string, string>;
}

async function recording(name: string): Promise<Line[]> {
  const text = await readFile(file(name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
}

const frames = (lines: readonly Line[]): string[] =>
  lines.flatMap(line => (line.type === 'mcp' ? [`${line.dir} ${line.raw}`] : []));

const rpc = (id: number, more: object): string => JSON.stringify({ jsonrpc: '2.0', id, ...more });

const json = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
});

/** A request with headers that `fetch` would not send. */
function raw(url: string, headers: Record<string, string>, body = '{}'): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', headers }, res => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(body);
  });
}

describe('the HTTP proxy', () => {
  it('passes requests and answers on, and records the messages', async () => {
    let seen: string[] = [];
    const { url, port } = await upstream((req, res, body) => {
      seen = req.rawHeaders;
      expect(req.url).toBe('/mcp');
      res.writeHead(200, { 'Content-Type': 'application/json', 'X-Own': 'yes' });
      res.end(rpc(1, { result: { echoed: body.length } }));
    });
    const { url: own, stop } = await proxy(file('plain'), url);
    const sent = rpc(1, {
      method: 'tools/call',
      params: { name: 'say', arguments: { x: 'Gdańsk\n' } },
    });
    const answer = await fetch(
      own,
      json(sent, { 'Mcp-Name': 'say', Authorization: 'Bearer t0ken-t0ken-t0ken' }),
    );
    expect(answer.headers.get('x-own')).toBe('yes');
    const text = await answer.text();
    expect(text).toBe(rpc(1, { result: { echoed: sent.length } }));
    const sentHeaders = Object.fromEntries(
      seen.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), seen[i + 1]]] : [])),
    ) as Record<string, string>;
    expect(sentHeaders).toMatchObject({
      host: `127.0.0.1:${port}`,
      'mcp-name': 'say',
      authorization: 'Bearer t0ken-t0ken-t0ken',
    });
    expect(await stop()).toBe(0);
    const lines = await recording('plain');
    expect(lines[0]).toMatchObject({ faultline: 1, title: 'plain' });
    expect(frames(lines)).toEqual([`c2s ${sent}`, `s2c ${text}`]);
  });

  it('streams events as they come, and decodes only the recorded copy', async () => {
    let finish = (): void => undefined;
    const first = rpc(1, { method: 'notifications/progress' });
    const { url } = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(`: hello\r\n\r\nid: a\ndata: ${first.slice(0, 10)}\ndata: ${first.slice(10)}\n\n`);
      finish = () => res.end(`id: b\ndata: ${rpc(1, { result: {} })}\n\n`);
    });
    const { url: own, stop } = await proxy(file('events'), url);
    const answer = await fetch(own, json(rpc(1, { method: 'tools/call', params: {} })));
    const reader = answer.body?.getReader();
    const chunk = await reader?.read();
    // The server has not finished, and its event is here.
    expect(new TextDecoder().decode(chunk?.value as Uint8Array | undefined)).toContain('data: ');
    finish();
    for (;;) if ((await reader?.read())?.done !== false) break;
    await stop();
    expect(frames(await recording('events')).slice(1)).toEqual([
      `s2c ${first.slice(0, 10)}\n${first.slice(10)}`,
      `s2c ${rpc(1, { result: {} })}`,
    ]);
  });

  it('passes compressed bodies on as they are', async () => {
    const body = rpc(1, { result: { content: [{ type: 'text', text: 'x'.repeat(5000) }] } });
    const { url } = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      res.end(gzipSync(body));
    });
    const { url: own, stop } = await proxy(file('gzip'), url);
    const answer = await fetch(own, json(rpc(1, { method: 'tools/call', params: {} })));
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toBe(body);
    await stop();
    expect(frames(await recording('gzip'))[1]).toBe(`s2c ${body}`);
  });

  it('tells the server at once when the client goes away, and records that it did', async () => {
    let gone: Promise<unknown> = Promise.resolve();
    let arrived = (): void => undefined;
    const here = new Promise<void>(resolve => (arrived = resolve));
    const { url } = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(': waiting\n\n');
      gone = once(res, 'close');
      arrived();
    });
    const { url: own, stop } = await proxy(file('gone'), url);
    const abort = new AbortController();
    const sent = rpc(1, { method: 'tools/call', params: { name: 'slow' } });
    await fetch(own, { ...json(sent), signal: abort.signal });
    await here;
    abort.abort();
    await gone;
    await stop();
    const lines = await recording('gone');
    expect(lines.find(line => line.closed !== undefined)).toMatchObject({
      type: 'note',
      closed: 'client',
      stream: 1,
    });
  });

  it('breaks an answer off where the server does', async () => {
    const { url } = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(`data: ${rpc(1, { method: 'notifications/progress' })}\n\n`);
      setTimeout(() => res.destroy(), 100);
    });
    const { url: own, stop } = await proxy(file('broken'), url);
    const answer = await fetch(own, json(rpc(1, { method: 'tools/call', params: {} })));
    await expect(answer.text()).rejects.toThrow();
    await stop();
    const lines = await recording('broken');
    expect(lines.find(line => line.closed !== undefined)).toMatchObject({ closed: 'server' });
    expect(frames(lines)).toHaveLength(2);
  });

  it('holds the server back when the client does not read', async () => {
    let written = 0;
    const { url } = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/octet-stream' });
      const more = (): void => {
        while (written < 200) {
          written++;
          if (!res.write(Buffer.alloc(1 << 20))) return void res.once('drain', more);
        }
        res.end();
      };
      more();
    });
    const { url: own } = await proxy(file('slow'), url);
    const req = request(own);
    req.end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    await wait(1000);
    expect(written).toBeLessThan(100);
    let size = 0;
    for await (const chunk of res) size += (chunk as Buffer).length;
    expect(size).toBe(200 << 20);
  });

  it('records a resumed stream once', async () => {
    const event = (n: number): string => `id: e${n}\ndata: ${rpc(n, { result: { n } })}\n\n`;
    const { url } = await upstream((req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 's' });
      res.end(
        req.headers['last-event-id'] === undefined ? event(1) + event(2) : event(2) + event(3),
      );
    });
    const { url: own, stop } = await proxy(file('resumed'), url);
    const get = async (headers: Record<string, string>): Promise<string> =>
      (await fetch(own, { headers: { 'mcp-session-id': 's', ...headers } })).text();
    await get({});
    expect(await get({ 'last-event-id': 'e1' })).toBe(event(2) + event(3));
    await stop();
    expect(frames(await recording('resumed'))).toEqual(
      [1, 2, 3].map(n => `s2c ${rpc(n, { result: { n } })}`),
    );
  });

  it('keeps sessions apart without writing their ids', async () => {
    const { url } = await upstream((req, res, body) => {
      const session = req.headers['mcp-session-id'];
      const headers =
        session === undefined ? { 'mcp-session-id': `secret-session-${body.length}` } : {};
      res.writeHead(200, { 'content-type': 'application/json', ...headers });
      res.end(rpc(1, { result: {} }));
    });
    const { url: own, stop } = await proxy(file('sessions'), url);
    for (const name of ['a', 'bb']) {
      const first = await fetch(own, json(rpc(1, { method: 'initialize', params: { name } })));
      const session = first.headers.get('mcp-session-id') ?? '';
      await fetch(own, json(rpc(1, { method: 'ping' }), { 'mcp-session-id': session }));
      await fetch(own, { method: 'DELETE', headers: { 'mcp-session-id': session } });
    }
    await stop();
    const text = await readFile(file('sessions'), 'utf8');
    expect(text).not.toContain('secret-session');
    const conns = (await recording('sessions')).slice(1).map(line => line.conn?.split('.')[1]);
    expect(conns.filter(each => each === '1')).toHaveLength(5);
    expect(conns.filter(each => each === '2')).toHaveLength(5);
  });

  it('follows a redirect of the server within the proxy', async () => {
    const { url, port } = await upstream((req, res) => {
      if (req.url === '/mcp') res.writeHead(307, { location: `http://127.0.0.1:${port}/mcp/?x=1` });
      else res.writeHead(200, { 'content-type': 'application/json' });
      res.end(rpc(1, { result: { at: req.url } }));
    });
    const { url: own, stop } = await proxy(file('redirect'), url);
    const answer = await fetch(own, json(rpc(1, { method: 'ping' })));
    expect(answer.url).toBe(`${own}/?x=1`);
    await stop();
    expect(frames(await recording('redirect')).at(-1)).toContain('"at":"/mcp/?x=1"');
  });

  it('says once that a server cannot be reached, and goes on', async () => {
    const { url, server } = await upstream((_req, res) => res.end());
    await new Promise(resolve => server.close(resolve));
    const { url: own, stderr, stop } = await proxy(file('unreachable'), url);
    for (let n = 0; n < 3; n++) {
      expect((await fetch(own, json(rpc(n, { method: 'ping' })))).status).toBe(502);
    }
    await stop();
    expect(stderr().match(/cannot reach/gu)).toHaveLength(1);
    expect((await recording('unreachable')).filter(line => line.type === 'note')).toHaveLength(3);
  });

  it('says what a request for sign-in means', async () => {
    const { url } = await upstream((_req, res) => {
      res.writeHead(401, { 'www-authenticate': 'Bearer resource_metadata="https://x.example/y"' });
      res.end('no');
    });
    const { url: own, stderr, stop } = await proxy(file('oauth'), url);
    expect((await fetch(own, json(rpc(1, { method: 'ping' })))).status).toBe(401);
    await stop();
    expect(stderr()).toMatch(/asks for a bearer token.*OAuth does not work through this proxy/u);
  });

  it.runIf(process.platform === 'linux')(
    'goes on when the disk is full, and says so once',
    async () => {
      const { url } = await upstream((_req, res) => res.end(rpc(1, { result: {} })));
      const { url: own, stderr, stop } = await proxy('/dev/full', url, ['--token', 'a'.repeat(16)]);
      for (let n = 0; n < 5; n++) {
        expect(await (await fetch(own, json(rpc(n, { method: 'ping' })))).text()).toBe(
          rpc(1, { result: {} }),
        );
        await wait(50);
      }
      await stop();
      expect(stderr().match(/ENOSPC/gu)).toHaveLength(1);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'ends with whoever started it, if told so, and writes what it took',
    async () => {
      const { url } = await upstream((_req, res) => res.end(rpc(1, { result: {} })));
      const command = [cli, 'record', '--out', file('orphan'), '--http', url, '--end-with-stdin'];
      const parent = `const { spawn } = require('node:child_process');
        const [command, ...args] = ${JSON.stringify([process.execPath, ...command])};
        const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
        child.stdout.on('data', chunk => process.stdout.write(chunk));`;
      const started = spawn(process.execPath, ['-e', parent], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [own] = (await once(createInterface({ input: started.stdout }), 'line')) as [string];
      const answer = async (): Promise<number | undefined> =>
        (await fetch(own, json(rpc(1, { method: 'ping' }))).catch(() => undefined))?.status;
      expect(await answer()).toBe(200);
      started.kill('SIGKILL');
      await expect.poll(answer, { timeout: 30_000 }).toBeUndefined();
      const written = async (): Promise<number> => frames(await recording('orphan')).length;
      await expect.poll(written, { timeout: 20_000 }).toBe(2);
    },
  );

  it('says that a port is taken', async () => {
    const { url, port } = await upstream((_req, res) => res.end());
    await expect(proxy(file('port'), url, ['--port', String(port)])).rejects.toThrow(
      `faultline: port ${port} is in use: choose another with --port\n`,
    );
  });
});

describe('security of the HTTP proxy', () => {
  it('lets in only who knows the token, which it keeps beside the recording', async () => {
    const seen: string[] = [];
    const { url } = await upstream((req, res) => {
      seen.push(req.url ?? '');
      res.end(rpc(1, { result: {} }));
    });
    const { url: own, stderr, stop } = await proxy(file('token'), url);
    const { origin, pathname } = new URL(own);
    const token = /^\/([\da-f]{32})\/mcp$/u.exec(pathname)?.[1] ?? 'none';
    const status = async (path: string): Promise<number> =>
      (await fetch(origin + path, json(rpc(1, { method: 'ping' })))).status;
    expect(await status(`/${token}/mcp`)).toBe(200);
    expect(await status(`/${token}/other?x=1`)).toBe(200);
    for (const path of [
      '/mcp',
      '/',
      `/${'0'.repeat(32)}/mcp`,
      `/${token}0/mcp`,
      `//${token}/mcp`,
    ]) {
      expect([path, await status(path)]).toEqual([path, 403]);
    }
    for (const path of ['oauth-protected-resource', `oauth-protected-resource/${token}/mcp`]) {
      const answer = await fetch(`${origin}/.well-known/${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toMatch(/OAuth.*does not work through the recorder/u);
    }
    expect(seen).toEqual(['/mcp', '/other?x=1']);
    await stop();
    expect(await readFile(file('token'), 'utf8')).not.toContain(token);
    expect(stderr()).toContain(token);
    const again = await proxy(file('token'), url);
    expect(new URL(again.url).pathname).toBe(pathname);
    const given = await proxy(file('token'), url, ['--token', 'my-own-token-1234']);
    expect(new URL(given.url).pathname).toBe('/my-own-token-1234/mcp');
    await expect(proxy(file('token'), url, ['--token', 'short'])).rejects.toThrow(/16 or more/u);
  });

  it('lets the old HTTP+SSE transport use the address that its stream names, while it is open', async () => {
    const address = '/messages?sessionId=0d6f1c9a';
    const { url } = await upstream((req, res) => {
      if (req.method === 'GET') {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write(`event: endpoint\ndata: ${address}\n\n`);
      } else res.writeHead(202).end();
    });
    const { url: own } = await proxy(file('old-transport'), url);
    const { origin } = new URL(own);
    const post = async (): Promise<number> =>
      (await fetch(origin + address, json(rpc(1, { method: 'ping' })))).status;
    expect(await post()).toBe(403);
    const abort = new AbortController();
    const stream = await fetch(own, { signal: abort.signal });
    await stream.body?.getReader().read();
    expect(await post()).toBe(202);
    abort.abort();
    await expect.poll(post, { timeout: 20_000 }).toBe(403);
  });

  it('listens on loopback only', async () => {
    const { url } = await upstream((_req, res) => res.end());
    const { port } = await proxy(file('loopback'), url);
    const reach = (host: string): Promise<boolean> =>
      new Promise(resolve => {
        const socket = connect({ host, port, timeout: 5000 });
        const done = (reached: boolean) => (): void => {
          socket.destroy();
          resolve(reached);
        };
        socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
      });
    expect(await reach('127.0.0.1')).toBe(true);
    const others = Object.values(networkInterfaces()).flatMap(each => each ?? []);
    for (const { address } of others.filter(each => !each.internal)) {
      expect(await reach(address)).toBe(false);
    }
  });

  it('refuses what a web page could send, before the server sees it', async () => {
    let requests = 0;
    let origin: string | undefined;
    const { url, port: server } = await upstream((req, res) => {
      requests++;
      origin = req.headers.origin;
      res.end();
    });
    const { url: own, port, stop } = await proxy(file('origin'), url);
    const host = `127.0.0.1:${port}`;
    const refused = [
      { host, origin: 'https://evil.example' },
      { host, origin: 'null' },
      { host, origin: 'http://127.0.0.1.evil.example' },
      { host: `evil.example:${port}` },
      { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
      { host: `localhost:${port + 1}` },
    ];
    for (const headers of refused) expect(await raw(own, headers)).toBe(403);
    expect(requests).toBe(0);
    expect(await raw(own, { host: `LOCALHOST:${port}`, origin: `http://localhost:${port}` })).toBe(
      200,
    );
    expect(origin).toBe(`http://127.0.0.1:${server}`);
    expect(await raw(own, { host, origin: 'http://localhost:6274' })).toBe(200);
    expect(origin).toBe('http://localhost:6274');
    await stop();
    const notes = (await recording('origin')).filter(line => line.text?.includes('refused'));
    expect(notes).toHaveLength(refused.length);
  });

  it('leaves no planted secret on the disk', async () => {
    const secrets = {
      bearer: 'plainlooking0bearer0value',
      cookie: 'cookie-jar-value-1',
      apiKey: 'k3y-in-a-header-77',
      basic: 'correct-horse',
      env: 'environment-secret-5',
      query: 'query-secret-value-9',
      path: 'pathsecret1234567890abc',
      password: 'argument-password-3',
      shape: `ghp_${'Z9'.repeat(18)}`,
      echoed: `sk-${'q7'.repeat(15)}`,
      setCookie: 'fresh-session-cookie',
      own: 'PROJECT-4711-SECRET',
    };
    const { port } = await upstream((req, res, body) => {
      res.writeHead(200, {
        'content-type': 'application/json',
        'set-cookie': `sid=${secrets.setCookie}; Path=/`,
      });
      const text = `${JSON.stringify(req.rawHeaders)} ${req.url} ${body} ${secrets.echoed} ${secrets.env} ${secrets.basic} ${secrets.setCookie}`;
      res.end(rpc(1, { result: { content: [{ type: 'text', text }] } }));
    });
    const url = `http://127.0.0.1:${port}/${secrets.path}/mcp?api_key=${secrets.query}`;
    const { url: own, stop } = await proxy(
      file('secrets'),
      url,
      ['--redact', 'PROJECT-\\d+-SECRET'],
      {
        SERVICE_TOKEN: secrets.env,
      },
    );
    const basic = Buffer.from(`me:${secrets.basic}`).toString('base64');
    const call = rpc(1, {
      method: 'tools/call',
      params: {
        name: 'x',
        arguments: { password: secrets.password, note: secrets.shape, own: secrets.own },
      },
    });
    for (const authorization of [`Basic ${basic}`, `Bearer ${secrets.bearer}`]) {
      const answer = await fetch(
        own,
        json(call, {
          authorization,
          cookie: `a=b; sid=${secrets.cookie}`,
          'x-api-key': secrets.apiKey,
        }),
      );
      const text = await answer.text();
      // On the wire everything is as it was.
      expect(text).toContain(secrets.apiKey);
      expect(text).toContain(secrets.query);
    }
    await raw(own, {
      host: 'evil.example',
      authorization: `Bearer ${secrets.bearer}`,
      'x-api-key': secrets.apiKey,
    });
    await stop();
    const text = await readFile(file('secrets'), 'utf8');
    for (const [name, secret] of Object.entries(secrets)) {
      expect(text.includes(secret) ? name : 'masked').toBe('masked');
    }
    expect(text).not.toContain(basic);
    const masked = (await recording('secrets')).filter(line => line.type === 'mcp');
    expect(masked[0]?.redacted).toEqual({ member: 1, shape: 1, pattern: 1 });
  });
});
