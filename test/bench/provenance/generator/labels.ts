import type { Seq } from '../../../../src/core/session/ids.ts';
import type { Range } from '../../../../src/core/session/range.ts';
import { meets } from '../../../../src/core/session/range.ts';
import type { Relation } from './relation.ts';
import type { FlowStep } from './stage.ts';
import type { FlowNode } from './text.ts';

/** Who consumed a marked range, with how. */
export interface Labels {
  /** By the relation of the last hop. */
  readonly consumers: ReadonlyMap<Seq, readonly Relation[]>;
  /** Those that used the marked range itself. */
  readonly direct: ReadonlySet<Seq>;
  /** Steps of which nobody could say: they used another copy of what they had from the mark too, or what they rest on is undecided. */
  readonly excluded: ReadonlySet<Seq>;
}

/**
 * All steps with a part that was made, by any number of hops, from what stands in the marked range. Facts of one step
 * are followed one by one: another sentence of the same output is not consumed with it.
 */
export function labelsOf(
  flow: readonly FlowStep[],
  mark: { readonly seq: Seq; readonly range: Range },
): Labels {
  const tainted = new Set<FlowNode>(
    (flow[mark.seq]?.nodes ?? []).filter(node => meets(node.range, mark.range)),
  );
  const marked = new Set(tainted);
  const doubtful = new Set<FlowNode>();
  const consumers = new Map<Seq, Relation[]>();
  const direct = new Set<Seq>();
  const excluded = new Set<Seq>();
  for (const [seq, { nodes, had }] of flow.entries()) {
    if (seq <= mark.seq) continue;
    const hadAnother = ({ fact, seq: from }: FlowNode): boolean =>
      [...tainted].some(
        other =>
          other.fact.id === fact.id &&
          other.seq !== from &&
          had.some(each => each.seq === other.seq && other.range.end <= each.upTo),
      );
    for (const node of nodes) {
      for (const { node: used, relation } of node.uses) {
        if (tainted.has(used) && relation !== 'undecided') {
          tainted.add(node);
          const known = consumers.get(seq) ?? [];
          if (!known.includes(relation)) known.push(relation);
          consumers.set(seq, known);
          if (marked.has(used)) direct.add(seq);
        } else if (tainted.has(used) || doubtful.has(used) || hadAnother(used)) {
          doubtful.add(node);
          excluded.add(seq);
        }
      }
    }
  }
  for (const seq of consumers.keys()) excluded.delete(seq);
  return { consumers, direct, excluded };
}
