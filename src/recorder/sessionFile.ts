import { link, mkdir, open, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { connectionId } from './connection.ts';

/** Where the lines of a recording go. */
export interface SessionFile {
  /** Queues one line, given with its newline. Returns at once; never throws. */
  append(line: string): void;
  /** Ends the recording before its time. */
  stop(error: unknown): void;
  /** Resolves when every line is on its way to the disk and the file is closed. Never rejects. */
  close(): Promise<void>;
}

/** About this many characters go into one write: enough to keep up with a flood, without a second copy of it. */
const writeSize = 1 << 20;

/** Whether the file is still there is looked at this often, in milliseconds. */
const lookEvery = 1000;

/** A disk that falls this many characters behind ends the recording; it must not take the memory of the machine. */
const mostWaiting = 1 << 28;

/**
 * Opens a session file for appending; makes it, its folder and its `header` line where there is none yet. Several
 * processes may write to one file: whole lines per write, with O_APPEND. After the first failure nothing more is
 * written, so that a recording has an end, never a hole, and `failed` is called once.
 */
export function openSessionFile(
  path: string,
  header: string,
  failed: (error: Error) => void,
): SessionFile {
  let waiting: string[] = [];
  let behind = 0;
  let writing: Promise<void> | undefined;
  let file: FileHandle | undefined;
  let broken = false;
  let looked = 0;

  const drain = async (): Promise<void> => {
    try {
      file ??= await create(path, header);
      while (waiting.length > 0) {
        const { lines, rest } = takeLines(waiting);
        waiting = rest;
        await writeWhole(file, lines);
        behind -= lines.length;
      }
      if (Date.now() - looked > lookEvery) await look(file);
    } catch (error) {
      stop(error);
    }
  };

  /** What is written to a deleted file is lost, and no write says so. */
  const look = async (opened: FileHandle): Promise<void> => {
    looked = Date.now();
    const found = await opened.stat();
    if (found.isFile() && found.nlink === 0) throw new Error('the file was deleted');
  };

  const stop = (error: unknown): void => {
    if (broken) return;
    broken = true;
    waiting = [];
    failed(error instanceof Error ? error : new Error(String(error)));
  };

  const start = (): void => {
    writing ??= drain().finally(() => {
      writing = undefined;
      if (waiting.length > 0 && !broken) start();
    });
  };

  start();
  return {
    append(line) {
      if (broken) return;
      behind += line.length;
      if (behind > mostWaiting) return stop(new Error('the disk is too slow'));
      waiting.push(line);
      start();
    },
    stop,
    async close() {
      while (writing !== undefined) await writing;
      if (file !== undefined && !broken) await look(file).catch(stop);
      await file?.close().catch(() => undefined);
    },
  };
}

function takeLines(waiting: readonly string[]): { lines: string; rest: string[] } {
  let size = 0;
  let count = 0;
  for (const line of waiting) {
    if (count > 0 && size + line.length > writeSize) break;
    size += line.length;
    count++;
  }
  return { lines: waiting.slice(0, count).join(''), rest: waiting.slice(count) };
}

/** One write; a short one means a full disk, and its error comes with the attempt to write the rest. */
async function writeWhole(file: FileHandle, text: string): Promise<void> {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    const { bytesWritten } = await file.write(bytes);
    bytes = bytes.subarray(bytesWritten);
  }
}

/** Opens the file, with its header as its first line even if several processes make it at the same moment. */
async function create(path: string, header: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const size = await stat(path).then(
    found => (found.isFile() ? found.size : undefined),
    () => -1,
  );
  if (size === -1) await createWithHeader(path, header);
  const file = await open(path, 'a', 0o600);
  if (size === 0) await writeWhole(file, header);
  else if (size !== undefined && size > 0 && !(await endsLine(path, size))) await file.write('\n');
  return file;
}

/** False for a file whose last line was torn: the next line must not be lost with it. */
async function endsLine(path: string, size: number): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
    return buffer.toString() === '\n';
  } finally {
    await file.close();
  }
}

/**
 * Makes the file under another name and links it in place: it appears with its header or, if another process was
 * faster, not at all. Where links do not exist (FAT, some network drives) the plain way is left to `wx`.
 */
async function createWithHeader(path: string, header: string): Promise<void> {
  const draft = `${path}.${connectionId()}.tmp`;
  await writeNew(draft, header);
  try {
    await link(draft, path);
  } catch (error) {
    if (code(error) !== 'EEXIST') await writeNew(path, header).catch(ignoreExisting);
  } finally {
    await unlink(draft);
  }
}

async function writeNew(path: string, line: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await writeWhole(file, line);
  } finally {
    await file.close();
  }
}

function ignoreExisting(error: unknown): void {
  if (code(error) !== 'EEXIST') throw error;
}

const code = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
