import type { Seq } from '../../../src/core/session/ids.ts';
import type { Session } from '../../../src/core/session/session.ts';
import type { Case } from './case.ts';
import { scored } from './case.ts';
import { Random } from '../../fixtures/random.ts';
import type { Prediction, Slicer } from './measure.ts';
import { traced } from './measure.ts';

/** Rules that know nothing of what is said; whoever is not better than these has found nothing. */
export const baselines = (slicer: Slicer): Readonly<Record<string, Prediction>> => ({
  'every later step': each => new Set(scored(each)),
  'children only': each => childrenOf(each, false),
  'all descendants': each => childrenOf(each, true),
  'next step only': ({ mark }) => new Set([mark.seq + 1]),
  'as many next steps': each => new Set(scored(each).slice(0, tracedCount(each, slicer))),
  'as many at random': each =>
    new Set(new Random(each.mark.seq + 1).sample(scored(each), tracedCount(each, slicer))),
});

const tracedCount = (each: Case, slicer: Slicer): number => {
  const found = traced(slicer(each));
  return scored(each).filter(seq => found.has(seq)).length;
};

/** Steps whose parent is the marked step, or (all of them) an affected one: what a tree of spans would say. */
function childrenOf({ session, mark }: Case, all: boolean): ReadonlySet<Seq> {
  const parents = parentsOf(session);
  const out = new Set<Seq>();
  for (const { seq } of session.steps) {
    const parent = parents[seq];
    if (parent === mark.seq || (all && parent !== undefined && out.has(parent))) out.add(seq);
  }
  return out;
}

const known = new WeakMap<Session, readonly (Seq | undefined)[]>();

/** The step that each step answers: a result its call, an agent what was last addressed to it, else the step before. */
export function parentsOf(session: Session): readonly (Seq | undefined)[] {
  const before = known.get(session);
  if (before !== undefined) return before;
  const calls = new Map<string, Seq>();
  const addressed = new Map<string, Seq>();
  const parents = session.steps.map((step): Seq | undefined => {
    const results = step.output.parts.flatMap(part =>
      part.kind === 'tool_result' && part.callId !== undefined
        ? (calls.get(part.callId) ?? [])
        : [],
    );
    const parent =
      results[0] ?? addressed.get(step.agent) ?? (step.seq > 0 ? step.seq - 1 : undefined);
    for (const part of step.output.parts) {
      if (part.kind === 'tool_call' && part.callId !== undefined) calls.set(part.callId, step.seq);
    }
    for (const agent of step.to) addressed.set(agent, step.seq);
    return parent;
  });
  known.set(session, parents);
  return parents;
}
