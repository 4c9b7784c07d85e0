const newline = 0x0a;

/** Takes bytes as they come. */
export interface Tap {
  feed(chunk: Buffer): void;
  end(): void;
}

export interface Lines {
  /** The bytes of one line, without its newline. */
  readonly line: (bytes: Buffer) => void;
  /** A line of this many bytes is over, and more than was kept of it. */
  readonly tooLong: (size: number) => void;
}

/**
 * Splits a byte stream into lines, whatever its chunks. Works on bytes, so a character that two chunks share stays whole.
 * Of a line longer than `longest` nothing is kept but its length. Cost: one copy of a line that spans chunks, none of
 * others.
 */
export function lineSplitter(longest: number, { line, tooLong }: Lines): Tap {
  let pending: Buffer[] = [];
  let size = 0;

  const keep = (bytes: Buffer): void => {
    size += bytes.length;
    if (size > longest) pending = [];
    else if (bytes.length > 0) pending.push(bytes);
  };

  const emit = (last: Buffer): void => {
    keep(last);
    const [parts, length] = [pending, size];
    pending = [];
    size = 0;
    if (length > longest) tooLong(length);
    else line(oneBuffer(parts));
  };

  return {
    feed(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
        emit(chunk.subarray(start, at));
        start = at + 1;
      }
      keep(chunk.subarray(start));
    },
    end() {
      if (size > 0) emit(Buffer.alloc(0));
    },
  };
}

const oneBuffer = (parts: readonly Buffer[]): Buffer => {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
};

/** Takes all bytes up to the end as one message, as a line splitter takes one line. */
export function wholeBody(longest: number, { line, tooLong }: Lines): Tap {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    feed(chunk) {
      size += chunk.length;
      if (size > longest) parts = [];
      else parts.push(chunk);
    },
    end() {
      if (size > longest) tooLong(size);
      else line(oneBuffer(parts));
      parts = [];
    },
  };
}
