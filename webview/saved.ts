import type { GraphView } from '../src/core/view/graph.ts';
import type { View } from './layout/axis.ts';
import type { EdgeMode, State } from './store.ts';

/** What survives when VS Code throws the page away: where the person was, nothing that can be derived. */
interface Saved {
  readonly selected: number | undefined;
  readonly cursor: number | undefined;
  readonly view: View | undefined;
  readonly edges: EdgeMode;
}

export const saved = ({ selected, cursor, view, edges }: State): Saved => ({
  selected,
  cursor,
  view,
  edges,
});

/** Saved state is of an unknown age: what does not fit the session is left out. */
export function restore(value: unknown, graph: GraphView): Partial<State> {
  if (typeof value !== 'object' || value === null) return {};
  const { selected, cursor, view, edges } = value as Partial<Record<keyof Saved, unknown>>;
  const isStep = (seq: unknown): seq is number =>
    Number.isInteger(seq) && Number(seq) >= 0 && Number(seq) < graph.steps.length;
  return {
    ...(isStep(selected) ? { selected } : {}),
    ...(isStep(cursor) ? { cursor } : {}),
    ...(isView(view) ? { view } : {}),
    ...(edges === 'affected' || edges === 'selected' || edges === 'none' ? { edges } : {}),
  };
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false;
  const { left, pitch } = value as Partial<Record<keyof View, unknown>>;
  return Number.isFinite(left) && Number.isFinite(pitch) && Number(pitch) > 0;
}
