import { describe, expect, it } from 'vitest';
import { countItems } from '../../../src/formats/otlpJson.ts';
import type { OtlpObject, Signal } from '../../../src/recorder/otlpProtobuf.ts';
import { decodeRequest } from '../../../src/recorder/otlpProtobuf.ts';
import { redactBody } from '../../../src/recorder/otlpRedact.ts';
import { chat, logs, said, toolCall, toolResult, traces, words } from '../../fixtures/otlp.ts';
import { encodeRequest } from '../../fixtures/otlpProtobuf.ts';
import { readText, recording } from '../formats/read.ts';

// A few thousand bodies with every run of the tests; FUZZ_BODIES=100000 for more, FUZZ_SEED for others.
const bodies = Number(process.env['FUZZ_BODIES'] ?? 3000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

/** Mulberry32: the same seed gives the same bodies. */
function dice(from: number): (sides: number) => number {
  let state = from >>> 0;
  return sides => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

const question = said('user', words('How warm is it in Kraków, and how warm was it yesterday?'));
const asks = said('assistant', toolCall('c1', 'weather', { city: 'Kraków' }));
const answers = said('tool', toolResult('c1', '21'));
const originals: readonly (readonly [Signal, object])[] = [
  [
    'traces',
    traces([
      {
        id: 1,
        time: [0, 9],
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'a' },
      },
      { id: 2, parent: 1, time: [1, 2], attributes: chat([question], asks) },
      {
        id: 3,
        parent: 1,
        time: [3, 4],
        attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.id': 'c1' },
        error: 'no such city',
      },
      {
        id: 4,
        parent: 1,
        time: [5, 6],
        attributes: chat([question, asks, answers], said('assistant', words('21'))),
      },
    ]),
  ],
  [
    'traces',
    traces([
      {
        id: 1,
        time: [0, 1],
        attributes: {
          'openinference.span.kind': 'LLM',
          'llm.input_messages.0.message.role': 'user',
          'llm.input_messages.0.message.contents.0.message_content.text': 'Go.',
          'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'go',
          'retrieval.documents.0.document.content': 'x',
          'api.key': 'not-to-be-kept',
          ratio: 0.5,
          list: [1, 'two', { three: true }],
        },
        events: [{ name: 'gen_ai.choice', attributes: { message: '{"content":"x"}' } }],
      },
      {
        id: 2,
        parent: 1,
        time: [0, 1],
        attributes: { 'gen_ai.prompt.0.content': 'x', 'gen_ai.completion.0.content': 'y' },
      },
      {
        id: 3,
        time: [0, 1],
        attributes: { 'ai.operationId': 'ai.generateText', 'ai.prompt': '{"prompt":"x"}' },
      },
    ]),
  ],
  [
    'logs',
    logs([
      { span: 1, name: 'gen_ai.user.message', body: { content: 'x', tool_calls: [{}] } },
      { span: 1, name: 'gen_ai.choice', body: { message: { content: [{ type: 'text' }] } } },
    ]),
  ],
];

/** Protobuf does not tell an empty list from none. */
const withoutEmpty = (body: object): unknown =>
  JSON.parse(
    JSON.stringify(body, (_, each: unknown) =>
      Array.isArray(each) && each.length === 0 ? undefined : each,
    ),
  );

type Roll = (sides: number) => number;

const junk: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, '', '0', 'x'.repeat(5000), '\u0000\ud800', [], {}, [[]]],
  ...['{"role":', '[{"parts":[{"type":"tool_call"}]}]', '99999999999999999999', '__proto__'],
  ...[
    { stringValue: null },
    { arrayValue: {} },
    { kvlistValue: { values: [{ key: '__proto__' }] } },
  ],
  JSON.parse('[{"__proto__":1,"key":"constructor","value":{"stringValue":"x"}}]'),
  JSON.parse(`${'['.repeat(150)}${']'.repeat(150)}`),
  JSON.parse(`${'{"arrayValue":{"values":['.repeat(150)}${']}}'.repeat(150)}`),
];

/** A value with something in it replaced, taken out, or put elsewhere. */
function mutated(value: unknown, roll: Roll): unknown {
  const body = structuredClone(value);
  for (let times = 1 + roll(6); times > 0; times--) {
    let at = body as Record<string, unknown>;
    for (let depth = roll(14); depth > 0; depth--) {
      const inner = Object.values(at).filter(each => typeof each === 'object' && each !== null);
      if (inner.length === 0) break;
      at = inner[roll(inner.length)] as Record<string, unknown>;
    }
    const keys = Object.keys(at);
    const key = keys[roll(Math.max(keys.length, 1))];
    if (key === undefined) continue;
    const other = keys[roll(keys.length)] ?? key;
    if (roll(4) === 0) delete at[key];
    else if (roll(3) === 0) at[key] = structuredClone(at[other]);
    else at[key] = structuredClone(junk[roll(junk.length)]);
  }
  return body;
}

/** Bytes with some flipped, cut out, or doubled. */
function mutatedBytes(bytes: Uint8Array, roll: Roll): Uint8Array {
  let out = Uint8Array.from(bytes);
  for (let times = 1 + roll(4); times > 0 && out.length > 0; times--) {
    const at = roll(out.length);
    const kind = roll(4);
    if (kind === 0) out[at] = roll(256);
    else if (kind === 1) out = out.slice(0, at);
    else if (kind === 2)
      out = Uint8Array.from([...out.slice(0, at), ...out.slice(at + 1 + roll(9))]);
    else out = Uint8Array.from([...out.slice(0, at), ...out.slice(Math.max(0, at - roll(40)))]);
  }
  return out;
}

function decoded(signal: Signal, bytes: Uint8Array): OtlpObject | undefined {
  try {
    return decodeRequest(signal, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('call stack');
    return undefined;
  }
}

/** What every session must be, whatever it was read from. */
function expectSound(line: object): void {
  const result = readText(recording(line), 'f.faultline');
  if (!result.ok) throw new Error(result.message);
  const seqs = new Map(result.session.steps.map(step => [step.sourceId, step.seq]));
  expect(seqs.size).toBe(result.session.steps.length);
  for (const { seq, input } of result.session.steps) {
    for (const item of input ?? []) {
      if (item.kind === 'ref') expect(seqs.get(item.sourceId)).toBeLessThan(seq);
    }
  }
}

describe(`${bodies} broken OTLP bodies`, () => {
  it.each(originals)('protobuf says the same as JSON: %s', (signal, body) => {
    const again = decodeRequest(signal, encodeRequest(signal, body as OtlpObject));
    expect(again).toEqual(withoutEmpty(body));
  });

  it('values nested without end are refused', () => {
    const deep = Array.from({ length: 500 }).reduce<object>(
      inner => ({ arrayValue: { values: [inner] } }),
      { stringValue: 'x' },
    );
    const scopeLogs = [{ logRecords: [{ body: deep }] }];
    const bytes = encodeRequest('logs', { resourceLogs: [{ scopeLogs }] } as unknown as OtlpObject);
    expect(() => decodeRequest('logs', bytes)).toThrow('nested more than 100 deep');
  });

  it('in JSON are refused or read, and leave a sound session', { timeout: 3_600_000 }, () => {
    const roll = dice(seed);
    let read = 0;
    for (let n = 0; n < bodies; n++) {
      const [signal, original] = originals[roll(originals.length)] ?? ['traces', {}];
      const body = mutated(original, roll);
      if (countItems(signal, body) !== undefined) read++;
      const clean: unknown = JSON.parse(redactBody(JSON.stringify(body), []).text);
      expectSound({ type: 'otlp', signal, body: clean });
    }
    expect(read).toBeGreaterThan(bodies / 2);
  });

  it('in protobuf are refused or read, and leave a sound session', { timeout: 3_600_000 }, () => {
    const roll = dice(seed + 1);
    const encoded = originals.map(
      ([signal, body]) => [signal, encodeRequest(signal, body as OtlpObject)] as const,
    );
    let read = 0;
    for (let n = 0; n < bodies; n++) {
      const [signal, bytes] = encoded[roll(encoded.length)] ?? ['traces', new Uint8Array()];
      const body = decoded(signal, mutatedBytes(bytes, roll));
      if (body === undefined) continue;
      read++;
      expectSound({ type: 'otlp', signal, body });
    }
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(bodies);
  });
});
