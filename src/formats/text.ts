/** Bytes that are not UTF-8 text: which, and where. */
export interface BadByte {
  readonly offset: number;
  readonly byte: number;
}

export interface Decoded {
  /** Without byte order mark; a bad byte reads as U+FFFD. */
  readonly text: string;
  readonly bad: BadByte | undefined;
}

/** Decodes UTF-8 and says where the bytes stop being text. A NUL is valid UTF-8, but no text file has one. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  const nul = bytes.indexOf(0);
  const zero = nul < 0 ? undefined : { offset: nul, byte: 0 };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), bad: zero };
  } catch {
    const offset = invalidUtf8At(bytes);
    const bad =
      zero !== undefined && zero.offset < offset ? zero : { offset, byte: bytes[offset] ?? 0 };
    return { text: new TextDecoder('utf-8').decode(bytes), bad };
  }
}

/** Offset of the first byte that starts no whole UTF-8 sequence. */
function invalidUtf8At(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length === 0 || lead > 0xf4) return i;
    for (let n = 1; n < length; n++) {
      const next = bytes[i + n] ?? 0;
      // The second byte also excludes overlong forms, surrogates and what lies beyond U+10FFFF.
      const least = n > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const most = n > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (next < least || next > most) return i;
    }
    i += length;
  }
  return Math.max(0, bytes.length - 1);
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** 1-based line and column of an offset. */
export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
