import { copyFile, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Files of a workspace by relative name: the text, or the absolute path of a file to copy. */
export type Files = Record<string, string>;

/** A new folder outside the repository, resolved, because the workbench shows real paths. */
export async function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(await realpath(tmpdir()), `faultline-${name}-`));
}

/** Writes the files of a workspace. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, value] of Object.entries(files)) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    if (isAbsolute(value) && existsSync(value)) await copyFile(value, target);
    else await writeFile(target, value);
  }
}
