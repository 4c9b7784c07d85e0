// Packages the built extension into .vscode-test/faultline.vsix, the file that the tests and `npm start` install.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeBinary } from './install.mjs';
import { cache, invokerVsix, modelsVsix, repository, vsix } from './paths.mjs';
import { run } from './run.mjs';

/** Packages `dist/` and returns the path of the .vsix. */
export async function packageExtension() {
  if (!existsSync(join(repository, 'dist', 'extension.js'))) {
    throw new Error('dist/extension.js is missing: run `npm run build` first.');
  }
  await mkdir(cache, { recursive: true });
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const unfinished = join(cache, `faultline.${process.pid}.vsix`);
  const options = ['--no-dependencies', '--out', unfinished];
  // Without a repository, vsce can neither name one nor turn the README's relative links into addresses.
  if (!manifest.repository)
    options.push('--allow-missing-repository', '--no-rewrite-relative-links');
  const output = await run(await nodeBinary(), [vsceProgram(), 'package', ...options], {
    cwd: repository,
  });
  for (const line of output.split('\n')) if (line.includes('WARNING')) console.log(line.trim());
  await rename(unfinished, vsix);
  const { size } = await stat(vsix);
  console.log(`Packaged ${relative(repository, vsix)}: ${Math.round(size / 1024)} KB`);
  return vsix;
}

/** Packages the extension that calls tools as a chat would, for the tests only, and returns the path of the .vsix. */
export const packageInvoker = () => packageBeside('invoker', invokerVsix);

/** Packages the extension with scripted language models, for the tests only, and returns the path of the .vsix. */
export const packageModels = () => packageBeside('modelProvider', modelsVsix);

async function packageBeside(folder, out) {
  await mkdir(cache, { recursive: true });
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(await nodeBinary(), [vsceProgram(), 'package', ...options, '--out', out], {
    cwd: join(repository, 'test', 'workbench', folder),
  });
  return out;
}

/** vsce needs Node 22, so it is run by path under a Node of our choice. */
function vsceProgram() {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@vscode/vsce/package.json');
  return join(dirname(manifest), require(manifest).bin.vsce);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await packageExtension().catch(error => {
    console.error(error.message);
    process.exit(1);
  });
}
