import type { Seq } from '../session/ids.ts';
import type { Atom } from './atoms.ts';
import { HashTable } from './hashTable.ts';
import { ByteList, FloatList, IntList } from './numberList.ts';

/** Chains of echoes keep older holders reachable; the first stays, for what was given is credited first. */
const mostHolders = 64;
const mostPlaces = 8;

/** Who a holder of a value has it from, directly or through others: one bit per holder back, and one for the very first. */
export interface Ancestors {
  readonly near: number;
  readonly far: number;
}

export const noAncestors: Ancestors = { near: 0, far: 0 };
const fromFirst = 1 << 31;

/**
 * Where each value stands in the outputs so far, about 1.5 bytes per character of text. Values are named by the number of
 * their key; a place by the order in which it came. Places of one step are one holder.
 *
 *   key ─▶ newest place ─older▶ … ─older▶ first place
 */
export class ValueIndex {
  readonly #hash = new IntList();
  readonly #check = new IntList();
  readonly #keys = new HashTable(
    key => this.#hash.at(key),
    key => this.#check.at(key),
  );
  readonly #newest = new IntList();
  readonly #first = new IntList();
  readonly #origins = new IntList();

  readonly #seq = new IntList();
  readonly #start = new IntList();
  readonly #end = new IntList();
  readonly #value = new FloatList();
  readonly #older = new IntList();
  /** Number of the holder among those of its key, the low 8 bits: enough to count back as far as holders are kept. */
  readonly #holder = new ByteList();
  readonly #near = new IntList();
  readonly #far = new IntList();

  /** The number of a value's key, or -1. */
  keyOf(atom: Atom): number {
    const { hash, check } = hashesOf(atom);
    return this.#keys.find(hash, check);
  }

  /** Outputs that brought the value up without having it from an earlier one. Many independent origins: a common value. */
  origins(key: number): number {
    return this.#origins.at(key);
  }

  /** The first step whose output held a value. */
  firstSeq(key: number): Seq {
    return this.#seq.at(this.#first.at(key));
  }

  /** Adds a place. `fresh` says that the step has the value from nobody. */
  add(seq: Seq, atom: Atom, fresh: boolean, from: (key: number) => Ancestors): void {
    const { hash, check } = hashesOf(atom);
    const slot = this.#keys.slotOf(hash, check);
    const known = this.#keys.at(slot);
    const place = this.#seq.length;
    if (known < 0) {
      const key = this.#hash.length;
      this.#hash.push(hash);
      this.#check.push(check);
      this.#newest.push(place);
      this.#first.push(place);
      this.#origins.push(1);
      this.#keys.put(slot, key);
      this.#push(seq, atom, -1, 0, noAncestors);
      return;
    }
    const newest = this.#newest.at(known);
    if (this.#seq.at(newest) === seq) {
      let places = 1;
      for (let at = this.#older.at(newest); at >= 0 && this.#seq.at(at) === seq; places++) {
        at = this.#older.at(at);
      }
      if (places >= mostPlaces) return;
      if (newest === this.#first.at(known)) this.#first.set(known, place);
      this.#push(seq, atom, newest, this.#holder.at(newest), this.ancestorsAt(newest));
    } else {
      if (fresh) this.#origins.set(known, this.#origins.at(known) + 1);
      this.#push(seq, atom, newest, this.#holder.at(newest) + 1, from(known));
    }
    this.#newest.set(known, place);
  }

  #push(
    seq: Seq,
    { start, end, value }: Atom,
    older: number,
    holder: number,
    { near, far }: Ancestors,
  ): void {
    this.#seq.push(seq);
    this.#start.push(start);
    this.#end.push(end);
    this.#value.push(value ?? NaN);
    this.#older.push(older);
    this.#holder.push(holder);
    this.#near.push(near);
    this.#far.push(far);
  }

  /**
   * Hands over the newest place of each holder of a value, newest holder first and the very first one last, until `take`
   * returns false: then only the very first is left.
   */
  eachHolder(key: number, take: (place: number, isFirst: boolean) => boolean): void {
    const first = this.#first.at(key);
    let at = this.#newest.at(key);
    for (let left = mostHolders - 1; left > 0 && at !== first; left--) {
      if (!take(at, false)) break;
      const seq = this.#seq.at(at);
      while (this.#seq.at(at) === seq) at = this.#older.at(at);
    }
    take(first, true);
  }

  /** The place before this one in the same step, or -1. */
  olderInStep(place: number): number {
    const older = this.#older.at(place);
    return older >= 0 && this.#seq.at(older) === this.#seq.at(place) ? older : -1;
  }

  seqAt(place: number): Seq {
    return this.#seq.at(place);
  }

  startAt(place: number): number {
    return this.#start.at(place);
  }

  endAt(place: number): number {
    return this.#end.at(place);
  }

  /** The number that stands there; undefined for a value that is none. */
  valueAt(place: number): number | undefined {
    const value = this.#value.at(place);
    return Number.isNaN(value) ? undefined : value;
  }

  ancestorsAt(place: number): Ancestors {
    return { near: this.#near.at(place), far: this.#far.at(place) };
  }

  /** True if the holder of one place has the value from that of an earlier one, directly or through others. */
  echoes(key: number, later: number, earlier: number): boolean {
    if (this.#isFirst(key, earlier)) return (this.#far.at(later) & fromFirst) !== 0;
    const bit = ((this.#holder.at(later) - this.#holder.at(earlier)) & 0xff) - 1;
    if (bit < 0 || bit >= mostHolders - 1) return false;
    const bits = bit < 32 ? this.#near.at(later) : this.#far.at(later);
    return ((bits >>> (bit & 31)) & 1) !== 0;
  }

  /** Whom the next holder of a value has it from if it has it from that of a place, besides those it is known to have it from. */
  through(key: number, place: number, besides: Ancestors): Ancestors {
    if (this.#isFirst(key, place)) return { ...besides, far: besides.far | fromFirst };
    const old = this.ancestorsAt(place);
    const back = ((this.#holder.at(this.#newest.at(key)) - this.#holder.at(place)) & 0xff) + 1;
    // The bits of that holder, moved back by its own distance, and its own bit.
    const near = (back < 32 ? old.near << back : 0) | (back <= 32 ? 1 << (back - 1) : 0);
    const moved =
      back < 32 ? (old.far << back) | (old.near >>> (32 - back)) : old.near << (back - 32);
    const far = moved | (back > 32 ? 1 << (back - 33) : 0);
    return {
      near: besides.near | near,
      far: besides.far | (far & ~fromFirst) | (old.far & fromFirst),
    };
  }

  #isFirst(key: number, place: number): boolean {
    return this.#seq.at(place) === this.#seq.at(this.#first.at(key));
  }
}

const kinds = ['number', 'date', 'url', 'email', 'path', 'id', 'name', 'time', 'field'] as const;

/** Two hashes of a value's kind and key: equal for different ones once in 10^19. FNV-1a, and the same with another prime. */
function hashesOf({ kind, key }: Atom): { readonly hash: number; readonly check: number } {
  let hash = 0x811c9dc5 ^ kinds.indexOf(kind);
  let check = 0x1b873593 + kinds.indexOf(kind);
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    hash = Math.imul(hash ^ unit, 0x01000193);
    check = Math.imul(check ^ unit, 0x85ebca6b);
    check ^= check >>> 13;
  }
  return { hash: hash | 0, check: check | 0 };
}
