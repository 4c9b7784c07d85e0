import { describe, expect, it } from 'vitest';
import { lineSplitter } from '../../src/recorder/lines.ts';
import { redact, secretValues } from '../../src/recorder/redact.ts';
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
    [`eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.sig`, '[redacted]'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [redacted]'],
  ])('masks %s', (secret, masked) => {
    const frame = JSON.stringify({ text: `use ${secret} here` });
    expect(JSON.parse(redact(frame))).toEqual({ text: `use ${masked} here` });
  });

  it('leaves ordinary text alone', () => {
    const text =
      'a task-list, sk-1, the bearer of news, ghp_short, risk-assessment-of-the-new-plant';
    expect(redact(text)).toBe(text);
  });

  it('masks the values of variables that are named like secrets', () => {
    const env = {
      API_KEY: 'he said "open"',
      HOME: '/home/someone',
      TOKEN: 'short',
      SSH_AUTH_SOCK: '/tmp/agent.sock',
    };
    const values = secretValues(env);
    expect(redact(JSON.stringify(env), values)).toBe(
      JSON.stringify({ ...env, API_KEY: '[redacted]' }),
    );
  });
});

describe('lines', () => {
  it('are the same however the bytes are cut', () => {
    const bytes = Buffer.from('ä\n\n{"x":1}\r\nlast');
    for (let size = 1; size <= bytes.length; size++) {
      const lines: string[] = [];
      const splitter = lineSplitter(line => lines.push(line.toString()));
      for (let at = 0; at < bytes.length; at += size) splitter.feed(bytes.subarray(at, at + size));
      splitter.end();
      expect(lines).toEqual(['ä', '', '{"x":1}\r', 'last']);
    }
  });
});
