import { isSmall } from '../fact.ts';
import { fill, joined, mention } from '../text.ts';
import type { Episode } from './episode.ts';

const decisions = [
  'Given what we know now, go with {choice}.',
  'That settles it: {choice} is the way to go.',
  'I would not wait any longer. Please proceed with {choice}.',
  'Under these circumstances {choice} is the better option.',
  'The limit has been passed, so the rule applies: {choice}.',
  'We stay within what was agreed. {choice}, please.',
] as const;

/** The planner chooses by a figure that it does not name; the operator does as told, and the service confirms. */
export const deciding: Episode = function* (scene) {
  const { random, stage, cast, world } = scene;
  const [node] = scene.some('planner', 1, ({ fact }) => fact.kind === 'number' && !isSmall(fact));
  if (node === undefined) return;
  const value = random.pick(scene.choices);
  const choice = world.choice('', 'option', value);
  const operator = cast.name('operator');
  const { seq } = stage.say(
    cast.name('planner'),
    scene.message('planner', [
      fill(random.pick(decisions), {
        choice: mention(value, choice, [{ node, relation: 'decision' }]),
      }),
    ]),
    [operator],
  );
  const told = stage.steps[seq]?.nodes.find(each => each.fact.id === choice.id);
  yield;
  if (told === undefined) return;
  const [call] = stage.say(
    operator,
    [],
    [],
    [
      {
        tool: 'ops/execute',
        args: joined([
          '{"option": "',
          mention(value, choice, [{ node: told, relation: 'decision' }]),
          '", "dry_run": false}',
        ]),
      },
    ],
  ).calls;
  yield;
  if (call === undefined) return;
  const receipt = world.token(node.fact.subject, 'id');
  const text = receipt.kind === 'token' ? receipt.value : '';
  stage.result(
    call,
    joined([
      `{"option": "`,
      mention(value, choice),
      '", "state": "done", "reference": "',
      mention(text, receipt),
      '"}',
    ]),
  );
  yield;
  const said = scene.takes('operator', 1, each => each.fact.id === receipt.id);
  stage.say(operator, scene.message('operator', said), [cast.name('planner')]);
  yield;
};
