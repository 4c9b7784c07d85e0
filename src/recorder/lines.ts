const newline = 0x0a;

/**
 * Splits a byte stream into lines, whatever its chunks: `feed` and `end` call `line` with the bytes of each line,
 * without its newline. Works on bytes, so a character that two chunks share stays whole. Cost: one copy of a line
 * that spans chunks, none of others.
 */
export function lineSplitter(line: (bytes: Buffer) => void): {
  feed(chunk: Buffer): void;
  end(): void;
} {
  let pending: Buffer[] = [];

  const emit = (last: Buffer): void => {
    const bytes = pending.length === 0 ? last : Buffer.concat([...pending, last]);
    pending = [];
    line(bytes);
  };

  return {
    feed(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
        emit(chunk.subarray(start, at));
        start = at + 1;
      }
      if (start < chunk.length) pending.push(chunk.subarray(start));
    },
    end() {
      if (pending.length > 0) emit(Buffer.alloc(0));
    },
  };
}
