// `npm run test:desktop`: the workbench tests on a downloaded desktop VS Code instead of the served one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeBinary } from './install.mjs';
import { packageInvoker, packageModels } from './package.mjs';
import { cache, desktopExtensions, repository, vsix } from './paths.mjs';
import { run } from './run.mjs';

const tests = ['run', '--config', 'test/vitest.config.mjs', '--project', 'workbench'];

if (process.argv.includes('--under-new-node')) {
  await download().catch(error => {
    console.error(error.message);
    process.exit(1);
  });
} else await main();

/** @vscode/test-electron needs Node 22, so this file runs itself once more under a Node that is new enough. */
async function main() {
  let program;
  try {
    const self = fileURLToPath(import.meta.url);
    const output = await run(await nodeBinary(), [self, '--under-new-node'], { cwd: repository });
    program = JSON.parse(output.slice(output.lastIndexOf('\n{') + 1)).program;
  } catch (error) {
    const reason = error.message.trim().split('\n').at(-1);
    console.error(
      `Desktop VS Code could not be prepared (${reason}); \`npm test\` needs no download.`,
    );
    process.exit(1);
  }
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, ...tests], {
    cwd: repository,
    stdio: 'inherit',
    env: { ...process.env, FAULTLINE_DESKTOP: program },
  });
  child.on('exit', code => process.exit(code ?? 1));
}

async function download() {
  const { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } =
    await import('@vscode/test-electron');
  const program = await downloadAndUnzipVSCode({ cachePath: join(cache, 'desktop') });
  const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(program);
  const folders = ['--extensions-dir', desktopExtensions];
  for (const each of [vsix, await packageInvoker(), await packageModels()]) {
    await run(cli, [...args, ...folders, '--install-extension', each, '--force'], {
      shell: process.platform === 'win32',
    });
  }
  console.log('\n' + JSON.stringify({ program }));
}
