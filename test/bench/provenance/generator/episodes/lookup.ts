import { isSmall } from '../fact.ts';
import { quoted, rawOf } from '../sources.ts';
import type { plain } from '../text.ts';
import { escaped, fill, joined, mention, unit } from '../text.ts';
import type { Episode } from './episode.ts';

const tokenTools = {
  id: 'crm/get_record',
  url: 'web/open',
  path: 'fs/open',
  name: 'people/find',
  email: 'mail/history',
  choice: 'crm/get_record',
} as const;

/** A value that was found is looked up: what comes back rests on it. */
export const lookup: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  const role = random.pick(['operator', 'researcher', 'scout'] as const);
  const [node] = scene.some(
    role,
    1,
    ({ fact }) => fact.kind === 'token' && fact.token !== 'choice',
  );
  if (node?.fact.kind !== 'token') return;
  const { fact } = node;
  const args = joined([
    '{',
    unit(`"${fact.key}": `, quoted(fact, node.text, [{ node, relation: 'argument' }])),
    random.chance(0.5) ? ', "verbose": false}' : '}',
  ]);
  const who = cast.name(role);
  const [call] = stage.say(
    who,
    random.chance(0.4) ? scene.message(role, []) : [],
    [],
    [{ tool: tokenTools[fact.token], args }],
  ).calls;
  yield;
  if (call === undefined) return;
  const { text, facts } = scene.source(
    fact.subject,
    random.int(2, 4),
    fact.token === 'url' ? 'page' : random.pick(['json', 'records', 'csv'] as const),
  );
  stage.result(call, text);
  yield;
  const found = new Set(facts.map(each => each.id));
  stage.say(
    who,
    scene.message(
      role,
      scene.takes(role, random.int(1, 2), each => found.has(each.fact.id)),
    ),
    [cast.name('planner'), cast.name('writer')],
  );
  yield;
};

/** Facts are posted as a JSON string inside the JSON arguments; the service answers with an id of its own. */
export const posting: Episode = function* (scene) {
  const { random, stage, cast, world } = scene;
  const nodes = scene.some(
    'operator',
    random.int(1, 3),
    ({ fact }) =>
      fact.kind !== 'code' && !isSmall(fact) && (fact.kind !== 'token' || fact.token !== 'choice'),
  );
  if (nodes.length === 0) return;
  const members = nodes.map((node, index) => {
    const text = node.fact.kind === 'claim' ? node.text : rawOf(node.fact);
    return unit(
      `"${node.fact.key}_${index}": `,
      quoted(node.fact, text, [{ node, relation: 'jsonEscaped' }]),
    );
  });
  const record = joined([
    `{"kind": "update", "tags": ["auto", "v${random.int(1, 4)}"], "body": {`,
    joined(members, ', '),
    '}}',
  ]);
  const args = joined([
    `{"queue": "${random.pick(['intake', 'sync', 'notify'])}", "payload": "`,
    escaped(record),
    '"}',
  ]);
  const who = cast.name('operator');
  const [call] = stage.say(
    who,
    random.chance(0.4) ? scene.message('operator', []) : [],
    [],
    [{ tool: 'queue/publish', args }],
  ).calls;
  yield;
  if (call === undefined) return;
  if (random.chance(0.5)) {
    stage.result(
      { ...call, nodes: [] },
      acknowledgement(`{"status": "accepted", "queued": ${random.int(1, 9)}}`),
    );
  } else {
    const receipt = world.token(nodes[0]?.fact.subject ?? '', 'id');
    stage.result(
      { ...call, nodes: [] },
      fill('{text}', {
        text: joined(['status: accepted\nreceipt: ', acknowledgement(rawOf(receipt))]),
      }),
    );
  }
  yield;

  /** An answer that would read the same whatever was posted. */
  function acknowledgement(text: string): ReturnType<typeof plain> {
    const uses = call?.nodes.map(node => ({ node, relation: 'undecided' as const })) ?? [];
    return mention(text, world.code('acknowledgement', text), uses);
  }
};
