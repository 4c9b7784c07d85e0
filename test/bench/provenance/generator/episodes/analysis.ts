import type { Episode } from './episode.ts';

/** The analyst computes from what others reported. */
export const analysis: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  const computed = scene.computes('analyst', random.int(1, 2));
  if (computed.length === 0) return;
  const said = random.sample([...computed, ...scene.takes('analyst', random.int(0, 2))], 4);
  const to = random
    .sample(['planner', 'writer', 'reviewer'] as const, 2)
    .map(role => cast.name(role));
  stage.say(cast.name('analyst'), scene.message('analyst', said), to);
  yield;
};

/** The writer drafts from what came in; the reviewer may approve it without a word on the matter. */
export const drafting: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  const said = scene.takes('writer', random.int(2, 5));
  if (said.length === 0) return;
  const reviewer = cast.name('reviewer');
  stage.say(cast.name('writer'), scene.message('writer', said), [reviewer, cast.name('planner')]);
  yield;
  if (random.chance(0.6)) return;
  stage.say(reviewer, scene.message('reviewer', []), [cast.name('writer')]);
  yield;
};

/** Somebody says something of no consequence. */
export const chatter: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  const role = random.pick(['planner', 'reviewer', 'operator', 'scout'] as const);
  stage.say(cast.name(role), scene.message(role, []), [
    cast.name(random.pick(['planner', 'writer', 'analyst'] as const)),
  ]);
  yield;
};
