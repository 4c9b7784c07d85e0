import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answer, call, messagesOf, open, picture, recording, stepOf, wire } from './read.ts';

const modern = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };

/** A call of the 2026-07-28 era. */
const ask = (id: number, params: object, more: object = {}): object =>
  wire(
    'c2s',
    { id, method: 'tools/call', params: { name: 'book', _meta: modern, ...params } },
    more,
  );

const result = (id: number, value: object, more: object = {}): object =>
  wire('s2c', { id, result: value }, more);

const text = (said: string): object => ({ content: [{ type: 'text', text: said }] });

const steps = (...events: readonly object[]): readonly string[] =>
  picture(open(recording(...events)));

describe('a call that asks for input', () => {
  const elicit = { method: 'elicitation/create', params: { message: 'How many?' } };
  const needs = (requestState: string, inputRequests: object = { n: elicit }): object => ({
    resultType: 'input_required',
    inputRequests,
    requestState,
  });
  const gives = (requestState: string, more: object = {}): object => ({
    arguments: { room: 1 },
    inputResponses: { n: { action: 'accept', content: { n: 2 } } },
    requestState,
    ...more,
  });

  it('is one call, and what it asks is a call of the server', () => {
    expect(
      steps(
        ask(1, { arguments: { room: 1 } }),
        result(1, needs('s')),
        ask(2, gives('s')),
        result(2, { resultType: 'complete', ...text('Booked for 2') }),
      ),
    ).toEqual([
      'web#1 planner assistant: web/book({"room":1})',
      'web#1:n web assistant: planner/elicitation/create({"message":"How many?"})',
      'web#1:n:result planner assistant: {"action":"accept","content":{"n":2}}',
      'web#1:result web/book tool: Booked for 2',
    ]);
  });

  it('may ask several times, and be mixed with its like', () => {
    const color = { method: 'elicitation/create', params: { message: 'Colour?' } };
    const first = [ask(1, { arguments: { room: 1 } }), result(1, needs('a'))];
    const second = [ask(2, { arguments: { room: 1 } }), result(2, needs('b'))];
    const found = steps(
      ...first,
      ...second,
      ask(3, gives('b')),
      result(3, text('second')),
      ask(4, gives('a')),
      result(4, needs('a2', { c: color })),
      ask(5, gives('a2', { inputResponses: { c: { action: 'decline' } } })),
      result(5, text('first')),
    );
    expect(found.filter(step => step.includes('tool: '))).toEqual([
      'web#2:result web/book tool: second',
      'web#1:result web/book tool: first',
    ]);
    expect(found).toContain('web#1:c:result planner assistant: {"action":"decline"}');
    expect(found).toHaveLength(10);
  });

  it('is not stitched to a call that only looks like a repetition', () => {
    expect(
      steps(ask(1, { arguments: { room: 1 } }), result(1, needs('s')), ask(2, gives('other'))),
    ).toEqual([
      'web#1 planner assistant: web/book({"room":1})',
      'web#1:n web assistant: planner/elicitation/create({"message":"How many?"})',
      'web#2 planner assistant: web/book({"room":1})',
    ]);
  });

  it('works for prompts, whose arguments hold no input then', () => {
    const prompt = (id: number, more: object = {}): object =>
      wire('c2s', { id, method: 'prompts/get', params: { name: 'p', _meta: modern, ...more } });
    const given = { ...gives('s'), arguments: undefined };
    const messages = [{ role: 'user', content: { type: 'text', text: 'Do it' } }];
    const found = steps(
      prompt(1),
      result(1, needs('s')),
      prompt(2, given),
      result(2, { messages }),
    );
    expect(found.at(0)).toBe('web#1 planner assistant: web/prompts/get({"name":"p"})');
    expect(found.at(-1)).toBe('web#1:result web/prompts/get tool: Do it');
  });
});

describe('a call that becomes a task', () => {
  const poll = (id: number, method: string): object =>
    wire('c2s', { id, method, params: { taskId: 't1' } });

  it('of 2025-11-25 has the result that was fetched', () => {
    expect(
      steps(
        call(1, 'dig', {}),
        result(1, { task: { taskId: 't1', status: 'working' } }),
        poll(2, 'tasks/get'),
        result(2, { taskId: 't1', status: 'completed' }),
        poll(3, 'tasks/result'),
        result(3, text('gold')),
      ),
    ).toEqual(['web#1 planner assistant: web/dig({})', 'web#1:result web/dig tool: gold']);
  });

  it('of 2026-07-28 has the result that polling brought, once', () => {
    const done = { taskId: 't1', status: 'completed', result: text('gold') };
    expect(
      steps(
        call(1, 'dig', {}),
        result(1, { resultType: 'task', taskId: 't1', status: 'working' }),
        poll(2, 'tasks/get'),
        result(2, { taskId: 't1', status: 'working' }),
        wire('s2c', { method: 'notifications/tasks', params: done }),
        poll(3, 'tasks/get'),
        result(3, done),
      ),
    ).toEqual(['web#1 planner assistant: web/dig({})', 'web#1:result web/dig tool: gold']);
  });

  it('says when it was cancelled or failed', () => {
    const task = result(1, { resultType: 'task', taskId: 't1', status: 'working' });
    const cancelled = open(recording(call(1, 'dig', {}), task, poll(2, 'tasks/cancel')));
    expect(messagesOf(cancelled)[0]).toContain('was cancelled');
    const error = { code: -1, message: 'cave-in' };
    const failed = result(2, { taskId: 't1', status: 'failed', error });
    const found = open(recording(call(1, 'dig', {}), task, poll(2, 'tasks/get'), failed));
    expect(stepOf(found, 'web#1:result').output).toMatchObject({
      text: 'cave-in',
      parts: [{ isError: true }],
    });
  });

  it('may ask for input', () => {
    const sample = { method: 'sampling/createMessage', params: { messages: [] } };
    const update = {
      taskId: 't1',
      inputResponses: { q: { role: 'assistant', content: { type: 'text', text: 'Yes' } } },
    };
    expect(
      steps(
        call(1, 'dig', {}),
        result(1, { resultType: 'task', taskId: 't1', status: 'working' }),
        poll(2, 'tasks/get'),
        result(2, { taskId: 't1', status: 'input_required', inputRequests: { q: sample } }),
        poll(3, 'tasks/get'),
        result(3, { taskId: 't1', status: 'input_required', inputRequests: { q: sample } }),
        wire('c2s', { id: 4, method: 'tasks/update', params: update }),
        result(4, {}),
      ),
    ).toEqual([
      'web#1 planner assistant: web/dig({})',
      'web#1:q web assistant: planner/sampling/createMessage({"messages":[]})',
      'web#1:q:result planner assistant: Yes',
    ]);
  });
});

describe('calls over HTTP', () => {
  const on = (stream: number): object => ({ conn: 'p', stream });

  it('of several clients with the same ids are answered in their own exchange', () => {
    expect(
      steps(
        call(1, 'a', {}, on(1)),
        call(1, 'b', {}, on(2)),
        answer(1, 'for a', on(1)),
        answer(1, 'for b', on(2)),
      ),
    ).toEqual([
      'web#1 planner assistant: web/a({})',
      'web#1~2 planner assistant: web/b({})',
      'web#1:result web/a tool: for a',
      'web#1~2:result web/b tool: for b',
    ]);
  });

  it('may be answered in another exchange, once, when a stream is resumed', () => {
    expect(
      steps(call(1, 'a', {}, on(1)), answer(1, 'late', on(3)), answer(1, 'late', on(4))),
    ).toEqual(['web#1 planner assistant: web/a({})', 'web#1:result web/a tool: late']);
  });

  it('are cancelled by closing the stream, in the era that says so', () => {
    const closed = { type: 'note', text: 'closed', closed: 'client', server: 'web', ...on(1) };
    expect(messagesOf(open(recording(ask(1, {}, on(1)), closed)))[0]).toContain('was cancelled');
    expect(messagesOf(open(recording(call(1, 'a', {}, on(1)), closed)))[0]).toContain(
      'got no result',
    );
  });
});

describe('who calls', () => {
  const from = (meta: object, id = 1, more: object = {}): object =>
    wire(
      'c2s',
      { id, method: 'tools/call', params: { name: 't', _meta: meta } },
      { client: undefined, ...more },
    );
  const agents = (...events: readonly object[]): string[] =>
    open(recording(...events)).session.steps.map(({ agent, qualifier }) =>
      qualifier === undefined ? agent : `${agent} / ${qualifier}`,
    );
  const initialize = (name: string, conn: string): object =>
    wire(
      'c2s',
      { id: 0, method: 'initialize', params: { clientInfo: { name, version: '1' } } },
      { client: undefined, conn },
    );

  it('is the client that said its name, when it connected or with the call', () => {
    const info = { 'io.modelcontextprotocol/clientInfo': { name: 'cc', title: 'Some Client' } };
    expect(
      agents(
        initialize('vscode', 'a'),
        from({}, 1, { conn: 'a' }),
        from(info, 2, { conn: 'b' }),
        from({}, 3, { conn: 'c' }),
        from(info, 4, { client: 'planner' }),
      ),
    ).toEqual(['vscode', 'Some Client', 'client', 'planner']);
  });

  it('is told apart by conversation, not by connection or process', () => {
    const chat = (id: string): object => ({ 'vscode.conversationId': id });
    expect(
      agents(
        initialize('vscode', 'a'),
        initialize('vscode', 'b'),
        from(chat('x'), 1, { conn: 'a' }),
        from(chat('y'), 2, { conn: 'a' }),
        from(chat('x'), 3, { conn: 'b' }),
        from({}, 4, { conn: 'b' }),
      ),
    ).toEqual(['vscode', 'vscode / conversation 2', 'vscode', 'vscode']);
  });

  it('is told apart by trace context or baggage where nothing better is given', () => {
    const parent = (digit: string): string => `00-${digit.repeat(32)}-${'a'.repeat(16)}-01`;
    const baggage = 'other=1, gen_ai.conversation.id=talk%201;p=1';
    expect(
      agents(
        from({ traceparent: parent('1') }),
        from({ traceparent: parent('2') }, 2),
        from({ traceparent: 'nonsense' }, 3),
        from({ traceparent: parent('3'), baggage, 'gen_ai.agent.name': 'scout' }, 4),
        from({ traceparent: parent('4'), 'session.id': 'talk 1', 'gen_ai.agent.name': 'scout' }, 5),
      ),
    ).toEqual(['client', 'client / request 2', 'client', 'scout', 'scout']);
  });
});

describe('a cassette of a real server (mcp-recorder)', () => {
  interface Interaction {
    readonly request: unknown;
    readonly response: unknown;
  }
  const path = new URL('../../fixtures/mcp/calculator.cassette.json', import.meta.url);
  const { interactions } = JSON.parse(readFileSync(path, 'utf8')) as {
    interactions: Interaction[];
  };

  it('yields one call and one result for each call', () => {
    const events = interactions.flatMap(({ request, response }) => [
      ...(request === null ? [] : [wire('c2s', request, { client: undefined })]),
      ...(response === null ? [] : [wire('s2c', response)]),
    ]);
    expect(steps(...events)).toMatchInlineSnapshot(`
      [
        "web#2 mcp assistant: web/add({"a":2,"b":3})",
        "web#2:result web/add tool: 5",
        "web#3 mcp assistant: web/multiply({"a":3.5,"b":2})",
        "web#3:result web/multiply tool: 7.0",
        "web#4 mcp assistant: web/echo({"message":"hello mcp-recorder"})",
        "web#4:result web/echo tool: hello mcp-recorder",
        "web#5 mcp assistant: web/get_weather({"city":"London"})",
        "web#5:result web/get_weather tool: {"city":"London","temp_c":22,"condition":"sunny","humidity":45}",
      ]
    `);
  });
});
