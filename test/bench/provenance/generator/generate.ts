import type { Session } from '../../../../src/core/session/session.ts';
import { castOf } from './cast.ts';
import { analysis, chatter, drafting } from './episodes/analysis.ts';
import { coding } from './episodes/coding.ts';
import { deciding } from './episodes/deciding.ts';
import type { Episode } from './episodes/episode.ts';
import { lookup, posting } from './episodes/lookup.ts';
import { research, reread } from './episodes/research.ts';
import { review } from './episodes/review.ts';
import { state } from './episodes/state.ts';
import { Random } from '../../../fixtures/random.ts';
import { Scene } from './scene.ts';
import type { FlowStep } from './stage.ts';
import { Stage } from './stage.ts';
import { plain } from './text.ts';
import { company, word } from './words/names.ts';
import { World } from './world.ts';

export interface GeneratorOptions {
  /** Number of steps of a session, exactly. */
  readonly steps: number;
  readonly inputs: 'recorded' | 'notRecorded';
}

/** A session of several agents, with all that is known of who made what from what. */
export interface Generated {
  readonly session: Session;
  /** By seq: the facts in each output, what they were made from, and what the step had in context. */
  readonly flow: readonly FlowStep[];
  /** Facts that no step uses. */
  readonly distractors: ReadonlySet<number>;
}

const episodes: Readonly<Record<string, Episode>> = {
  research,
  reread,
  analysis,
  drafting,
  chatter,
  coding,
  lookup,
  posting,
  state,
  deciding,
  review,
};

const weights = {
  research: 5,
  reread: 0.6,
  analysis: 3,
  drafting: 2.5,
  chatter: 0.9,
  coding: 2.2,
  lookup: 1.8,
  posting: 1.4,
  state: 1.3,
  deciding: 1.4,
  review: 1.6,
};

const tasks = [
  'Compare {subjects} and write a report for our board.',
  'Prepare a briefing on {subjects}. Use tools for all figures.',
  'We want to know how {subjects} stand. Research it, check the numbers, and summarise.',
  'Please write up the current situation of {subjects} and carry out what follows from it.',
] as const;

/**
 * A session in which a team of agents does research, computes, codes, decides, writes and reviews, two or three things
 * at a time. The same seed and length give the same texts whether or not inputs are recorded.
 *
 * What must be in there: all relations (`relation.ts`); facts that stand in context and that nobody uses; phrases that
 * agents repeat; echoes along chains; second sources that agree, and that differ by a digit; pages read twice; results
 * cut off in a context; agents at work at the same time; files and memory keys; small numbers that collide; group chats
 * and addressed messages; code run by a call and by a terminal.
 */
export function generateSession(seed: number, options: GeneratorOptions): Generated {
  const random = new Random(seed * 7919 + options.steps);
  const subjects = Array.from({ length: random.int(2, 4) }, () => company(random));
  const choices = Array.from(
    { length: 4 },
    () => `${random.pick(['route', 'plan', 'carrier', 'tier'])} ${word(random)}`,
  );
  const task = random.pick(tasks).replace('{subjects}', subjects.join(', '));
  const cast = castOf(random, choices, task);
  const stage = new Stage(random, { groupChat: random.chance(0.4), given: cast.given });
  const scene = new Scene({ random, stage, world: new World(random), cast, subjects, choices });
  stage.say('user', plain(task), [cast.name('planner')], [], 'user');

  const going = [research(scene)];
  while (stage.length < options.steps - 1) {
    if (going.length === 0 || (going.length < 3 && random.chance(0.25))) {
      const episode = episodes[random.weighted(weights)] ?? research;
      going.push(episode(scene));
    }
    const at = random.int(0, going.length - 1);
    if (going[at]?.next().done === true) going.splice(at, 1);
  }
  const final = random.chance(0.7) ? 'writer' : 'planner';
  stage.say(cast.name(final), scene.message(final, scene.takes(final, random.int(3, 6))), ['user']);
  return {
    session: stage.session(seed, options.inputs),
    flow: stage.steps,
    distractors: scene.distractors,
  };
}
