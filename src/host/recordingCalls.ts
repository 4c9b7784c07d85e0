import { open } from 'node:fs/promises';

/** Counts the calls in a growing session file. */
export interface CallCounter {
  /** Calls to a server, by its name in the recording; undefined where it has said nothing yet. */
  calls(server: string): number | undefined;
  /** Reads what is new, now or as soon as the last look has ended. */
  look(): void;
}

const chunk = 1 << 20;

/** Reads each byte of the file once, and tells `changed` when a count is another. */
export function callCounter(path: string, changed: () => void): CallCounter {
  const counts = new Map<string, number>();
  let at = 0;
  let rest = Buffer.alloc(0);
  let looking: Promise<void> | undefined;
  let again = false;

  const take = (bytes: Buffer): boolean => {
    const all = Buffer.concat([rest, bytes]);
    const end = all.lastIndexOf(0x0a) + 1;
    rest = Buffer.from(all.subarray(end));
    return countCalls(all.subarray(0, end).toString('utf8'), counts);
  };

  const read = async (): Promise<void> => {
    const file = await open(path, 'r').catch(() => undefined);
    if (file === undefined) return;
    try {
      let found = false;
      for (;;) {
        const { bytesRead, buffer } = await file.read({
          buffer: Buffer.alloc(chunk),
          position: at,
        });
        if (bytesRead === 0) break;
        at += bytesRead;
        found = take(buffer.subarray(0, bytesRead)) || found;
      }
      if (found) changed();
    } finally {
      await file.close();
    }
  };

  const look = (): void => {
    if (looking !== undefined) {
      again = true;
      return;
    }
    again = false;
    looking = read()
      .catch(() => {
        // A file that cannot be read is told where it is opened; here it only has no counts.
      })
      .finally(() => {
        looking = undefined;
        if (again) look();
      });
  };

  return { calls: server => counts.get(server), look };
}

/** Adds the calls in whole lines of a session file to `counts`; true if there were frames. */
export function countCalls(text: string, counts: Map<string, number>): boolean {
  let found = false;
  for (const line of text.split('\n')) {
    const frame = frameOf(line);
    if (frame === undefined) continue;
    found = true;
    const isCall = frame.dir === 'c2s' && /"method"\s*:\s*"tools\/call"/u.test(frame.raw);
    counts.set(frame.server, (counts.get(frame.server) ?? 0) + (isCall ? 1 : 0));
  }
  return found;
}

function frameOf(line: string): { server: string; dir: string; raw: string } | undefined {
  try {
    const { type, server, dir, raw } = JSON.parse(line) as Record<string, unknown>;
    if (type !== 'mcp' || typeof server !== 'string' || typeof raw !== 'string') return undefined;
    return { server, dir: String(dir), raw };
  } catch {
    return undefined;
  }
}
