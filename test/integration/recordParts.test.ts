import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lineSplitter } from '../../src/recorder/lines.ts';
import { redact, redactor, secretArguments, secretValues } from '../../src/recorder/redact.ts';
import { serverName } from '../../src/recorder/serverName.ts';

describe('the name of a server', () => {
  it.each([
    ['npx', ['-y', '@modelcontextprotocol/server-filesystem@2026.8.31', '/data'], 'filesystem'],
    ['npx', ['--yes', 'some-mcp-server'], 'some'],
    ['C:\\Program Files\\nodejs\\npx.cmd', ['weather-mcp'], 'weather'],
    ['uvx', ['mcp-server-git', '--repository', '.'], 'git'],
    ['node', ['/home/me/server-memory/dist/index.js'], 'memory'],
    ['node', ['--no-warnings', './tickets.mjs'], 'tickets'],
    ['python3', ['-m', 'mcp_server_time'], 'time'],
    ['/usr/local/bin/github-mcp-server', ['stdio'], 'github'],
    ['bun', ['run', 'src/index.ts'], 'src/index.ts'],
    ['node', [], 'node'],
  ] as const)('is short: %s %j → %s', (command, args, name) => {
    expect(serverName(command, args)).toBe(name);
  });
});

describe('redaction', () => {
  it.each([
    [`sk-${'a'.repeat(24)}`, '[redacted]'],
    [`ghp_${'A1'.repeat(18)}`, '[redacted]'],
    [`github_pat_${'A1_'.repeat(10)}`, '[redacted]'],
    ['xoxb-1234567890-abcdef', '[redacted]'],
    ['AKIAABCDEFGHIJKLMNOP', '[redacted]'],
    ['ASIAABCDEFGHIJKLMNOP', '[redacted]'],
    [`AIza${'aB3-_'.repeat(7)}`, '[redacted]'],
    [`hf_${'aB'.repeat(17)}`, '[redacted]'],
    [`glpat-${'a1_-'.repeat(5)}`, '[redacted]'],
    [`eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.sig`, '[redacted]'],
    [`key-eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.sig`, 'key-[redacted]'],
    [`sk_live_${'a1'.repeat(12)}`, '[redacted]'],
    [`npm_${'aB3'.repeat(12)}`, '[redacted]'],
    [`ya29.${'a1_'.repeat(10)}`, '[redacted]'],
    [`GOCSPX-${'a1_'.repeat(9)}`, '[redacted]'],
    [`SG.${'a'.repeat(22)}.${'b'.repeat(43)}`, '[redacted]'],
    [`dop_v1_${'0f'.repeat(32)}`, '[redacted]'],
    ['postgres://me:pw@db/x', 'postgres://me:[redacted]@db/x'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [redacted]'],
  ])('masks %s', (secret, masked) => {
    for (const before of ['use ', 'use:\n', '\u001b']) {
      const frame = JSON.stringify({ text: `${before}${secret} here` });
      expect(JSON.parse(redact(frame))).toEqual({ text: `${before}${masked} here` });
    }
  });

  it('leaves ordinary text alone', () => {
    const text =
      'a task-list, sk-1, the bearer of news, ghp_short, risk-assessment-of-the-new-plant, ' +
      'http://localhost:8080/a@b, https://x.org/?q=a:b, eyJ, AIzaShort';
    expect(redact(text)).toBe(text);
  });

  it('masks members whose names leave no doubt, also in JSON inside a string', () => {
    const given = { password: 'a "b" \\ c', api_key: 'k', clientSecret: 's', note: 'plain' };
    const masked = { password: '[redacted]', api_key: '[redacted]', clientSecret: '[redacted]' };
    const plain = { progressToken: 'p', nextPageToken: 'n', key: 'k', password: 7, author: 'Ada' };
    const frame = JSON.stringify({
      given,
      plain,
      text: JSON.stringify({ token: 't', password: 'x' }),
    });
    expect(JSON.parse(redact(frame))).toEqual({
      given: { ...masked, note: 'plain' },
      plain,
      text: '{"token":"t","password":"[redacted]"}',
    });
    const schema = '{"properties":{"password":{"type":"string"}}}';
    expect(redact(schema)).toBe(schema);
  });

  it('masks private keys, of whatever kind', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEow+/a1='.repeat(30)}\n-----END RSA PRIVATE KEY-----`;
    const { key: masked } = JSON.parse(redact(JSON.stringify({ key }))) as { key: string };
    expect(masked).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\[redacted\]\s*-----END/u);
    expect(masked).not.toContain('MIIE');
  });

  it('masks secret arguments of the command', () => {
    const args = [
      'server.js',
      '--api-key',
      'first-value',
      '--token=second-value',
      '-e',
      'DB_PASS=third-value',
    ];
    const headers = [
      '--header',
      'Authorization: Bearer fourth-value',
      '--url',
      'http://a:fifth-value@b/',
    ];
    expect(secretArguments([...args, ...headers, '--dir', '/plain/folder']).sort()).toEqual(
      ['fifth-value', 'first-value', 'fourth-value', 'second-value', 'third-value'].sort(),
    );
  });

  it('says what it masked, and takes patterns and values', () => {
    const own = redactor({ patterns: ['P-\\d+'] }, []);
    own.hide(['seen-on-the-way']);
    expect(own.clean('P-1 P-22 seen-on-the-way')).toEqual({
      text: '[redacted] [redacted] [redacted]',
      redacted: { pattern: 2, value: 1 },
    });
    expect(own.clean('nothing')).toEqual({ text: 'nothing', redacted: undefined });
  });

  it('masks the values of variables that are named like secrets', () => {
    const plain = {
      HOME: '/home/someone',
      TOKEN: 'short',
      SSH_AUTH_SOCK: tmpdir(),
      GIT_AUTHOR_NAME: 'Ada Lovelace',
      XAUTHORITY: '/run/user/1000/xauth',
      KEYBOARD: 'qwertz-compact',
    };
    const secret = {
      API_KEY: 'he said "open"',
      OPENAI_KEY: 'abcdefgh',
      SIGNING_SECRET: '/9j4AAQSkZJRg/ABAQ==',
      DB_PASS: 'correct horse',
      PROXY_AUTHORIZATION: 'Basic abcdefgh',
    };
    const env = { ...plain, ...secret };
    const masked = Object.fromEntries(Object.keys(secret).map(name => [name, '[redacted]']));
    expect(JSON.parse(redact(JSON.stringify(env), secretValues(env)))).toEqual({
      ...plain,
      ...masked,
    });
  });

  it('masks the password of a URL, also where it stands alone', () => {
    const values = secretValues({ DATABASE_URL: 'postgres://me:p%40ss-word@db:5432/x' });
    const text = 'p%40ss-word p@ss-word postgres://me:other@db postgres://db/x';
    expect(redact(text, values)).toBe(
      '[redacted] [redacted] postgres://me:[redacted]@db postgres://db/x',
    );
  });

  it.each([
    ['eyJ-'],
    ['eyJaaaaaaaaaa.'],
    ['eyJaaaaaaaaaa.eyJ-'],
    ['eyJ-.eyJaaaaaaaaaa.-'],
    ['sk-'],
    ['xoxb-'],
    ['AIza'],
    ['glpat-'],
    ['Bearer '],
    ['Bearer          '],
    ['://a:'],
    ['://a:b'],
    ['"password":"'],
    ['"password":"\\\\\\"'],
    ['\\\\"password\\\\":\\\\"'],
    ['-----BEGIN PRIVATE KEY-----'],
    ['-----BEGIN '],
  ])('is done with 2 MB of %j before anybody notices', hostile => {
    const text = hostile.repeat((2 << 20) / hostile.length);
    expect(redact(text).length).toBeGreaterThan(0);
  });
});

describe('lines', () => {
  /** What a splitter makes of bytes cut into pieces: the lines, and the sizes of those that are too long. */
  function split(bytes: Buffer, piece: number, longest: number): (string | number)[] {
    const lines: (string | number)[] = [];
    const splitter = lineSplitter(longest, {
      line: line => lines.push(line.toString()),
      tooLong: size => lines.push(size),
    });
    for (let at = 0; at < bytes.length; at += piece) splitter.feed(bytes.subarray(at, at + piece));
    splitter.end();
    return lines;
  }

  it('are the same however the bytes are cut', () => {
    const bytes = Buffer.from('ä\n\n{"x":1}\r\nlast');
    for (let size = 1; size <= bytes.length; size++) {
      expect(split(bytes, size, 100)).toEqual(['ä', '', '{"x":1}\r', 'last']);
    }
  });

  it('that are too long are counted, not kept', () => {
    const bytes = Buffer.from('12345\n123456\n\n1234567\n123\n12345678');
    for (let size = 1; size <= bytes.length; size++) {
      expect(split(bytes, size, 5)).toEqual(['12345', 6, '', 7, '123', 8]);
    }
  });
});
