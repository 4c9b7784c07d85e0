import type { Diagnostic } from '../core/session/diagnostic.ts';

const most = 50;

/** Collects what a reader has to say about a file. Hundreds of odd lines become the first fifty and one summary. */
export class Diagnostics {
  readonly #first: Diagnostic[] = [];
  #left = 0;

  add(line: number | undefined, message: string): void {
    if (this.#first.length < most) this.#first.push({ line, message });
    else this.#left++;
  }

  list(): readonly Diagnostic[] {
    if (this.#left === 0) return this.#first;
    const message = `${this.#left} more ${this.#left === 1 ? 'remark' : 'remarks'} of this kind are not listed.`;
    return [...this.#first, { line: undefined, message }];
  }
}

/** "1 line", "3 lines". */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** Recorded text for a terminal or a log: on one line, and nothing in it that a terminal would obey. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

/** Recorded text inside a sentence of ours: printable and short. */
export function quoted(text: string, longest = 60): string {
  const clean = printable(text.slice(0, longest + 1));
  return `“${clean.length > longest ? `${clean.slice(0, longest)}…` : clean}”`;
}
