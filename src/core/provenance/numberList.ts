type Numbers = Int32Array | Float64Array | Uint8Array;

const chunkBits = 12;
const chunkSize = 1 << chunkBits;
const inChunk = chunkSize - 1;

/**
 * A growing list of numbers. In chunks, for a session has millions: nothing is copied when it grows, and no more than a
 * chunk lies idle.
 */
export interface NumberList<A extends Numbers> {
  readonly length: number;
  push(value: number): void;
  pushAll(values: A): void;
  /** The number at an index; 0 outside the list. */
  at(index: number): number;
  set(index: number, value: number): void;
  /** Empties the list, for it to be filled anew in the same memory: reading beyond its end gives old numbers. */
  clear(): void;
}

/**
 * The class of lists of one kind of number. A class each, not one for all: the engine compiles each for its kind, and
 * reading them is the innermost loop of matching.
 */
const listOf = <A extends Numbers>(newChunk: (size: number) => A) =>
  class implements NumberList<A> {
    readonly #chunks: A[] = [];
    #length = 0;

    get length(): number {
      return this.#length;
    }

    push(value: number): void {
      const at = this.#length++;
      if (at >> chunkBits === this.#chunks.length) this.#chunks.push(newChunk(chunkSize));
      this.set(at, value);
    }

    pushAll(values: A): void {
      for (let done = 0; done < values.length;) {
        const at = this.#length & inChunk;
        const chunk = this.#length >> chunkBits;
        if (chunk === this.#chunks.length) this.#chunks.push(newChunk(chunkSize));
        const room = Math.min(chunkSize - at, values.length - done);
        this.#chunks[chunk]?.set(values.subarray(done, done + room), at);
        this.#length += room;
        done += room;
      }
    }

    at(index: number): number {
      const chunk = this.#chunks[index >> chunkBits];
      return chunk === undefined ? 0 : (chunk[index & inChunk] ?? 0);
    }

    set(index: number, value: number): void {
      const chunk = this.#chunks[index >> chunkBits];
      if (chunk !== undefined) chunk[index & inChunk] = value;
    }

    clear(): void {
      this.#length = 0;
    }
  };

export const IntList = listOf<Int32Array>(size => new Int32Array(size));
export const ByteList = listOf<Uint8Array>(size => new Uint8Array(size));
export const FloatList = listOf<Float64Array>(size => new Float64Array(size));
