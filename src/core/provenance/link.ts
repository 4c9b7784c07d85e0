import { segments } from '../session/segment.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import { atoms } from './atoms.ts';
import { Candidates } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import { DeclaredFinder } from './declared.ts';
import type { Derivation, Evidence, Exposure, Provenance } from './derivation.ts';
import { ExposureFinder } from './exposure.ts';
import { GivenText } from './given.ts';
import { QuoteFinder } from './quote.ts';
import { readStep } from './text.ts';
import { tokenise } from './tokens.ts';
import { ValueFinder } from './value.ts';

/**
 * Finds who consumed whose output, step by step as they arrive: online and batch give the same result. Order of work per
 * step: what it had before it, what was given, then each evidence finder; the step itself is indexed last, so nothing
 * is ever derived from itself or from the future.
 */
export class Linker {
  readonly #steps: Step[] = [];
  readonly #exposure = new ExposureFinder();
  readonly #declared = new DeclaredFinder();
  readonly #given = new GivenText();
  readonly #knownGiven = new Set<string>();
  readonly #values = new ValueFinder(
    seq => this.#steps[seq],
    (result, by) => this.#declared.callerOf(result) === by.agent,
  );
  readonly #quotes = new QuoteFinder(seq => this.#steps[seq]);

  readonly #into: (readonly Derivation[])[] = [];
  readonly #from: Derivation[][] = [];
  readonly #exposures: (readonly Exposure[] | undefined)[] = [];
  readonly #unsourced: (readonly Range[])[] = [];

  /** Links the next step and returns the derivations into it. Steps must come in order of seq, without gaps. */
  append(step: Step): readonly Derivation[] {
    if (step.seq !== this.#steps.length) {
      throw new RangeError(`step #${step.seq} after #${this.#steps.length - 1}`);
    }
    this.#steps.push(step);
    const { exposures, given } = this.#exposure.find(step);
    for (const text of given) this.#give(text);
    const text = readStep(step);

    const candidates = new Candidates(exposures);
    const values = this.#values.find(text, candidates, this.#given);
    const found = [
      ...this.#declared.find(step),
      ...values.found,
      ...this.#quotes.find(text, candidates, this.#given),
    ];
    const derivations = group(step.seq, found);

    this.#into.push(derivations);
    this.#from.push([]);
    for (const each of derivations) this.#from[each.used]?.push(each);
    this.#exposures.push(exposures);
    this.#unsourced.push(step.kind === 'assistant' ? values.unsourced : []);

    this.#exposure.add(step);
    this.#declared.add(step);
    this.#values.add(text, values.unsourced);
    this.#quotes.add(text);
    return derivations;
  }

  provenance(): Provenance {
    return {
      into: this.#into,
      from: this.#from,
      exposures: this.#exposures,
      unsourced: this.#unsourced,
    };
  }

  #give(text: string): void {
    if (this.#knownGiven.has(text)) return;
    this.#knownGiven.add(text);
    const output = {
      text,
      parts: [{ kind: 'text', range: { start: 0, end: text.length } }],
    } as const;
    const inOrder = segments(output);
    this.#given.add(tokenise(text, inOrder), atoms(text, inOrder));
  }
}

/** Links a whole session at once. */
export function link(session: Session): Provenance {
  const linker = new Linker();
  for (const step of session.steps) linker.append(step);
  return linker.provenance();
}

/** One derivation per used step, its evidence best first. */
function group(generated: Seq, found: readonly FoundEvidence[]): readonly Derivation[] {
  const byUsed = new Map<Seq, Evidence[]>();
  for (const { used, evidence } of found) {
    const list = byUsed.get(used);
    if (list === undefined) byUsed.set(used, [evidence]);
    else list.push(evidence);
  }
  return [...byUsed]
    .sort(([a], [b]) => a - b)
    .flatMap(([used, evidence]) => {
      const [first, ...rest] = evidence.sort(byStrength);
      return first === undefined ? [] : [{ generated, used, evidence: [first, ...rest] }];
    });
}

const tiers = { strong: 0, probable: 1, hint: 2 } as const;

/** Best evidence first: by tier, then by bits, then by place. */
export const byStrength = (a: Evidence, b: Evidence): number =>
  tiers[a.tier] - tiers[b.tier] || b.bits - a.bits || a.to.start - b.to.start;
