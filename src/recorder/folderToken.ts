import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Beside the sessions, so that every recorder of a folder knows it and what clients were told outlives a restart. */
const fileName = '.faultline-token';

/**
 * The token that whoever sends to a recorder in the folder of `sessionFile` must know; made on the first call. Where it
 * cannot be kept it lives as long as this process: a recorder goes on without a disk.
 */
export async function folderToken(sessionFile: string): Promise<string> {
  const path = join(dirname(sessionFile), fileName);
  const known = await read(path);
  if (known !== undefined) return known;
  const token = randomBytes(16).toString('hex');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${token}\n`, { flag: 'wx', mode: 0o600 });
    return token;
  } catch (error) {
    // Another recorder was faster; or nothing can be written.
    return (await read(path)) ?? (errorCode(error) === 'EEXIST' ? replace(path, token) : token);
  }
}

/** Compares in a time that tells nothing about the token. */
export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^[\da-f]{32}$/u.exec(text.trim())?.[0];
}

/** For a file that holds no token, such as one torn by a full disk. */
async function replace(path: string, token: string): Promise<string> {
  await writeFile(path, `${token}\n`, { mode: 0o600 }).catch(() => undefined);
  return token;
}

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
