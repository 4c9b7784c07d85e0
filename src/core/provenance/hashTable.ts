/**
 * Finds records by a hash of theirs: open addressing with 4 bytes per slot, where a `Map` takes 40 and more. The records
 * are the caller's, numbered from 0; so are their hashes. Where 32 bits are too few to be sure, `checkOf` gives as many
 * again.
 */
export class HashTable {
  /** Record number + 1; 0 is free. A power of two of them, at most two thirds taken. */
  #slots = new Int32Array(64);
  #taken = 0;
  readonly #hashOf: (record: number) => number;
  readonly #checkOf: (record: number) => number;

  constructor(hashOf: (record: number) => number, checkOf: (record: number) => number = () => 0) {
    this.#hashOf = hashOf;
    this.#checkOf = checkOf;
  }

  /** The slot of the record with this hash, or a free one where it belongs. Good until the next `put`. */
  slotOf(hash: number, check = 0): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const record = (slots[slot] ?? 0) - 1;
      if (record < 0) return slot;
      if (this.#hashOf(record) === hash && this.#checkOf(record) === check) return slot;
    }
  }

  /** The record in a slot, or -1. */
  at(slot: number): number {
    return (this.#slots[slot] ?? 0) - 1;
  }

  /** The record with this hash, or -1. */
  find(hash: number, check = 0): number {
    return this.at(this.slotOf(hash, check));
  }

  /** Puts a record, its hash already known to the caller's functions, into the slot that `slotOf` gave. */
  put(slot: number, record: number): void {
    if (this.#slots[slot] === 0) this.#taken++;
    this.#slots[slot] = record + 1;
    if (this.#taken * 3 > this.#slots.length * 2) this.#grow();
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    for (const value of old) {
      if (value === 0) continue;
      let slot = spread(this.#hashOf(value - 1)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = value;
    }
    this.#slots = slots;
  }
}

/** Mixes the high bits of a hash into the low ones, which choose the slot. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}
