import { existsSync } from 'node:fs';
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

const entry = `
  import { recordStdio } from './src/recorder/stdio.ts';
  const [, out, ...rest] = process.argv.slice(process.argv.indexOf('record') + 1);
  const name = rest[0] === '--name' ? rest[1] : undefined;
  const [command = '', ...args] = rest.slice(rest.indexOf('--') + 1);
  recordStdio({ command, args, out, name }).then(code => { process.exitCode = code; });
`;

/** Bundles the command line into `folder`: from the sources, so that no test depends on what dist/ happens to hold. */
export async function bundleCli(folder: string): Promise<string> {
  const outfile = join(folder, 'cli.cjs');
  const cli = join(root, 'src', 'cli.ts');
  await build({
    ...(existsSync(join(root, 'src', 'formats', 'marks.ts'))
      ? { entryPoints: [cli] }
      : { stdin: { contents: entry, resolveDir: root, loader: 'ts' as const } }),
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
