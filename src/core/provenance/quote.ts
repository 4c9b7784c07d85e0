import { oneLine } from '../session/excerpt.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { meets } from '../session/range.ts';
import type { StepKind } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import type { Candidates, Source } from './candidates.ts';
import { credit, isGiven } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Exposure, Tier } from './derivation.ts';
import type { Run } from './fingerprints.ts';
import type { GivenText } from './given.ts';
import type { ReadText, StepText } from './text.ts';
import { WordIndex } from './wordIndex.ts';

const fewestWords = 6;
const fewestBits = 14;
/** A run in more places than this is boilerplate and says nothing about one of them. */
const mostPlaces = 64;
const mostTried = 16;
const mostFollowed = 32;
/** Share of a run that given text must hold to be its source. */
const mostlyGiven = 0.8;

interface Match extends Source {
  /** The longest of its runs, in the later text. */
  readonly run: Run;
}

/** Finds runs of words that an output repeats from earlier ones. Online: `find` a step, then `add` it. */
export class QuoteFinder {
  readonly #index = new WordIndex();
  readonly #kindOf: (seq: Seq) => StepKind | undefined;
  /** Quotes found in the steps that have any. */
  readonly #quotes = new Map<Seq, readonly FoundEvidence[]>();

  constructor(kindOf: (seq: Seq) => StepKind | undefined) {
    this.#kindOf = kindOf;
  }

  /**
   * Seed with shared fingerprints, extend each to the longest equal run, keep the sources within 90 % of the longest,
   * credit some, jump past the run: a wholly repeated text costs its length once.
   */
  find(
    text: StepText,
    candidates: Candidates,
    given: readonly GivenText[],
  ): readonly FoundEvidence[] {
    const found: FoundEvidence[] = [];
    const givenRuns = given.flatMap(each => each.runs(text));
    const lineage = {
      kindOf: this.#kindOf,
      echoes: (later: Match, earlier: Match) => this.#echoes(later, earlier),
    };
    this.#runs(text, candidates, (near, all) => {
      // What the task or a system message holds nearly all of is theirs, though an echo's run may be a little longer.
      const longest = Math.max(...near.map(lengthOf));
      const asked = all.find(
        each => isGiven(this.#kindOf(each.seq)) && lengthOf(each) >= mostlyGiven * longest,
      );
      for (const source of asked === undefined ? credit(near, lineage) : [asked]) {
        const share = shareGiven(source.run, givenRuns);
        const evidence = judge(text, source.run, share, near.length);
        if (evidence === undefined) continue;
        for (const from of source.places) {
          found.push({ used: source.seq, evidence: { ...evidence, from, since: source.seq } });
        }
      }
    });
    if (found.length > 0) this.#quotes.set(text.step.seq, found);
    return found;
  }

  /** Follows quotes back from a place, a bounded number of them. */
  #echoes(later: Match, earlier: Match): boolean {
    const queue = later.places.map(range => ({ seq: later.seq, range }));
    for (let tried = 0; queue.length > 0 && tried < mostFollowed; tried++) {
      const at = queue.shift();
      if (at === undefined) break;
      for (const { used, evidence } of this.#quotes.get(at.seq) ?? []) {
        if (used < earlier.seq || !meets(evidence.to, at.range)) continue;
        if (used === earlier.seq) return true;
        queue.push({ seq: used, range: evidence.from });
      }
    }
    return false;
  }

  /** Which earlier outputs a text repeats, wholly or in part, and where it does. */
  cover(text: ReadText): readonly { readonly at: Exposure; readonly range: Range }[] {
    const found: { at: Exposure; range: Range }[] = [];
    this.#runs(text, everything, near => {
      for (const { seq, places, run } of near) {
        const range = wordsRange(text, run.start, run.end - run.start);
        for (const place of places) found.push({ at: { source: seq, range: place }, range });
      }
    });
    return found;
  }

  add(text: StepText): void {
    this.#index.add(text.step.seq, text);
  }

  /** Hands over, for each repeated run of a text, the earlier steps that hold nearly all of it, oldest first, and all that hold some. */
  #runs(
    text: ReadText,
    candidates: Pick<Candidates, 'has' | 'hasStep' | 'oldest'>,
    take: (near: readonly Match[], all: readonly Match[]) => void,
  ): void {
    let done = 0;
    const { count, hash, token } = text.fingerprints;
    for (let i = 0; i < count; i++) {
      const at = token[i] ?? 0;
      if (at < done) continue;
      const newest = this.#index.newest(hash[i] ?? 0);
      if (newest < 0) continue;
      const matches = this.#matches(text, at, newest, candidates);
      if (matches.length === 0) continue;
      const longest = Math.max(0, ...matches.map(lengthOf));
      const near = matches.filter(match => lengthOf(match) >= 0.9 * longest);
      done = Math.max(...near.map(({ run }) => run.end));
      take(near, matches);
    }
  }

  /** Earlier steps that share a run around a fingerprint of a text, oldest first. */
  #matches(
    text: ReadText,
    at: number,
    newest: number,
    candidates: Pick<Candidates, 'has' | 'hasStep' | 'oldest'>,
  ): readonly Match[] {
    if (this.#index.countAt(newest) > mostPlaces) return [];
    const found: Match[] = [];
    // Newest first, but the very first too: what was given is credited first.
    for (let posting = newest; posting >= 0;) {
      const here = posting;
      posting = this.#index.older(posting);
      const seq = this.#index.seqOf(here);
      if (seq < candidates.oldest) break;
      const last = found.at(-1);
      const old = last?.seq === seq ? last : undefined;
      if (found.length >= mostTried && posting >= 0 && old === undefined) continue;
      if (!candidates.hasStep(seq)) continue;
      const run = this.#index.runAt(text.tokens, at, here);
      if (run.end - run.start < fewestWords) continue;
      const range = this.#index.rangeOf(run);
      if (!candidates.has({ seq, range })) continue;
      if (old === undefined) found.push({ seq, places: [range], run });
      else if (run.end - run.start > lengthOf(old)) {
        found[found.length - 1] = { seq, places: [range], run };
      } else if (run.end - run.start === lengthOf(old)) {
        found[found.length - 1] = { ...old, places: [...old.places, range] };
      }
    }
    return found.reverse();
  }
}

const everything = { oldest: 0, has: () => true, hasStep: () => true };

const lengthOf = ({ run }: Match): number => run.end - run.start;

function judge(
  text: StepText,
  run: Run,
  given: number,
  sources: number,
): Omit<FoundEvidence['evidence'], 'from' | 'since'> | undefined {
  if (given >= mostlyGiven) return undefined;
  let sum = 0;
  for (let i = run.start; i < run.end; i++) sum += text.tokens.bits[i] ?? 0;
  const bits = 0.5 * sum * (1 - given) - 2 * Math.log2(sources);
  if (bits < fewestBits) return undefined;
  const words = run.end - run.start;
  const to = wordsRange(text, run.start, words);
  const tier: Tier =
    words >= 12 || (words >= 8 && holdsValue(text.atoms, to)) ? 'strong' : 'probable';
  return {
    kind: 'quote',
    tier,
    bits,
    share: 1,
    to,
    text: oneLine(text.step.output.text.slice(to.start, to.end), 200),
  };
}

/** True if a rare value lies in the range. Atoms are in order: O(log n + atoms in the range). */
function holdsValue(inOrder: readonly Atom[], { start, end }: Range): boolean {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inOrder[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < inOrder.length; i++) {
    const atom = inOrder[i];
    if (atom === undefined || atom.start >= end) return false;
    if (atom.bits >= 10 && atom.end <= end) return true;
  }
  return false;
}

/** Share of a run's words that given text holds too. */
function shareGiven(run: Run, given: readonly Run[]): number {
  let most = 0;
  for (const each of given) {
    most = Math.max(most, Math.min(run.end, each.end) - Math.max(run.start, each.start));
  }
  return Math.min(1, most / (run.end - run.start));
}

const wordsRange = ({ tokens }: ReadText, first: number, count: number): Range => ({
  start: tokens.start[first] ?? 0,
  end: tokens.end[first + count - 1] ?? 0,
});
