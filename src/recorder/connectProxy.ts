import spawn from 'cross-spawn';
import type { Destination, RecorderCommand } from './configs/wrap.ts';

/** A recorder in front of an HTTP server, as a process of its own. */
export interface Proxy {
  /** Its own address, on loopback. */
  readonly url: string;
  stop(): void;
}

/** A recorder that has not said its address after this long, in milliseconds, will not. */
const patience = 30_000;
const mostWords = 600;

/** Starts `record --http`; resolves when it says where it listens, rejects with what it said if it ends before. */
export function startProxy(
  recorder: RecorderCommand,
  { out, name }: Destination,
  url: string,
): Promise<Proxy> {
  const args = [...recorder.args, 'record', '--out', out, '--name', name, '--http', url];
  const child = spawn(recorder.command, args, {
    env: { ...process.env, ...recorder.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill();
  return new Promise<Proxy>((resolve, reject) => {
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
      resolve({ url: said.slice(0, end).trim(), stop });
    });
    child.once('error', error => failed(error.message));
    child.once('exit', code => failed(`the recorder ended (${code ?? 'by a signal'})`));
  });
}
