import type { Range } from '../../../../src/core/session/range.ts';
import type { Case } from '../case.ts';
import type { Generated, GeneratorOptions } from './generate.ts';
import { generateSession } from './generate.ts';
import { labelsOf } from './labels.ts';
import { Random } from '../../../fixtures/random.ts';
import type { Relation } from './relation.ts';
import { relations } from './relation.ts';
import type { FlowNode } from './text.ts';

/** A case of the generator: how is a relation, of the last hop. */
export interface GeneratedCase extends Case {
  /** Consumers that used the marked range itself. */
  readonly direct: ReadonlySet<number>;
  /**
   * What was marked: a fact at its first place, drawn from all that somebody used; a fact or claim from which a given
   * relation starts, so that rare relations are measured as often as common ones; a fact that nobody used; all of a
   * tool's result.
   */
  readonly kind: 'fact' | 'relation' | 'distractor' | 'whole';
}

/** Cases of each seed's session: up to six facts, three distractors, a whole output, and a start of every relation. */
export function generatedCases(
  seeds: Iterable<number>,
  options: GeneratorOptions,
): readonly GeneratedCase[] {
  return [...seeds].flatMap(seed => casesOf(seed, generateSession(seed, options), options));
}

function casesOf(
  seed: number,
  generated: Generated,
  { steps, inputs }: GeneratorOptions,
): GeneratedCase[] {
  const { session, flow, distractors } = generated;
  // Of its own, so that the marks do not change with what the session rolled.
  const random = new Random(seed + 500_009);
  const nodes = flow.flatMap(step => step.nodes).filter(node => node.seq < flow.length - 1);
  const from = new Map<Relation, Set<FlowNode>>();
  for (const { uses } of flow.flatMap(step => step.nodes)) {
    for (const { node, relation } of uses) {
      from.set(relation, (from.get(relation) ?? new Set()).add(node));
    }
  }
  const picked = new Set<FlowNode>();
  for (const relation of relations) {
    if (relation === 'undecided') continue;
    for (const node of random.sample([...(from.get(relation) ?? [])], 1)) picked.add(node);
  }
  const used = new Set([...from.values()].flatMap(each => [...each]));
  const first = nodes.filter(node => used.has(node) && node.uses.length === 0);
  const unused = nodes.filter(
    node => distractors.has(node.fact.id) && node.uses.every(each => each.relation === 'execution'),
  );
  const tools = nodes.filter(node => flow[node.seq]?.draft.kind === 'tool');
  // People mark a sentence or a table cell rather than a bare value.
  const placeOf = (node: FlowNode): Range => (random.chance(0.75) ? node.unit : node.range);
  const of = (kind: GeneratedCase['kind'], seq: number, range: Range): GeneratedCase => ({
    source: 'generated',
    name: `generated-${seed}-${steps}-${inputs}`,
    session,
    mark: { seq, range },
    kind,
    ...labelsOf(flow, { seq, range }),
  });
  return [
    ...[...picked].map(node => of('relation', node.seq, placeOf(node))),
    ...random.sample(first, 6).map(node => of('fact', node.seq, placeOf(node))),
    ...random.sample(unused, 3).map(node => of('distractor', node.seq, node.unit)),
    ...random
      .sample(tools, 1)
      .map(({ seq }) =>
        of('whole', seq, { start: 0, end: session.steps[seq]?.output.text.length ?? 0 }),
      ),
  ];
}
