import { layOut } from '../session/builder.ts';
import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { rangeSet } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import type { Step, StepKind } from '../session/step.ts';
import { Candidates } from './candidates.ts';
import type { FoundEvidence } from './declared.ts';
import { DeclaredFinder } from './declared.ts';
import { DerivedFinder } from './derived.ts';
import type { Derivation, Evidence, Exposure, Provenance } from './derivation.ts';
import { ExposureFinder } from './exposure.ts';
import { GivenText } from './given.ts';
import { QuoteFinder } from './quote.ts';
import { SimilarFinder } from './similar.ts';
import { StateFinder } from './state.ts';
import { readOutput, readStep } from './text.ts';
import type { Turn } from './turn.ts';
import { TurnReader } from './turn.ts';
import { ValueFinder } from './value.ts';
import { Vocabulary } from './vocabulary.ts';

/**
 * Finds who consumed whose output, step by step as they arrive: online and batch give the same result. Order of work per
 * step: what it had before it, what was given, then each evidence finder; the step itself is indexed last, so nothing
 * is ever derived from itself or from the future.
 */
export class Linker {
  readonly #steps: Step[] = [];
  readonly #exposure = new ExposureFinder();
  readonly #declared = new DeclaredFinder();
  /** By text; what instructs is read in another way. A key of both would be a copy of each text. */
  readonly #instructions = new Map<string, Literal>();
  readonly #literals = new Map<string, Literal>();
  readonly #kindOf = (seq: Seq): StepKind | undefined => this.#steps[seq]?.kind;
  readonly #values = new ValueFinder(
    this.#kindOf,
    (result, by) => this.#declared.callerOf(result) === by.agent,
  );
  readonly #quotes = new QuoteFinder(this.#kindOf);
  readonly #similar = new SimilarFinder();
  readonly #turn = new TurnReader();
  readonly #vocabulary = new Vocabulary();
  readonly #derived = new DerivedFinder();
  readonly #state = new StateFinder();

  readonly #into: (readonly Derivation[])[] = [];
  readonly #from: Derivation[][] = [];
  readonly #exposures: (readonly Exposure[] | undefined)[] = [];
  readonly #unsourced: (readonly Range[])[] = [];
  readonly #turns: Turn[] = [];

  /** Links the next step and returns the derivations into it. Steps must come in order of seq, without gaps. */
  append(step: Step): readonly Derivation[] {
    if (step.seq !== this.#steps.length) {
      throw new RangeError(`step #${step.seq} after #${this.#steps.length - 1}`);
    }
    const { exposures, given } = this.#expose(step);
    const text = readStep(step);
    const candidates = new Candidates(exposures);
    const values = this.#values.find(text, candidates, given);
    const declared = this.#declared.find(step);
    const found = [
      ...declared,
      ...values.found,
      ...this.#quotes.find(text, candidates, given),
      ...this.#state.find(text),
      ...this.#derived.find(text, candidates, given, explained(values.found)),
    ];
    const derivations = group(step.seq, found);

    this.#into.push(derivations);
    this.#from.push([]);
    for (const each of derivations) this.#from[each.used]?.push(each);
    this.#exposures.push(exposures);
    this.#unsourced.push(step.kind === 'assistant' ? values.unsourced : []);

    const call = declared.find(each => step.kind === 'tool' && each.evidence.tier !== 'hint');
    this.#turns.push(this.#turn.add(text, call && { seq: call.used, range: call.evidence.from }));
    this.#similar.add(text, candidates);
    this.#vocabulary.add(step.seq, step.output.text);

    this.#steps.push(step);
    this.#exposure.add(step);
    this.#declared.add(step);
    this.#values.add(text, values);
    this.#quotes.add(text);
    this.#derived.add(text);
    this.#state.add(text);
    return derivations;
  }

  provenance(): Provenance {
    return {
      into: this.#into,
      from: this.#from,
      exposures: this.#exposures,
      unsourced: this.#unsourced,
      turns: this.#turns,
      vocabulary: this.#vocabulary,
      similar: this.#similar,
    };
  }

  /** What a step had before it, and what of it was given from outside. */
  #expose(step: Step): {
    readonly exposures: readonly Exposure[] | undefined;
    readonly given: readonly GivenText[];
  } {
    const { exposures, literals } = this.#exposure.find(step);
    if (exposures === undefined) return { exposures, given: [] };
    const read = literals.map(({ role, text }) => this.#literal(text, instructs.has(role)));
    return {
      exposures: [...exposures, ...read.flatMap(each => each.exposures)],
      given: read.map(each => each.given),
    };
  }

  /**
   * A literal text of an input: parts of it may repeat earlier outputs (a prompt that wraps or cuts them, or is made of
   * their values), the rest was given. Equal values count only outside of instructions, whose constants are their own.
   * Read once, when it first appears: later outputs cannot have gone into it.
   */
  #literal(text: string, instruction: boolean): Literal {
    const literals = instruction ? this.#instructions : this.#literals;
    const known = literals.get(text);
    if (known !== undefined) return known;
    const body = readOutput(layOut([{ kind: 'text', text }]));
    const quoted = this.#quotes.cover(body);
    const valued = instruction ? [] : this.#values.placesOf(body.atoms);
    const repeated = rangeSet([
      ...quoted.map(each => each.range),
      ...valued.map(({ atom: { start, end } }) => ({ start, end })),
    ]);
    const literal = {
      exposures: [...quoted, ...valued].map(each => each.at),
      given: new GivenText(text, repeated),
    };
    literals.set(text, literal);
    return literal;
  }
}

/** Roles of input texts that instruct: what they hold was written before the run. */
const instructs: ReadonlySet<string> = new Set(['system', 'developer', 'tool']);

interface Literal {
  readonly exposures: readonly Exposure[];
  readonly given: GivenText;
}

/** Ranges with better evidence than a hint. */
const explained = (found: readonly FoundEvidence[]): readonly Range[] =>
  found.filter(({ evidence }) => evidence.tier !== 'hint').map(({ evidence }) => evidence.to);

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
const byStrength = (a: Evidence, b: Evidence): number =>
  tiers[a.tier] - tiers[b.tier] || b.bits - a.bits || a.to.start - b.to.start;
