import { constants } from 'node:os';

/** How a wrapped command ended: its exit code, and the signal that ended it, if one did. */
export interface Exit {
  /** Exit code; 128 + n for a command ended by signal n, 127 for one not found, 126 for one that cannot be started. */
  readonly code: number;
  readonly signal: NodeJS.Signals | undefined;
}

/** Signals that are passed on to the wrapped command. */
export const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
  if (signal !== null) return { code: 128 + constants.signals[signal], signal };
  return { code: code ?? 0, signal: undefined };
}

/** What a shell would answer to a command that does not start. */
export function exitOfFailure(error: unknown): Exit {
  const notFound = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return { code: notFound ? 127 : 126, signal: undefined };
}

/**
 * Ends this process the way the wrapped command ended: by the same signal where that is possible, so that whoever
 * waits for the wrapper sees what it would have seen of the command; else by its exit code.
 */
export function leaveLike({ code, signal }: Exit): void {
  process.exitCode = code;
  const canRaise = signal === 'SIGKILL' || forwarded.some(each => each === signal);
  if (signal === undefined || !canRaise || process.platform === 'win32') return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
