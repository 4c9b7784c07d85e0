import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import { eventLine, headerLine, type Event } from '../formats/event.ts';
import { connectionId } from './connection.ts';
import { exitOf, exitOfFailure, forwarded, leaveLike, type Exit } from './exit.ts';
import { later } from './later.ts';
import { lineSplitter } from './lines.ts';
import { redact, secretValues } from './redact.ts';
import { serverName } from './serverName.ts';
import { openSessionFile } from './sessionFile.ts';

/** What to run and where to record it. */
export interface StdioRecording {
  readonly command: string;
  readonly args: readonly string[];
  /** The session file. Appended to if it exists. */
  readonly out: string;
  /** Name of the server in the recording; derived from the command by default. */
  readonly name?: string | undefined;
  /** Title of the session, if the file is new; the file's name by default. */
  readonly title?: string | undefined;
  /** Environment of the command; that of this process by default. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Mask credentials before they reach the disk: true by default. */
  readonly redact?: boolean | undefined;
}

/**
 * Runs a stdio MCP server with this process in its place, and records the traffic. Bytes go through untouched and
 * first; a copy is recorded line by line. Nothing that happens to the recording reaches the traffic. Resolves to the
 * exit code when the command has ended and everything is written; if a signal ended it, this process ends so too.
 */
export async function recordStdio(about: StdioRecording): Promise<number> {
  const env = about.env ?? process.env;
  const say = (text: string): void => void process.stderr.write(`faultline: ${text}\n`);
  const recorder = openRecorder(about, secretValues(env), say);

  const exit = await new Promise<Exit>(resolve => {
    const fail = (error: unknown): void => {
      const exit = exitOfFailure(error);
      say(`cannot start "${about.command}": ${exit.code === 127 ? 'not found' : String(error)}`);
      resolve(exit);
    };
    try {
      const child = spawn(about.command, [...about.args], { env, stdio: 'pipe' });
      const release = connect(child, recorder);
      child.on('error', error => {
        // Later errors are signals that could not be sent; the command then ends by itself.
        if (child.pid === undefined) release(() => fail(error));
      });
      child.once('close', (code, signal) => release(() => resolve(exitOf(code, signal))));
    } catch (error) {
      fail(error);
    }
  });
  // An open stdin would keep this process alive, and the client waiting for an answer that cannot come.
  process.stdin.destroy();
  recorder.sent.end();
  recorder.exit(exit);
  await Promise.all([recorder.close(), flushed(process.stdout), flushed(process.stderr)]);
  leaveLike(exit);
  return exit.code;
}

/** Joins the command to this process, in both directions. Returns what undoes it, once. */
function connect(child: ChildProcess, recorder: Recorder): (then: () => void) => void {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');

  forward(process.stdin, stdin, recorder.sent);
  forward(stdout, process.stdout, recorder.received);
  forward(stderr, process.stderr, recorder.complained);

  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of forwarded) process.on(signal, pass);
  let released = false;
  return then => {
    if (released) return;
    released = true;
    for (const signal of forwarded) process.off(signal, pass);
    process.stdin.unpipe(stdin);
    then();
  };
}

interface Tap {
  feed(chunk: Buffer): void;
  end(): void;
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

interface Recorder {
  readonly sent: Tap;
  readonly received: Tap;
  readonly complained: Tap;
  exit(exit: Exit): void;
  close(): Promise<void>;
}

function openRecorder(
  about: StdioRecording,
  secrets: readonly string[],
  say: (text: string) => void,
): Recorder {
  const server = about.name ?? serverName(about.command, about.args);
  const conn = connectionId();
  const queue = later();
  const now = (): string => new Date(queue.now()).toISOString();
  const clean = (text: string): string => (about.redact === false ? text : redact(text, secrets));

  const header = headerLine({
    id: randomUUID(),
    title: about.title ?? basename(about.out, extname(about.out)),
    startedAt: now(),
  });
  const file = openSessionFile(about.out, header, error => {
    say(`recording to ${about.out} stopped: ${error.message}; "${server}" goes on`);
  });

  const tap = (event: (text: string) => Event): Tap => {
    const lines = lineSplitter(bytes => {
      file.append(eventLine(event(clean(bytes.toString('utf8')))));
    });
    return {
      feed: chunk => queue.add(() => lines.feed(chunk)),
      end: () => queue.add(() => lines.end()),
    };
  };
  const frame = (dir: 'c2s' | 's2c'): Tap =>
    tap(raw => ({ t: now(), type: 'mcp', server, conn, dir, raw }));

  return {
    sent: frame('c2s'),
    received: frame('s2c'),
    complained: tap(text => ({ t: now(), type: 'stderr', server, conn, text })),
    exit({ code, signal }) {
      const ended = signal === undefined ? { code, signal: null } : { code: null, signal };
      queue.add(() => file.append(eventLine({ t: now(), type: 'exit', server, conn, ...ended })));
    },
    close() {
      queue.flush();
      return file.close();
    },
  };
}

/** Resolves when what was written to a stream has left this process, or can no longer. */
const flushed = (stream: Writable): Promise<void> =>
  new Promise(resolve => void stream.write('', () => resolve()));
