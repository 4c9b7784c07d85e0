import { readdirSync, readFileSync } from 'node:fs';

// Processes of a window, as Linux lists them.

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The command line; arguments are parted by spaces. */
  readonly command: string;
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/u.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      if (/^State:\s+Z/mu.test(status)) return [];
      const parent = Number(/^PPid:\s+(\d+)/mu.exec(status)?.[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), parent, command }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** Everything that a process started, and what that started. */
export function descendants(pid: number): Process[] {
  const all = processes();
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const next = all.filter(({ parent }) => parents.includes(parent));
    found.push(...next);
    parents = next.map(each => each.pid);
  }
  return found;
}

/** Those that still run. A number may be given anew, to another command. */
export function running(wanted: readonly Process[]): Process[] {
  const now = processes();
  return wanted.filter(({ pid, command }) =>
    now.some(each => each.pid === pid && each.command === command),
  );
}
