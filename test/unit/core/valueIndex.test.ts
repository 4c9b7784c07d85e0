import { expect, it } from 'vitest';
import type { Atom } from '../../../src/core/provenance/atoms.ts';
import type { Ancestors } from '../../../src/core/provenance/valueIndex.ts';
import { seeded } from '../../fixtures/random.ts';
import { noAncestors, ValueIndex } from '../../../src/core/provenance/valueIndex.ts';

const value: Atom = { kind: 'id', key: 'ord-4711', start: 0, end: 8, bits: 32, value: undefined };

it('knows of every holder it keeps whether a later one has the value from it, directly or through others', () => {
  const random = seeded(3);
  const index = new ValueIndex();
  // The same with sets, of all holders there ever were.
  const ancestors: Set<number>[] = [];
  for (let seq = 0; seq < 700; seq++) {
    const kept: { seq: number; place: number }[] = [];
    const key = index.keyOf(value);
    if (key >= 0) {
      index.eachHolder(key, place => {
        kept.push({ seq: index.seqAt(place), place });
        return true;
      });
    }
    expect(kept).toHaveLength(Math.min(seq, 64));

    const own = new Set<number>();
    let from: Ancestors = noAncestors;
    for (const holder of kept.filter(() => random() < 0.03)) {
      from = index.through(key, holder.place, from);
      own.add(holder.seq);
      for (const older of ancestors[holder.seq] ?? []) own.add(older);
    }
    for (const later of kept) {
      for (const earlier of kept.filter(each => each.seq < later.seq)) {
        if (
          index.echoes(key, later.place, earlier.place) !== ancestors[later.seq]?.has(earlier.seq)
        )
          expect({ later, earlier, expected: ancestors[later.seq] }).toBe('the same');
      }
    }
    ancestors.push(own);
    index.add(seq, value, false, () => from);
  }
  expect(ancestors.some(set => set.size > 100)).toBe(true);
});

it('tells values of equal text and another kind apart', () => {
  const index = new ValueIndex();
  index.add(0, value, true, () => noAncestors);
  expect(index.keyOf({ ...value, kind: 'path' })).toBe(-1);
  expect(index.keyOf({ ...value, start: 5, end: 13 })).toBe(index.keyOf(value));
});
