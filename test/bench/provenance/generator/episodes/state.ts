import type { Fact } from '../fact.ts';
import { isSmall } from '../fact.ts';
import { quoted, rawOf } from '../sources.ts';
import { escaped, fill, joined, mention, unit } from '../text.ts';
import type { FlowNode, Text } from '../text.ts';
import { fillers } from '../words/filler.ts';
import { word } from '../words/names.ts';
import type { Episode } from './episode.ts';

/** One agent writes notes to a file or a memory key, another reads them back later and uses them. */
export const state: Episode = function* (scene) {
  const { random, stage, cast, world } = scene;
  const [writer, reader] = random.sample(
    ['analyst', 'writer', 'researcher', 'scout', 'coder'] as const,
    2,
  );
  if (writer === undefined || reader === undefined) return;
  const nodes = scene.some(
    writer,
    random.int(2, 3),
    ({ fact }) =>
      fact.kind !== 'code' && !isSmall(fact) && (fact.kind !== 'token' || fact.token !== 'choice'),
  );
  if (nodes.length === 0) return;
  const memory = random.chance(0.4);
  const name = word(random).toLowerCase();
  const place = memory
    ? `notes:${name}:${random.int(10, 99)}`
    : `/workspace/${name}_${random.int(100, 999)}.${random.pick(['md', 'json', 'txt'])}`;
  const placeFact = world.choice('', memory ? 'memory key' : 'file', place);
  const key = memory ? 'key' : 'path';
  const data = random.chance(0.5);

  const body = (from: readonly FlowNode[], written: (node: FlowNode) => Text): Text =>
    data
      ? joined([
          '{',
          joined(
            from.map((node, index) => unit(`"${node.fact.key}_${index + 1}": `, written(node))),
            ', ',
          ),
          '}',
        ])
      : joined(
          [
            `Notes on ${nodes[0]?.fact.subject ?? ''}`,
            ...filling,
            ...from.map(node => unit(`- ${node.fact.label}: `, written(node))),
          ],
          '\n',
        );
  const filling = fillers(random, 0, 2);
  const form = (fact: Fact, node: FlowNode): string =>
    data && fact.kind !== 'claim' ? rawOf(fact) : node.text;
  const content = body(nodes, node => {
    const text = form(node.fact, node);
    const uses = [
      {
        node,
        relation: data ? 'jsonEscaped' : text === node.text ? 'argument' : 'reformat',
      } as const,
    ];
    return data ? quoted(node.fact, text, uses) : mention(text, node.fact, uses);
  });
  const [write] = stage.say(
    cast.name(writer),
    [],
    [],
    [
      {
        tool: memory ? 'memory/store' : 'fs/write_file',
        args: joined([
          `{"${key}": "`,
          mention(place, placeFact),
          '", "content": "',
          escaped(content),
          '"}',
        ]),
      },
    ],
  ).calls;
  yield;
  if (write === undefined) return;
  const bytes = content.reduce((sum, piece) => sum + piece.text.length, 0);
  const done = `${memory ? 'Stored' : 'Written'}: ${bytes} bytes`;
  stage.result(
    { ...write, nodes: [] },
    mention(
      done,
      world.code('acknowledgement', done),
      write.nodes.map(node => ({ node, relation: 'undecided' as const })),
    ),
  );
  yield;
  const placed = write.nodes.find(node => node.fact.id === placeFact.id);
  if (placed === undefined) return;
  const { seq } = stage.say(
    cast.name(writer),
    fill(
      random.pick([
        'My notes are in {it}.',
        'Saved for later: {it}',
        'See {it} for the details.',
        'I put the interim results into {it}.',
      ]),
      { it: mention(place, placeFact, [{ node: placed, relation: 'value' }]) },
    ),
    [cast.name(reader), cast.name('planner')],
  );
  const told = stage.steps[seq]?.nodes[0];
  yield;
  if (told === undefined) return;
  const [read] = stage.say(
    cast.name(reader),
    [],
    [],
    [
      {
        tool: memory ? 'memory/recall' : 'fs/read_file',
        args: joined([
          `{"${key}": "`,
          mention(place, placeFact, [{ node: told, relation: 'argument' }]),
          '"}',
        ]),
      },
    ],
  ).calls;
  yield;
  if (read === undefined) return;
  const stored = write.nodes.filter(node => node.fact.id !== placeFact.id);
  stage.result(
    read,
    body(stored, node => {
      const uses = [{ node, relation: 'state' } as const];
      const original = nodes.find(each => each.fact.id === node.fact.id);
      const text = original === undefined ? rawOf(node.fact) : form(node.fact, original);
      return data ? quoted(node.fact, text, uses) : mention(text, node.fact, uses);
    }),
  );
  yield;
  const ids = new Set(stored.map(node => node.fact.id));
  stage.say(
    cast.name(reader),
    scene.message(
      reader,
      scene.takes(reader, 2, node => ids.has(node.fact.id)),
    ),
    [cast.name('planner'), cast.name('reviewer')],
  );
  yield;
};
