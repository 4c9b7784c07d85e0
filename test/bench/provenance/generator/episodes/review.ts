import { isSmall } from '../fact.ts';
import { grouped } from '../formats.ts';
import { sourceText } from '../sources.ts';
import { fill, mention, plain } from '../text.ts';
import { corrections } from '../words/prose.ts';
import type { Episode } from './episode.ts';

/** The reviewer asks a second source: it says the same, independently, or it has another digit, and the figure is corrected. */
export const review: Episode = function* (scene) {
  const { random, stage, cast, world } = scene;
  const reviewer = cast.name('reviewer');
  const writer = cast.name('writer');
  const [node] = scene.some('reviewer', 1, ({ fact }) => fact.kind === 'number' && !isSmall(fact));
  if (node?.fact.kind !== 'number') return;
  const { fact } = node;
  const other = random.chance(0.6) ? world.nearMiss(fact) : undefined;
  const args = JSON.stringify({ entity: fact.subject, field: fact.label });
  const [call] = stage.say(
    reviewer,
    [],
    [],
    [
      {
        tool: random.pick(['registry/verify', 'ledger/check', 'stats/confirm']),
        args: plain(args),
      },
    ],
  ).calls;
  yield;
  if (call === undefined) return;
  const checked = other ?? fact;
  stage.result(
    call,
    sourceText(random, random.pick(['json', 'records', 'log'] as const), fact.subject, [checked]),
  );
  yield;
  const right = stage.usable(reviewer).findLast(each => each.fact.id === checked.id);
  if (right === undefined) return;
  if (other === undefined) {
    // Who now says the figure has it from the second source.
    const said = random.chance(0.5) ? scene.take(right) : undefined;
    stage.say(reviewer, scene.message('reviewer', said === undefined ? [] : [said]), [writer]);
    yield;
    return;
  }
  const written = random.chance(0.7) ? grouped(other.value) : right.text;
  const relation = written === right.text ? 'value' : 'reformat';
  const said = fill(random.pick(corrections), {
    label: fact.label,
    wrong: mention(node.text, fact, [{ node, relation: 'correction' }]),
    right: mention(written, other, [
      { node: right, relation },
      { node, relation: 'undecided' },
    ]),
  });
  stage.say(reviewer, scene.message('reviewer', [said]), [writer, cast.name('analyst')]);
  scene.retired.add(fact.id);
  yield;
  const known = stage.usable(writer).findLast(each => each.fact.id === other.id);
  const mended = known === undefined ? undefined : scene.take(known);
  if (mended === undefined) return;
  stage.say(writer, scene.message('writer', [mended]), [cast.name('planner')]);
  yield;
};
