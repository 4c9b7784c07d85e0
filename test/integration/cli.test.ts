import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
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

  it('takes our own id, the number and the source id alike, and standard input', () => {
    for (const id of ['s13', '13', '#13']) {
      const own = run(['affected', sample, '--step', id, '--quote', quote, '--json']);
      expect(own.out).toBe(done.out);
    }
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

it('faultline --version says the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(run(['--version']).out.trim()).toBe(version);
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
    says: /no step “nobody”/u,
  },
  {
    what: 'a quote that is not there',
    args: () => ['affected', sample, '--step', 's1', '--quote', 'zebra'],
    says: /does not contain “zebra”/u,
  },
  { what: 'a folder', args: () => ['steps', folder], says: /is a folder/u },
  {
    what: 'a quote of two lines',
    args: () => ['affected', sample, '--step', 's1', '--quote', 'zebra\nc\u001b[31m'],
    says: /does not contain “zebra c \[31m”/u,
  },
  {
    what: 'a step id of two lines',
    args: () => ['blame', sample, '--step', 's\n9'],
    says: /no step “s 9”/u,
  },
  {
    what: 'a file name of two lines',
    args: () => ['steps', join(folder, 'no\nfile')],
    says: /no file: no such file/u,
  },
  {
    what: 'a sidecar without marks',
    args: () => ['affected', sample, '--marks', fileWith('no.marks.json', '{"version":1}')],
    says: /no\.marks\.json: holds no marks/u,
  },
  {
    what: 'a sidecar of another session',
    args: () => [
      'affected',
      sample,
      '--marks',
      fileWith('other.marks.json', '{"version":1,"marks":[{"step":"?","verdict":"wrong"}]}'),
    ],
    says: /none of its 1 mark fits/u,
  },
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

  it.each<{ args: readonly string[]; says: RegExp }>([
    { args: ['nonsense'], says: /no command “nonsense”/u },
    { args: ['non\nsense'], says: /no command “non sense”/u },
    { args: ['affected', sample], says: /affected takes --step/u },
    { args: ['affected', sample, '--quote', 'x'], says: /affected takes --step/u },
    { args: ['affected', sample, '--marks', 'm', '--quote', 'x'], says: /--quote needs the step/u },
    { args: ['affected', sample, '--step', 's1', '--quote', ''], says: /--quote is blank/u },
    { args: ['blame', sample, '--step', 's1', '--quote', ' \t'], says: /--quote is blank/u },
    { args: ['affected', '-', '--marks', '-'], says: /not both/u },
    { args: ['affected', sample, '--step', 's1', '--out', 'x'], says: /affected takes no --out/u },
    { args: ['blame', sample, '--step', 's1', '--marks', 'x'], says: /blame takes no --marks/u },
    { args: ['steps', sample, '--step', 's1'], says: /steps takes no --step/u },
    { args: ['steps'], says: /which file/u },
    { args: ['steps', sample, 'an\nother'], says: /“an other” is too many/u },
    { args: ['steps', sample, '--un\nknown'], says: /--un known/u },
    { args: ['record', '--json', '--out', 'x', '--', 'true'], says: /record takes no --json/u },
    { args: ['record', '--', 'true'], says: /record takes --out/u },
  ])('wrong usage $args: exit 2, one line and the usage', ({ args, says }) => {
    const done = run(args);
    expect(done).toMatchObject({ code: 2, out: '' });
    const [line, blank, ...usage] = done.err.split('\n');
    expect(line).toMatch(says);
    expect(blank).toBe('');
    expect(usage[0]).toMatch(/^faultline: /u);
  });
});

describe('standard output', () => {
  /** What hostile names and texts are made of: a title, a clear screen, a new line, a C1 and a bidi control. */
  const hostile = (text: string): string => `${text}\u001b]0;x\u0007\u001b[2J\n#1\u009b31m\u202e`;
  const message = (name: string, content: string): object => ({
    id: hostile(name),
    role: 'assistant',
    name: hostile(name),
    content: hostile(content),
  });
  const file = fileWith(
    'hostile.json',
    JSON.stringify([
      message('ann', 'It costs EUR 48,251 in'),
      message('bob', 'So we pay EUR 48,251 for'),
    ]),
  );

  // eslint-disable-next-line no-control-regex
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/u;

  it.each([
    { args: ['steps', file], lines: 2 },
    { args: ['affected', file, '--step', 's0'], lines: 3 },
    { args: ['blame', file, '--step', 's1'], lines: 1 },
    { args: ['steps', file, '--json'], lines: undefined },
    { args: ['affected', file, '--step', 's0', '--json'], lines: undefined },
  ])('holds nothing that a terminal would obey: $args', ({ args, lines }) => {
    const done = run(args);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).not.toMatch(control);
    if (lines === undefined) expect(done.out).not.toContain('\u202e');
    else expect(done.out.trimEnd().split('\n')).toHaveLength(lines);
  });

  it.skipIf(process.platform === 'win32')('may be closed early', () => {
    const content = JSON.stringify(
      Array.from({ length: 20_000 }, (_, n) => ({ role: 'user', content: `message ${n}` })),
    );
    const many = fileWith('many.json', content);
    const done = spawnSync(
      'bash',
      ['-c', `"${process.execPath}" dist/cli.js steps ${many} | head -1; echo \${PIPESTATUS[0]}`],
      { cwd: root, encoding: 'utf8' },
    );
    expect(done.stderr).toBe('');
    expect(done.stdout.split('\n').slice(1)).toEqual(['0', '']);
  });
});

describe('standard input', () => {
  it.skipIf(process.platform === 'win32')('may be a pipe that does not block', async () => {
    // Another process of Node that has the same pipe, and does nothing with it, makes it so.
    const other = `"$0" -e 'process.stdin; setTimeout(() => {}, 900)' <&0 &`;
    const child = spawn(
      'bash',
      ['-c', `${other} sleep 0.4; "$0" dist/cli.js steps -`, process.execPath],
      { cwd: root },
    );
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    await wait(1000);
    child.stdin.end(readFileSync(join(root, sample)));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
    expect(Buffer.concat(out).toString()).toBe(run(['steps', sample]).out);
  });
});
