import type { Verdict } from '../core/annotations/mark.ts';

/** How many marks of each verdict a sidecar holds, without reading the rest of it; nothing for a broken one. */
export function markCounts(text: string): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of marksIn(text)) {
    if (verdict === 'wrong' || verdict === 'unsure' || verdict === 'verified') {
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    }
  }
  return counts;
}

function marksIn(text: string): readonly { readonly verdict?: unknown }[] {
  try {
    const { marks } = JSON.parse(text) as { marks?: unknown };
    const list: readonly unknown[] = Array.isArray(marks) ? marks : [];
    return list.filter(mark => typeof mark === 'object' && mark !== null);
  } catch {
    return [];
  }
}
