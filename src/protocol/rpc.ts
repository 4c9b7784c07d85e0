// One small symmetric RPC over any message channel. Answers are `ok` or `err`; a request times out, and is rejected when
// the channel is disposed: nobody waits for ever.

/** Calls of the other side, by name: each takes one argument. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a constraint, not a value: any method of one argument
type Methods<T> = { [K in keyof T]: (argument: any) => unknown };

export type Argument<T, K extends keyof T> = T[K] extends (argument: infer A) => unknown
  ? A
  : never;
export type Result<T, K extends keyof T> = T[K] extends (argument: never) => infer R ? R : never;

/** Implementation of the methods of `T`; each may answer at once or later. */
export type Handlers<T> = {
  [K in keyof T]: (argument: Argument<T, K>) => Result<T, K> | Promise<Result<T, K>>;
};

type Frame =
  | { readonly frame: 'event'; readonly event: unknown }
  | {
      readonly frame: 'request';
      readonly id: number;
      readonly method: string;
      readonly argument: unknown;
    }
  | { readonly frame: 'ok'; readonly id: number; readonly result: unknown }
  | { readonly frame: 'err'; readonly id: number; readonly message: string };

/** The wire: how to send, and when to give up on an answer. */
export interface Channel {
  send(frame: unknown): void;
  /** Calls back after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  cancelTimeout(): void;
}

/**
 * One end of a channel: sends events and requests, hands incoming events to `onEvent` and incoming requests to
 * `handlers`. Feed every incoming frame to `receive`.
 */
export class Rpc<Out, In, Remote extends Methods<Remote>, Local extends Methods<Local>> {
  readonly #channel: Channel;
  readonly #onEvent: (event: In) => void;
  readonly #handlers: Handlers<Local>;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;

  constructor(channel: Channel, onEvent: (event: In) => void, handlers: Handlers<Local>) {
    this.#channel = channel;
    this.#onEvent = onEvent;
    this.#handlers = handlers;
  }

  event(event: Out): void {
    this.#send({ frame: 'event', event });
  }

  /** Asks the other side. Rejects with its message, after `timeoutMs` without an answer, or on dispose. */
  request<K extends keyof Remote & string>(
    method: K,
    argument: Argument<Remote, K>,
    timeoutMs = 30_000,
  ): Promise<Result<Remote, K>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#channel.after(timeoutMs, () => {
        this.#waiting.delete(id);
        reject(new Error(`no answer to ${method} after ${timeoutMs} ms`));
      });
      this.#waiting.set(id, {
        resolve: value => resolve(value as Result<Remote, K>),
        reject,
        cancelTimeout,
      });
      this.#send({ frame: 'request', id, method, argument });
    });
  }

  receive(message: unknown): void {
    const frame = message as Frame;
    switch (frame.frame) {
      case 'event':
        this.#onEvent(frame.event as In);
        return;
      case 'request':
        void this.#answer(frame.id, frame.method, frame.argument);
        return;
      case 'ok':
      case 'err': {
        const waiting = this.#waiting.get(frame.id);
        this.#waiting.delete(frame.id);
        waiting?.cancelTimeout();
        if (frame.frame === 'ok') waiting?.resolve(frame.result);
        else waiting?.reject(new Error(frame.message));
      }
    }
  }

  dispose(): void {
    for (const waiting of this.#waiting.values()) {
      waiting.cancelTimeout();
      waiting.reject(new Error('the other side is gone'));
    }
    this.#waiting.clear();
  }

  async #answer(id: number, method: string, argument: unknown): Promise<void> {
    try {
      if (!Object.hasOwn(this.#handlers, method)) throw new Error(`unknown request ${method}`);
      const handler = this.#handlers[method as keyof Local] as (argument: unknown) => unknown;
      this.#send({ frame: 'ok', id, result: await handler(argument) });
    } catch (error) {
      this.#send({
        frame: 'err',
        id,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #send(frame: Frame): void {
    this.#channel.send(frame);
  }
}
