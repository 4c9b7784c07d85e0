import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Beside the sessions, so that every recorder of a folder knows it and agents' settings outlive a restart. */
const fileName = '.collector-token';

/** The token of the receiver that records into the folder of `sessionFile`; made on the first call. */
export async function folderToken(sessionFile: string): Promise<string> {
  const path = join(dirname(sessionFile), fileName);
  const known = await read(path);
  if (known !== undefined) return known;
  await mkdir(dirname(path), { recursive: true });
  const token = randomBytes(16).toString('hex');
  try {
    await writeFile(path, `${token}\n`, { flag: 'wx', mode: 0o600 });
    return token;
  } catch (error) {
    // Another recorder was faster; or the folder is read-only, and the token lives as long as this process.
    return (await read(path)) ?? (errorCode(error) === 'EEXIST' ? replace(path, token) : token);
  }
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
