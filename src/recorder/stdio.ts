import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import { printable } from '../formats/diagnostics.ts';
import { connectionId } from './connection.ts';
import { exitOf, exitOfFailure, forwarded, leaveLike, type Exit } from './exit.ts';
import type { Tap } from './lines.ts';
import type { Recording } from './recorder.ts';
import { secretArguments, secretValues } from './redact.ts';
import { serverName } from './serverName.ts';
import { recorderThread } from './thread.ts';

/** What to run and where to record it. */
export interface StdioRecording extends Recording {
  readonly command: string;
  readonly args: readonly string[];
  /** What the recording thread loads: a module that calls `serveRecorder`. */
  readonly thread: string | URL;
  /** Environment of the command; that of this process by default. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** A command that has ended may leave its pipes to others: this long, in milliseconds, they must be silent to count as over. */
const grace = 500;

/**
 * Runs a stdio MCP server with this process in its place, and records the traffic. Bytes go through untouched and
 * first; a copy is recorded line by line. Nothing that happens to the recording reaches the traffic. Resolves to the
 * exit code when the command has ended and everything is written; if a signal ended it, this process ends so too.
 */
export async function recordStdio(about: StdioRecording): Promise<number> {
  const { command, args, thread, name = serverName(command, args), ...rest } = about;
  const env = about.env ?? process.env;
  const say = (text: string): void => void process.stderr.write(`faultline: ${printable(text)}\n`);
  const secrets = [...secretValues(env), ...secretArguments(args)];
  const { out, title, redact } = rest;
  const recorder = recorderThread(thread, { out, title, redact, server: name, secrets }, say);
  const conn = connectionId();
  const taps: Taps = {
    sent: recorder.open({ conn, from: 'client', form: 'lines' }),
    received: recorder.open({ conn, from: 'server', form: 'lines' }),
    complained: recorder.open({ conn, from: 'stderr', form: 'lines' }),
  };

  const exit = await new Promise<Exit>(resolve => {
    const fail = (error: unknown): void => {
      const exit = exitOfFailure(error);
      say(`cannot start "${command}": ${exit.code === 127 ? 'not found' : String(error)}`);
      resolve(exit);
    };
    try {
      const child = spawn(command, [...args], { env, stdio: 'pipe' });
      const { release, releaseWhenQuiet } = connect(child, taps);
      child.on('error', error => {
        // Later errors are signals that could not be sent; the command then ends by itself.
        if (child.pid === undefined) release(() => fail(error));
      });
      const end = (code: number | null, signal: NodeJS.Signals | null) => (): void =>
        resolve(exitOf(code, signal));
      child.once('exit', (code, signal) => releaseWhenQuiet(end(code, signal)));
      child.once('close', (code, signal) => release(end(code, signal)));
    } catch (error) {
      fail(error);
    }
  });
  // An open stdin would keep this process alive, and the client waiting for an answer that cannot come.
  process.stdin.destroy();
  for (const tap of [taps.sent, taps.received, taps.complained]) tap.end();
  const { code, signal } = exit;
  const ended = signal === undefined ? { code, signal: null } : { code: null, signal };
  recorder.remark({ type: 'exit', conn, ...ended });
  await Promise.all([recorder.close(), flushed(process.stdout), flushed(process.stderr)]);
  leaveLike(exit);
  return exit.code;
}

/** Where copies of the three streams go. */
interface Taps {
  readonly sent: Tap;
  readonly received: Tap;
  readonly complained: Tap;
}

interface Connection {
  /** Undoes the connection, once. */
  readonly release: (then: () => void) => void;
  /** The same, as soon as no more output comes. */
  readonly releaseWhenQuiet: (then: () => void) => void;
}

/** Joins the command to this process, in both directions. */
function connect(child: ChildProcess, taps: Taps): Connection {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');

  forward(process.stdin, stdin, taps.sent);
  forward(stdout, process.stdout, taps.received);
  forward(stderr, process.stderr, taps.complained);

  const pass = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to all its processes: the command has it already, and a second one often means "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  let released = false;
  let stopWaiting = (): void => undefined;
  const release = (then: () => void): void => {
    if (released) return;
    released = true;
    stopWaiting();
    for (const signal of forwarded) process.off(signal, pass);
    process.stdin.unpipe(stdin);
    stdout.destroy();
    stderr.destroy();
    then();
  };
  return {
    release,
    releaseWhenQuiet(then) {
      if (!released) stopWaiting = whenQuiet([stdout, stderr], () => release(then));
    },
  };
}

/** Calls `then` when nothing has come from `streams` for a while, and all that came is passed on. Returns what calls it off. */
function whenQuiet(streams: readonly Readable[], then: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Immediate | undefined;
  const cancel = (): void => {
    clearTimeout(timer);
    clearImmediate(last);
  };
  const wait = (): void => {
    cancel();
    timer = setTimeout(look, grace);
  };
  const look = (): void => {
    const full = [process.stdout, process.stderr].some(stream => stream.writableNeedDrain);
    if (full) wait();
    // After a long pause of this process, output may be there that was not read yet; it is read before an immediate.
    else last = setImmediate(then);
  };
  for (const stream of streams) stream.on('data', wait);
  wait();
  return () => {
    cancel();
    for (const stream of streams) stream.off('data', wait);
  };
}

/** `pipe` comes before the copy, so bytes are forwarded first and backpressure holds for both. */
function forward(from: Readable, to: Writable, copy: Tap): void {
  from.pipe(to);
  from.on('data', (chunk: Buffer) => copy.feed(chunk));
  from.once('end', () => copy.end());
  from.on('error', () => undefined);
  // A reader that went away must be felt by the writer, as it would be without this process between them.
  to.on('error', () => from.destroy());
}

/** Resolves when what was written to a stream has left this process, or can no longer. */
const flushed = (stream: Writable): Promise<void> =>
  new Promise(resolve => void stream.write('', () => resolve()));
