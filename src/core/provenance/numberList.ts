type Numbers = Int32Array | Float64Array | Uint8Array;

const chunkBits = 12;
const inChunk = (1 << chunkBits) - 1;

/**
 * A growing list of numbers. In chunks, for a session has millions: nothing is copied when it grows, and no more than a
 * chunk lies idle.
 */
export class NumberList {
  readonly #chunks: Numbers[] = [];
  readonly #newChunk: (size: number) => Numbers;
  #length = 0;

  private constructor(newChunk: (size: number) => Numbers) {
    this.#newChunk = newChunk;
  }

  static readonly ofInts = (): NumberList => new NumberList(size => new Int32Array(size));
  static readonly ofBytes = (): NumberList => new NumberList(size => new Uint8Array(size));
  static readonly ofFloats = (): NumberList => new NumberList(size => new Float64Array(size));

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length++;
    if ((at & inChunk) === 0) this.#chunks.push(this.#newChunk(inChunk + 1));
    this.set(at, value);
  }

  /** The number at an index; 0 outside the list. */
  at(index: number): number {
    const chunk = this.#chunks[index >> chunkBits];
    return chunk === undefined ? 0 : (chunk[index & inChunk] ?? 0);
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[index >> chunkBits];
    if (chunk !== undefined) chunk[index & inChunk] = value;
  }
}
