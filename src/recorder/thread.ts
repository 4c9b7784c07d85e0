import { setPriority } from 'node:os';
import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { Tap } from './lines.ts';
import type { Channel, Recorder, RecorderOptions, Remark } from './recorder.ts';
import { openRecorder } from './recorder.ts';

/** Where bytes lie among the slabs that come with a batch. */
interface Piece {
  readonly slab: number;
  readonly start: number;
  readonly end: number;
}

/** What the recording thread is told, with the time it happened. */
type Order =
  | { readonly kind: 'open'; readonly tap: number; readonly channel: Channel }
  | { readonly kind: 'feed'; readonly tap: number; readonly piece: Piece }
  | { readonly kind: 'end'; readonly tap: number }
  /** A channel that was opened, fed and ended. */
  | { readonly kind: 'whole'; readonly channel: Channel; readonly piece: Piece }
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'hide'; readonly values: readonly string[] }
  | { readonly kind: 'close' };

type Timed = Order & { readonly time: number };

interface Batch {
  readonly orders: readonly Timed[];
  readonly slabs: readonly Uint8Array[];
  /** Number of bytes that the orders point to. */
  readonly size: number;
}

/** What it answers: bytes it is done with, a sentence for the person, the end. */
type Reply =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'closed' };

/** Orders wait this long, in milliseconds: past the answer of a quick server, too short to be missed after a crash. */
const delay = 10;

/** More bytes than this are not kept waiting for the delay. */
const batchSize = 1 << 20;

/** Longer bodies, in bytes, are told piece by piece. */
const longestWhole = 1 << 23;

/** Chunks are copied into slabs of at least this size: moving many small buffers costs more than the copy. */
const slabSize = 1 << 16;

/** A thread that falls this many bytes behind ends the recording; it must not take the memory of the machine. */
const mostBehind = 1 << 28;

/** How much the recording thread steps back behind the traffic, where it can. */
const niceness = 5;

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
  let orders: Timed[] = [];
  let slabs: Uint8Array[] = [];
  let used = 0;
  let size = 0;
  /** Size of the last batch: the next one is likely as large. */
  let lately = 0;
  let behind = 0;
  let taps = 0;
  let timer: NodeJS.Timeout | undefined;
  let broken = false;
  let finish = (): void => undefined;
  const closed = new Promise<void>(resolve => (finish = resolve));

  const stop = (why: string): void => {
    if (broken) return;
    broken = true;
    [orders, slabs, size] = [[], [], 0];
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
    const batch: Batch = { orders, slabs, size };
    lately = size;
    const moved = slabs.map(slab => slab.buffer as ArrayBuffer);
    [orders, slabs, size] = [[], [], 0];
    if (!broken) worker.postMessage(batch, moved);
  };
  const add = (order: Order): void => {
    if (broken) return;
    orders.push({ ...order, time: Date.now() });
    if (size > batchSize) send();
    else timer ??= setTimeout(send, delay);
  };
  /** Copies chunks, for they are still on their way to the other end; end to end, as one piece. */
  const keep = (chunks: readonly Uint8Array[], length: number): Piece => {
    let slab = slabs.at(-1);
    if (slab === undefined || used + length > slab.length) {
      slab = Buffer.allocUnsafeSlow(Math.max(slabSize, Math.min(lately, batchSize), length));
      slabs.push(slab);
      used = 0;
    }
    const start = used;
    for (const chunk of chunks) {
      slab.set(chunk, used);
      used += chunk.length;
    }
    size += length;
    behind += length;
    if (behind > mostBehind) stop('it is too slow for this traffic');
    return { slab: slabs.length - 1, start, end: used };
  };

  const openTap = (channel: Channel): Tap => {
    const tap = taps++;
    add({ kind: 'open', tap, channel });
    return {
      feed: chunk => add({ kind: 'feed', tap, piece: keep([chunk], chunk.length) }),
      end: () => add({ kind: 'end', tap }),
    };
  };
  /** Most bodies are short: each is told in one order, when it is over. */
  const openBody = (channel: Channel): Tap => {
    let chunks: Buffer[] = [];
    let length = 0;
    let tap: Tap | undefined;
    return {
      feed(chunk) {
        if (tap !== undefined) return tap.feed(chunk);
        chunks.push(chunk);
        length += chunk.length;
        if (length <= longestWhole) return;
        tap = openTap(channel);
        for (const each of chunks) tap.feed(each);
        chunks = [];
      },
      end() {
        if (tap !== undefined) tap.end();
        else if (length > 0) add({ kind: 'whole', channel, piece: keep(chunks, length) });
        chunks = [];
      },
    };
  };

  return {
    open: channel => (channel.form === 'body' ? openBody(channel) : openTap(channel)),
    remark: remark => add({ kind: 'remark', remark }),
    hide: values => void (values.length > 0 && add({ kind: 'hide', values })),
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

  // The traffic goes first. On Linux this sets the priority of the calling thread alone.
  if (process.platform === 'linux') setPriority(0, niceness);

  const obey = (order: Timed, slabs: readonly Uint8Array[]): void => {
    recorder.at(order.time);
    switch (order.kind) {
      case 'open':
        return void taps.set(order.tap, recorder.open(order.channel));
      case 'feed':
        return taps.get(order.tap)?.feed(bytesOf(order.piece, slabs));
      case 'end':
        taps.get(order.tap)?.end();
        return void taps.delete(order.tap);
      case 'whole': {
        const tap = recorder.open(order.channel);
        tap.feed(bytesOf(order.piece, slabs));
        return tap.end();
      }
      case 'remark':
        return recorder.remark(order.remark);
      case 'hide':
        return recorder.hide(order.values);
      case 'close':
        return void recorder.close().then(() => reply({ kind: 'closed' }));
    }
  };
  port.on('message', ({ orders, slabs, size }: Batch) => {
    for (const order of orders) obey(order, slabs);
    if (size > 0) reply({ kind: 'done', bytes: size });
  });
  return true;
}

function bytesOf({ slab, start, end }: Piece, slabs: readonly Uint8Array[]): Buffer {
  const { buffer, byteOffset } = slabs[slab] ?? new Uint8Array();
  return Buffer.from(buffer, byteOffset + start, end - start);
}
