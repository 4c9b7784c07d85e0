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
      if ((at & inChunk) === 0) this.#chunks.push(newChunk(chunkSize));
      this.set(at, value);
    }

    pushAll(values: A): void {
      for (let done = 0; done < values.length;) {
        const at = this.#length & inChunk;
        if (at === 0) this.#chunks.push(newChunk(chunkSize));
        const room = Math.min(chunkSize - at, values.length - done);
        this.#chunks.at(-1)?.set(values.subarray(done, done + room), at);
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
  };

export const IntList = listOf<Int32Array>(size => new Int32Array(size));
export const ByteList = listOf<Uint8Array>(size => new Uint8Array(size));
export const FloatList = listOf<Float64Array>(size => new Float64Array(size));
