import { describe, expect, it } from 'vitest';
import { link } from '../../../src/core/provenance/link.ts';
import type { Said } from '../../fixtures/sessions.ts';
import { sessionOf } from '../../fixtures/sessions.ts';

interface Used {
  readonly tool: string;
  readonly args: unknown;
  readonly result: string;
}

/** What the last of some calls read from earlier ones: "#call tier [written] → [read]". */
function read(...calls: readonly Used[]): string[] {
  const said = calls.flatMap(({ tool, args, result }, index): Said[] => [
    {
      agent: 'a',
      text: '',
      had: [],
      calls: [{ id: `c${index}`, tool, args: JSON.stringify(args) }],
    },
    { agent: tool, kind: 'tool', text: result, resultOf: `c${index}` },
  ]);
  const { steps } = sessionOf(said);
  const { into } = link(sessionOf(said));
  const last = steps.length - 1;
  return (into[last] ?? []).flatMap(({ used, evidence }) =>
    evidence
      .filter(each => each.kind === 'state')
      .map(({ tier, from, to }) => {
        const cut = (seq: number, { start, end }: typeof from): string =>
          steps[seq]?.output.text.slice(start, end) ?? '';
        return `#${used} ${tier} [${cut(used, from)}] → [${cut(last, to)}]`;
      }),
  );
}

const write = (path: string, content: string, tool = 'filesystem/write_file'): Used => ({
  tool,
  args: { path, content },
  result: `Successfully wrote to ${path}`,
});
const readBack = (path: string, result: string, tool = 'filesystem/read_text_file'): Used => ({
  tool,
  args: { path },
  result,
});

describe('what goes through a file', () => {
  it('is read piece by piece', () => {
    expect(
      read(
        write('notes.md', 'The harvest was late.\nNobody came to the fair.'),
        readBack('notes.md', 'The harvest was late.\nNobody came to the fair.'),
      ),
    ).toEqual([
      '#0 strong [The harvest was late.] → [The harvest was late.]',
      '#0 strong [Nobody came to the fair.] → [Nobody came to the fair.]',
    ]);
  });

  it('is from its last writer', () => {
    const text = 'The harvest was late.';
    expect(
      read(
        write('a.md', text),
        write('a.md', 'The harvest was early.'),
        readBack('a.md', 'It was early.'),
      ),
    ).toEqual(['#2 probable [The harvest was early.] → [It was early.]']);
  });

  it.each<[string, Used[]]>([
    ['another file', [write('a.md', 'The harvest was late.'), readBack('b.md', 'The fair is on.')]],
    [
      'another server',
      [write('a.md', 'The harvest was late.'), readBack('a.md', 'The fair is on.', 'drive/read')],
    ],
    ['a later write', [readBack('a.md', 'Empty so far.'), write('a.md', 'The harvest was late.')]],
    [
      'what a write answers',
      [write('a.md', 'The harvest was late.'), write('a.md', 'The fair is on.')],
    ],
  ])('is not read from %s', (_, calls) => {
    expect(read(...calls)).toEqual([]);
  });

  it('may be a memory key, and reworded by its server', () => {
    expect(
      read(
        {
          tool: 'memory/store',
          args: { key: 'fair', value: 'Nobody came to the fair in May.' },
          result: 'ok',
        },
        { tool: 'memory/recall', args: { key: 'fair' }, result: '{"count": 0}' },
      ),
    ).toEqual(['#0 probable [Nobody came to the fair in May.] → [{"count": 0}]']);
  });

  it('costs bounded work on large files', () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i} of a large file`).join('\n');
    expect(read(write('big.txt', lines), readBack('big.txt', lines))).toHaveLength(64);
  });
});
