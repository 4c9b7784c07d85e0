import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { Tap } from './lines.ts';
import type { Channel, Recorder, RecorderOptions, Remark } from './recorder.ts';
import { openRecorder } from './recorder.ts';

/** What the recording thread is told, with the time it happened. */
type Order =
  | { readonly kind: 'open'; readonly tap: number; readonly channel: Channel }
  | { readonly kind: 'feed'; readonly tap: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly tap: number }
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'hide'; readonly values: readonly string[] }
  | { readonly kind: 'close' };

type Timed = Order & { readonly time: number };

/** What it answers: bytes it is done with, a sentence for the person, the end. */
type Reply =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'closed' };

/** Orders wait this long, in milliseconds: past the answer of a quick server, too short to be missed after a crash. */
const delay = 10;

/** More bytes than this are not kept waiting for the delay. */
const batchSize = 1 << 20;

/** A thread that falls this many bytes behind ends the recording; it must not take the memory of the machine. */
const mostBehind = 1 << 28;

/** Distinguishes our worker from others that the same file may be loaded in. */
const role = 'faultline-recorder';

/** What a worker of ours is started with. */
interface Start {
  readonly role: typeof role;
  readonly about: RecorderOptions;
}

/**
 * Records in a thread of its own, so that masking, encoding and writing hold up no byte of the traffic. `file` is loaded in
 * the thread and must call `serveRecorder`. What goes wrong is told to `say`.
 */
export function recorderThread(
  file: string | URL,
  about: RecorderOptions,
  say: (text: string) => void,
): Recorder {
  const start: Start = { role, about };
  const worker = new Worker(file, { workerData: start, stdout: false, stderr: false });
  let batch: Timed[] = [];
  let size = 0;
  let behind = 0;
  let taps = 0;
  let timer: NodeJS.Timeout | undefined;
  let broken = false;
  let finish = (): void => undefined;
  const closed = new Promise<void>(resolve => (finish = resolve));

  const stop = (why: string): void => {
    if (broken) return;
    broken = true;
    batch = [];
    say(`recording to ${about.out} stopped: ${why}; "${about.server}" goes on`);
    finish();
  };
  worker.on('message', (reply: Reply) => {
    if (reply.kind === 'done') behind -= reply.bytes;
    else if (reply.kind === 'say') say(reply.text);
    else finish();
  });
  worker.on('error', error => stop(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => finish());
  // The traffic keeps this process alive, not its recording.
  worker.unref();

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const orders = batch;
    [batch, size] = [[], 0];
    const moved = orders.flatMap(order => (order.kind === 'feed' ? [order.bytes.buffer] : []));
    if (!broken) worker.postMessage(orders, moved as ArrayBuffer[]);
  };
  const add = (order: Order): void => {
    if (broken) return;
    batch.push({ ...order, time: Date.now() });
    if (order.kind === 'feed') {
      size += order.bytes.length;
      behind += order.bytes.length;
      if (behind > mostBehind) return stop('it is too slow for this traffic');
    }
    if (size > batchSize) send();
    else timer ??= setTimeout(send, delay);
  };

  return {
    open(channel): Tap {
      const tap = taps++;
      add({ kind: 'open', tap, channel });
      return {
        // A copy of its own, for the chunk is still on its way to the other end.
        feed: chunk => add({ kind: 'feed', tap, bytes: new Uint8Array(chunk) }),
        end: () => add({ kind: 'end', tap }),
      };
    },
    remark: remark => add({ kind: 'remark', remark }),
    hide: values => add({ kind: 'hide', values }),
    async close() {
      worker.ref();
      add({ kind: 'close' });
      send();
      await closed;
      await worker.terminate();
    },
  };
}

/** In the thread of a recorder: serves it, and answers true. Anywhere else: does nothing, and answers false. */
export function serveRecorder(): boolean {
  const start = workerData as Start | null;
  if (parentPort === null || start?.role !== role) return false;
  const port = parentPort;
  const reply = (message: Reply): void => port.postMessage(message);
  const recorder = openRecorder(start.about, text => reply({ kind: 'say', text }));
  const taps = new Map<number, Tap>();

  const obey = (order: Timed): void => {
    recorder.at(order.time);
    switch (order.kind) {
      case 'open':
        return void taps.set(order.tap, recorder.open(order.channel));
      case 'feed':
        return taps.get(order.tap)?.feed(asBuffer(order.bytes));
      case 'end':
        taps.get(order.tap)?.end();
        return void taps.delete(order.tap);
      case 'remark':
        return recorder.remark(order.remark);
      case 'hide':
        return recorder.hide(order.values);
      case 'close':
        return void recorder.close().then(() => reply({ kind: 'closed' }));
    }
  };
  port.on('message', (orders: readonly Timed[]) => {
    let bytes = 0;
    for (const order of orders) {
      if (order.kind === 'feed') bytes += order.bytes.length;
      obey(order);
    }
    if (bytes > 0) reply({ kind: 'done', bytes });
  });
  return true;
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
