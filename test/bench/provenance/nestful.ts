import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SessionBuilder } from '../../../src/core/session/builder.ts';
import type { Seq } from '../../../src/core/session/ids.ts';
import type { Range } from '../../../src/core/session/range.ts';
import { meets } from '../../../src/core/session/range.ts';
import type { Session } from '../../../src/core/session/session.ts';
import type { Slicer, Tally } from './measure.ts';
import { nothing, plus, slicerOf } from './measure.ts';
import { Random } from '../../fixtures/random.ts';
import { code, person, word } from './generator/words/names.ts';

declare const REPOSITORY: string;

const argument = z.record(z.string(), z.unknown());
const samples = z.array(
  z.object({
    input: z.string(),
    output: z.array(
      z.object({ name: z.string(), arguments: argument, label: z.string().optional() }),
    ),
  }),
);

/** An authored reference: an argument of the call in step `call` is a value of the result in step `result`. */
export interface Reference {
  readonly result: Seq;
  readonly call: Seq;
  readonly range: Range;
}

export interface NestfulSession {
  readonly session: Session;
  readonly references: readonly Reference[];
}

export const nestfulFiles = ['executable-data', 'non-executable-glaive-data'] as const;

/**
 * The call sequences of NESTFUL as sessions: the data gives calls whose arguments refer to earlier results
 * ("$var1.skyId$"), and no results; every field that is referred to gets a seeded value of the kind its name suggests,
 * beside fields that nobody refers to. The last entry of a sample lists its answers, and is left out: it names whole
 * results.
 */
export async function nestfulSessions(
  file: (typeof nestfulFiles)[number],
  inputs: 'recorded' | 'notRecorded',
  folder = join(REPOSITORY, '../shared/samples/nestful'),
): Promise<readonly NestfulSession[]> {
  const all = samples.parse(JSON.parse(await readFile(join(folder, `${file}.json`), 'utf8')));
  return all.map(({ input, output }, index) => {
    const random = new Random(index + 1);
    const builder = new SessionBuilder({ id: `nestful-${file}-${index}`, title: input });
    const calls = output.filter(call => call.name !== 'var_result');
    const references: Reference[] = [];
    const results = new Map<
      string,
      { readonly seq: Seq; readonly fields: Record<string, unknown> }
    >();
    const wanted = JSON.stringify(output);
    const had = (): { kind: 'ref'; sourceId: string }[] | undefined =>
      inputs === 'recorded'
        ? Array.from({ length: builder.length }, (_, seq) => ({ kind: 'ref', sourceId: `m${seq}` }))
        : undefined;
    builder.append({
      sourceId: 'm0',
      agent: 'user',
      kind: 'user',
      parts: [{ kind: 'text', text: input }],
    });
    for (const { name, arguments: args, label } of calls) {
      const at = builder.length;
      const written = write(args, name.length + 1);
      builder.append({
        sourceId: `m${at}`,
        agent: 'assistant',
        kind: 'assistant',
        parts: [{ kind: 'tool_call', callId: `c${at}`, tool: name, arguments: written.text }],
        input: had(),
      });
      for (const { variable, range } of written.references) {
        const result = results.get(variable);
        if (result !== undefined) references.push({ result: result.seq, call: at, range });
      }
      const fields = resultOf(random, label ?? '', wanted);
      builder.append({
        sourceId: `m${at + 1}`,
        agent: name,
        kind: 'tool',
        parts: [
          { kind: 'tool_result', callId: `c${at}`, text: JSON.stringify(fields), isError: false },
        ],
      });
      if (label !== undefined) results.set(label, { seq: at + 1, fields });
    }
    return { session: builder.session(), references };

    /** The arguments as JSON, references replaced by their values, with where these stand in the step's output. */
    function write(
      args: Record<string, unknown>,
      offset: number,
    ): { text: string; references: { variable: string; range: Range }[] } {
      let text = '{';
      const found: { variable: string; range: Range }[] = [];
      for (const [key, value] of Object.entries(args)) {
        text += `${text === '{' ? '' : ', '}${JSON.stringify(key)}: `;
        const start = offset + text.length;
        const variables: string[] = [];
        text += JSON.stringify(instantiated(value, variables));
        for (const variable of new Set(variables)) {
          found.push({ variable, range: { start, end: offset + text.length } });
        }
      }
      return { text: `${text}}`, references: found };
    }

    function instantiated(value: unknown, variables: string[]): unknown {
      if (Array.isArray(value)) return value.map(each => instantiated(each, variables));
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(
          Object.entries(value).map(([key, each]) => [key, instantiated(each, variables)]),
        );
      }
      if (typeof value !== 'string') return value;
      const valueOf = (variable: string, path: string): unknown => {
        variables.push(variable);
        const fields = results.get(variable)?.fields ?? {};
        return path === '' ? fields : fields[leafOf(path)];
      };
      const whole = /^\$?(var\d+)([^$]*)\$$/u.exec(value);
      if (whole !== null) return valueOf(whole[1] ?? '', whole[2] ?? '') ?? null;
      return value.replaceAll(/\$(var\d+)([^$]*)\$/gu, (_, variable: string, path: string) => {
        const inner = valueOf(variable, path);
        return typeof inner === 'string' ? inner : JSON.stringify(inner ?? null);
      });
    }
  });
}

const leafOf = (path: string): string => path.replace(/^\./u, '');

/** A result with the fields that later calls refer to, and three that none does. */
function resultOf(random: Random, label: string, wanted: string): Record<string, unknown> {
  const referred = [...wanted.matchAll(new RegExp(`\\$?${label}((?:\\.|\\[)[^$"]*)\\$`, 'gu'))];
  const names = new Set([
    ...referred.map(match => leafOf(match[1] ?? '')),
    ...random.sample(
      ['status', 'requestId', 'updatedAt', 'score', 'source', 'region', 'version'],
      3,
    ),
  ]);
  return Object.fromEntries([...names].map(name => [name, valueFor(random, name)]));
}

/** A value of the kind that a field's name suggests. */
function valueFor(random: Random, name: string): unknown {
  const field = name.toLowerCase();
  const has = (...parts: readonly string[]): boolean => parts.some(part => field.includes(part));
  if (has('url', 'link', 'audio_file'))
    return `https://${word(random).toLowerCase()}.example/${random.int(1000, 99_999)}`;
  if (has('date', 'updatedat', '_day'))
    return `2025-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(10, 28))}`;
  if (has('id', 'number', 'password', 'barcode', 'code', 'encrypted'))
    return `${code(random, 4)}${random.int(1000, 99_999)}`;
  if (has('rate', 'rating')) return random.int(1001, 9999) / 1000;
  if (has('latitude', 'longitude')) return random.int(-90_000, 90_000) / 1000;
  if (
    has(
      'price',
      'amount',
      'total',
      'sales',
      'salary',
      'payment',
      'tax',
      'cost',
      'emi',
      'profit',
      'tip',
      'interest',
    )
  )
    return random.int(1000, 999_999) / 100;
  if (has('distance', 'time', 'area', 'pace', 'bmi', 'gpa', 'score'))
    return random.int(100, 9999) / 10;
  if (has('count', 'age', 'gcd', 'new', 'squared', 'version')) return random.int(2, 400);
  if (
    has(
      'lyrics',
      'joke',
      'text',
      'description',
      'definition',
      'sentence',
      'headline',
      'review',
      'news',
    )
  ) {
    return `${word(random)} ${random.pick(['went to', 'never saw', 'wrote about', 'sang of'])} the ${random.pick(['old harbour', 'quiet engine', 'paper moon', 'broken gate'])} and ${random.pick(['came back changed', 'told nobody', 'laughed at the clerk', 'kept the receipt'])}`;
  }
  return has('name', 'director', 'artist', 'title') ? person(random) : word(random);
}

export interface NestfulResult {
  readonly samples: number;
  readonly references: number;
  readonly found: number;
  /** Pairs of a result and a later call, predicted against authored. */
  readonly pairs: Tally;
}

/** How many authored references a method finds: a mark on a result must carry to the very argument; and which pairs it makes up. */
export function nestfulScore(
  sessions: readonly NestfulSession[],
  slicer: Slicer = slicerOf(),
): NestfulResult {
  let pairs = nothing;
  let found = 0;
  for (const { session, references } of sessions) {
    for (const result of session.steps.filter(step => step.kind === 'tool')) {
      const slice = slicer({
        source: 'nestful',
        name: session.id,
        session,
        mark: { seq: result.seq, range: { start: 0, end: result.output.text.length } },
        consumers: new Map(),
        excluded: new Set(),
      });
      const mine = references.filter(each => each.result === result.seq);
      const authored = new Set(mine.map(each => each.call));
      for (const call of session.steps) {
        if (call.kind !== 'assistant' || call.seq <= result.seq) continue;
        // From the result itself, or from an earlier call that repeats it: an echo is credited to its newest place.
        const uses = (slice.steps[call.seq]?.uses ?? []).filter(
          use =>
            use.carries &&
            (use.used === result.seq || session.steps[use.used]?.kind === 'assistant'),
        );
        found += mine.filter(
          each => each.call === call.seq && uses.some(use => meets(use.evidence.to, each.range)),
        ).length;
        pairs = plus(pairs, {
          tp: Number(authored.has(call.seq) && uses.length > 0),
          fp: Number(!authored.has(call.seq) && uses.length > 0),
          fn: Number(authored.has(call.seq) && uses.length === 0),
        });
      }
    }
  }
  return {
    samples: sessions.length,
    references: sessions.reduce((all, each) => all + each.references.length, 0),
    found,
    pairs,
  };
}
