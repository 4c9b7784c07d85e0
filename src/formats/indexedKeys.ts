import type { Attributes } from './otlpSpan.ts';

/** What flat names such as `llm.input_messages.0.message.role` spell out. */
export interface Tree {
  readonly value: unknown;
  readonly children: ReadonlyMap<string, Tree>;
}

interface Growing {
  value: unknown;
  readonly children: Map<string, Growing>;
}

/** The tree of all attributes below `prefix` (given without its last dot); undefined if there is none. */
export function treeOf(attributes: Attributes, prefix: string): Tree | undefined {
  const root: Growing = { value: undefined, children: new Map() };
  for (const [name, value] of attributes) {
    if (!name.startsWith(`${prefix}.`)) continue;
    let node = root;
    for (const step of name.slice(prefix.length + 1).split('.')) {
      let child = node.children.get(step);
      if (child === undefined)
        node.children.set(step, (child = { value: undefined, children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return root.children.size === 0 ? undefined : root;
}

/** Children that are numbered, in the order of their numbers. */
export const itemsOf = (tree: Tree | undefined): readonly Tree[] =>
  [...(tree?.children ?? [])]
    .filter(([step]) => /^\d+$/u.test(step))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

/** The node under a path of names. */
export const below = (tree: Tree | undefined, ...path: readonly string[]): Tree | undefined =>
  path.reduce<Tree | undefined>((node, step) => node?.children.get(step), tree);

/** Text under a path of names; numbers and booleans as text. */
export function leaf(tree: Tree | undefined, ...path: readonly string[]): string | undefined {
  const value = below(tree, ...path)?.value;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
