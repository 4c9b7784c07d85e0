import * as z from 'zod';
import type { Annotations, Mark, Override } from '../core/annotations/mark.ts';
import { markId } from '../core/session/ids.ts';
import { quoted } from './diagnostics.ts';
import { jsonErrorOffset, parseJson } from './jsonText.ts';
import { complaint } from './message.ts';
import { labelOf } from './source.ts';
import { placeOf } from './text.ts';

/** Version of the `*.marks.json` sidecar that this code reads and writes. */
const version = 1;

const offset = z.number().int().nonnegative();
const text = z.string().optional();

const quote = z.string().regex(/\S/u, 'blank; leave it out to mark the whole output').optional();

/** A mark as it stands in the file. Only step and verdict are needed, so that a mark can be written by hand. */
const markSchema = z
  .looseObject({
    id: text,
    verdict: z.enum(['wrong', 'unsure', 'verified']),
    step: z.string(),
    quote,
    start: offset.optional(),
    end: offset.optional(),
    note: text,
    failureMode: text,
    correctedText: text,
    author: text,
    createdAt: text,
  })
  .refine(({ start, end }) => (start === undefined) === (end === undefined), {
    path: ['start'],
    message: 'a range has both “start” and “end”',
  })
  .refine(({ start = 0, end = Infinity }) => start < end, {
    path: ['end'],
    message: 'must be greater than “start”',
  });

const overrideSchema = z.looseObject({
  generated: z.string(),
  used: z.string(),
  didUse: z.boolean(),
});

const sidecarSchema = z.looseObject({
  version: z.literal(version),
  marks: z.array(markSchema).default([]),
  overrides: z.array(overrideSchema).default([]),
});

const versioned = z.looseObject({ version: z.unknown().optional() });

export type MarksReading =
  | { readonly ok: true; readonly annotations: Annotations }
  | { readonly ok: false; readonly message: string };

/** Reads a sidecar. A file that is refused must not be written over: somebody's marks are in it. */
export function readMarks(source: string, name: string): MarksReading {
  const refuse = (message: string): MarksReading => ({
    ok: false,
    message: `${labelOf(name)} ${message}`,
  });
  const json = source.replace(/^\ufeff/u, '');
  const value = parseJson(json);
  if (value === undefined) {
    const { line, column } = placeOf(json, jsonErrorOffset(json) ?? 0);
    return refuse(
      `is not valid JSON: it breaks at line ${line}, column ${column}. Repair or remove it.`,
    );
  }
  const head = versioned.safeParse(value);
  if (!head.success) return refuse('is no marks file: it holds no object with a “version”.');
  if (typeof head.data.version !== 'number') {
    return refuse(
      `is no marks file: it has no “version”. Add "version": ${version} if it should be one.`,
    );
  }
  if (head.data.version !== version) {
    return refuse(
      `has version ${head.data.version}; this Faultline reads version ${version}. Update Faultline to open it.`,
    );
  }
  const parsed = sidecarSchema.safeParse(value);
  if (!parsed.success) return refuse(`is no valid marks file: ${complaint(parsed.error)}.`);
  const { marks, overrides } = parsed.data;
  const ids = new Set<string>();
  const read: Mark[] = [];
  for (const [index, mark] of marks.entries()) {
    const id = mark.id ?? freeId(index, ids, marks);
    if (ids.has(id)) return refuse(`has two marks with the id ${quoted(id)}. Rename one.`);
    ids.add(id);
    read.push(markOf(mark, id));
  }
  return {
    ok: true,
    annotations: {
      marks: read,
      overrides: overrides.map(({ generated, used, didUse }) => ({ generated, used, didUse })),
    },
  };
}

/** An id for a mark that was written without one: by its place, and not one that another mark has. */
function freeId(
  index: number,
  taken: ReadonlySet<string>,
  marks: readonly { readonly id?: string | undefined }[],
): string {
  const used = (id: string): boolean => taken.has(id) || marks.some(mark => mark.id === id);
  let id = `m${index + 1}`;
  while (used(id)) id += 'a';
  return id;
}

function markOf(mark: z.infer<typeof markSchema>, id: string): Mark {
  const { start, end } = mark;
  return {
    id: markId(id),
    anchor: {
      step: mark.step,
      range: start === undefined || end === undefined ? undefined : { start, end },
      quote: mark.quote,
    },
    verdict: mark.verdict,
    note: mark.note,
    failureMode: mark.failureMode,
    correctedText: mark.correctedText,
    author: mark.author,
    createdAt: mark.createdAt ?? '',
  };
}

/** The sidecar's text: keys in a fixed order, one per line, so that Git diffs and merges mark by mark. */
export function writeMarks(annotations: Annotations): string {
  const sidecar = {
    version,
    marks: annotations.marks.map(markEntry),
    overrides: annotations.overrides.map(overrideEntry),
  };
  return `${JSON.stringify(sidecar, undefined, 2)}\n`;
}

const markEntry = (mark: Mark): z.input<typeof markSchema> => ({
  id: mark.id,
  verdict: mark.verdict,
  step: mark.anchor.step,
  quote: mark.anchor.quote,
  start: mark.anchor.range?.start,
  end: mark.anchor.range?.end,
  note: mark.note,
  failureMode: mark.failureMode,
  correctedText: mark.correctedText,
  author: mark.author,
  createdAt: mark.createdAt === '' ? undefined : mark.createdAt,
});

const overrideEntry = ({ generated, used, didUse }: Override): Override => ({
  generated,
  used,
  didUse,
});
