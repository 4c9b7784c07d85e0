/**
 * Resolves when this process is told to end: by a signal, or, `withStdin`, by the end of its standard input. A pipe ends
 * with whoever holds its other end, however hard that dies.
 */
export function ended(withStdin: boolean): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
    if (!withStdin) return;
    process.stdin.once('close', () => resolve()).once('error', () => resolve());
    process.stdin.once('end', () => resolve()).resume();
  });
}
