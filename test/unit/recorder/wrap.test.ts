import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import {
  entryText,
  unwrapInText,
  wrapInText,
  wrapped,
} from '../../../src/recorder/configs/edit.ts';
import { readConfig } from '../../../src/recorder/configs/read.ts';
import type { ServerEntry, StdioServer } from '../../../src/recorder/configs/server.ts';
import { recorded, unwrap, type RecorderCommand } from '../../../src/recorder/configs/wrap.ts';

const recorder: RecorderCommand = {
  command: '/opt/code',
  args: ['/data/faultline.faultline/cli.js'],
  env: { ELECTRON_RUN_AS_NODE: '1' },
};
const to = { out: '/w/.faultline/r.faultline', name: 'search' };
const server: StdioServer = { kind: 'stdio', command: 'npx', args: ['-y', 'x'], env: { K: 'v' } };

const read = (text: string) =>
  readConfig(text, { client: 'cursor', format: 'json', maps: [['mcpServers']] });
function entryOf(text: string, name = 'search'): ServerEntry & { server: StdioServer } {
  const entry = read(text).servers.find(each => each.name === name);
  if (entry?.server.kind !== 'stdio') throw new Error(`no ${name}`);
  return { ...entry, server: entry.server };
}
const wrap = (text: string, name = 'search'): string => {
  const entry = entryOf(text, name);
  return wrapInText(text, entry.at, entry.server, recorder, { ...to, name });
};

describe('the recorder in front of a server', () => {
  it('runs the same command with the same environment', () => {
    const wrappedServer = recorded(server, recorder, to);
    expect(wrappedServer).toEqual({
      ...server,
      command: '/opt/code',
      args: [
        ...recorder.args,
        'record',
        '--out',
        to.out,
        '--name',
        'search',
        '--',
        'npx',
        '-y',
        'x',
      ],
      env: { K: 'v', ELECTRON_RUN_AS_NODE: '1' },
    });
    expect(unwrap(wrappedServer)).toEqual({ server, out: to.out });
  });

  it('is not seen in servers of others', () => {
    expect(unwrap(server)).toBeUndefined();
    const theirs = ['tool.js', 'record', '--out', 'x', '--name', 'n', '--', 'y'];
    expect(unwrap({ ...server, args: theirs })).toBeUndefined();
    expect(unwrap({ ...server, args: ['faultline', 'record'] })).toBeUndefined();
  });
});

describe('edits of a file', () => {
  const text = `{
    // Mine. Do not touch!
    "mcpServers": {
        "search": { // by hand
            "command": "npx",
            "args": ["-y", "x"], /* pinned */
            "alwaysAllow": ["a"]
        },
        "bare": { "command": "y" },
        "kept": { "command": "z", "env": { "A": "b" } }
    },
    "theme": "dark" // trailing
}
`;

  it('keep comments, order and everything else', () => {
    const after = wrap(text);
    expect(after).toContain('// Mine. Do not touch!');
    expect(after).toContain('// by hand');
    expect(after).toContain('/* pinned */');
    // The neighbour of a new property is laid out anew; what it says is kept.
    expect(after.replace(/\s/gu, '')).toContain('"alwaysAllow":["a"]');
    expect(after).toContain('"kept": { "command": "z", "env": { "A": "b" } }');
    expect(after).toContain('"theme": "dark" // trailing');
    expect(wrapped(entryOf(after))).toEqual(entryOf(text).server);
    expect(entryOf(after, 'kept')).toMatchObject({ server: entryOf(text, 'kept').server });
  });

  it('are undone by Unwrap All, whatever was wrapped', () => {
    const all = ['search', 'bare', 'kept'].reduce(wrap, text);
    expect(read(all).servers.map(entry => wrapped(entry) !== undefined)).toEqual([
      true,
      true,
      true,
    ]);
    const back = unwrapInText(all, read(all));
    expect(read(back)).toEqual({ ...read(text), servers: read(back).servers });
    expect(read(back).servers.map(({ server: each }) => each)).toEqual(
      read(text).servers.map(({ server: each }) => each),
    );
    expect(JSON.stringify(read(back).servers)).not.toContain('ELECTRON');
    expect(back).toContain('/* pinned */');
    expect(unwrapInText(text, read(text))).toBe(text);
  });

  it('write tabs and Windows line ends where the file has them', () => {
    const windows =
      '{\r\n\t"mcpServers": {\r\n\t\t"search": {\r\n\t\t\t"command": "x"\r\n\t\t}\r\n\t}\r\n}\r\n';
    const after = wrap(windows);
    expect(after).not.toMatch(/(?<!\r)\n/u);
    expect(after).toMatch(/\r\n\t\t\t"args"/u);
  });
});

describe('a file with a mistake', () => {
  it('is left alone', () => {
    expect(() => wrap('{ "mcpServers": { "search": { "command": "x" }\n "b": {} } }')).toThrow(
      /^line 2 is not valid JSON/u,
    );
  });
});

describe('an entry to copy', () => {
  const entry = { name: 'search', at: ['mcp_servers', 'search'] };

  it('is JSON', () => {
    expect(JSON.parse(`{${entryText(entry, server, 'json')}}`)).toEqual({
      search: { command: 'npx', args: ['-y', 'x'], env: { K: 'v' } },
    });
  });

  it('is TOML that a parser reads back', () => {
    const odd = { ...entry, at: ['mcp_servers', 'a b'] };
    const text = entryText(odd, { ...server, command: 'C:\\x "y"' }, 'toml');
    expect(parseToml(text)).toEqual({
      mcp_servers: { 'a b': { command: 'C:\\x "y"', args: ['-y', 'x'], env: { K: 'v' } } },
    });
  });
});
