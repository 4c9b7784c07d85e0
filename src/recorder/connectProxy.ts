import type { ChildProcess } from 'node:child_process';
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
const lastWords = 600;

/** Starts `record --http`; resolves when it says where it listens, rejects with its last words if it ends before. */
export function startProxy(
  recorder: RecorderCommand,
  { out, name }: Destination,
  url: string,
): Promise<Proxy> {
  const args = [...recorder.args, 'record', '--out', out, '--name', name, '--http', url];
  const child = spawn(recorder.command, args, {
    env: { ...process.env, ...recorder.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill();
  return new Promise<Proxy>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error('the recorder did not say where it listens'));
    }, patience);
    timer.unref();
    let output = '';
    const failed = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(output.trim() === '' ? why : `${why}: ${output.trim()}`));
    };
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-lastWords);
      // The address is followed by something: it may come in pieces.
      const own = /(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+[^\s'"]*)\s/u.exec(output)?.[1];
      if (own === undefined) return;
      clearTimeout(timer);
      resolve({ url: own, stop });
    };
    for (const stream of streamsOf(child)) stream?.on('data', read);
    child.once('error', error => failed(error.message));
    child.once('exit', code => failed(`the recorder ended (${code ?? 'by a signal'})`));
  });
}

const streamsOf = ({ stdout, stderr }: ChildProcess) => [stdout, stderr] as const;
