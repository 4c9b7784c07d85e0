import * as z from 'zod';
import type { messageSchema } from './message.ts';

/** Version of the `*.faultline` file that this code reads and writes. */
export const version = 1;

/**
 * When a line was written: ISO 8601, or milliseconds since the epoch. A label, never an order, so a line may lack it; our
 * own recorder always writes it.
 */
const t = z.union([z.string(), z.number()]).optional();

interface Timed {
  readonly t: string | number;
}

/** First line of a session file. */
export const headerSchema = z.looseObject({
  faultline: z.literal(version),
  id: z.string(),
  title: z.string(),
  startedAt: z.string(),
});

/** How often each kind of secret was masked in this line. */
const redacted = z.record(z.string(), z.number()).optional();

/** One MCP frame exactly as it went over the wire: `c2s` from client to server. */
export const mcpSchema = z.looseObject({
  t,
  type: z.literal('mcp'),
  server: z.string(),
  /** The agent at the client end, where whoever recorded it knew. */
  client: z.string().optional(),
  /** Tells connections to one server apart. */
  conn: z.union([z.string(), z.number()]).optional(),
  /** Number of the HTTP exchange that carried the frame: it answers what was asked in it. */
  stream: z.number().optional(),
  redacted,
  dir: z.enum(['c2s', 's2c']),
  raw: z.string(),
});

export const messageEventSchema = z.looseObject({ t, type: z.literal('message') });

/**
 * What the recorder noted; `leftOut` is the size of a message that it could not record, `closed` the end of an HTTP exchange
 * that broke it off.
 */
export const noteSchema = z.looseObject({
  t,
  type: z.literal('note'),
  text: z.string().optional(),
  leftOut: z.number().optional(),
  closed: z.enum(['client', 'server']).optional(),
  server: z.string().optional(),
  conn: z.union([z.string(), z.number()]).optional(),
  stream: z.number().optional(),
});

/** The body of one OTLP request, in the OTLP/JSON mapping. */
export const otlpSchema = z.looseObject({
  t,
  type: z.literal('otlp'),
  signal: z.enum(['traces', 'logs']),
  redacted,
  body: z.unknown().optional(),
});

/** What a server said beside the protocol, what the recorder noted, how a process ended: kept, no steps. */
const sideSchemas = [
  z.looseObject({ t, type: z.literal('stderr'), server: z.string(), text: z.string() }),
  noteSchema,
  z.looseObject({ t, type: z.literal('exit'), server: z.string().optional() }),
] as const;

export const eventSchema = z.discriminatedUnion('type', [
  mcpSchema,
  messageEventSchema,
  otlpSchema,
  ...sideSchemas,
]);

type Header = z.input<typeof headerSchema>;
export type McpEvent = z.infer<typeof mcpSchema>;
export type Note = z.infer<typeof noteSchema>;
export type MessageEvent = z.input<typeof messageEventSchema> & z.input<typeof messageSchema>;
export type OtlpEvent = z.input<typeof otlpSchema>;
type SideEvent = z.input<(typeof sideSchemas)[number]>;
/** A line behind the header. */
export type Event = Timed & (z.input<typeof mcpSchema> | MessageEvent | OtlpEvent | SideEvent);

/** The first line of a new file. */
export const headerLine = (about: Pick<Header, 'id' | 'title' | 'startedAt'>): string =>
  line({ faultline: version, ...about });

/** An event as one line: JSON writes every line break inside it as an escape. */
export const eventLine = (event: Event): string => line(event);

const line = (value: object): string => `${JSON.stringify(value)}\n`;
