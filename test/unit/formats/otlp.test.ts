import { describe, expect, it } from 'vitest';
import type { SpanFixture } from '../../fixtures/otlp.ts';
import {
  chat,
  epoch,
  logs,
  said,
  spanId,
  toolCall,
  toolResult,
  traceId,
  traces,
  words,
} from '../../fixtures/otlp.ts';
import { answer, messagesOf, open, picture, recording, stepOf, wire } from './read.ts';

const agent = (name: string): Record<string, unknown> => ({
  'gen_ai.operation.name': 'invoke_agent',
  'gen_ai.agent.name': name,
});
const tool = (
  name: string,
  given: object,
  result: string | undefined,
  callId?: string,
): Record<string, unknown> => ({
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': name,
  'gen_ai.tool.call.arguments': JSON.stringify(given),
  ...(result === undefined ? {} : { 'gen_ai.tool.call.result': result }),
  ...(callId === undefined ? {} : { 'gen_ai.tool.call.id': callId }),
});
const question = said('user', words('How warm is it in Kraków?'));
const asks = said('assistant', toolCall('c1', 'weather', { city: 'Kraków' }));
const replies = said('assistant', words('It is 21 °C in Kraków.'));

/** user → model → tool → model, all in an agent's span. */
const crew: readonly SpanFixture[] = [
  { id: 1, time: [0, 9], attributes: agent('forecaster') },
  { id: 2, parent: 1, time: [1, 2], attributes: chat([question], asks) },
  { id: 3, parent: 1, time: [3, 4], attributes: tool('weather', { city: 'Kraków' }, '21', 'c1') },
  {
    id: 4,
    parent: 1,
    time: [5, 8],
    attributes: chat([question, asks, said('tool', toolResult('c1', '21'))], replies),
  },
];
const crewPicture = [
  `${spanId(2)}:input0 user user: How warm is it in Kraków?`,
  `${spanId(2)} forecaster assistant: weather({"city":"Kraków"})`,
  `${spanId(3)} weather tool: 21`,
  `${spanId(4)} forecaster assistant: It is 21 °C in Kraków.`,
];
const ref = (sourceId: string): object => ({ kind: 'ref', sourceId });

describe('the GenAI conventions', () => {
  it('become steps, each message once, with inputs that name the steps before', () => {
    const result = open(traces(crew));
    expect(picture(result)).toEqual(crewPicture);
    expect(result.format).toBe('otlp');
    expect(stepOf(result, spanId(3)).input).toEqual([ref(spanId(2))]);
    expect(stepOf(result, spanId(4)).input).toEqual([
      ref(`${spanId(2)}:input0`),
      ref(spanId(2)),
      ref(spanId(3)),
    ]);
    expect(stepOf(result, spanId(4)).time).toBe(epoch + 8000);
    expect(messagesOf(result)).toEqual([]);
  });

  it('keep system prompts as given text', () => {
    const system = { 'gen_ai.system_instructions': JSON.stringify([words('Be brief.')]) };
    const result = open(
      traces([{ id: 1, time: [0, 1], attributes: chat([question], replies, system) }]),
    );
    expect(stepOf(result, spanId(1)).input).toEqual([
      { kind: 'text', role: 'system', text: 'Be brief.' },
      ref(`${spanId(1)}:input1`),
    ]);
  });

  it('may put messages into span events, one each, as before 1.37', () => {
    const model = { 'gen_ai.system': 'openai', 'gen_ai.request.model': 'm' };
    const event = (name: string, attributes: Record<string, unknown>): never =>
      ({ name: `gen_ai.${name}`, attributes }) as never;
    const calls = [{ id: 'c1', function: { name: 'weather', arguments: '{}' } }];
    const events = [
      event('user.message', { content: 'How warm?' }),
      event('choice', {
        index: 0,
        message: JSON.stringify({ role: 'assistant', tool_calls: calls }),
      }),
    ];
    const later = [
      event('user.message', { content: 'How warm?' }),
      event('assistant.message', { tool_calls: JSON.stringify(calls) }),
      event('tool.message', { id: 'c1', content: '21' }),
      event('choice', {
        'gen_ai.event.content': JSON.stringify({ message: { content: 'Warm.' } }),
      }),
    ];
    const result = open(
      traces([
        { id: 1, time: [0, 1], attributes: model, events },
        { id: 2, time: [2, 3], attributes: model, events: later },
      ]),
    );
    expect(picture(result)).toEqual([
      `${spanId(1)}:input0 user user: How warm?`,
      `${spanId(1)} crew assistant: weather({})`,
      'c1 weather tool: 21',
      `${spanId(2)} crew assistant: Warm.`,
    ]);
  });

  it('may put content into log records, with a span or without', () => {
    const bare = { 'gen_ai.operation.name': 'chat' };
    const span = traces([{ id: 1, time: [0, 1], attributes: bare }]);
    const records = logs([
      { span: 1, name: 'gen_ai.user.message', body: { content: 'How warm?' } },
      { span: 1, name: 'gen_ai.choice', body: { message: { content: 'Warm.' } } },
      { span: 1, name: 'app.started', body: 'x' },
    ]);
    const steps = [
      `${spanId(1)}:input0 user user: How warm?`,
      `${spanId(1)} crew assistant: Warm.`,
    ];
    expect(picture(open({ ...span, ...records }))).toEqual(steps);
    const alone = open(records);
    expect(alone.session.steps.map(each => each.output.text)).toEqual(['How warm?', 'Warm.']);
    expect(messagesOf(open(logs([{ span: 7, name: 'app.started', body: 'x' }])))).toEqual([
      '1 OpenTelemetry item of no agent, model or tool is kept but not shown: “app.started”.',
    ]);
  });
});

describe('OpenInference', () => {
  it('spells messages out in flat names', () => {
    const result = open(
      traces([
        {
          id: 1,
          time: [0, 9],
          attributes: { 'openinference.span.kind': 'AGENT', 'graph.node.id': 'researcher' },
        },
        {
          id: 2,
          parent: 1,
          time: [1, 2],
          attributes: {
            'openinference.span.kind': 'LLM',
            'llm.input_messages.0.message.role': 'system',
            'llm.input_messages.0.message.content': 'Be brief.',
            'llm.input_messages.1.message.role': 'user',
            'llm.input_messages.1.message.contents.0.message_content.text': 'Find it.',
            'llm.output_messages.0.message.role': 'assistant',
            'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c1',
            'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'find',
            'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"q":1}',
          },
        },
        {
          id: 3,
          parent: 1,
          time: [3, 4],
          attributes: {
            'openinference.span.kind': 'TOOL',
            'tool.name': 'find',
            'input.value': '{"q":1}',
            'output.value': 'found',
          },
        },
      ]),
    );
    expect(picture(result)).toEqual([
      `${spanId(2)}:input1 user user: Find it.`,
      `${spanId(2)} researcher assistant: find({"q":1})`,
      `${spanId(3)} find tool: found`,
    ]);
    expect(stepOf(result, spanId(3)).input).toEqual([ref(spanId(2))]);
  });

  it('says so where content is hidden', () => {
    const hidden = { 'openinference.span.kind': 'LLM', 'input.value': '__REDACTED__' };
    const body = traces(
      [{ id: 1, time: [0, 1], attributes: hidden }],
      'openinference.instrumentation.openai',
    );
    expect(messagesOf(open(body))).toEqual([expect.stringContaining('OPENINFERENCE_HIDE_INPUTS')]);
  });
});

describe('OpenLLMetry', () => {
  it('numbers prompts and completions, and frames them with its own spans', () => {
    const result = open(
      traces([
        {
          id: 1,
          name: 'planner.agent',
          time: [0, 9],
          attributes: { 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'planner' },
        },
        {
          id: 2,
          parent: 1,
          time: [1, 2],
          attributes: {
            'llm.request.type': 'chat',
            'gen_ai.prompt.0.role': 'user',
            'gen_ai.prompt.0.content': JSON.stringify([{ type: 'text', text: 'Plan it.' }]),
            'gen_ai.completion.0.role': 'assistant',
            'gen_ai.completion.0.content': 'On it.',
            'gen_ai.completion.0.tool_calls.0.name': 'book',
            'gen_ai.completion.0.tool_calls.0.arguments': '{"n":2}',
          },
        },
        {
          id: 3,
          parent: 1,
          time: [3, 4],
          attributes: {
            'traceloop.span.kind': 'tool',
            'traceloop.entity.name': 'book',
            'traceloop.entity.input': '{"n":2}',
            'traceloop.entity.output': 'booked',
          },
        },
      ]),
    );
    expect(picture(result)).toEqual([
      `${spanId(2)}:input0 user user: Plan it.`,
      `${spanId(2)} planner assistant: On it.\nbook({"n":2})`,
      `${spanId(3)} book tool: booked`,
    ]);
    // The model's call had no id: the two are joined all the same.
    expect(stepOf(result, spanId(3)).input).toEqual([ref(spanId(2))]);
  });
});

describe('one call', () => {
  it('is one step, though a framework and the library in it both report it', () => {
    const inner = {
      'llm.request.type': 'chat',
      'gen_ai.completion.0.content': 'It is 21 °C in Kraków.',
    };
    const twice = [...crew, { id: 5, parent: 4, time: [6, 7] as const, attributes: inner }];
    expect(picture(open(traces(twice)))).toEqual(crewPicture);
  });

  it('is one step, though two exporters send it in traces of their own', () => {
    const other = { id: 9, time: [5.5, 7.5] as const, trace: 'f'.repeat(32) };
    const again = { ...other, attributes: crew[3]?.attributes ?? {} };
    expect(picture(open(traces([...crew, again])))).toEqual(crewPicture);
  });

  it('is one step, though its span was sent twice', () => {
    expect(picture(open(traces([...crew, ...crew])))).toEqual(crewPicture);
  });

  it('of a tool is one step, though its client and its server both report it', () => {
    const server = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'weather' };
    const nested = [...crew, { id: 6, parent: 3, time: [3.2, 3.8] as const, attributes: server }];
    expect(picture(open(traces(nested)))).toEqual(crewPicture);
  });

  it('is two steps if it is made twice', () => {
    const again = {
      id: 8,
      parent: 1,
      time: [8, 8.5] as const,
      attributes: crew[3]?.attributes ?? {},
    };
    expect(open(traces([...crew, again])).session.steps).toHaveLength(5);
  });
});

describe('order', () => {
  it('is that of the ends of spans, whatever the order in the file, its batches and lines', () => {
    const lines = [...crew].reverse().map(span => JSON.stringify(traces([span])));
    expect(picture(open(lines.join('\n')))).toEqual(crewPicture);
    expect(picture(open(`[${lines.join(',')}]`))).toEqual(crewPicture);
  });

  it('puts causes before effects, though clocks disagree', () => {
    const skewed = crew.map(span => (span.id === 3 ? { ...span, time: [53, 54] as const } : span));
    expect(picture(open(traces(skewed)))).toEqual(crewPicture);
  });

  it('survives spans that are their own parents', () => {
    const circle = [
      { ...crew[1], parent: 3 },
      { ...crew[2], parent: 2 },
      { id: 7, parent: 7, time: [1, 1] as const, attributes: agent('x') },
    ] as readonly SpanFixture[];
    expect(open(traces(circle)).session.steps.length).toBeGreaterThan(1);
  });
});

describe('hand-offs', () => {
  it('go to the agent that works inside the tool call', () => {
    const result = open(
      traces([
        { id: 1, time: [0, 20], attributes: agent('lead') },
        {
          id: 2,
          parent: 1,
          time: [1, 2],
          attributes: chat(
            [question],
            said('assistant', toolCall('c9', 'ask_expert', { about: 'it' })),
          ),
        },
        {
          id: 3,
          parent: 1,
          time: [3, 12],
          attributes: tool('ask_expert', { about: 'it' }, 'yes', 'c9'),
        },
        { id: 4, parent: 3, time: [4, 11], attributes: agent('expert') },
        {
          id: 5,
          parent: 4,
          time: [5, 10],
          attributes: chat([said('user', words('Is it?'))], said('assistant', words('It is.'))),
        },
      ]),
    );
    expect(stepOf(result, spanId(2)).to).toEqual(['expert']);
    // What the lead told the expert is no person's word, and the expert speaks before the tool returns.
    expect(picture(result).slice(2)).toEqual([
      `${spanId(5)} expert assistant: It is.`,
      `${spanId(3)} ask_expert tool: yes`,
    ]);
    expect(stepOf(result, spanId(5)).input).toEqual([
      { kind: 'text', role: 'user', text: 'Is it?' },
    ]);
  });
});

it('says how to turn content capture on, and shows the calls all the same', () => {
  const bare = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
  const result = open(traces([{ id: 1, time: [0, 1], attributes: bare }]));
  expect(picture(result)).toEqual([`${spanId(1)} crew assistant: `]);
  expect(stepOf(result, spanId(1)).input).toBeUndefined();
  expect(messagesOf(result)).toEqual([
    expect.stringContaining('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT'),
  ]);
});

it('counts what is about something else', () => {
  const http = { id: 5, name: 'GET', time: [0, 1] as const, attributes: {} };
  const result = open(traces([...crew, http, { ...http, id: 6 }]));
  expect(messagesOf(result)).toEqual([
    '2 OpenTelemetry items of no agent, model or tool are kept but not shown: “GET” (2).',
  ]);
});

describe('in a recording, with the same calls on the wire', () => {
  const at = (seconds: number): object => ({ t: epoch + seconds * 1000 });
  const request = (meta: object, seconds: number): object =>
    wire(
      'c2s',
      {
        id: 1,
        method: 'tools/call',
        params: { name: 'get_weather', arguments: { place: 'Kraków' }, _meta: meta },
      },
      at(seconds),
    );
  const joined = [
    `${spanId(2)}:input0 user user: How warm is it in Kraków?`,
    `${spanId(2)} forecaster assistant: web/get_weather({"city":"Kraków"})`,
    'web#1:result web/get_weather tool: 21.4',
    `${spanId(4)} forecaster assistant: It is 21 °C in Kraków.`,
  ];
  const batch = { type: 'otlp', signal: 'traces', body: traces(crew), ...at(60) };

  it('each is one step: by the traceparent of the request', () => {
    const traceparent = `00-${traceId}-${spanId(3)}-01`;
    const result = open(
      recording(request({ traceparent }, 3.1), answer(1, '21.4', at(3.9)), batch),
    );
    expect(picture(result)).toEqual(joined);
    expect(stepOf(result, spanId(4)).input).toContainEqual(ref('web#1:result'));
    expect(messagesOf(result)).toEqual([]);
  });

  it('each is one step: by a span inside the tool call', () => {
    const inner = {
      id: 6,
      parent: 3,
      time: [3.1, 3.9] as const,
      attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'get_weather' },
    };
    const traceparent = `00-${traceId}-${spanId(6)}-01`;
    const events = [request({ traceparent }, 3.2), answer(1, '21.4', at(3.8))];
    const body = traces([...crew, inner]);
    expect(picture(open(recording(...events, { ...batch, body })))).toEqual(joined);
  });

  it('each is one step: by the id of the call', () => {
    const events = [request({ 'claudecode/toolUseId': 'c1' }, 3.1), answer(1, '21.4', at(3.9))];
    expect(picture(open(recording(...events, batch)))).toEqual(joined);
  });

  it('each is one step, though both happen within one millisecond', () => {
    const traceparent = `00-${traceId}-${spanId(3)}-01`;
    const now = crew.map(span => ({ ...span, time: [3, 3] as const }));
    const events = [request({ traceparent }, 3), answer(1, '21.4', at(3))];
    expect(picture(open(recording(...events, { ...batch, body: traces(now) })))).toEqual(joined);
  });

  it('a request in an agent’s span that no model asked for is that agent’s', () => {
    const traceparent = `00-${traceId}-${spanId(1)}-01`;
    const result = open(
      recording(request({ traceparent }, 3.1), answer(1, '21.4', at(3.9)), {
        ...batch,
        body: traces(crew.slice(0, 1)),
      }),
    );
    expect(picture(result)).toEqual([
      'web#1 forecaster assistant: web/get_weather({"place":"Kraków"})',
      'web#1:result web/get_weather tool: 21.4',
    ]);
  });

  it('each keeps its id while batches arrive', () => {
    const traceparent = `00-${traceId}-${spanId(3)}-01`;
    const batches = [...crew]
      .sort((a, b) => a.time[1] - b.time[1])
      .map(span => ({ ...batch, body: traces([span]) }));
    const events = [request({ traceparent }, 3.1), answer(1, '21.4', at(3.9)), ...batches];
    const ids = events.map((_, n) =>
      open(recording(...events.slice(0, n + 1))).session.steps.map(each => each.sourceId),
    );
    const last = new Set(ids.at(-1));
    // The wire's own call step becomes part of the message that made it, once that has arrived.
    const renamed = ids.flat().filter(id => !last.has(id) && id !== 'web#1');
    expect([...new Set(renamed)]).toEqual([]);
    expect(last.size).toBe(4);
  });

  it('an odd line of telemetry costs only itself', () => {
    const odd = {
      type: 'otlp',
      signal: 'traces',
      body: { resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] },
    };
    const result = open(recording(odd, { type: 'otlp', signal: 'x' }, batch));
    expect(picture(result)).toEqual(crewPicture);
    expect(messagesOf(result)).toHaveLength(2);
  });
});
