import * as z from 'zod';
import { parseJson } from './jsonText.ts';

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

export interface PlacedFrame {
  readonly frame: Frame;
  /** Where the frame stands in the raw text: a batch (revision 2025-03-26) holds several. */
  readonly path: readonly number[];
}

/** The frames of one raw line; none if it is no JSON-RPC, such as a banner that a server prints. */
export function framesIn(raw: string): readonly PlacedFrame[] {
  const value = parseJson(raw);
  if (!Array.isArray(value)) {
    const parsed = frameSchema.safeParse(value);
    return parsed.success ? [{ frame: parsed.data, path: [] }] : [];
  }
  return value.flatMap((each: unknown, index) => {
    const parsed = frameSchema.safeParse(each);
    return parsed.success ? [{ frame: parsed.data, path: [index] }] : [];
  });
}
