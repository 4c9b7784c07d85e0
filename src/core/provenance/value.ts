import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Step, StepKind } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import { isYear, scaleShift } from './atoms.ts';
import type { Candidates, Source } from './candidates.ts';
import { credit } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Exposure, Tier } from './derivation.ts';
import type { GivenText } from './given.ts';
import { nearWords, shared } from './nearWords.ts';
import type { StepText } from './text.ts';
import type { Ancestors } from './valueIndex.ts';
import { noAncestors, ValueIndex } from './valueIndex.ts';

/** What a step's values were found to be. */
export interface Values {
  readonly found: readonly FoundEvidence[];
  /** Ranges of rare values that stand in nothing the step had before it. */
  readonly unsourced: readonly Range[];
  /** By number of a value's key: the steps that this one has it from, directly or through others, by more than a hint. */
  readonly from: ReadonlyMap<number, Ancestors>;
}

const probable = 10;
/** From here on the words around a value can make it probable. */
const weak = 4;

/** Measured in the study: ≥ 15 bits 100 %, 10–15 81 %, 5–10 62 % right. */
const tierOfBits = (bits: number): Tier | undefined =>
  bits >= 15 ? 'strong' : bits >= probable ? 'probable' : bits >= 5 ? 'hint' : undefined;

const mostTried = 16;

/** Finds equal values: numbers in any format, dates, ids, URLs, paths, names. Online: `find` a step, then `add` it. */
export class ValueFinder {
  readonly #index = new ValueIndex();
  /** By seq. */
  readonly #texts: string[] = [];
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
    const from = new Map<number, Ancestors>();
    const index = this.#index;
    const sourced = new Set<number>();
    for (const atom of text.atoms) {
      if (given.some(each => each.holds(atom))) continue;
      const key = index.keyOf(atom);
      const sources = key < 0 ? none : exposedSources(index, key, atom, candidates);
      if (sources.length === 0) {
        if (atom.bits >= 10) unsourced.push({ start: atom.start, end: atom.end });
        continue;
      }
      sourced.add(atom.start);
      const credited = credit(sources, {
        kindOf: this.#kindOf,
        echoes: (later, earlier) => index.echoes(key, later.place, earlier.place),
      });
      for (const source of credited) {
        const alone = this.#bits(atom, source, index.origins(key), text.step);
        // A field's name is among the words beside it; and many figures of one year share theirs.
        const isUnsure =
          alone >= weak && alone < probable && atom.kind !== 'field' && !isYear(atom);
        const places = isUnsure ? this.#near(atom, source, text.step) : undefined;
        const bits = alone + (places?.bits ?? 0);
        const tier = tierOfBits(bits);
        if (tier === undefined) continue;
        if (tier !== 'hint') {
          from.set(key, index.through(key, source.place, from.get(key) ?? noAncestors));
        }
        for (const place of places?.best ?? source.places) {
          const since = index.firstSeq(key);
          found.push({
            used: source.seq,
            evidence: evidence(text, atom, place, tier, bits, since),
          });
        }
      }
    }
    // A day that may be read in two ways is sourced if one of them is.
    const fresh = unsourced.filter(range => !sourced.has(range.start));
    return { found, unsourced: fresh, from };
  }

  add({ step, atoms }: StepText, { unsourced, from }: Values): void {
    const fresh = new Set(unsourced.map(range => range.start));
    const ancestors = (key: number): Ancestors => from.get(key) ?? noAncestors;
    this.#texts[step.seq] = step.output.text;
    for (const atom of atoms) this.#index.add(step.seq, atom, fresh.has(atom.start), ancestors);
  }

  /** Where the rare values of a text stand in earlier outputs: the text was made of them. */
  placesOf(values: readonly Atom[]): readonly { readonly atom: Atom; readonly at: Exposure }[] {
    const index = this.#index;
    const found: { atom: Atom; at: Exposure }[] = [];
    for (const atom of values) {
      const key = atom.bits >= 10 ? index.keyOf(atom) : -1;
      if (key < 0) continue;
      const places: { atom: Atom; at: Exposure }[] = [];
      let holders = 0;
      index.eachHolder(key, newest => {
        if (holders === mostTried) return false;
        holders++;
        for (let at = newest; at >= 0; at = index.olderInStep(at)) {
          if (match(index.valueAt(at), atom.value) === undefined) continue;
          const range = { start: index.startAt(at), end: index.endAt(at) };
          places.push({ atom, at: { source: index.seqAt(at), range } });
        }
        return true;
      });
      found.push(...places.reverse());
    }
    return found;
  }

  /**
   * Of the places of a common value those with the most words around them in common, and what that adds: 348 means
   * little, "348 units shipped" much more. Chance shares one word in eight times.
   */
  #near(
    { start, end }: Atom,
    { seq, places }: ValueSource,
    { output }: Step,
  ): { readonly bits: number; readonly best: readonly Range[] } {
    const words = nearWords(output.text, start, end);
    const text = this.#texts[seq] ?? '';
    const common = places.map(place => shared(words, nearWords(text, place.start, place.end)));
    const most = Math.max(...common);
    const bits = 3 * Math.min(most, 2);
    return { bits, best: places.filter((_, index) => common[index] === most) };
  }

  #bits(atom: Atom, source: ValueSource, origins: number, step: Step): number {
    // An agent calls a tool to use what it returns: its own results are likelier sources.
    const asked = this.#askedFor(source.seq, step) ? 3 : 0;
    return atom.bits + asked - source.shift - 2 * Math.log2(Math.max(1, origins));
  }
}

interface ValueSource extends Source {
  /** One of its places in the index. */
  readonly place: number;
  /** Bits that it takes to say in what scale it stands there. */
  readonly shift: number;
}

const none: readonly ValueSource[] = [];

/** Holders of a value that were exposed, in order of seq: those with the very value, or if there is none those of another scale. */
function exposedSources(
  index: ValueIndex,
  key: number,
  atom: Atom,
  candidates: Candidates,
): readonly ValueSource[] {
  const equal: ValueSource[] = [];
  const scaled: ValueSource[] = [];
  index.eachHolder(key, newest => {
    // The newest are enough, and the very first: what was given is credited first.
    const seq = index.seqAt(newest);
    if (!candidates.hasStep(seq)) return seq >= candidates.oldest;
    const same: Range[] = [];
    const other: Range[] = [];
    let shift = 3;
    for (let at = newest; at >= 0; at = index.olderInStep(at)) {
      const how = match(index.valueAt(at), atom.value);
      if (how === undefined) continue;
      const range = { start: index.startAt(at), end: index.endAt(at) };
      if (!candidates.has({ seq, range })) continue;
      (how === 'equal' ? same : other).push(range);
      if (how === 'percent') shift = 1;
    }
    if (same.length > 0) equal.push({ seq, place: newest, places: same.reverse(), shift: 0 });
    if (other.length > 0) {
      scaled.push({ seq, place: newest, places: other.reverse(), shift });
    }
    return equal.length < mostTried;
  });
  return (equal.length > 0 ? equal : scaled).reverse();
}

const evidence = (
  { step }: StepText,
  { start, end }: Atom,
  from: Range,
  tier: Tier,
  bits: number,
  since: Seq,
): FoundEvidence['evidence'] => ({
  kind: 'value',
  tier,
  bits,
  share: 1,
  since,
  from,
  to: { start, end },
  text: step.output.text.slice(start, end),
});

function match(
  earlier: number | undefined,
  later: number | undefined,
): ReturnType<typeof scaleShift> {
  return earlier === undefined || later === undefined ? 'equal' : scaleShift(earlier, later);
}
