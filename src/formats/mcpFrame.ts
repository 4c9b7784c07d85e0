import * as z from 'zod';
import { elementsOf, parseJson } from './jsonText.ts';

const id = z.union([z.string(), z.number()]);

/** A JSON-RPC message, as far as we look into it. Revisions 2024-11-05 to 2026-07-28 are alike in this. */
const frameSchema = z.looseObject({
  id: id.nullish(),
  method: z.string().optional(),
  params: z.looseObject({ _meta: z.looseObject({}).optional() }).nullish(),
  result: z.looseObject({}).optional(),
  error: z.looseObject({ message: z.string().optional(), data: z.unknown().optional() }).optional(),
});

export type Frame = z.infer<typeof frameSchema>;

/** Parameters of the one notification that concerns a step. */
export const cancelledSchema = z.looseObject({ requestId: id });

export interface RawFrame {
  readonly frame: Frame;
  /** The frame as recorded; a batch (revision 2025-03-26) holds several. */
  readonly raw: string;
}

/** The frames of one raw line; none if it is no JSON-RPC, such as a banner that a server prints. */
export function framesIn(raw: string): readonly RawFrame[] {
  const value = parseJson(raw);
  if (!Array.isArray(value)) return frameOf(value, raw);
  const elements = elementsOf(raw);
  return value.flatMap((each: unknown, index) => frameOf(each, elements[index] ?? ''));
}

function frameOf(value: unknown, raw: string): readonly RawFrame[] {
  const parsed = frameSchema.safeParse(value);
  return parsed.success ? [{ frame: parsed.data, raw }] : [];
}
