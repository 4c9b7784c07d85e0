import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeMarks } from '../../src/formats/marks.ts';
import { readSession } from '../../src/formats/read.ts';
import { markOn } from '../fixtures/marks.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = 'media/sample.faultline';
const truth = JSON.parse(readFileSync(join(root, 'test/fixtures/demo/truth.json'), 'utf8')) as {
  wrong: {
    step: string;
    quote: string;
    consumers: { step: string }[];
    mayCount: { step: string }[];
  };
};

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], input?: string | Uint8Array): Ran {
  const done = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'faultline-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('faultline affected', () => {
  const { step, quote, consumers, mayCount } = truth.wrong;
  const done = run(['affected', sample, '--step', step, '--quote', quote, '--json']);
  const answer = JSON.parse(done.out) as {
    mark: object;
    traced: { step: string; sourceId: string; hops: number; evidence: unknown[] }[];
    suspect: object[];
    exposed: object[];
    counts: Record<string, number>;
    final: string;
    inputsRecorded: boolean;
  };

  it('lists exactly the consuming steps of the seeded error of the sample', () => {
    const either = new Set(mayCount.map(each => each.step));
    expect(answer.traced.map(each => each.sourceId).filter(id => !either.has(id))).toEqual(
      consumers.map(each => each.step),
    );
  });

  it('has the documented shape', () => {
    expect(Object.keys(answer)).toEqual([
      'mark',
      'traced',
      'suspect',
      'exposed',
      'counts',
      'final',
      'inputsRecorded',
    ]);
    expect(answer.mark).toEqual({
      step: 's13',
      quote,
      start: expect.any(Number) as number,
      end: expect.any(Number) as number,
    });
    expect(answer.traced[0]).toEqual({
      step: 's15',
      sourceId: 'analyst-4',
      hops: 1,
      evidence: expect.arrayContaining([
        {
          kind: 'value',
          tier: 'probable',
          bits: expect.any(Number) as number,
          from: {
            step: 's13',
            start: expect.any(Number) as number,
            end: expect.any(Number) as number,
          },
          to: {
            step: 's15',
            start: expect.any(Number) as number,
            end: expect.any(Number) as number,
          },
          text: '48250',
        },
      ]) as unknown[],
    });
    expect(Object.keys(answer.counts)).toEqual([
      'traced',
      'suspect',
      'exposed',
      'clean',
      'notProven',
      'agents',
      'toolCalls',
    ]);
    expect(answer.final).toBe('traced');
    expect(answer.inputsRecorded).toBe(true);
  });

  it('takes our own id and the source id alike, and standard input', () => {
    const own = run(['affected', sample, '--step', 's13', '--quote', quote, '--json']);
    expect(own.out).toBe(done.out);
    const piped = run(
      ['affected', '-', '--step', step, '--quote', quote, '--json'],
      readFileSync(join(root, sample)),
    );
    expect(piped.out).toBe(done.out);
  });

  it('takes a quote that starts with a dash', () => {
    const list = fileWith(
      'list.json',
      JSON.stringify([
        { role: 'assistant', name: 'a', content: 'Plan:\n- buy 77,123 bolts\n- go home' },
        { role: 'assistant', name: 'b', content: 'I bought 77,123 bolts.' },
      ]),
    );
    const found = run(['affected', list, '--step', '0', '--quote', '- buy 77,123 bolts', '--json']);
    expect((JSON.parse(found.out) as typeof answer).traced.map(each => each.sourceId)).toEqual([
      '1',
    ]);
  });

  it('takes all marks of a sidecar', () => {
    const session = readSession(readFileSync(join(root, sample)), sample);
    if (!session.ok) throw new Error(session.message);
    const mark = markOn(session.session, 13, quote);
    const marks = fileWith('x.marks.json', writeMarks({ marks: [mark], overrides: [] }));
    const both = run(['affected', sample, '--marks', marks, '--json']);
    expect(both.err).toBe('');
    expect((JSON.parse(both.out) as typeof answer).traced).toEqual(answer.traced);
  });
});

describe('faultline steps and blame', () => {
  it('lists every step with its ids', () => {
    const rows = JSON.parse(run(['steps', sample, '--json']).out) as Record<string, unknown>[];
    expect(rows.length).toBeGreaterThan(20);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'id',
      'sourceId',
      'seq',
      'agent',
      'kind',
      'chars',
      'preview',
    ]);
  });

  it('leads the wrong figure of the final answer back to the researcher', () => {
    const done = run([
      'blame',
      sample,
      '--step',
      'planner-3',
      '--quote',
      '48.25 billion',
      '--json',
    ]);
    const { steps } = JSON.parse(done.out) as { steps: { sourceId: string }[] };
    expect(steps.map(each => each.sourceId)).toContain(truth.wrong.step);
  });
});

interface BadInput {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly says: RegExp;
}

const badInputs: readonly BadInput[] = [
  {
    what: 'an empty file',
    args: () => ['steps', fileWith('empty.faultline', '')],
    says: /empty/u,
  },
  {
    what: 'binary junk',
    args: () => [
      'steps',
      fileWith(
        'junk.faultline',
        Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + 31) % 256),
      ),
    ],
    says: /junk\.faultline/u,
  },
  {
    what: 'a file of no known format',
    args: () => ['steps', fileWith('a.csv', 'a,b\n1,2\n')],
    says: /a\.csv/u,
  },
  { what: 'no such file', args: () => ['steps', join(folder, 'none')], says: /no such file/u },
  {
    what: 'no such step',
    args: () => ['affected', sample, '--step', 'nobody'],
    says: /no step "nobody"/u,
  },
  {
    what: 'a quote that is not there',
    args: () => ['affected', sample, '--step', 's1', '--quote', 'zebra'],
    says: /does not contain "zebra"/u,
  },
  { what: 'a folder', args: () => ['steps', folder], says: /is a folder/u },
];

describe('bad input', () => {
  it.each(badInputs)('$what: exit 1 and one clear line', ({ args, says }) => {
    const done = run(args());
    expect(done.code).toBe(1);
    expect(done.err.trim().split('\n')).toHaveLength(1);
    expect(done.err).toMatch(says);
    expect(done.err).not.toMatch(/\n\s+at /u);
  });

  it('a truncated last line is skipped, and everything before it still opens', () => {
    const whole = readFileSync(join(root, sample), 'utf8');
    const file = fileWith('torn.faultline', whole.slice(0, -40));
    const done = run(['steps', file, '--json']);
    expect(done.code).toBe(0);
    expect((JSON.parse(done.out) as unknown[]).length).toBeGreaterThan(30);
    expect(done.err).toMatch(/torn\.faultline:\d+: /u);
  });

  it.each([
    [['nonsense']],
    [['affected', sample]],
    [['steps']],
    [['steps', sample, '--unknown']],
    [['record', '--', 'true']],
  ])('wrong usage %j: exit 2', args => {
    const done = run(args);
    expect(done.code).toBe(2);
    expect(done.err).toMatch(/faultline/u);
  });
});
