import type { Cast, Role } from './cast.ts';
import { compute, express, waysFor } from './express.ts';
import type { Fact } from './fact.ts';
import { isSmall } from './fact.ts';
import type { Random } from '../../../fixtures/random.ts';
import type { SourceFormat } from './sources.ts';
import { sourceFormats, sourceText } from './sources.ts';
import type { Stage } from './stage.ts';
import type { FlowNode, Text } from './text.ts';
import { joined, textOf } from './text.ts';
import { fillers } from './words/filler.ts';
import { closings, openings } from './words/prose.ts';
import type { World } from './world.ts';

/** Something a tool can be asked for again. */
export interface Page {
  readonly tool: string;
  readonly args: string;
  readonly text: Text;
}

/** All that an episode acts with. */
export class Scene {
  readonly random: Random;
  readonly stage: Stage;
  readonly world: World;
  readonly cast: Cast;
  readonly subjects: readonly string[];
  /** Names of what the planner may choose; they stand in the prompts. */
  readonly choices: readonly string[];
  readonly pages: Page[] = [];
  /** Facts that nobody ever uses. */
  readonly distractors = new Set<number>();
  /** Facts that are known to be wrong, and used by nobody any more. */
  readonly retired = new Set<number>();

  constructor(about: Pick<Scene, 'random' | 'stage' | 'world' | 'cast' | 'subjects' | 'choices'>) {
    this.random = about.random;
    this.stage = about.stage;
    this.world = about.world;
    this.cast = about.cast;
    this.subjects = about.subjects;
    this.choices = about.choices;
  }

  /** What a source says about a subject; about a third of it is of no interest to anybody. */
  source(
    subject: string,
    count: number,
    format: SourceFormat = this.random.pick(sourceFormats),
  ): { readonly text: Text; readonly facts: readonly Fact[] } {
    const { random, world } = this;
    const facts = Array.from({ length: count }, (): Fact => {
      switch (
        random.weighted({
          number: 5,
          claim: format === 'page' ? 5 : 1.4,
          token: 1.6,
          date: 1,
          small: 0.6,
        })
      ) {
        case 'number':
          return world.number(subject);
        case 'claim':
          return world.claim(subject);
        case 'token':
          return world.token(subject);
        case 'date':
          return world.date(subject);
        case 'small':
          return world.small(subject);
      }
    });
    const keys = new Set<string>();
    const distinct = facts.filter(({ key }) => !keys.has(key) && keys.add(key));
    for (const { id } of distinct) if (random.chance(0.35)) this.distractors.add(id);
    return { text: sourceText(random, format, subject, distinct), facts: distinct };
  }

  /** What an agent may use, newest last. */
  usable(role: Role, wanted: (node: FlowNode) => boolean = () => true): readonly FlowNode[] {
    return this.stage
      .usable(this.cast.name(role))
      .filter(
        node =>
          !this.distractors.has(node.fact.id) && !this.retired.has(node.fact.id) && wanted(node),
      );
  }

  /** Some of what an agent may use, newer rather than older. */
  some(role: Role, count: number, wanted?: (node: FlowNode) => boolean): FlowNode[] {
    const all = this.usable(role, wanted);
    const recent = all.slice(-Math.max(6, Math.ceil(all.length / 2)));
    return this.random.sample(this.random.chance(0.75) ? recent : all, count);
  }

  /** A sentence that takes up a fact in one of the ways its kind allows. */
  take(node: FlowNode): Text | undefined {
    const ways = { ...waysFor(node) };
    while (Object.keys(ways).length > 0) {
      const way = this.random.weighted(ways);
      const said = express(this.random, this.world, node, way);
      if (said !== undefined) return said;
      delete ways[way];
    }
    return undefined;
  }

  /** Sentences that take up some of what an agent has. */
  takes(role: Role, count: number, wanted?: (node: FlowNode) => boolean): Text[] {
    return this.some(role, count, wanted)
      .map(node => this.take(node))
      .filter(text => text !== undefined);
  }

  /** Sentences that compute something from numbers an agent has. */
  computes(role: Role, count: number): Text[] {
    return Array.from({ length: count }, () => this.#computed(role)).filter(
      text => text !== undefined,
    );
  }

  #computed(role: Role): Text | undefined {
    const numbers = this.usable(role, ({ fact }) => fact.kind === 'number' && !isSmall(fact));
    const first = numbers.length === 0 ? undefined : this.random.pick(numbers.slice(-12));
    if (first?.fact.kind !== 'number') return undefined;
    const { id, quantity } = first.fact;
    const same = numbers.filter(
      ({ fact }) => fact.kind === 'number' && fact.quantity === quantity && fact.id !== id,
    );
    const others = this.random.sample(same.slice(-8), this.random.chance(0.7) ? 1 : 2);
    return compute(this.random, this.world, [first, ...others]);
  }

  /** A message as an agent of that role writes it, around what it has to say. */
  message(role: Role, said: readonly Text[]): Text {
    const { random } = this;
    const voice = role === 'scout' ? 'researcher' : role;
    const opening = random.chance(0.6) ? [random.pick(openings[voice] ?? [''])] : [];
    const closing = random.chance(0.35) ? [closings[voice] ?? ''] : [];
    if (said.length > 1 && random.chance(0.3)) {
      const items = said.map(text => joined([random.pick(['- ', '* ', '1. ']), text]));
      return joined([...opening, ...fillers(random, 0, 1), ...items, ...closing], '\n');
    }
    const body = said.flatMap((text, index) => [
      ...(index === 0 ? fillers(random, 0, 1) : []),
      // Quotations and list items stand on lines of their own.
      /^(?:[->*]|\*\*)/u.test(textOf(text)) ? joined(['\n', text, '\n']) : text,
      ...fillers(random, 0, random.chance(0.4) ? 2 : 1),
    ]);
    return joined(
      [...opening, joined(body.length > 0 ? body : fillers(random, 1, 3), ' '), ...closing],
      random.chance(0.5) ? '\n\n' : ' ',
    );
  }
}
