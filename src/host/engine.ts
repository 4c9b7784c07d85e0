import { Worker } from 'node:worker_threads';
import { Rpc } from '../protocol/rpc.ts';
import type { Argument, Result } from '../protocol/rpc.ts';
import type { EngineRequests } from './engineRequests.ts';
import type { Log } from './log.ts';

/** Reading and linking a very large session takes as long as it takes; everything else should be quick. */
const openTimeout = 10 * 60_000;
const timeout = 2 * 60_000;

type Link = Rpc<never, never, EngineRequests, object>;

/**
 * The analysis worker, seen from the extension host: started by the first request, one for all sessions. When it dies,
 * whoever waits is told, `onDied` is called (the sessions it held are gone), and the next request starts another.
 */
export class Engine {
  readonly #path: string;
  readonly #log: Log;
  #running: { readonly worker: Worker; readonly link: Link } | undefined;
  onDied: (reason: string) => void = () => {};
  #disposed = false;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  async request<K extends keyof EngineRequests>(
    method: K,
    argument: Argument<EngineRequests, K>,
  ): Promise<Result<EngineRequests, K>> {
    if (this.#disposed) throw new Error('the analysis has ended');
    this.#running ??= this.#start();
    const started = performance.now();
    const limit = method === 'open' ? openTimeout : timeout;
    const result = await this.#running.link.request(method, argument, limit);
    this.#log.message('worker', method, result, performance.now() - started);
    return result;
  }

  dispose(): void {
    this.#disposed = true;
    const running = this.#running;
    this.#running = undefined;
    running?.link.dispose();
    void running?.worker.terminate();
  }

  #start(): { readonly worker: Worker; readonly link: Link } {
    const worker = new Worker(this.#path);
    const link: Link = new Rpc(
      { send: frame => worker.postMessage(frame), after: later },
      () => {},
      {},
    );
    const died = (reason: string): void => {
      if (this.#running?.worker !== worker) return;
      this.#running = undefined;
      this.#log.error(`The analysis worker stopped: ${reason}`);
      link.dispose();
      void worker.terminate();
      this.onDied(reason);
    };
    worker.on('message', frame => link.receive(frame));
    worker.on('error', error => died(error.message));
    worker.on('exit', code => died(`exit code ${code}`));
    return { worker, link };
  }
}

/** A timer that keeps no process alive; returns what cancels it. */
export function later(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
