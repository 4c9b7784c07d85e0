import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'faultline-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const session = join(folder, 'bridge.json');
const messages = [
  ['scout', 'The bridge at Halden is closed until June.'],
  ['planner', 'Then we have to take the ferry, which costs a day.'],
  ['cook', 'Dinner is soup.'],
  ['clerk', 'I file this under roads.'],
  ['porter', 'Bags are packed.'],
];
writeFileSync(
  session,
  JSON.stringify(messages.map(([name, content]) => ({ role: 'assistant', name, content }))),
);
const wrong = ['affected', session, '--step', '0', '--quote', 'closed until June'];

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Not in one go: the scripted server answers from this process. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, out, err };
}

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly model: string;
  readonly prompt: string;
}

interface Reply {
  readonly status?: number;
  readonly location?: string;
  readonly content: unknown;
}

/** An OpenAI-compatible server that answers by script, and what it was asked. */
async function serving<T>(
  reply: (prompt: string) => Reply,
  use: (url: string, asked: readonly Asked[]) => Promise<T>,
): Promise<T> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const send = (status: number, value: unknown, location = ''): void => {
        response.writeHead(status, { 'content-type': 'application/json', location });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      };
      if (request.url === '/v1/models') return send(200, { data: [{ id: 'tiny-1' }] });
      const { model, messages: said } = JSON.parse(body) as {
        model: string;
        messages: { content: string }[];
      };
      const prompt = said[0]?.content ?? '';
      const { authorization } = request.headers;
      asked.push({ url: request.url ?? '', authorization, model, prompt });
      const { status = 200, content, location } = reply(prompt);
      return send(
        status,
        status === 200 && typeof content === 'string'
          ? { choices: [{ message: { role: 'assistant', content } }] }
          : content,
        location,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const no = JSON.stringify({ used: false, quote_marked: '', quote_step: '' });
const yes = (marked: string, step: string): string =>
  JSON.stringify({ used: true, quote_marked: marked, quote_step: step });

/** A true yes about #1, a no about #2, an invented quote about #3, no answer about #4. */
function script(prompt: string): Reply {
  if (prompt.includes('OUTPUT of step #1')) {
    return { content: `Sure:\n\`\`\`json\n${yes('closed until June', 'take the ferry')}\n\`\`\`` };
  }
  if (prompt.includes('OUTPUT of step #3')) return { content: yes('closed until July', 'roads') };
  if (prompt.includes('OUTPUT of step #4')) return { content: 'I cannot say.' };
  return { content: no };
}

describe('faultline affected --check-with', () => {
  it('puts what a model says into the same answer, as evidence of its own kind', async () => {
    await serving(script, async (url, asked) => {
      const before = await run([...wrong, '--json']);
      const { code, out, err } = await run([...wrong, '--json', '--check-with', url]);
      expect([code, before.code]).toEqual([0, 0]);
      const plain = JSON.parse(before.out) as Record<string, unknown[]>;
      expect(plain['traced']).toEqual([]);
      expect(plain).not.toHaveProperty('check');
      const answer = JSON.parse(out) as Record<string, unknown>;
      const ferry = messages[1]?.[1] ?? '';
      expect(answer['traced']).toEqual([
        {
          step: 's1',
          sourceId: '1',
          hops: 1,
          evidence: [
            {
              kind: 'model',
              tier: 'probable',
              bits: 0,
              from: { step: 's0', start: 24, end: 41 },
              to: {
                step: 's1',
                start: ferry.indexOf('take the ferry'),
                end: ferry.indexOf('take the ferry') + 'take the ferry'.length,
              },
              text: 'take the ferry',
            },
          ],
        },
      ]);
      expect(answer['check']).toEqual({
        model: 'tiny-1',
        asked: 4,
        yes: 1,
        no: 1,
        unverified: 1,
        failed: 1,
        steps: [
          { step: 's1', sourceId: '1', answer: 'yes' },
          { step: 's2', sourceId: '2', answer: 'no' },
          { step: 's3', sourceId: '3', answer: 'unverified' },
          { step: 's4', sourceId: '4', answer: 'failed' },
        ],
      });
      expect(err).toMatch(/asking “tiny-1” about 4 steps, about [\d,]+ tokens/u);
      expect(err).toContain('model check: 4 asked, 1 yes, 1 no, 1 unverified, 1 failed');
      expect(asked.map(each => [each.url, each.model])).toEqual(
        Array.from({ length: 4 }, () => ['/v1/chat/completions', 'tiny-1']),
      );
      expect(asked[0]?.prompt).toContain('closed until June');
    });
  });

  it('takes the name of a model, an address with a path, and a key from the environment', async () => {
    await serving(script, async (url, asked) => {
      const args = [...wrong, '--check-with', `${url}/v1/chat/completions/`, '--model', 'big-2'];
      const { code, out } = await run(args, { FAULTLINE_API_KEY: 'k-1' });
      expect(code).toBe(0);
      expect(out).toContain('a model says so “take the ferry” from #0');
      expect(asked).toHaveLength(4);
      expect(new Set(asked.map(each => `${each.url} ${each.model} ${each.authorization}`))).toEqual(
        new Set(['/v1/chat/completions big-2 Bearer k-1']),
      );
    });
  });

  it('goes on where single requests fail, and counts them', async () => {
    const reply = (prompt: string): Reply =>
      prompt.includes('step #2') ? { status: 500, content: 'out of memory' } : script(prompt);
    await serving(reply, async url => {
      const { code, err } = await run([...wrong, '--json', '--check-with', url]);
      expect(code).toBe(0);
      expect(err).toContain('4 asked, 1 yes, 0 no, 1 unverified, 2 failed');
      expect(err).toContain('answered 500 “out of memory”');
    });
  });

  it('ends with one clear error where nothing answers, or not as it should', async () => {
    const shape = (): Reply => ({ content: { reply: 'hello' } });
    const gone = await serving(shape, async url => {
      const { code, out, err } = await run([...wrong, '--check-with', url]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('answered in another shape than OpenAI');
      return url;
    });
    const { code, out, err } = await run([...wrong, '--check-with', gone]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^faultline: http:\S+\/v1\/models: no answer \(ECONNREFUSED\)/mu);
  });

  it('sends nothing to another machine unless told to', async () => {
    const remote = await run([...wrong, '--check-with', 'https://models.example']);
    expect(remote.code).toBe(2);
    expect(remote.err).toContain('models.example is not this machine');
    expect(remote.err).toContain('--allow-remote');
    for (const host of ['127.0.0.1.example', '0.0.0.0', 'localhost.example']) {
      expect((await run([...wrong, '--check-with', `http://${host}`])).code).toBe(2);
    }
    // With leave it goes ahead: this host name has no address anywhere.
    const allowed = await run([
      ...wrong,
      '--check-with',
      'http://models.invalid',
      '--allow-remote',
    ]);
    expect(allowed.code).toBe(1);
    expect(allowed.err).toContain('no answer');
  });

  it('follows no redirection: it could lead to another machine', async () => {
    await serving(script, async (elsewhere, asked) => {
      const away = (): Reply => ({ status: 307, location: elsewhere, content: '' });
      await serving(away, async url => {
        const { code, err } = await run([...wrong, '--check-with', url]);
        expect(code).toBe(1);
        expect(err).toContain('no answer');
        expect(asked).toEqual([]);
      });
    });
  });

  it('says what is wrong with its options', async () => {
    expect((await run([...wrong, '--check-with', 'ollama'])).err).toContain('not “ollama”');
    expect((await run([...wrong, '--model', 'x'])).code).toBe(2);
  });
});

describe('faultline export --format labels', () => {
  const marks = join(folder, 'bridge.marks.json');
  writeFileSync(
    marks,
    JSON.stringify({
      version: 1,
      marks: [{ id: 'k1', verdict: 'wrong', step: '0', quote: 'closed until June' }],
      overrides: [
        { used: '0', generated: '1', didUse: true },
        { used: '0', generated: '2', didUse: false },
        { used: '0', generated: 'gone', didUse: true },
        { used: '1', generated: '3', didUse: true },
      ],
    }),
  );
  const args = ['export', session, '--format', 'labels', '--marks', marks];

  it('writes what was said, and leaves out what nobody judged', async () => {
    const out = join(folder, 'labels.json');
    const done = await run([...args, '--out', out]);
    expect([done.code, done.out]).toEqual([0, '']);
    expect(done.err).toContain('1 mark or override fit no step');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({
      bridge: [
        {
          mark: 'k1',
          verdict: 'wrong',
          source: '0',
          quote: 'closed until June',
          consumers: [{ step: '1', how: ['said'], direct: true }],
          denied: ['2'],
          excluded: ['3', '4'],
        },
        {
          mark: 'output of 1',
          source: '1',
          quote: messages[1]?.[1],
          consumers: [{ step: '3', how: ['said'], direct: true }],
          denied: [],
          excluded: ['2', '4'],
        },
      ],
    });
    const piped = await run([...args, '--out', '-']);
    expect(piped.out).toBe(readFileSync(out, 'utf8'));
  });

  it('says what is missing', async () => {
    expect((await run(['export', session, '--format', 'csv', '--out', 'x'])).code).toBe(2);
    expect((await run(['export', session, '--format', 'labels', '--out', 'x'])).code).toBe(2);
    const nowhere = await run([...args, '--out', join(folder, 'no', 'such', 'x.json')]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain('cannot be written (ENOENT)');
  });
});
