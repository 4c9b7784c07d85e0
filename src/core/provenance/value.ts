import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Step } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import { scaleShift } from './atoms.ts';
import type { Candidates, Occurrence } from './candidates.ts';
import { credit } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Tier } from './derivation.ts';
import type { GivenText } from './given.ts';
import type { StepText } from './text.ts';

interface Place extends Occurrence {
  readonly atom: Atom;
}

interface Known {
  readonly places: Place[];
  /** Outputs that brought the value up without having it from an earlier one. Many independent origins: a common value. */
  origins: number;
}

/** Below this a match is left out; from `probable` on it makes a step traced. Measured in the study: ≥ 15 bits 100 %, 10–15 81 %, 5–10 62 % right. */
export const tierOfBits = (bits: number): Tier | undefined =>
  bits >= 15 ? 'strong' : bits >= 10 ? 'probable' : bits >= 5 ? 'hint' : undefined;

const mostPlaces = 64;

/** Finds equal values: numbers in any format, dates, ids, URLs, paths, names. Online: `find` a step, then `add` it. */
export class ValueFinder {
  readonly #known = new Map<string, Known>();
  readonly #stepOf: (seq: Seq) => Step | undefined;
  readonly #askedFor: (result: Seq, by: Step) => boolean;

  /** `askedFor` says whether a step is the result of a call that the agent of the other made. */
  constructor(
    stepOf: (seq: Seq) => Step | undefined,
    askedFor: (result: Seq, by: Step) => boolean,
  ) {
    this.#stepOf = stepOf;
    this.#askedFor = askedFor;
  }

  /** Evidence for the values of a step, and the ranges of rare values that stand in nothing it had before it. */
  find(
    text: StepText,
    candidates: Candidates,
    given: GivenText,
  ): { readonly found: readonly FoundEvidence[]; readonly unsourced: readonly Range[] } {
    const found: FoundEvidence[] = [];
    const unsourced: Range[] = [];
    for (const atom of text.atoms) {
      if (given.holds(atom)) continue;
      const known = this.#known.get(keyOf(atom));
      const exposed = (known?.places ?? []).filter(
        place => candidates.has(place) && match(place.atom, atom) !== undefined,
      );
      if (exposed.length === 0) {
        if (atom.bits >= 10) unsourced.push({ start: atom.start, end: atom.end });
        continue;
      }
      const exact = exposed.filter(place => match(place.atom, atom) === 'equal');
      const best = credit(exact.length > 0 ? exact : exposed, this.#stepOf);
      if (best === undefined) continue;
      const shifted = match(best.atom, atom) === 'scaled' ? 3 : 0;
      // An agent calls a tool to use what it returns: its own results are likelier sources.
      const asked = this.#askedFor(best.seq, text.step) ? 3 : 0;
      const bits = atom.bits + asked - shifted - 2 * Math.log2(Math.max(1, known?.origins ?? 1));
      const tier = tierOfBits(bits);
      if (tier === undefined) continue;
      found.push({
        used: best.seq,
        evidence: {
          kind: 'value',
          tier,
          bits,
          from: best.range,
          to: { start: atom.start, end: atom.end },
          text: text.step.output.text.slice(atom.start, atom.end),
        },
      });
    }
    return { found, unsourced };
  }

  add(text: StepText, unsourced: readonly Range[]): void {
    const fresh = new Set(unsourced.map(range => range.start));
    const seen = new Set<string>();
    for (const atom of text.atoms) {
      const key = keyOf(atom);
      const known = this.#known.get(key) ?? { places: [], origins: 0 };
      this.#known.set(key, known);
      if (!seen.has(key) && (fresh.has(atom.start) || known.places.length === 0)) known.origins++;
      seen.add(key);
      known.places.push({
        seq: text.step.seq,
        range: { start: atom.start, end: atom.end },
        atom,
      });
      // Chains of echoes keep older places reachable; the first stays, for what the user gave is credited first.
      if (known.places.length > mostPlaces) known.places.splice(1, 1);
    }
  }
}

const keyOf = (atom: Atom): string => `${atom.kind} ${atom.key}`;

function match(earlier: Atom, later: Atom): 'equal' | 'scaled' | undefined {
  if (earlier.value === undefined || later.value === undefined) return 'equal';
  return scaleShift(earlier.value, later.value);
}
