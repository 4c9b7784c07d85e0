import { describe, expect, it } from 'vitest';
import { prune } from '../../../src/recorder/configs/prune.ts';
import { readConfig } from '../../../src/recorder/configs/read.ts';

const wanted = [['mcpServers'], ['projects', '/a', 'mcpServers'], ['inputs']];

describe('a configuration without what is none', () => {
  it('keeps the paths asked for, and every line where it was', () => {
    const text = `{
  // "mcpServers": { comments } stay
  "n": 3, "list": [1, {"mcpServers": {}},
    "]\\"}"],
  "projects": {
    "/a": { "history": ["x\\n{", {}], /* } */ "mcpServers": { "db": { "command": "y", "args": ["{"] } } },
    "/b": { "mcpServers": { "no": {} } }
  },
  "inputs": [{ "id": "k" }],
  "last": { "mcpServers": 1 }
}`;
    expect(prune(text, wanted)).toBe(`{
  // "mcpServers": { comments } stay
  "n": null, "list": null
,
  "projects": {
    "/a": { "history": null, /* } */ "mcpServers": { "db": { "command": "y", "args": ["{"] } } },
    "/b": null
},
  "inputs": [{ "id": "k" }],
  "last": null
}`);
  });

  it.each([
    '',
    'null',
    '[{"a": 2}]',
    '{"a": [}',
    '{"a": 1',
    '{"a": "un',
    '}{',
    '{"mcpServers": {}}',
  ])('leaves %j alone', text => expect(prune(text, wanted)).toBe(text));

  it('reads the same from a large file as from a small one', () => {
    const projects = (history: number): object =>
      Object.fromEntries(
        ['/a', '/b', '/c'].map(folder => [
          folder,
          {
            history: Array.from({ length: history }, (_, n) => ({ display: `ask "${n}" {\n`, n })),
            mcpServers: { [`of ${folder}`]: { command: 'x', args: ['}', '"'] } },
          },
        ]),
      );
    const read = (history: number) => {
      const mcpServers = { notes: { command: 'npx' }, half: {} };
      const text = JSON.stringify({ mcpServers, projects: projects(history) }, undefined, 2);
      const place = { client: 'claudeCode', format: 'json', maps: wanted.slice(0, 2) } as const;
      const found = readConfig(text, place);
      const lines = text.split('\n');
      return {
        size: text.length,
        names: found.servers.map(({ name, line }) => [name, lines[line - 1]?.trim()]),
        problems: found.problems,
      };
    };
    const small = read(2);
    const large = read(3000);
    expect(large.size).toBeGreaterThan(1 << 18);
    expect(large).toEqual({ ...small, size: large.size });
    expect(small.names).toEqual([
      ['notes', '"notes": {'],
      ['of /a', '"of /a": {'],
    ]);
    expect(small.problems).toHaveLength(1);
  });
});
