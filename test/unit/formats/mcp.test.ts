import { describe, expect, it } from 'vitest';
import { answer, call, messagesOf, open, picture, recording, stepOf, wire } from './read.ts';

const steps = (...events: readonly object[]): readonly string[] =>
  picture(open(recording(...events)));

describe('MCP frames', () => {
  it('become a call step and a result step that rests on it', () => {
    const result = open(recording(call(1, 'search', { q: 'rome' }), answer(1, 'A city')));
    expect(picture(result)).toEqual([
      'web#1 planner assistant: web/search({"q":"rome"})',
      'web#1:result web/search tool: A city',
    ]);
    expect(stepOf(result, 'web#1:result')).toMatchObject({
      input: [{ kind: 'ref', sourceId: 'web#1' }],
      output: { parts: [{ kind: 'tool_result', callId: 'web#1', isError: false }] },
    });
    expect(result.session.agents).toMatchObject([
      { name: 'planner', kind: 'agent' },
      { name: 'web/search', kind: 'tool', server: 'web' },
    ]);
  });

  it('that only keep the protocol running are no steps', () => {
    expect(
      steps(
        wire('c2s', { jsonrpc: '2.0', id: 0, method: 'initialize', params: {} }),
        wire('s2c', { jsonrpc: '2.0', id: 0, result: { capabilities: {} } }),
        wire('c2s', { jsonrpc: '2.0', method: 'notifications/initialized' }),
        wire('c2s', { jsonrpc: '2.0', id: 1, method: 'tools/list' }),
        wire('s2c', { jsonrpc: '2.0', id: 1, result: { tools: [] } }),
        wire('s2c', { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }),
      ),
    ).toEqual([]);
  });

  it('show arguments as they were written, without the white space', () => {
    const raw =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pay","arguments":{ "id": 12345678901234567890, "sum": 1.0, "note": "a  b" }}}';
    expect(steps(wire('c2s', raw), answer(1, 'ok'))[0]).toBe(
      'web#1 planner assistant: web/pay({"id":12345678901234567890,"sum":1.0,"note":"a  b"})',
    );
  });

  it('are matched per direction: both ends count their own ids', () => {
    const ask = {
      jsonrpc: '2.0',
      id: 1,
      method: 'sampling/createMessage',
      params: { messages: [] },
    };
    const said = { role: 'assistant', content: { type: 'text', text: 'Yes' }, model: 'm' };
    expect(
      steps(
        call(1, 'search', {}),
        wire('s2c', ask),
        wire('c2s', { jsonrpc: '2.0', id: 1, result: said }),
        answer(1, 'Done'),
      ),
    ).toEqual([
      'web#1 planner assistant: web/search({})',
      'web#1~2 web assistant: planner/sampling/createMessage({"messages":[]})',
      'web#1~2:result planner assistant: Yes',
      'web#1:result web/search tool: Done',
    ]);
  });

  it('of several connections keep apart, and early ids never change', () => {
    const second = { conn: 'b' };
    const events = [
      call(1, 'search', { q: 1 }, { conn: 'a' }),
      call(1, 'search', { q: 2 }, second),
    ];
    const answers = [answer(1, 'two', second), answer(1, 'one', { conn: 'a' })];
    expect(steps(...events, ...answers)).toEqual([
      'web#1 planner assistant: web/search({"q":1})',
      'web@b#1 planner assistant: web/search({"q":2})',
      'web@b#1:result web/search tool: two',
      'web#1:result web/search tool: one',
    ]);
    expect(steps(...events.slice(0, 1))[0]).toMatch(/^web#1 /u);
  });

  it('in a batch are read one by one', () => {
    const request = (id: number): object => ({
      id,
      method: 'tools/call',
      params: { name: 'get', arguments: { n: id } },
    });
    const response = (id: number): object => ({
      id,
      result: { content: [{ type: 'text', text: `n${id}` }] },
    });
    expect(
      steps(wire('c2s', [request(1), request(2)]), wire('s2c', [response(2), response(1)])),
    ).toEqual([
      'web#1 planner assistant: web/get({"n":1})',
      'web#2 planner assistant: web/get({"n":2})',
      'web#1:result web/get tool: n1',
      'web#2:result web/get tool: n2',
    ]);
  });

  it('in a batch of 20,000 take no longer than apart', () => {
    const batch = Array.from({ length: 20_000 }, (_, id) => ({
      id,
      method: 'tools/call',
      params: { name: 'get', arguments: { n: id } },
    }));
    const found = steps(wire('c2s', batch));
    expect(found).toHaveLength(20_000);
    expect(found.at(-1)).toBe('web#19999 planner assistant: web/get({"n":19999})');
  });

  it('of revision 2026-07-28 read the same', () => {
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    const params = { name: 'search', arguments: { q: 1 }, _meta: meta };
    const result = { resultType: 'complete', content: [{ type: 'text', text: 'ok' }], _meta: {} };
    expect(
      steps(
        wire('c2s', { jsonrpc: '2.0', id: 'a', method: 'tools/call', params }),
        wire('s2c', { jsonrpc: '2.0', id: 'a', result }),
      ),
    ).toEqual(['web#a planner assistant: web/search({"q":1})', 'web#a:result web/search tool: ok']);
  });

  it('read resources and prompts as calls', () => {
    const contents = [
      { uri: 'file:///a', text: 'hello' },
      { uri: 'file:///b', blob: 'AAAA', mimeType: 'image/png' },
    ];
    const messages = [{ role: 'user', content: { type: 'text', text: 'Do it' } }];
    expect(
      steps(
        wire('c2s', { id: 1, method: 'resources/read', params: { uri: 'file:///a', _meta: {} } }),
        wire('s2c', { id: 1, result: { contents } }),
        wire('c2s', { id: 2, method: 'prompts/get', params: { name: 'p' } }),
        wire('s2c', { id: 2, result: { messages } }),
      ),
    ).toEqual([
      'web#1 planner assistant: web/resources/read({"uri":"file:///a"})',
      'web#1:result web/resources/read tool: hello\n[image/png, 3 bytes]',
      'web#2 planner assistant: web/prompts/get({"name":"p"})',
      'web#2:result web/prompts/get tool: Do it',
    ]);
  });
});

describe('MCP results', () => {
  const resultOf = (response: object) => {
    const result = open(recording(call(1, 't', {}), wire('s2c', { id: 1, ...response })));
    return stepOf(result, 'web#1:result').output;
  };

  it('show structured content only where there is no text', () => {
    const structuredContent = { total: 3 };
    const text = { type: 'text', text: 'three' };
    expect(resultOf({ result: { content: [text], structuredContent } }).text).toBe('three');
    expect(resultOf({ result: { content: [], structuredContent } }).text).toBe('{"total":3}');
  });

  it('show images and sounds by kind and size', () => {
    const image = { type: 'image', data: 'AAAAAA==', mimeType: 'image/png' };
    expect(resultOf({ result: { content: [image] } })).toMatchObject({
      text: '[image/png, 4 bytes]',
      parts: [{ kind: 'blob', bytes: 4 }],
    });
  });

  it('that report an error are errors, by flag or by JSON-RPC', () => {
    const text = { type: 'text', text: 'no such city' };
    const error = { code: -32602, message: 'Unknown tool' };
    expect(resultOf({ result: { content: [text], isError: true } }).parts).toMatchObject([
      { isError: true },
    ]);
    expect(resultOf({ error })).toMatchObject({ text: 'Unknown tool', parts: [{ isError: true }] });
  });

  it('of a kind without content show their JSON', () => {
    const result = { resultType: 'input_required', requestState: 's', _meta: { x: 1 } };
    expect(resultOf({ result }).text).toBe('{"resultType":"input_required","requestState":"s"}');
  });
});

describe('what does not match', () => {
  it('a call without result stays, with a remark', () => {
    const result = open(recording(call(7, 'search', {})));
    expect(picture(result)).toHaveLength(1);
    expect(messagesOf(result)).toEqual(['Call “web#7” of “web/search” got no result.']);
  });

  it('a cancelled call says so', () => {
    const cancel = { method: 'notifications/cancelled', params: { requestId: 7 } };
    expect(messagesOf(open(recording(call(7, 'search', {}), wire('c2s', cancel))))[0]).toContain(
      'was cancelled',
    );
  });

  it('a result without request is shown as a root', () => {
    const result = open(recording(answer(3, 'late')));
    expect(picture(result)).toEqual(['web#3:result web/unknown tool: late']);
    expect(stepOf(result, 'web#3:result').input).toBeUndefined();
    expect(messagesOf(result)).toEqual(['Line 2 answers a request that the file does not hold.']);
  });

  it('a repeated response is one step', () => {
    expect(steps(call(1, 'search', {}), answer(1, 'a'), answer(1, 'a'))).toHaveLength(2);
  });

  it('lines that are no frames are counted once', () => {
    expect(messagesOf(open(recording(wire('s2c', 'Server ready'), wire('s2c', '42'))))).toEqual([
      '2 recorded lines of servers that are no MCP messages are not shown.',
    ]);
  });
});
