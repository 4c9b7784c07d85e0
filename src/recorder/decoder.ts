import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Tap } from './lines.ts';

// What has come so far is worth reading, whether or not the end ever comes.
const zlib = { finishFlush: constants.Z_SYNC_FLUSH };
const brotli = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip(zlib)],
  ['x-gzip', () => createGunzip(zlib)],
  ['deflate', () => createInflate(zlib)],
  ['br', () => createBrotliDecompress(brotli)],
]);

/**
 * Undoes a Content-Encoding on the way to `tap`. The traffic is passed on as it is; only the recorded copy is decoded. What
 * cannot be decoded is said to `note`. While bytes are under way a promise stands in `pending`.
 */
export function decoder(
  encoding: string | undefined,
  tap: Tap,
  note: (text: string) => void,
  pending: Set<Promise<void>>,
): Tap {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return tap;
  const make = decoders.get(name);
  if (make === undefined) {
    note(`A body is not recorded: its encoding (${name.slice(0, 40)}) is not known.`);
    return { feed: () => undefined, end: () => undefined };
  }
  const stream = make();
  stream.on('data', (chunk: Buffer) => tap.feed(chunk));
  const done = new Promise<void>(resolve => {
    stream.once('end', () => tap.end());
    stream.once('error', error => {
      note(`A body is not recorded whole: ${error.message}.`);
      tap.end();
    });
    stream.once('close', resolve);
  }).finally(() => pending.delete(done));
  pending.add(done);
  return {
    feed: chunk => void (stream.destroyed || stream.write(chunk)),
    end: () => void (stream.destroyed || stream.end()),
  };
}
