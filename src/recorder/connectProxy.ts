import { createInterface } from 'node:readline';
import spawn from 'cross-spawn';
import type { Destination, RecorderCommand } from './configs/wrap.ts';

/** A recorder that listens on loopback, as a process of its own. It ends with the process that started it. */
export interface Listening {
  /** Its own address. */
  readonly url: string;
  /** Ends it when everything it took is written. */
  stop(): void;
  /** Resolves when it has ended, for whatever reason. */
  readonly over: Promise<void>;
}

/** A recorder that has not said its address after this long, in milliseconds, will not. */
const patience = 30_000;
const mostWords = 600;

/** What the command line says to the person begins so. */
const prefix = 'faultline: ';

/** Starts `record --http`. */
export const startProxy = (
  recorder: RecorderCommand,
  { out, name }: Destination,
  url: string,
): Promise<Listening> =>
  startListening(recorder, ['record', '--out', out, '--name', name, '--http', url]);

/** Starts `collect`; what it tells the person, from the start on, is told to `say`. */
export const startReceiver = (
  recorder: RecorderCommand,
  out: string,
  port: number,
  say: (text: string) => void,
): Promise<Listening> =>
  startListening(recorder, ['collect', '--out', out, '--port', String(port)], say);

/** Resolves when the recorder prints where it listens, rejects with what it said if it ends before. */
function startListening(
  recorder: RecorderCommand,
  command: readonly string[],
  say: (text: string) => void = () => undefined,
): Promise<Listening> {
  const child = spawn(recorder.command, [...recorder.args, ...command, '--end-with-stdin'], {
    env: { ...process.env, ...recorder.env },
    stdio: 'pipe',
  });
  child.stdin?.on('error', () => undefined);
  const stop = (): void => void child.stdin?.end();
  const over = new Promise<void>(resolve => child.once('close', () => resolve()));
  // Until it listens, what it says may be why it does not: that is thrown.
  let held: string[] | undefined = [];
  const tell = (text: string): void => (held === undefined ? say(text) : void held.push(text));
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', line => {
      if (line.startsWith(prefix)) tell(line.slice(prefix.length));
    });
  }
  return new Promise<Listening>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error('the recorder did not say where it listens'));
    }, patience);
    timer.unref();
    let said = '';
    let complaints = '';
    const failed = (why: string): void => {
      clearTimeout(timer);
      // Its first line says what is wrong; behind it may come how it is used.
      const [reason = ''] = complaints.trim().split('\n');
      reject(new Error(reason === '' ? why : `${why}: ${reason}`));
    };
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString('utf8')).slice(0, mostWords);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const end = said.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      resolve({ url: said.slice(0, end).trim(), stop, over });
      for (const text of held ?? []) say(text);
      held = undefined;
    });
    child.once('error', error => failed(error.message));
    child.once('exit', code => failed(`the recorder ended (${code ?? 'by a signal'})`));
  });
}
