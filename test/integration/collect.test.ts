import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collector, Collecting } from '../../src/recorder/collect.ts';
import { startCollector } from '../../src/recorder/collect.ts';
import { scratch } from './recordCli.ts';

let folder: string;
let remove: () => Promise<void>;
const open: Collector[] = [];

beforeAll(async () => {
  ({ folder, remove } = await scratch());
});
afterAll(async () => {
  for (const each of open) await each.close();
  await remove();
});

let files = 0;
const newFile = (): string => join(folder, `collected-${files++}`, 's.faultline');

async function start(more: Partial<Collecting> = {}): Promise<Collector> {
  const collector = await startCollector({ file: newFile(), port: 0, ...more });
  open.push(collector);
  return collector;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request with exactly these headers, which `fetch` would not send. */
function post(
  { port }: { readonly port: number },
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.on('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const spans = (...attributes: readonly object[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                name: 'chat gpt',
                startTimeUnixNano: '1795000000000000000',
                endTimeUnixNano: '1795000001000000001',
                attributes,
              },
            ],
          },
        ],
      },
    ],
  });
const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

async function lines(collector: Collector): Promise<Record<string, unknown>[]> {
  await collector.close();
  const recorded = await readFile(collector.file, 'utf8').catch(() => '');
  return recorded
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}

describe('what is taken', () => {
  it('is answered in kind and written as it came', async () => {
    const collector = await start();
    // A number that a double does not hold stays what it was.
    const body = spans({ key: 'n', value: { intValue: '1' } }).replace(
      '"1"',
      '12345678901234567890',
    );
    const answer = await post(collector, `/${collector.token}/v1/traces`, body);
    expect({ ...answer, body: answer.body.toString() }).toMatchObject({
      status: 200,
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    await collector.close();
    const recorded = await readFile(collector.file, 'utf8');
    const [header, line] = recorded.trimEnd().split('\n');
    expect(JSON.parse(header ?? '')).toMatchObject({ faultline: 1, title: 's' });
    expect(line).toMatch(/^\{"t":"[^"]+","type":"otlp","signal":"traces","body":\{/u);
    expect(line).toContain(`"body":${body}}`);
    const { mode } = await stat(collector.file);
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  });

  it('may be packed, and pretty-printed', async () => {
    const collector = await start();
    const pretty = JSON.stringify(JSON.parse(spans(text('a', 'b'))), undefined, 2);
    const headers = { 'content-encoding': 'gzip' };
    const path = `/${collector.token}/v1/traces`;
    expect((await post(collector, path, gzipSync(pretty), headers)).status).toBe(200);
    const [, line] = await lines(collector);
    expect(line?.['body']).toEqual(JSON.parse(pretty));
    expect(line).not.toHaveProperty('redacted');
  });

  it('may come with the token in a header', async () => {
    const collector = await start({ token: 'abc' });
    const headers = { authorization: 'Bearer abc' };
    expect((await post(collector, '/v1/traces', spans(), headers)).status).toBe(200);
    expect(await lines(collector)).toHaveLength(2);
  });

  it('leaves no file behind when nothing came', async () => {
    const collector = await start();
    expect((await post(collector, `/${collector.token}/v1/traces`, '{}')).status).toBe(200);
    expect((await post(collector, `/${collector.token}/v1/metrics`, '{}')).status).toBe(200);
    expect(await lines(collector)).toEqual([]);
  });

  it('is told when it cannot be recorded, and not to come again', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const said: string[] = [];
    const file = join(folder, 'blocked', 'x', 's.faultline');
    const collector = await start({ file, token: 'abc', say: each => said.push(each) });
    const send = (): Promise<Answer> => post(collector, '/abc/v1/traces', spans());
    await send();
    await expect.poll(() => said.length, { timeout: 20_000 }).toBe(1);
    const answer = await send();
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      partialSuccess: { rejectedSpans: '1' },
    });
    const binary = { 'content-type': 'application/x-protobuf' };
    const other = await post(collector, '/abc/v1/traces', Buffer.from('0a021200', 'hex'), binary);
    expect([other.status, other.headers['content-type'], said.length]).toEqual([
      200,
      'application/x-protobuf',
      1,
    ]);
  });
});

describe('what is refused', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await start();
  });
  const path = (): string => `/${collector.token}/v1/traces`;

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of this machine', { origin: 'http://localhost:3000' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a browser that sends no Origin', { 'sec-fetch-site': 'cross-site' }],
    ['a rebound name', { host: 'evil.example:4318' }],
    ['another port in Host', { host: '127.0.0.1:1' }],
  ])('%s, though it knows the token', async (_, headers) => {
    expect((await post(collector, path(), spans(), headers as Record<string, string>)).status).toBe(
      403,
    );
  });

  it.each([
    ['no token', '/v1/traces', {}],
    ['a wrong token in the path', '/00000000000000000000000000000000/v1/traces', {}],
    ['a wrong token in the header', '/v1/traces', { authorization: 'Bearer wrong' }],
    ['no token, asking who this is', '/faultline', {}],
    ['an empty path', '/', {}],
  ])('%s', async (_, at, headers) => {
    const answer = await post(collector, at, spans(), headers);
    expect([answer.status, answer.body.toString().includes(collector.token)]).toEqual([401, false]);
  });

  it.each([
    [405, 'GET', '/v1/traces', '', {}],
    [404, 'POST', '/v1/other', '{}', {}],
    [415, 'POST', '/v1/traces', '{}', { 'content-type': 'text/plain' }],
    [415, 'POST', '/v1/traces', '{}', { 'content-encoding': 'br' }],
    [400, 'POST', '/v1/traces', 'not JSON', {}],
    [400, 'POST', '/v1/traces', '[]', {}],
    [400, 'POST', '/v1/traces', '{"resourceLogs":[]}', {}],
    [400, 'POST', '/v1/traces', 'not gzip', { 'content-encoding': 'gzip' }],
    [400, 'POST', '/v1/traces', '\u00ff', { 'content-type': 'application/x-protobuf' }],
    [400, 'POST', '/v1/traces', `{"resourceSpans":${'['.repeat(200_000)}`, {}],
  ])('with status %i: %s %s', async (status, method, at, body, headers) => {
    const given = headers as Record<string, string>;
    const answer = await post(collector, `/${collector.token}${at}`, body, given, method);
    const type = given['content-type']?.includes('protobuf') ? 'x-protobuf' : 'json';
    expect([answer.status, answer.headers['content-type']]).toEqual([
      status,
      `application/${type}`,
    ]);
    if (type === 'json') expect(JSON.parse(answer.body.toString())).toHaveProperty('message');
  });

  it('a body that is too large, plain or unpacked', async () => {
    const packed = gzipSync(Buffer.alloc((1 << 26) + 1, ' '));
    const answer = await post(collector, path(), packed, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    const plain = post(collector, path(), Buffer.alloc((1 << 26) + 1, ' '));
    // The connection may end while the rest is still being sent.
    expect(await plain.then(each => each.status).catch(() => 413)).toBe(413);
  });

  it('and nothing of it is recorded', async () => {
    expect(await lines(collector)).toEqual([]);
  });
});

it('listens on loopback only', async () => {
  const { port } = await start();
  const others = Object.values(networkInterfaces())
    .flatMap(each => each ?? [])
    .filter(each => !each.internal && each.family === 'IPv4');
  for (const { address } of others) {
    const socket = connect(port, address);
    const reached = await new Promise(resolve => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    expect(reached).toBe(false);
  }
});

it('keeps credentials off the disk, in attributes, headers and texts', async () => {
  const key = `sk-${'a1B2'.repeat(8)}`;
  const secrets = [
    'hunter2-hunter2',
    'sid=0123456789',
    'basic-credential-1',
    'plain-api-key-1',
    key,
  ];
  const collector = await start();
  const body = spans(
    text('db.password', 'hunter2-hunter2'),
    text('http.request.header.cookie', 'sid=0123456789'),
    {
      key: 'http.request.header.authorization',
      value: { arrayValue: { values: [{ stringValue: 'basic-credential-1' }] } },
    },
    {
      key: 'request',
      value: { kvlistValue: { values: [text('x-api-key', 'plain-api-key-1')] } },
    },
    text('gen_ai.tool.call.arguments', JSON.stringify({ header: `Bearer ${key}` })),
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '12345678' } },
    text('gen_ai.token.type', 'input'),
  );
  expect((await post(collector, `/${collector.token}/v1/traces`, body)).status).toBe(200);
  await collector.close();
  const recorded = await readFile(collector.file, 'utf8');
  for (const secret of secrets) expect(recorded).not.toContain(secret);
  expect(recorded).not.toContain(collector.token);
  expect(recorded).toContain('{"key":"gen_ai.usage.input_tokens","value":{"intValue":"12345678"}}');
  expect(recorded).toContain('{"key":"gen_ai.token.type","value":{"stringValue":"input"}}');
  expect(recorded.match(/\[redacted\]/gu)).toHaveLength(5);
  expect((await lines(collector))[1]?.['redacted']).toEqual({ member: 4, shape: 1 });
});

it('says once, for the framework that sent it, how to turn content capture on', async () => {
  const said: string[] = [];
  const collector = await start({ say: each => said.push(each) });
  const bare = [text('gen_ai.operation.name', 'chat'), text('gen_ai.request.model', 'm')];
  const path = `/${collector.token}/v1/traces`;
  await post(collector, path, spans(...bare));
  await post(collector, path, spans(...bare));
  const other = spans(...bare, text('traceloop.workflow.name', 'w'));
  await post(collector, path, other.replace('b7ad6b7169203331', 'b7ad6b7169203332'));
  await post(collector, path, spans(...bare, text('gen_ai.input.messages', '[]')));
  await collector.close();
  expect(said).toEqual([
    expect.stringContaining('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'),
    expect.stringContaining('TRACELOOP_TRACE_CONTENT'),
  ]);
});

describe('a port that is taken', () => {
  it('by a Faultline of the same folder is shared, and taken over when that one ends', async () => {
    const file = newFile();
    const first = await start({ file });
    const said: string[] = [];
    const mine = join(file, '..', 'other.faultline');
    const second = await start({ file: mine, port: first.port, say: each => said.push(each) });
    expect({ ...second, owner: second.isOwner() }).toMatchObject({
      owner: false,
      file,
      endpoint: first.endpoint,
    });
    await first.close();
    await expect.poll(() => second.isOwner(), { timeout: 30_000 }).toBe(true);
    expect(second.file).toBe(mine);
    const answer = await post(second, `/${second.token}/v1/traces`, spans());
    expect(answer.status).toBe(200);
    expect(await lines(second)).toHaveLength(2);
    expect(said).toHaveLength(2);
  });

  it('by a Faultline of another folder, or another program, is an error that says what to do', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(/port \d+ is in use.*--port/u);
    const other = createServer((_, response) => response.end('hello'));
    await new Promise<void>(resolve => void other.listen(0, '127.0.0.1', resolve));
    const taken = (other.address() as AddressInfo).port;
    await expect(start({ port: taken })).rejects.toThrow(/port \d+ is in use.*--port/u);
    other.close();
  });
});

it('keeps its token from one start to the next', async () => {
  const file = newFile();
  const first = await start({ file });
  await first.close();
  await wait(1);
  expect((await start({ file })).token).toBe(first.token);
});
