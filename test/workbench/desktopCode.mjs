// The person's own VS Code, if there is one on this machine that can show a window.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** Installs the extension in the person's VS Code and opens the folder and the file; false when there is none. */
export async function openInDesktopCode({ vsix, folder, file }) {
  if (!canShowWindow() || !onPath()) return false;
  try {
    await code('--install-extension', vsix, '--force');
    await code('--new-window', folder, file);
    return true;
  } catch (error) {
    const reason = error.message.trim().split('\n').at(-1);
    console.log(`VS Code on this machine would not open it (${reason}); serving one instead.`);
    return false;
  }
}

function code(...args) {
  // `code` is a .cmd file on Windows and needs a shell, which needs quotes.
  return process.platform === 'win32'
    ? run('code', args.map(arg => `"${arg}"`), { shell: true }) // prettier-ignore
    : run('code', args);
}

/** Whether `code` may open a window: in VS Code's own terminal always, on Linux else with a display and not as root. */
function canShowWindow() {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  if (process.platform !== 'linux' || VSCODE_IPC_HOOK_CLI) return true;
  return Boolean(DISPLAY || WAYLAND_DISPLAY) && process.getuid() !== 0;
}

function onPath() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env.PATH ?? '').split(delimiter).some(dir => existsSync(join(dir, name)));
}
