import { createParser } from 'eventsource-parser';
import type { Tap } from './lines.ts';

export interface Events {
  readonly event: (data: string, id: string | undefined) => void;
  /** An event of at least this many bytes is over, and more than was kept of it. */
  readonly tooLong: (size: number) => void;
}

/** Reads server-sent events from bytes as they come. Of an event longer than `longest` bytes only its length is kept. */
export function eventReader(longest: number, { event, tooLong }: Events): Tap {
  const decoder = new TextDecoder();
  let size = 0;
  const parser = createParser({
    maxBufferSize: longest,
    onEvent({ event: type = 'message', data, id }) {
      size = 0;
      // An event without data opens a stream that can be resumed; other types belong to the transport.
      if (type === 'message' && data !== '') event(data, id);
    },
    onError({ type }) {
      if (type !== 'max-buffer-size-exceeded') return;
      tooLong(size);
      size = 0;
      parser.reset();
    },
  });
  const feed = (text: string): void => {
    if (text !== '') parser.feed(text);
  };
  return {
    feed(chunk) {
      size += chunk.length;
      feed(decoder.decode(chunk, { stream: true }));
    },
    end: () => feed(decoder.decode()),
  };
}

/** So many event ids are remembered: more than a client asks for again after a broken connection. */
const mostIds = 20_000;

/** Tells which event of a resumed stream was there before: ids are unique within a session. */
export function repeats(): (conn: string, id: string | undefined, resumed: boolean) => boolean {
  const seen = new Set<string>();
  return (conn, id, resumed) => {
    if (id === undefined || id === '') return false;
    const key = `${conn}\0${id}`;
    if (seen.has(key)) return resumed;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > mostIds && oldest !== undefined) seen.delete(oldest);
    return false;
  };
}
