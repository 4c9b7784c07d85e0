import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { eventLine, headerLine, type Event } from '../formats/event.ts';
import { connectionId } from './connection.ts';
import type { Exit } from './exit.ts';
import { later } from './later.ts';
import type { Tap } from './lines.ts';
import { lineSplitter } from './lines.ts';
import { redact, secretValues } from './redact.ts';
import { serverName } from './serverName.ts';
import { openSessionFile } from './sessionFile.ts';

/** Whose traffic is recorded, and where. */
export interface Recording {
  readonly command: string;
  readonly args: readonly string[];
  /** The session file. Appended to if it exists. */
  readonly out: string;
  /** Name of the server in the recording; derived from the command by default. */
  readonly name?: string | undefined;
  /** Title of the session, if the file is new; the file's name by default. */
  readonly title?: string | undefined;
  /** Mask credentials before they reach the disk: true by default. */
  readonly redact?: boolean | undefined;
}

/** Takes a copy of the traffic. Nothing here throws, and nothing takes time when it is called. */
export interface Recorder {
  readonly sent: Tap;
  readonly received: Tap;
  readonly complained: Tap;
  exit(exit: Exit): void;
  close(): Promise<void>;
}

/** Longer lines, in bytes, are not recorded. No frame that a model could read comes near. */
const longestLine = 1 << 26;

/** The same for what is written, in characters: JSON makes six of a control character. */
const longestEvent = 1 << 27;

/** Starts a recording. What goes wrong with it is told to `say`, in one line. */
export function openRecorder(
  about: Recording,
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Recorder {
  const server = about.name ?? serverName(about.command, about.args);
  const conn = connectionId();
  const secrets = secretValues(env);
  const clean = (text: string): string => (about.redact === false ? text : redact(text, secrets));

  const header = headerLine({
    id: randomUUID(),
    title: about.title ?? basename(about.out, extname(about.out)),
    startedAt: new Date().toISOString(),
  });
  const file = openSessionFile(about.out, header, error => {
    say(`recording to ${about.out} stopped: ${error.message}; "${server}" goes on`);
  });
  const queue = later(error => file.stop(error));
  const now = (): string => new Date(queue.now()).toISOString();

  const tap = (place: object, event: (text: string) => Event): Tap => {
    const leaveOut = (size: number): void => {
      const text = `A line of ${size} bytes is not recorded: it is too long.`;
      const note = { t: now(), type: 'note', server, conn, ...place, text, leftOut: size } as const;
      file.append(eventLine(note));
    };
    const lines = lineSplitter(longestLine, {
      line(bytes) {
        const line = attempt(() => eventLine(event(clean(bytes.toString('utf8')))));
        if (line === undefined || line.length > longestEvent) leaveOut(bytes.length);
        else file.append(line);
      },
      tooLong: leaveOut,
    });
    return {
      feed: chunk => queue.add(() => lines.feed(chunk)),
      end: () => queue.add(() => lines.end()),
    };
  };
  const frame = (dir: 'c2s' | 's2c'): Tap =>
    tap({ dir }, raw => ({ t: now(), type: 'mcp', server, conn, dir, raw }));

  return {
    sent: frame('c2s'),
    received: frame('s2c'),
    complained: tap({}, text => ({ t: now(), type: 'stderr', server, conn, text })),
    exit({ code, signal }) {
      const ended = signal === undefined ? { code, signal: null } : { code: null, signal };
      queue.add(() => file.append(eventLine({ t: now(), type: 'exit', server, conn, ...ended })));
    },
    close() {
      queue.flush();
      return file.close();
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
