#!/usr/bin/env node
import { affected, affectedText } from './cli/affected.ts';
import type { Arguments, Option } from './cli/arguments.ts';
import { argumentsOf, onlyFile } from './cli/arguments.ts';
import { blame, blameText } from './cli/blame.ts';
import { endpointOf } from './cli/check.ts';
import { exportLabels } from './cli/export.ts';
import { collect } from './cli/collect.ts';
import { openSession, UsageError } from './cli/input.ts';
import { complain, endWithReader, json, print } from './cli/output.ts';
import { record } from './cli/record.ts';
import { stepRows, stepsText } from './cli/steps.ts';
import { quoted } from './formats/diagnostics.ts';
import { serveRecorder } from './recorder/thread.ts';

/** Set by the build. */
declare const FAULTLINE_VERSION: string;

const usage = `faultline: who consumed which output of a recorded agent session

  faultline steps    FILE [--json]
  faultline affected FILE --step ID [--quote TEXT] [--json]
  faultline affected FILE --marks FILE.marks.json [--json]
  faultline affected FILE … --check-with URL [--model NAME] [--allow-remote]
  faultline blame    FILE --step ID [--quote TEXT] [--json]
  faultline export   FILE --format labels --marks FILE.marks.json --out F
  faultline record   --out S.faultline [--name N] [--redact REGEX] [--no-redact] -- CMD [ARG ...]
  faultline record   --out S.faultline [--name N] [--redact REGEX] [--no-redact] --http URL
                     [--port N] [--token T] [--end-with-stdin]
  faultline collect  --out S.faultline [--port N] [--token T] [--end-with-stdin]
  faultline --version

FILE is a *.faultline recording or any other session format Faultline reads; - is standard input.
Exit codes: 0 done, 1 bad input, 2 wrong usage.
`;

interface Command {
  readonly options: readonly Option[];
  /** Resolves to the exit code. */
  readonly run: (given: Arguments) => Promise<number>;
}

/** Of what listens on a port. */
const listening = ['port', 'token', 'end-with-stdin'] as const;

const commands: ReadonlyMap<string, Command> = new Map([
  ['steps', { options: ['json'], run: runSteps }],
  [
    'affected',
    {
      options: ['step', 'quote', 'marks', 'json', 'check-with', 'model', 'allow-remote'],
      run: runAffected,
    },
  ],
  ['blame', { options: ['step', 'quote', 'json'], run: runBlame }],
  ['export', { options: ['format', 'marks', 'out'], run: runExport }],
  [
    'record',
    { options: ['out', 'name', 'redact', 'no-redact', 'http', ...listening], run: runRecord },
  ],
  ['collect', { options: ['out', ...listening], run: collect }],
]);

async function runSteps({ values, positionals }: Arguments): Promise<number> {
  const { session } = await openSession(onlyFile(positionals));
  const rows = stepRows(session);
  print(values.json ? json(rows) : stepsText(rows));
  return 0;
}

async function runAffected({ values, positionals }: Arguments): Promise<number> {
  const { step, quote, marks } = values;
  if ((step === undefined) === (marks === undefined)) {
    throw new UsageError('affected takes --step ID [--quote TEXT], or --marks FILE');
  }
  if (quote !== undefined && step === undefined) {
    throw new UsageError('--quote needs the step that holds it: --step ID');
  }
  const address = values['check-with'];
  if (address === undefined && (values.model ?? values['allow-remote']) !== undefined) {
    throw new UsageError('--model and --allow-remote say whom to ask: --check-with URL');
  }
  const checkWith =
    address === undefined
      ? undefined
      : endpointOf(address, values.model, values['allow-remote'] ?? false);
  const file = onlyFile(positionals);
  if (file === '-' && marks === '-') {
    throw new UsageError('standard input holds the session or the marks, not both');
  }
  const opened = await openSession(file);
  const asked = { step, quote, marks, checkWith };
  print(values.json ? json(await affected(opened, asked)) : await affectedText(opened, asked));
  return 0;
}

async function runBlame({ values, positionals }: Arguments): Promise<number> {
  if (values.step === undefined) throw new UsageError('blame takes --step ID [--quote TEXT]');
  const found = blame(await openSession(onlyFile(positionals)), values.step, values.quote);
  print(values.json ? json(found) : blameText(found));
  return 0;
}

async function runExport({ values, positionals }: Arguments): Promise<number> {
  const { format, marks, out } = values;
  if (format !== 'labels') throw new UsageError('export takes --format labels');
  if (marks === undefined) throw new UsageError('labels come from marks: --marks FILE.marks.json');
  if (out === undefined || out === '') throw new UsageError('export takes --out F');
  const file = onlyFile(positionals);
  await exportLabels(await openSession(file), marks, out);
  return 0;
}

function runRecord(given: Arguments): Promise<number> {
  // This very bundle serves as the recording thread, too: a client's configuration names one file.
  return record(given, __filename);
}

async function run(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  // A recorder goes on when nobody listens: the command decides.
  if (name !== 'record' && name !== 'collect') endWithReader();
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(usage);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    print(FAULTLINE_VERSION);
    return 0;
  }
  const command = commands.get(name);
  if (command === undefined) throw new UsageError(`no command ${quoted(name)}`);
  const given = argumentsOf(name, command.options, rest);
  if (!given.values.help) return await command.run(given);
  print(usage);
  return 0;
}

function main(): void {
  run(process.argv.slice(2)).then(
    code => {
      process.exitCode = code;
    },
    (error: unknown) => {
      complain(`faultline: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
      process.exitCode = error instanceof UsageError ? 2 : 1;
    },
  );
}

if (!serveRecorder()) main();
