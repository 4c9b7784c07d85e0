import type { Atom } from './atoms.ts';
import { scaleShift } from './atoms.ts';
import type { Run } from './fingerprints.ts';
import { extend, FingerprintIndex, fingerprints } from './fingerprints.ts';
import type { Tokens } from './tokens.ts';

/**
 * Text that was given from outside: system prompts, tool schemas. What an output shares with it is credited to it first
 * and makes no derivation: the biggest single lever on precision (64 → 87 % of edges right in the study behind this).
 */
export class GivenText {
  readonly #index = new FingerprintIndex();
  readonly #texts: Tokens[] = [];
  readonly #values = new Map<string, Atom[]>();

  add(tokens: Tokens, values: readonly Atom[]): void {
    this.#index.add(this.#texts.length, tokens);
    this.#texts.push(tokens);
    for (const atom of values) {
      const list = this.#values.get(atom.key);
      if (list === undefined) this.#values.set(atom.key, [atom]);
      else list.push(atom);
    }
  }

  holds(atom: Atom): boolean {
    return (this.#values.get(atom.key) ?? []).some(
      each =>
        each.kind === atom.kind &&
        (each.value === undefined ||
          atom.value === undefined ||
          scaleShift(each.value, atom.value) === 'equal'),
    );
  }

  /** Runs of words that an output shares with given text, in order. */
  runs(tokens: Tokens): readonly Run[] {
    if (this.#texts.length === 0) return [];
    const out: Run[] = [];
    let end = 0;
    for (const { hash, token } of fingerprints(tokens)) {
      if (token < end) continue;
      for (const posting of this.#index.at(hash).slice(-8)) {
        const text = this.#texts[posting.text];
        if (text === undefined) continue;
        const run = extend(tokens, token, text, posting.token);
        if (run.end > end) {
          out.push(run);
          end = run.end;
        }
      }
    }
    return out;
  }
}
