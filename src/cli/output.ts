import { printable } from '../formats/diagnostics.ts';

/** Writes to standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A message on standard error: one line, whatever names and texts are in it. */
export const complain = (message: string): void =>
  void process.stderr.write(`${printable(message)}\n`);

/** A value as JSON, without what JSON leaves as it is and a terminal obeys: C1 controls, directions of writing. */
export const json = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Ends quietly when the reader has seen enough, as in `faultline steps S | head -1`. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    complain(`faultline: standard output cannot be written (${error.code ?? error.message}).`);
    process.exit(1);
  });
  process.stderr.on('error', () => undefined);
}
