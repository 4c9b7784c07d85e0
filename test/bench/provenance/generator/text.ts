import type { Range } from '../../../../src/core/session/range.ts';
import type { Fact } from './fact.ts';
import type { Relation } from './relation.ts';

/** A fact at its place in an output, and the earlier places it was made from. */
export interface FlowNode {
  readonly fact: Fact;
  readonly seq: number;
  readonly range: Range;
  /** The sentence, table cell, or JSON member that holds it: what a person would mark. */
  readonly unit: Range;
  readonly unitText: string;
  /** True if the unit holds no other fact. */
  readonly alone: boolean;
  readonly text: string;
  readonly uses: readonly FlowUse[];
}

export interface FlowUse {
  readonly node: FlowNode;
  readonly relation: Relation;
}

export interface Mention {
  readonly fact: Fact;
  readonly uses: readonly FlowUse[];
}

interface Piece {
  readonly text: string;
  readonly mention: Mention | undefined;
  /** Pieces of one unit share this object. */
  readonly unit: object | undefined;
}

/** A text being written, which knows what in it was made from what. */
export type Text = readonly Piece[];

export const plain = (text: string): Text =>
  text === '' ? [] : [{ text, mention: undefined, unit: undefined }];

export const mention = (text: string, fact: Fact, uses: readonly FlowUse[] = []): Text => [
  { text, mention: { fact, uses }, unit: undefined },
];

const asText = (part: Text | string): Text => (typeof part === 'string' ? plain(part) : part);

export const joined = (parts: readonly (Text | string)[], separator = ''): Text =>
  parts.flatMap((part, index) => [...(index > 0 ? plain(separator) : []), ...asText(part)]);

/** Texts as one unit; pieces that are in a unit already stay in it. */
export function unit(...parts: readonly (Text | string)[]): Text {
  const mine = {};
  return joined(parts).map(piece => ({ ...piece, unit: piece.unit ?? mine }));
}

/** A sentence from a template: "{who} paid {what}." Throws on a slot that nobody fills. */
export function fill(template: string, slots: Readonly<Record<string, Text | string>>): Text {
  const parts = template.split(/\{(\w+)\}/u).map((part, index): Text | string => {
    if (index % 2 === 0) return part;
    const slot = slots[part];
    if (slot === undefined) throw new Error(`no {${part}} for "${template}"`);
    return slot;
  });
  return unit(...parts);
}

/** The text as it stands inside a JSON string. */
export const escaped = (text: Text): Text =>
  text.map(piece => ({ ...piece, text: JSON.stringify(piece.text).slice(1, -1) }));

export const textOf = (text: Text): string => text.map(piece => piece.text).join('');

/** Adds a use to every mention of a text: a result as a whole rests on its call. */
export const resting = (text: Text, uses: readonly FlowUse[]): Text =>
  text.map(piece =>
    piece.mention === undefined
      ? piece
      : {
          ...piece,
          mention: { fact: piece.mention.fact, uses: [...piece.mention.uses, ...uses] },
        },
  );

/** The nodes of a text that stands at `offset` of the output of step `seq`. */
export function nodesOf(text: Text, seq: number, offset: number): FlowNode[] {
  let at = offset;
  const placed = text.map(piece => {
    const range = { start: at, end: at + piece.text.length };
    at = range.end;
    return { piece, range };
  });
  return placed.flatMap(({ piece, range }): FlowNode[] => {
    if (piece.mention === undefined) return [];
    const same = placed.filter(
      each => each.piece === piece || (piece.unit !== undefined && each.piece.unit === piece.unit),
    );
    return [
      {
        ...piece.mention,
        seq,
        range,
        unit: {
          start: Math.min(...same.map(each => each.range.start)),
          end: Math.max(...same.map(each => each.range.end)),
        },
        unitText: same.map(each => each.piece.text).join(''),
        alone: same.every(each => each.piece === piece || each.piece.mention === undefined),
        text: piece.text,
      },
    ];
  });
}
