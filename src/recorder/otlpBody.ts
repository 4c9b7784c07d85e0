import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** A body that cannot be taken, as an HTTP status and a sentence. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The largest body, in bytes, sent and unpacked. A batch of spans with whole prompts is some megabytes. */
const largest = 1 << 26;

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/** Reads and unpacks the body of a request. Never holds more than `largest` bytes of it. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const isPacked = encoding === 'gzip' || encoding === 'deflate';
  if (!isPacked && encoding !== 'identity') {
    throw new RefusedError(415, `Content-Encoding ${encoding.slice(0, 20)}: send gzip or none`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isPacked || body.length === 0) return body;
  try {
    return await unpackers[encoding](body, { maxOutputLength: largest });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new RefusedError(400, `the body is no ${encoding}`);
  }
}

const tooLarge = (): RefusedError =>
  new RefusedError(413, `the body is larger than ${largest >> 20} MB: export smaller batches`);
