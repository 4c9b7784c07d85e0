import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A folder for one test file, and what removes it. */
export async function scratch(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'faultline-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Bundles the command line into `folder`: from the sources, so that no test depends on what dist/ happens to hold. */
export async function bundleCli(folder: string): Promise<string> {
  const outfile = join(folder, 'cli.cjs');
  await build({
    entryPoints: [join(root, 'src', 'cli.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
