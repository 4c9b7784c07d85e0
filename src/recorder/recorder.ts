import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { eventLine, headerLine, type Event } from '../formats/event.ts';
import { decoder } from './decoder.ts';
import { eventReader, repeats } from './eventStream.ts';
import { lineSplitter, wholeBody, type Lines, type Tap } from './lines.ts';
import type { Redaction } from './redact.ts';
import { redactor } from './redact.ts';
import { openSessionFile } from './sessionFile.ts';

/** Where traffic is recorded, and under which name. */
export interface Recording {
  /** The session file. Appended to if it exists. */
  readonly out: string;
  /** Name of the server in the recording; derived from its command or URL by default. */
  readonly name?: string | undefined;
  /** Title of the session, if the file is new; the file's name by default. */
  readonly title?: string | undefined;
  /** What is masked before it reaches the disk; false for nothing. Well-known secrets by default. */
  readonly redact?: Redaction | false | undefined;
}

/** The same, ready for a thread of its own: all names settled, nothing but data. */
export interface RecorderOptions extends Omit<Recording, 'name'> {
  readonly server: string;
  /** Values that are secret because of where they stood: environment, arguments. */
  readonly secrets: readonly string[];
}

/** One direction of a connection: what is to be recorded of its bytes. */
export interface Channel {
  readonly conn: string;
  /** Number of the HTTP exchange that carries it. */
  readonly stream?: number | undefined;
  readonly from: 'client' | 'server' | 'stderr';
  /** How messages lie in the bytes: one per line, one as the whole body, or as server-sent events. */
  readonly form: 'lines' | 'body' | 'events';
  /** Content-Encoding of a body. */
  readonly encoding?: string | undefined;
  /** True for an event stream that was asked to begin with what was sent before. */
  readonly resumed?: boolean | undefined;
}

/** A line that the recorder itself writes; when and for which server is filled in. */
export type Remark = { readonly conn: string } & (
  | {
      readonly type: 'note';
      readonly text: string;
      readonly stream?: number;
      /** Which end closed a stream before its end. */
      readonly closed?: 'client' | 'server';
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly type: 'exit'; readonly code: number | null; readonly signal: string | null }
);

/** Takes a copy of the traffic. Nothing here throws, and nothing waits. */
export interface Recorder {
  open(channel: Channel): Tap;
  remark(remark: Remark): void;
  /** More values that must not reach the disk, seen on the way. */
  hide(values: readonly string[]): void;
  /** Resolves when everything is written. Never rejects. */
  close(): Promise<void>;
}

/** A recorder that can be told when a thing happened, in milliseconds since the epoch. */
export interface TimedRecorder extends Recorder {
  at(time: number): void;
}

/** Longer messages, in bytes, are not recorded. No frame that a model could read comes near. */
const longestMessage = 1 << 26;

/** The same for what is written, in characters: JSON makes six of a control character. */
const longestEvent = 1 << 27;

/** Starts a recording in this thread. What goes wrong with it is told to `say`, in one line. */
export function openRecorder(about: RecorderOptions, say: (text: string) => void): TimedRecorder {
  const { server } = about;
  const { redact = {} } = about;
  const redaction = redactor(redact === false ? {} : redact, about.secrets);
  const isRepeat = repeats();
  const decoding = new Set<Promise<void>>();
  let now = Date.now();

  const header = headerLine({
    id: randomUUID(),
    title: about.title ?? basename(about.out, extname(about.out)),
    startedAt: new Date().toISOString(),
  });
  const file = openSessionFile(about.out, header, error => {
    say(`recording to ${about.out} stopped: ${error.message}; "${server}" goes on`);
  });
  const clean = (text: string): ReturnType<typeof redaction.clean> =>
    redact === false ? { text, redacted: undefined } : redaction.clean(text);
  const cleaned = (remark: Remark): Remark => {
    if (remark.type !== 'note') return remark;
    const text = clean(remark.text).text;
    if (remark.headers === undefined) return { ...remark, text };
    const headers = Object.entries(remark.headers).map(([name, value]) => [
      name,
      clean(value).text,
    ]);
    return { ...remark, text, headers: Object.fromEntries(headers) as Record<string, string> };
  };
  const time = (): string => new Date(now).toISOString();

  const open = (channel: Channel): Tap => {
    const { conn, stream, from } = channel;
    const place = { server, conn, ...(stream === undefined ? {} : { stream }) };
    const dir = from === 'client' ? 'c2s' : 's2c';
    const note = (text: string, more: object = {}): void =>
      file.append(eventLine({ t: time(), type: 'note', ...place, dir, text, ...more }));
    const leaveOut = (size: number): void =>
      note(`A message of ${size} bytes is not recorded: it is too long.`, { leftOut: size });
    const event = (raw: string): Event => {
      const { text, redacted } = clean(raw);
      const said = redacted === undefined ? {} : { redacted };
      if (from === 'stderr') return { t: time(), type: 'stderr', ...place, text, ...said };
      return { t: time(), type: 'mcp', ...place, dir, raw: text, ...said };
    };
    const write = (raw: string, size: number): void => {
      const line = attempt(() => eventLine(event(raw)));
      if (line === undefined || line.length > longestEvent) leaveOut(size);
      else file.append(line);
    };
    const lines: Lines = {
      line: bytes => write(bytes.toString('utf8'), bytes.length),
      tooLong: leaveOut,
    };
    const body: Lines = {
      line(bytes) {
        const text = bytes.toString('utf8');
        // Sign-in and other requests may share the server's origin: their bodies are nobody's business here.
        if (text.includes('"jsonrpc"')) write(text, bytes.length);
        else if (bytes.length > 0)
          note(`A body of ${bytes.length} bytes, no MCP message, is not recorded.`);
      },
      tooLong: leaveOut,
    };
    const tap = ((): Tap => {
      switch (channel.form) {
        case 'lines':
          return lineSplitter(longestMessage, lines);
        case 'body':
          return wholeBody(longestMessage, body);
        case 'events':
          return eventReader(longestMessage, {
            event(data, id) {
              if (!isRepeat(conn, id, channel.resumed ?? false)) write(data, data.length);
            },
            tooLong: leaveOut,
          });
      }
    })();
    return decoder(channel.encoding, tap, note, decoding);
  };

  return {
    at(moment) {
      now = moment;
    },
    open,
    remark: remark => file.append(eventLine({ t: time(), server, ...cleaned(remark) })),
    hide: values => redaction.hide(values),
    async close() {
      await Promise.all(decoding);
      await file.close();
    },
  };
}

/** Undefined where the result is longer than the longest string of the engine. */
function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
