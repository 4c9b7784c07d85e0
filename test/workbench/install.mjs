// Downloads, once, what a real VS Code needs on a machine without one: Node 24 and the server build of the workbench.
// Both come from the npm registry, so this works wherever `npm install` works.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from './paths.mjs';
import { npm } from './run.mjs';

const nodeMajor = 24;
const serverVersion = '4.139.1'; // contains VS Code 1.139.1

/** A Node that is new enough for VS Code 1.139 and its tools: the running one, or one from npm. */
export async function nodeBinary() {
  if (Number(process.versions.node.split('.')[0]) >= nodeMajor) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(cache, 'node');
  await installOnce(folder, `${name}@${nodeMajor}`, `Node ${nodeMajor}`, () =>
    npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${nodeMajor}`], folder),
  );
  return join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}

/** The folder of the workbench server (the one that has `out/server-main.js`). */
export async function serverRoot() {
  const folder = join(cache, 'server');
  const root = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await installOnce(folder, `code-server@${serverVersion}`, 'the VS Code server', async () => {
    // Without install scripts no compiler is needed; the native modules this leaves out (terminal, file log)
    // are not used by the tests.
    const quick = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(['install', ...quick, `code-server@${serverVersion}`], folder);
    await npm(['install', '--omit=dev', ...quick], root);
  });
  return root;
}

/** Runs an installation into an empty folder, unless its stamp says that this very thing is already there. */
async function installOnce(folder, id, label, install) {
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === id) return;
  const started = Date.now();
  console.log(`Getting ${label} (${id}) from the npm registry, once …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await install();
  await writeFile(stamp, id);
  console.log(`… done in ${Math.round((Date.now() - started) / 1000)} s`);
}
