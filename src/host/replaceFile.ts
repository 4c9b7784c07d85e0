import { chmod, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Longer than any writer of ours takes: a file of that age is what is left of one that was ended. */
const abandoned = 5_000;
const pause = 15;

/**
 * Replaces the file as a whole, if `asKnown` still holds; says whether it did. The file that is written beside it first
 * exists once or not at all: as long as it is there, every other window waits, so that no two replace at the same time.
 * VS Code's own rename deletes the target first, so that for a moment there is no file: not this one.
 */
export async function replaceFile(
  path: string,
  text: string,
  asKnown: () => Promise<boolean>,
): Promise<boolean> {
  // Where the path is a link, what it leads to is replaced, and the link stays.
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.tmp`);
  const file = await openAlone(temporary);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await asKnown())) {
      await rm(temporary, { force: true });
      return false;
    }
    const { mode } = await stat(target).catch(() => ({ mode: undefined }));
    if (mode !== undefined) await chmod(temporary, mode & 0o777);
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Creates a file that is not there; waits while it is. */
async function openAlone(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  for (;;) {
    try {
      return await open(path, 'wx');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = await stat(path).then(
        found => Date.now() - found.mtimeMs,
        () => 0,
      );
      if (Math.abs(age) > abandoned) await rm(path, { force: true });
      else await new Promise(resolve => setTimeout(resolve, pause));
    }
  }
}
