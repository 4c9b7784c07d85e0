#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { affected, affectedText } from './cli/affected.ts';
import { blame, blameText } from './cli/blame.ts';
import { openSession, UsageError } from './cli/input.ts';
import { oneLine } from './core/session/excerpt.ts';
import { recordStdio } from './recorder/stdio.ts';

const usage = `faultline: who consumed which output of a recorded agent session

  faultline steps    FILE [--json]
  faultline affected FILE --step ID [--quote TEXT] [--json]
  faultline affected FILE --marks FILE.marks.json [--json]
  faultline blame    FILE --step ID [--quote TEXT] [--json]
  faultline record   --out S.faultline [--name N] -- CMD [ARG ...]

FILE is a *.faultline recording or any other session format Faultline reads; - is standard input.
Exit codes: 0 done, 1 bad input, 2 wrong usage.
`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

const options = {
  step: { type: 'string' },
  quote: { type: 'string' },
  marks: { type: 'string' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  name: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const takesText = new Set(
  Object.entries(options).flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : [])),
);

/** `--quote TEXT` as `--quote=TEXT`: a quoted list item starts with a dash, which `parseArgs` takes for an option. */
function joinValues(argv: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    const value = argv[i + 1];
    if (word === '--') return [...out, ...argv.slice(i)];
    if (takesText.has(word) && value !== undefined && value !== '--') {
      out.push(`${word}=${value}`);
      i++;
    } else out.push(word);
  }
  return out;
}

function arguments_(argv: readonly string[]) {
  try {
    return parseArgs({ args: joinValues(argv), allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function only(positionals: readonly string[]): string {
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError('which file?');
  if (extra !== undefined) throw new UsageError(`one file at a time: ${extra} is too many`);
  return file;
}

async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    print(usage);
    return command === undefined ? 2 : 0;
  }
  const { values, positionals } = arguments_(rest);
  if (values.help) {
    print(usage);
    return 0;
  }
  switch (command) {
    case 'steps': {
      const { session } = openSession(only(positionals)).analysis;
      const rows = session.steps.map(step => ({
        id: step.id,
        sourceId: step.sourceId,
        seq: step.seq,
        agent: step.qualifier === undefined ? step.agent : `${step.agent} (${step.qualifier})`,
        kind: step.kind,
        chars: step.output.text.length,
        preview: oneLine(step.output.text, 100),
      }));
      const line = (row: (typeof rows)[number]): string =>
        `#${row.seq}\t${row.sourceId}\t${row.agent}\t${row.kind}\t${row.chars}\t${row.preview}`;
      print(values.json ? json(rows) : rows.map(line).join('\n'));
      return 0;
    }
    case 'affected': {
      const { step, quote, marks } = values;
      if ((step === undefined) === (marks === undefined)) {
        throw new UsageError('affected takes --step ID [--quote TEXT], or --marks FILE');
      }
      const opened = openSession(only(positionals));
      const asked = { step, quote, marks };
      print(values.json ? json(affected(opened, asked)) : affectedText(opened, asked));
      return 0;
    }
    case 'blame': {
      if (values.step === undefined) throw new UsageError('blame takes --step ID [--quote TEXT]');
      const found = blame(openSession(only(positionals)), values.step, values.quote);
      print(values.json ? json(found) : blameText(found));
      return 0;
    }
    case 'record': {
      const [program, ...programArguments] = positionals;
      if (values.out === undefined) throw new UsageError('record takes --out S.faultline');
      if (program === undefined) throw new UsageError('record takes -- CMD [ARG ...]');
      return await recordStdio({
        command: program,
        args: programArguments,
        out: values.out,
        name: values.name,
      });
    }
    default:
      throw new UsageError(`no command "${command}"`);
  }
}

run(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UsageError) {
      process.stderr.write(`faultline: ${error.message}\n\n${usage}`);
      process.exitCode = 2;
    } else {
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`faultline: ${message}\n`);
      process.exitCode = 1;
    }
  },
);
