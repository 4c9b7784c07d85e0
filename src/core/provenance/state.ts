import type { CallId, Seq } from '../session/ids.ts';
import { jsonLeaves } from '../session/json.ts';
import type { JsonLeaf } from '../session/json.ts';
import type { Range } from '../session/range.ts';
import { meets } from '../session/range.ts';
import type { Segment } from '../session/segment.ts';
import type { Part } from '../session/step.ts';
import { isError } from '../session/step.ts';
import type { FoundEvidence } from './declared.ts';
import type { StepText } from './text.ts';

type Call = Extract<Part, { readonly kind: 'tool_call' }>;

/** What a call said it puts where. */
interface Written {
  readonly seq: Seq;
  readonly key: string;
  readonly content: Range;
  /** The text of the call, and the pieces of its content. */
  readonly text: string;
  readonly pieces: readonly Segment[];
}

/** A call that names a place and gives it no content. */
interface Asked {
  readonly family: string;
  readonly keys: readonly string[];
}

const mostPieces = 64;
const mostSearched = 65_536;
/** Shorter pieces stand in many texts; equal values find them. */
const shortestPiece = 8;
const shortestContent = 16;
const longestKey = 300;

/**
 * Finds what went through a file, a memory key or a resource: one call writes content under a key, a later one of the
 * same server asks for that key, and its result has it from there. The last writer before the read counts. Where pieces
 * of the content stand in the result, each is its own evidence, strong; else the whole is likely. O(1) per call, but for
 * the search of a bounded number of pieces. Online: `find` a step, then `add` it.
 */
export class StateFinder {
  /** By server and key. */
  readonly #written = new Map<string, Written>();
  readonly #asked = new Map<CallId, Asked>();
  /** The call of the newest step, where no ids are recorded. */
  #open: Asked | undefined;

  find({ step }: StepText): readonly FoundEvidence[] {
    if (step.kind !== 'tool' || isError(step)) return [];
    return step.output.parts.flatMap(part => {
      if (part.kind !== 'tool_result' || part.range.end === part.range.start) return [];
      const asked = part.callId === undefined ? this.#open : this.#asked.get(part.callId);
      for (const key of asked?.keys ?? []) {
        const written = this.#written.get(placeOf(asked?.family ?? '', key));
        if (written !== undefined) return evidence(written, step.output.text, part.range);
      }
      return [];
    });
  }

  add({ step, segments }: StepText): void {
    if (step.kind !== 'tool') this.#open = undefined;
    for (const part of step.output.parts) {
      if (part.kind !== 'tool_call') continue;
      const { keys, content } = argumentsOf(step.output.text, part);
      if (keys.length === 0) continue;
      const family = familyOf(part.tool);
      if (content === undefined) {
        const asked = { family, keys };
        if (part.callId === undefined) this.#open = asked;
        else this.#asked.set(part.callId, asked);
        continue;
      }
      const pieces = segments
        .filter(each => meets(each, content) && each.end - each.start >= shortestPiece)
        .slice(0, mostPieces);
      for (const key of keys) {
        const written = { seq: step.seq, key, content, text: step.output.text, pieces };
        this.#written.set(placeOf(family, key), written);
      }
    }
  }
}

/** "memory/create_entities" → "memory". Tools of no known server share one: what an agent's own tools write, they read. */
const familyOf = (tool: string): string =>
  tool.includes('/') ? (tool.split('/', 1)[0] ?? '') : '';

const placeOf = (family: string, key: string): string => `${family}\n${key}`;

/** Names of arguments that say where, as tools write them: path, file_path, memoryKey, resource_uri. */
const saysWhere = /(?:path|file|filename|key|uri|url|name|id|title|document|resource)$/iu;

/** Names of arguments that hold what is put there, however short. */
const saysWhat = /(?:contents?|text|value|data|body)$/iu;

const sizeOf = ({ range }: JsonLeaf): number => range.end - range.start;

/** The keys of a call, and the content it gives them, if it gives any. */
function argumentsOf(
  text: string,
  { argumentsRange: { start, end } }: Call,
): { readonly keys: readonly string[]; readonly content: Range | undefined } {
  const leaves = jsonLeaves(text, start, end).leaves ?? [];
  const value = ({ range }: JsonLeaf): string => text.slice(range.start, range.end);
  const isKey = (leaf: JsonLeaf): boolean =>
    !leaf.path.includes('.') && saysWhere.test(leaf.path) && sizeOf(leaf) <= longestKey;
  const others = leaves.filter(leaf => !isKey(leaf));
  const longest = others.reduce<JsonLeaf | undefined>(
    (best, leaf) => (best === undefined || sizeOf(leaf) > sizeOf(best) ? leaf : best),
    undefined,
  );
  const isContent =
    longest !== undefined && (saysWhat.test(longest.path) || sizeOf(longest) >= shortestContent);
  return {
    keys: leaves.filter(isKey).map(value),
    content: isContent ? longest.range : undefined,
  };
}

function evidence(
  { seq, key, content, text, pieces }: Written,
  result: string,
  range: Range,
): readonly FoundEvidence[] {
  const searched = result.slice(range.start, Math.min(range.end, range.start + mostSearched));
  const said = `read from ${key}`;
  const found: FoundEvidence[] = [];
  let from = 0;
  for (const { start, end } of pieces) {
    const piece = text.slice(start, end);
    // Mostly they stand in the order in which they were written.
    let at = searched.indexOf(piece, from);
    if (at < 0) at = searched.indexOf(piece);
    if (at < 0) continue;
    from = at + piece.length;
    const to = { start: range.start + at, end: range.start + from };
    found.push({
      used: seq,
      evidence: {
        kind: 'state',
        tier: 'strong',
        bits: 0,
        share: 1,
        since: seq,
        from: { start, end },
        to,
        text: said,
      },
    });
  }
  if (found.length > 0) return found;
  return [
    {
      used: seq,
      evidence: {
        kind: 'state',
        tier: 'probable',
        bits: 0,
        share: 1,
        since: seq,
        from: content,
        to: range,
        text: said,
      },
    },
  ];
}
