// Bundles one bench and runs it: node test/bench/run.mjs provenance/bench [arguments…]
// A bench is a TypeScript program; Node 20 runs none, so it is bundled first, into a folder that git ignores.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const [name, ...rest] = process.argv.slice(2);
const outfile = join(here, '../../.vscode-test/bench', `${name.replaceAll('/', '-')}.mjs`);
await build({
  entryPoints: [join(here, `${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
  sourcemap: 'inline',
  // What a bench reads beside it, it finds from the checkout it was started for.
  define: { REPOSITORY: JSON.stringify(join(here, '../..')) },
});
const flags = ['--enable-source-maps', '--expose-gc', '--max-old-space-size=8192'];
const { status } = spawnSync(process.execPath, [...flags, outfile, ...rest], { stdio: 'inherit' });
process.exit(status ?? 1);
