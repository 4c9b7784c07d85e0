import type { Step } from '../../../src/core/session/step.ts';
import type { ReadOptions } from '../../../src/formats/format.ts';
import type { ReadResult } from '../../../src/formats/read.ts';
import { readSession } from '../../../src/formats/read.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const readText = (text: string, name = 'test.json', options?: ReadOptions): ReadResult =>
  readSession(bytesOf(text), name, options);

export type Opened = Extract<ReadResult, { ok: true }>;

/** Reads what must open: a text as it is, anything else as JSON. */
export function open(content: unknown, options?: ReadOptions): Opened {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const result = readText(text, 'test.json', options);
  if (!result.ok) throw new Error(result.message);
  return result;
}

export const header = '{"faultline":1,"id":"x1","title":"Trip","startedAt":"2026-11-22T10:00:00Z"}';

/** A recording: the header and these events. */
export const recording = (...events: readonly object[]): string =>
  [header, ...events.map(event => JSON.stringify({ t: 1_795_000_000_000, ...event }))].join('\n') +
  '\n';

/** A wire event, its frame given as a value. */
export const wire = (dir: 'c2s' | 's2c', frame: unknown, more: object = {}): object => ({
  type: 'mcp',
  server: 'web',
  client: 'planner',
  dir,
  raw: typeof frame === 'string' ? frame : JSON.stringify(frame),
  ...more,
});

export const call = (id: number | string, name: string, args: object, more: object = {}): object =>
  wire(
    'c2s',
    { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } },
    more,
  );

export const answer = (id: number | string, text: string, more: object = {}): object =>
  wire('s2c', { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }, more);

/** One line per step: "sourceId agent kind: text". */
export const picture = ({ session }: Opened): readonly string[] =>
  session.steps.map(step => `${step.sourceId} ${step.agent} ${step.kind}: ${step.output.text}`);

export const messagesOf = (result: Opened): readonly string[] =>
  result.diagnostics.map(each => each.message);

export const stepOf = (result: Opened, sourceId: string): Step => {
  const step = result.session.steps.find(each => each.sourceId === sourceId);
  if (step === undefined) throw new Error(`no step ${sourceId}`);
  return step;
};
