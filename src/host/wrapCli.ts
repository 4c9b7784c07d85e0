import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeSwitch, type RecorderCommand } from '../recorder/configs/wrap.ts';

/** VS Code's own Node: on the desktop its program acts as one where it is told to. */
const env = (): Record<string, string> =>
  process.versions.electron === undefined ? {} : { [nodeSwitch]: '1' };

/** The recorder as VS Code starts it: the command line that came with this version. */
export const ownRecorder = (extensionPath: string): RecorderCommand => ({
  command: process.execPath,
  args: [join(extensionPath, 'dist', 'cli.js')],
  env: env(),
});

/**
 * The recorder as other programs start it, years from now: a copy outside of the extension's folder, which has the
 * version in its name. It is replaced when another version of ours asks for it.
 */
export async function lastingRecorder(
  extensionPath: string,
  storagePath: string,
): Promise<RecorderCommand> {
  const target = join(storagePath, 'cli.js');
  const source = await readFile(join(extensionPath, 'dist', 'cli.js'));
  const known = await readFile(target).catch(() => undefined);
  if (known === undefined || !source.equals(known)) {
    await mkdir(storagePath, { recursive: true });
    const draft = `${target}.${process.pid}.tmp`;
    await writeFile(draft, source);
    await rename(draft, target);
  }
  return { command: process.execPath, args: [target], env: env() };
}
