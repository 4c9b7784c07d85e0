import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Step, StepKind } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import { scaleShift } from './atoms.ts';
import type { Candidates, Source } from './candidates.ts';
import { credit } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Exposure, Tier } from './derivation.ts';
import type { GivenText } from './given.ts';
import type { StepText } from './text.ts';

/** One earlier step that holds a value. */
interface Holder {
  readonly seq: Seq;
  readonly atoms: Atom[];
  /** Steps that it has the value from, directly or through others, by more than a hint. */
  readonly from: ReadonlySet<Seq>;
}

interface Known {
  readonly holders: Holder[];
  /** Outputs that brought the value up without having it from an earlier one. Many independent origins: a common value. */
  origins: number;
}

/** What a step's values were found to be. */
export interface Values {
  readonly found: readonly FoundEvidence[];
  /** Ranges of rare values that stand in nothing the step had before it. */
  readonly unsourced: readonly Range[];
  /** By key of a value: the steps that this one has it from, directly or through others, by more than a hint. */
  readonly from: ReadonlyMap<string, ReadonlySet<Seq>>;
}

/** From `probable` on a match makes a step traced. Measured in the study: ≥ 15 bits 100 %, 10–15 81 %, 5–10 62 % right. */
const tierOfBits = (bits: number): Tier | undefined =>
  bits >= 15 ? 'strong' : bits >= 10 ? 'probable' : bits >= 5 ? 'hint' : undefined;

/** Chains of echoes keep older holders reachable; the first stays, for what was given is credited first. */
const mostHolders = 64;
const mostPlaces = 8;
const mostTried = 16;

/** Finds equal values: numbers in any format, dates, ids, URLs, paths, names. Online: `find` a step, then `add` it. */
export class ValueFinder {
  readonly #known = new Map<string, Known>();
  readonly #kindOf: (seq: Seq) => StepKind | undefined;
  readonly #askedFor: (result: Seq, by: Step) => boolean;

  /** `askedFor` says whether a step is the result of a call that the agent of the other made. */
  constructor(
    kindOf: (seq: Seq) => StepKind | undefined,
    askedFor: (result: Seq, by: Step) => boolean,
  ) {
    this.#kindOf = kindOf;
    this.#askedFor = askedFor;
  }

  find(text: StepText, candidates: Candidates, given: readonly GivenText[]): Values {
    const found: FoundEvidence[] = [];
    const unsourced: Range[] = [];
    const chains = new Map<string, Set<Seq>>();
    const lineage = {
      kindOf: this.#kindOf,
      echoes: (later: ValueSource, earlier: ValueSource) => later.from.has(earlier.seq),
    };
    for (const atom of text.atoms) {
      if (given.some(each => each.holds(atom))) continue;
      const key = keyOf(atom);
      const known = this.#known.get(key);
      const sources = known === undefined ? [] : exposedSources(known, atom, candidates);
      if (sources.length === 0 && atom.bits >= 10) {
        unsourced.push({ start: atom.start, end: atom.end });
      }
      for (const source of credit(sources, lineage)) {
        const bits = this.#bits(atom, source, known?.origins ?? 1, text.step);
        const tier = tierOfBits(bits);
        if (tier === undefined) continue;
        if (tier !== 'hint') {
          const chain = chains.get(key) ?? new Set<Seq>();
          chains.set(key, chain.add(source.seq));
          for (const seq of source.from) chain.add(seq);
        }
        for (const from of source.places) {
          found.push({ used: source.seq, evidence: evidence(text, atom, from, tier, bits) });
        }
      }
    }
    return { found, unsourced, from: chains };
  }

  add(text: StepText, { unsourced, from }: Values): void {
    const fresh = new Set(unsourced.map(range => range.start));
    const { seq } = text.step;
    for (const atom of text.atoms) {
      const key = keyOf(atom);
      const known = this.#known.get(key) ?? { holders: [], origins: 0 };
      this.#known.set(key, known);
      const last = known.holders.at(-1);
      if (last?.seq === seq) {
        if (last.atoms.length < mostPlaces) last.atoms.push(atom);
        continue;
      }
      if (fresh.has(atom.start) || known.holders.length === 0) known.origins++;
      known.holders.push({ seq, atoms: [atom], from: from.get(key) ?? nobody });
      if (known.holders.length > mostHolders) known.holders.splice(1, 1);
    }
  }

  /** Where the rare values of a text stand in earlier outputs: the text was made of them. */
  placesOf(values: readonly Atom[]): readonly { readonly atom: Atom; readonly at: Exposure }[] {
    return values
      .filter(atom => atom.bits >= 10)
      .flatMap(atom =>
        (this.#known.get(keyOf(atom))?.holders ?? []).slice(-mostTried).flatMap(holder =>
          holder.atoms
            .filter(each => match(each, atom) !== undefined)
            .map(({ start, end }) => ({
              atom,
              at: { source: holder.seq, range: { start, end } },
            })),
        ),
      );
  }

  #bits(atom: Atom, source: ValueSource, origins: number, step: Step): number {
    // An agent calls a tool to use what it returns: its own results are likelier sources.
    const asked = this.#askedFor(source.seq, step) ? 3 : 0;
    return atom.bits + asked - (source.scaled ? 3 : 0) - 2 * Math.log2(Math.max(1, origins));
  }
}

const nobody: ReadonlySet<Seq> = new Set();

interface ValueSource extends Source {
  readonly from: ReadonlySet<Seq>;
  readonly scaled: boolean;
}

/** Holders of a value that were exposed, in order of seq: those with the very value, or if there is none those of another scale. */
function exposedSources(
  { holders }: Known,
  atom: Atom,
  candidates: Candidates,
): readonly ValueSource[] {
  const equal: ValueSource[] = [];
  const scaled: ValueSource[] = [];
  for (let i = holders.length - 1; i >= 0; i--) {
    const holder = holders[i];
    if (holder === undefined || !candidates.hasStep(holder.seq)) continue;
    // The newest are enough, and the very first: what was given is credited first.
    if (i > 0 && equal.length >= mostTried) continue;
    for (const [wanted, list] of [['equal', equal] as const, ['scaled', scaled] as const]) {
      const places = holder.atoms
        .filter(each => match(each, atom) === wanted)
        .map(({ start, end }) => ({ start, end }))
        .filter(range => candidates.has({ seq: holder.seq, range }));
      if (places.length > 0) {
        list.push({ seq: holder.seq, from: holder.from, places, scaled: wanted === 'scaled' });
      }
    }
  }
  return (equal.length > 0 ? equal : scaled).reverse();
}

const evidence = (
  { step }: StepText,
  { start, end }: Atom,
  from: Range,
  tier: Tier,
  bits: number,
): FoundEvidence['evidence'] => ({
  kind: 'value',
  tier,
  bits,
  from,
  to: { start, end },
  text: step.output.text.slice(start, end),
});

const keyOf = (atom: Atom): string => `${atom.kind} ${atom.key}`;

function match(earlier: Atom, later: Atom): 'equal' | 'scaled' | undefined {
  if (earlier.value === undefined || later.value === undefined) return 'equal';
  return scaleShift(earlier.value, later.value);
}
