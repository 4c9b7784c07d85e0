// How fast and how small reading and linking are: `npm run bench:link [-- SAMPLES_FOLDER]`. Exits 1 if a budget of the
// design is not kept. Rates are of processor time (what one core would take), medians of runs in this one process; `JSON.parse` of the same bytes stands beside.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { anchorOf } from '../../src/core/annotations/anchor.ts';
import type { Mark } from '../../src/core/annotations/mark.ts';
import { noAnnotations } from '../../src/core/annotations/mark.ts';
import { Linker, link } from '../../src/core/provenance/link.ts';
import { SessionBuilder } from '../../src/core/session/builder.ts';
import { markId } from '../../src/core/session/ids.ts';
import type { Session } from '../../src/core/session/session.ts';
import { stepAt } from '../../src/core/session/session.ts';
import { Analysis } from '../../src/core/view/analysis.ts';
import { readSession } from '../../src/formats/read.ts';
import { busySession } from './link/busySession.ts';
import type { Budget } from './link/measure.ts';
import { broken, median, quantile, retained, timed, worked } from './link/measure.ts';

declare const REPOSITORY: string;

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function open({ name, bytes }: File): Session {
  const read = readSession(bytes, name);
  if (!read.ok) throw new Error(read.message);
  return read.session;
}

/** Every file of a folder that can be read as a session. */
const filesIn = (folder: string): readonly File[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter(name => statSync(join(folder, name)).isFile())
    .map(name => ({ name, bytes: readFileSync(join(folder, name)) }))
    .filter(({ name, bytes }) => readSession(bytes, name).ok);

/** `JSON.parse` of a file: of the document, or of each line. */
function parseOnly({ bytes }: File): void {
  const text = new TextDecoder().decode(bytes);
  try {
    JSON.parse(text);
  } catch {
    for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
  }
}

interface Speed {
  readonly bytes: number;
  readonly steps: number;
  readonly json: number;
  readonly read: number;
  readonly link: number;
}

/** Median processor times in ms of `runs` runs over all files, after one that is not counted. */
function speedOf(files: readonly File[], runs: number): Speed {
  const times: { json: number; read: number; link: number }[] = [];
  let steps = 0;
  for (let run = 0; run <= runs; run++) {
    const json = worked(() => files.forEach(parseOnly));
    let sessions: readonly Session[] = [];
    const read = worked(() => (sessions = files.map(open)));
    const linked = worked(() => sessions.forEach(link));
    steps = sessions.reduce((sum, session) => sum + session.steps.length, 0);
    if (run > 0) times.push({ json, read, link: linked });
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return {
    bytes,
    steps,
    json: median(times.map(each => each.json)),
    read: median(times.map(each => each.read)),
    link: median(times.map(each => each.link)),
  };
}

const generated = (steps: number): File => ({
  name: `busy-${steps}.faultline`,
  bytes: new TextEncoder().encode(busySession(steps)),
});

/** Time per step in ms as the steps of a session arrive one by one. */
function arrivals(session: Session): Float64Array {
  const linker = new Linker();
  return Float64Array.from(session.steps, step => timed(() => linker.append(step)));
}

/** A session in which every step's recorded input repeats the 1,000 messages before it, half by reference, half literally. */
function longInputs(count: number): Session {
  const { steps } = open(generated(count));
  const builder = new SessionBuilder({ id: 'long-inputs', title: 'Long inputs' });
  steps.forEach(({ sourceId, output: { text } }, seq) => {
    builder.append({
      sourceId,
      agent: `agent ${seq % 5}`,
      kind: 'assistant',
      parts: [{ kind: 'text', text }],
      input: steps
        .slice(Math.max(0, seq - 1000), seq)
        .map(each =>
          each.seq % 2 === 0
            ? { kind: 'ref', sourceId: each.sourceId }
            : { kind: 'text', role: 'user', text: each.output.text },
        ),
    });
  });
  return builder.session();
}

/** Characters of all different texts of a session: outputs and literal inputs. */
function distinctChars(session: Session): number {
  const texts = new Set<string>();
  for (const { output, input } of session.steps) {
    texts.add(output.text);
    for (const item of input ?? []) if (item.kind === 'text') texts.add(item.text.trim());
  }
  return [...texts].reduce((sum, text) => sum + text.length, 0);
}

/** Bytes that linking a session retains: what the linker needs for the next step, and what it found. */
function memoryOf(session: Session): { readonly index: number; readonly found: number } {
  const before = retained();
  let linker: Linker | undefined = new Linker();
  for (const step of session.steps) linker.append(step);
  const provenance = linker.provenance();
  const both = retained();
  linker = undefined;
  const found = retained() - before;
  // Keeps what was found alive until it is weighed.
  if (provenance.into.length !== session.steps.length) throw new Error('steps are missing');
  return { index: both - before - found, found };
}

function markOn(session: Session, seq: number): Mark {
  const step = stepAt(session, seq);
  return {
    id: markId(`k${seq}`),
    anchor: anchorOf(step),
    verdict: 'wrong',
    note: undefined,
    failureMode: undefined,
    correctedText: undefined,
    author: undefined,
    createdAt: '2026-01-01T00:00:00Z',
  };
}

/** Median time in ms of the slice of one mark, over marks at several places. */
function sliceTime(session: Session): number {
  const analysis = new Analysis(session);
  const places = [3, 10, 50, 90, 250, 1003, 5005, 20_002, 50_001];
  return median(
    places
      .filter(seq => seq < session.steps.length)
      .map(seq =>
        timed(() => analysis.annotate({ ...noAnnotations, marks: [markOn(session, seq)] })),
      ),
  );
}

const rate = (bytes: number, ms: number): number => bytes / 1e3 / ms;
const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const budgets: Budget[] = [];
const print = (...cells: readonly string[]): void =>
  console.log(
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(9))).join(' | ')} |`,
  );

function printSpeed(name: string, { bytes, steps, json, read, link }: Speed): void {
  const both = rate(bytes, read + link);
  const times = (read + link) / json;
  print(
    name,
    number(bytes / 1e6),
    String(steps),
    ...[rate(bytes, json), rate(bytes, read), rate(bytes, link), both, times].map(number),
  );
  budgets.push(
    { what: `${name}: read + link`, measured: both, unit: 'MB/s', least: 15 },
    { what: `${name}: read + link`, measured: times, unit: '× JSON.parse', most: 12 },
  );
}

const folder = process.argv[2] ?? join(REPOSITORY, '../shared/samples');
const samples = existsSync(folder) ? filesIn(folder) : [];
if (samples.length === 0) console.log(`No samples in ${folder}: only generated sessions.\n`);

print('', 'MB', 'steps', 'JSON MB/s', 'read MB/s', 'link MB/s', 'both MB/s', '× JSON');
print(...Array.from({ length: 8 }, () => '---'));
if (samples.length > 0) {
  printSpeed(`samples (${samples.length} files)`, speedOf(samples, 40));
}
const sizes = [
  { steps: 1000, runs: 25 },
  { steps: 10_000, runs: 5 },
  { steps: 100_000, runs: 3 },
];
let smaller: { readonly steps: number; readonly ms: number } | undefined;
for (const { steps, runs } of sizes) {
  const speed = speedOf([generated(steps)], runs);
  printSpeed(`generated, ${steps} steps`, speed);
  const ms = speed.read + speed.link;
  if (smaller !== undefined) {
    budgets.push({
      what: `${smaller.steps} → ${steps} steps`,
      measured: ms / smaller.ms,
      unit: '× the time',
      most: 12,
    });
  }
  smaller = { steps, ms };
}

console.log();
for (const { what, measured } of budgets.filter(({ unit }) => unit === '× the time')) {
  console.log(`${what}: ${number(measured)} × the time`);
}
{
  const session = open(generated(100_000));
  for (const [name, each] of [
    ['generated, 100000 steps', session],
    ['inputs of 1,000 messages, 5000 steps', longInputs(5000)],
  ] as const) {
    const times = arrivals(each);
    const [p50, p99, most] = [0.5, 0.99, 1].map(share => quantile(times, share));
    console.log(
      `${name}: per arriving step p50 ${number(p50 ?? NaN)} ms, p99 ${number(p99 ?? NaN)} ms, most ${number(most ?? NaN)} ms`,
    );
    budgets.push({ what: `${name}: p99 per step`, measured: p99 ?? NaN, unit: 'ms', most: 5 });
  }
  const chars = distinctChars(session);
  const { index, found } = memoryOf(session);
  console.log(
    `memory per character of distinct text (${number(chars / 1e6)} M): index ${number(index / chars)} bytes, result ${number(found / chars)} bytes`,
  );
  budgets.push({ what: 'index', measured: index / chars, unit: 'bytes/char', most: 4 });
  const ms = sliceTime(session);
  console.log(`slice of one mark in 100000 steps: ${number(ms)} ms`);
  budgets.push({ what: 'slice of one mark', measured: ms, unit: 'ms', most: 100 });
}

const lines = broken(budgets);
console.log();
for (const line of lines) console.log(`NOT KEPT  ${line}`);
if (lines.length === 0) console.log('All budgets are kept.');
process.exit(lines.length === 0 ? 0 : 1);
