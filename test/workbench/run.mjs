// Child processes for the workbench scripts: every one is ours, started by argument list, never through a shell line.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs a command to its end and returns its output; throws with the output's tail when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const keep = chunk => (output += chunk);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${output.slice(-4000)}`));
    });
  });
}

/** Runs npm in a folder with its own package.json. */
export async function npm(args, cwd) {
  const cli = npmCli();
  // npm is a .cmd file on Windows, which spawn cannot start: run its JavaScript instead.
  return cli
    ? run(process.execPath, [cli, ...args, '--prefix', cwd], { cwd })
    : run('npm', [...args, '--prefix', cwd], { cwd });
}

function npmCli() {
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return [process.env.npm_execpath, beside].find(
    path => path?.endsWith('npm-cli.js') && existsSync(path),
  );
}

/** Ends a child that was started `detached`, with everything it started. */
export function stopTree(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
