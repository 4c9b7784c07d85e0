import { isSmall } from '../fact.ts';
import { rawOf } from '../sources.ts';
import { terminal } from '../cast.ts';
import type { FlowNode, Text } from '../text.ts';
import { escaped, joined, mention, unit } from '../text.ts';
import type { Episode } from './episode.ts';

const mistakes = [
  {
    line: 'result = totl / len(values)',
    mended: 'result = total / len(values)',
    error: "NameError: name 'totl' is not defined",
  },
  {
    line: 'result = total / count',
    mended: 'count = len(values)\nresult = total / count',
    error: "NameError: name 'count' is not defined",
  },
  {
    line: 'result = total / values',
    mended: 'result = total / float(len(values))',
    error: "TypeError: unsupported operand type(s) for /: 'float' and 'list'",
  },
  {
    line: 'result = np.mean(values)',
    mended: 'import statistics\nresult = statistics.mean(values)',
    error: "NameError: name 'np' is not defined",
  },
  {
    line: 'result = values.mean()',
    mended: 'result = sum(values) / len(values)',
    error: "AttributeError: 'list' object has no attribute 'mean'",
  },
  {
    line: 'result = round(total / len(vals), 2)',
    mended: 'result = round(total / len(values), 2)',
    error: "NameError: name 'vals' is not defined. Did you mean: 'values'?",
  },
] as const;

const prints = [
  'mean = {value}',
  'result: {value}',
  '{value}',
  'Average over all entries: {value}',
  "{'mean': {value}, 'ok': True}",
] as const;

/** The coder writes the numbers into a program and has it run; where it fails, it is mended. */
export const coding: Episode = function* (scene) {
  const { random, stage, cast, world } = scene;
  const coder = cast.name('coder');
  const usable = scene.usable('coder', ({ fact }) => fact.kind === 'number' && !isSmall(fact));
  const operands = random.sample(usable.slice(-10), random.int(2, 3));
  if (operands.length < 2) return;
  const called = random.chance(0.7);
  const fails = random.chance(0.45);
  const mistake = random.pick(mistakes);
  const sum = operands.reduce(
    (all, { fact }) => all + (fact.kind === 'number' ? fact.value : 0),
    0,
  );
  const subject = operands[0]?.fact.subject ?? '';
  const fact = world.computed(subject, 'mean', 'count', Number((sum / operands.length).toFixed(2)));
  if (fact === undefined) return;

  const values = (from: readonly FlowNode[]): Text[] =>
    from.map((node, index) => {
      const raw = rawOf(node.fact);
      const relation = raw !== node.text ? 'reformat' : called ? 'argument' : 'value';
      const name = `${node.fact.key.replaceAll(/\W/gu, '')}_${index + 1}`;
      return unit(`${name} = `, mention(raw, node.fact, [{ node, relation }]));
    });
  const program = (lines: readonly Text[], last: Text): Text =>
    joined(
      [
        ...lines,
        'values = [' + lines.map(line => line[0]?.text.replace(' = ', '')).join(', ') + ']',
        'total = float(sum(values))',
        last,
        'print(result)',
      ],
      '\n',
    );
  const printed = (from: readonly FlowNode[], text: string): Text => {
    const [before = '', after = ''] = text.split('{value}');
    const uses = from.map(node => ({ node, relation: 'execution' as const }));
    return unit(before, mention(String(fact.value), fact, uses), after);
  };

  /** Says the program and returns what of it a result may rest on, with a way to answer. */
  const run = (
    code: Text,
  ): { nodes: readonly FlowNode[]; answer: (text: Text, isError: boolean) => void } => {
    if (called) {
      const args = joined(['{"code": "', escaped(code), '"}']);
      const [call] = stage.say(
        coder,
        random.chance(0.5) ? scene.message('coder', []) : [],
        [],
        [{ tool: 'python/run', args }],
      ).calls;
      if (call === undefined) throw new Error('a call was said and is not there');
      // What the answer rests on is said value by value: an error rests on its line alone.
      return {
        nodes: call.nodes,
        answer: (text, isError) => stage.result({ ...call, nodes: [] }, text, isError),
      };
    }
    const { seq } = stage.say(
      coder,
      joined([scene.message('coder', []), '\n\n```python\n', code, '\n```']),
      [terminal],
    );
    return {
      nodes: stage.steps[seq]?.nodes ?? [],
      answer: (text, isError) => {
        const head = isError
          ? 'exitcode: 1 (execution failed)'
          : 'exitcode: 0 (execution succeeded)';
        stage.say(terminal, joined([`${head}\nCode output: `, text]), [coder]);
      },
    };
  };

  let from: readonly FlowNode[] = operands;
  if (fails) {
    const bad = mention(mistake.line, world.code('line of code', mistake.line));
    const first = run(program(values(from), bad));
    yield;
    const said = world.code('error', mistake.error);
    const uses = first.nodes.map(node => ({
      node,
      relation: node.fact.kind === 'code' ? ('execution' as const) : ('undecided' as const),
    }));
    first.answer(
      joined([
        'Traceback (most recent call last):\n',
        `  File "/tmp/run_${random.int(10, 99)}.py", line ${operands.length + 3}, in <module>\n`,
        unit(mention(mistake.error, said, uses)),
      ]),
      true,
    );
    yield;
    const error = stage.usable(coder).findLast(node => node.fact.id === said.id);
    if (error === undefined) return;
    from = first.nodes.filter(node => node.fact.kind === 'number');
    const mended = mention(mistake.mended, world.code('mended line', mistake.mended), [
      { node: error, relation: 'retry' },
    ]);
    const second = run(program(values(from), mended));
    yield;
    second.answer(printed(second.nodes, random.pick(prints)), false);
  } else {
    const line = mention('result = total / len(values)', world.code('line of code', 'mean'));
    const only = run(program(values(from), line));
    yield;
    only.answer(printed(only.nodes, random.pick(prints)), false);
  }
  yield;
  if (random.chance(0.3)) return;
  const said = scene.takes('coder', 1, node => node.fact.id === fact.id);
  stage.say(coder, scene.message('coder', said), [cast.name('planner'), cast.name('analyst')]);
  yield;
};
