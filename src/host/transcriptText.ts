import type { Session } from '../core/session/session.ts';
import type { Step } from '../core/session/step.ts';

/**
 * A session as one readable text, and where each step stands in it:
 *
 *   #0 user                      ← heading of step 0, line 0
 *   Who sells Dalbello boots?    ← its output, verbatim, lines 1 …
 *                                ← one empty line before the next heading
 *   #1 researcher → web/search
 *
 * Plain data: it crosses from the worker to the extension host.
 */
export interface TranscriptText {
  readonly text: string;
  /** Line of each step's heading, by seq. */
  readonly headings: Uint32Array;
  /** For every line of the text: the offset of its first character in the output of its step. */
  readonly offsets: Uint32Array;
  /** For every line: its length. Zero for headings: they hold nothing of the output. */
  readonly lengths: Uint32Array;
}

/** Lays out the session. */
export function transcriptOf(session: Session): TranscriptText {
  const lines: string[] = [];
  const headings: number[] = [];
  const offsets: number[] = [];
  const lengths: number[] = [];
  const put = (line: string, offset: number, length: number): void => {
    lines.push(line);
    offsets.push(offset);
    lengths.push(length);
  };
  for (const step of session.steps) {
    headings.push(lines.length);
    put(headingOf(step), 0, 0);
    const { text } = step.output;
    let start = 0;
    // The editor breaks lines at all three of these and would join them into one kind: so do we, and keep the offsets.
    for (const match of text.matchAll(/\r\n|\r|\n/gu)) {
      put(shown(text.slice(start, match.index)), start, match.index - start);
      start = match.index + match[0].length;
    }
    put(shown(text.slice(start)), start, text.length - start);
    put('', text.length, 0);
  }
  return {
    text: lines.join('\n'),
    headings: Uint32Array.from(headings),
    offsets: Uint32Array.from(offsets),
    lengths: Uint32Array.from(lengths),
  };
}

/** `#9 Orchestrator (thought) → web/search` */
export function headingOf(step: Step): string {
  const calls = step.output.parts.flatMap(part => (part.kind === 'tool_call' ? [part.tool] : []));
  const to = [...new Set<string>([...step.to, ...calls])].map(name => oneLine(name));
  const qualifier = step.qualifier === undefined ? '' : ` (${oneLine(step.qualifier)})`;
  const target = to.length === 0 ? '' : ` → ${to.join(', ')}`;
  return `#${step.seq} ${oneLine(step.agent)}${qualifier}${target}`;
}

// A text file with a NUL counts as binary and would not open at all; the stand-in is as long as what it stands for.
const shown = (line: string): string => line.replaceAll('\0', '\u2400');

const oneLine = (name: string): string => {
  const flat = shown(name.slice(0, 1_000)).replace(/\s+/gu, ' ').trim();
  return flat.length > 80 ? `${flat.slice(0, 79)}…` : flat;
};
