import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Step } from '../session/step.ts';
import type { Candidates, Occurrence } from './candidates.ts';
import { credit } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import type { Tier } from './derivation.ts';
import type { Run } from './fingerprints.ts';
import { extend, FingerprintIndex, fingerprints } from './fingerprints.ts';
import type { GivenText } from './given.ts';
import type { StepText } from './text.ts';

const fewestWords = 6;
const fewestBits = 14;
/** A run in more places than this is boilerplate and says nothing about one of them. */
const mostPlaces = 64;
const mostTried = 16;

interface Match extends Occurrence {
  readonly run: Run;
}

/** Finds runs of words that an output repeats from earlier ones. Online: `find` a step, then `add` it. */
export class QuoteFinder {
  readonly #index = new FingerprintIndex();
  readonly #texts: StepText[] = [];
  readonly #stepOf: (seq: Seq) => Step | undefined;

  constructor(stepOf: (seq: Seq) => Step | undefined) {
    this.#stepOf = stepOf;
  }

  /**
   * Seed with shared fingerprints, extend each to the longest equal run, keep the runs within 90 % of the longest, credit
   * one, jump past it: a wholly repeated text costs its length once.
   */
  find(text: StepText, candidates: Candidates, given: GivenText): readonly FoundEvidence[] {
    const found: FoundEvidence[] = [];
    const { tokens } = text;
    const givenRuns = given.runs(tokens);
    let done = 0;
    for (const { hash, token } of fingerprints(tokens)) {
      if (token < done) continue;
      const matches = this.#matches(text, hash, token, candidates);
      const longest = Math.max(0, ...matches.map(({ run }) => run.end - run.start));
      const near = matches.filter(({ run }) => run.end - run.start >= 0.9 * longest);
      const best = credit(near, this.#stepOf);
      if (best === undefined) continue;
      done = best.run.end;
      const evidence = judge(text, best, shareGiven(best.run, givenRuns), near.length);
      if (evidence !== undefined) found.push({ used: best.seq, evidence });
    }
    return found;
  }

  add(text: StepText): void {
    this.#index.add(this.#texts.length, text.tokens);
    this.#texts.push(text);
  }

  /** Runs around a seed, oldest first, one per earlier step. */
  #matches(text: StepText, hash: number, token: number, candidates: Candidates): readonly Match[] {
    const postings = this.#index.at(hash);
    if (postings.length > mostPlaces) return [];
    const byStep = new Map<Seq, Match>();
    let tried = 0;
    // Newest first, but the very first too: what the user gave is credited first.
    for (let i = postings.length - 1; i >= 0; i--) {
      if (tried >= mostTried && i > 0) continue;
      const posting = postings[i];
      const earlier = posting && this.#texts[posting.text];
      if (posting === undefined || earlier === undefined) continue;
      const { seq } = earlier.step;
      if (!candidates.hasStep(seq)) continue;
      const run = extend(text.tokens, token, earlier.tokens, posting.token);
      if (run.end - run.start < fewestWords) continue;
      const range = wordsRange(earlier, run.source, run.end - run.start);
      if (!candidates.has({ seq, range })) continue;
      tried++;
      const old = byStep.get(seq);
      if (old === undefined || run.end - run.start > old.run.end - old.run.start) {
        byStep.set(seq, { seq, range, run });
      }
    }
    return [...byStep.values()].sort((a, b) => a.seq - b.seq);
  }
}

function judge(
  text: StepText,
  { run, range: from }: Match,
  given: number,
  places: number,
): FoundEvidence['evidence'] | undefined {
  const words = run.end - run.start;
  if (given >= 0.8) return undefined;
  let sum = 0;
  for (let i = run.start; i < run.end; i++) sum += text.tokens.bits[i] ?? 0;
  const bits = 0.5 * sum * (1 - given) - 2 * Math.log2(Math.max(1, places));
  if (bits < fewestBits) return undefined;
  const to = wordsRange(text, run.start, words);
  const holdsValue = text.atoms.some(
    atom => atom.bits >= 10 && to.start <= atom.start && atom.end <= to.end,
  );
  const tier: Tier = words >= 12 || (holdsValue && words >= 8) ? 'strong' : 'probable';
  return {
    kind: 'quote',
    tier,
    bits,
    from,
    to,
    text: text.step.output.text.slice(to.start, to.end),
  };
}

/** Share of a run's words that given text holds too. */
function shareGiven(run: Run, given: readonly Run[]): number {
  let covered = 0;
  for (const each of given) {
    covered += Math.max(0, Math.min(run.end, each.end) - Math.max(run.start, each.start));
  }
  return Math.min(1, covered / (run.end - run.start));
}

const wordsRange = (text: StepText, first: number, count: number): Range => ({
  start: text.tokens.start[first] ?? 0,
  end: text.tokens.end[first + count - 1] ?? 0,
});
