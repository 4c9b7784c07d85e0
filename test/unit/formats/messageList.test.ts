import { describe, expect, it } from 'vitest';
import { messagesOf, open, picture, readText, stepOf } from './read.ts';

const user = { role: 'user', content: 'Hi' };
const bot = { role: 'assistant', content: 'Hello' };

describe('a message list', () => {
  it('opens as an array, under "messages", in LangGraph state, and line by line', () => {
    const expected = ['0 user user: Hi', '1 assistant assistant: Hello'];
    for (const content of [
      [user, bot],
      { session: 'x', messages: [user, bot] },
      { values: { messages: [user, bot] } },
      `${JSON.stringify(user)}\n${JSON.stringify(bot)}\n`,
    ]) {
      const result = open(content);
      expect(result.format).toBe('message-list');
      expect(picture(result)).toEqual(expected);
      expect(result.diagnostics).toEqual([]);
    }
  });

  it('keeps ids as source ids, and makes repeated ones unique', () => {
    expect(
      picture(
        open([
          { ...user, id: 'a' },
          { ...bot, id: 'a' },
          { ...bot, id: 7 },
        ]),
      ).map(line => line.split(' ')[0]),
    ).toEqual(['a', 'a~2', '7']);
  });

  it('skips what is no message, by index', () => {
    const result = open([user, 5, bot, { role: 3, content: 'x' }, bot]);
    expect(picture(result)).toHaveLength(3);
    expect(messagesOf(result)).toEqual([
      'Message 1 is skipped: expected object, received number.',
      'Message 3 is skipped: “role”: expected string, received number.',
    ]);
  });

  it('names what else the file holds', () => {
    expect(messagesOf(open({ messages: [user], tools: [], response: {}, cost: 1 }))).toEqual([
      'Only the messages are shown; the file also holds tools, response.',
    ]);
  });

  it('may be empty', () => {
    expect(messagesOf(open({ messages: [] }))).toEqual(['The file holds no messages.']);
  });

  it('printed by Python is refused with the place and the remedy', () => {
    expect(readText("[{'role': 'user', 'content': 'Hi'}]", 'p.json')).toMatchObject({
      ok: false,
      message: expect.stringContaining(
        'single quote at line 1, column 3). Write it with json.dump.',
      ) as string,
    });
  });
});

describe('content', () => {
  const textOf = (message: object): string =>
    open([user, message]).session.steps[1]?.output.text ?? '';

  it('is kept word for word', () => {
    const content = '  a\n\n\tb \u00a0{"x": [1,  2]}\r\n';
    expect(textOf({ ...bot, content })).toBe(content);
  });

  it('as a list of lines is one text', () => {
    expect(textOf({ ...bot, content: ['Step 1.', 'Step 2.'] })).toBe('Step 1.\nStep 2.');
    expect(textOf({ ...bot, content: ['a\n', 'b'] })).toBe('a\nb');
  });

  it('in parts keeps each as its kind', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm' },
      { type: 'text', text: 'Look:' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'tool_use', id: 't1', name: 'search', input: { q: 'x' } },
      { type: 'odd', value: 1 },
    ];
    const step = open([user, { ...bot, content }]).session.steps[1];
    expect(step?.output.parts.map(part => part.kind)).toEqual([
      'reasoning',
      'text',
      'blob',
      'tool_call',
      'text',
    ]);
    expect(step?.output.text).toBe(
      'Hm\nLook:\n[image/png, 3 bytes]\nsearch({"q":"x"})\n{"type":"odd","value":1}',
    );
  });

  it('may be null, or an object', () => {
    expect(textOf({ role: 'assistant', content: null })).toBe('');
    expect(textOf({ ...bot, content: { answer: 4 } })).toBe('{"answer":4}');
  });

  it('reads tool calls in every spelling', () => {
    const text = (fields: object): string =>
      textOf({ role: 'assistant', content: null, ...fields });
    const expected = 'search({"q":"x"})';
    expect(
      text({ tool_calls: [{ id: 'a', function: { name: 'search', arguments: '{"q":"x"}' } }] }),
    ).toBe(expected);
    expect(text({ tool_calls: [{ id: 'a', name: 'search', args: { q: 'x' } }] })).toBe(expected);
    expect(text({ tool_calls: [{ name: 'search', arguments: { q: 'x' } }] })).toBe(expected);
    expect(text({ function_call: { name: 'search', arguments: '{"q":"x"}' } })).toBe(expected);
    expect(text({ tool_calls: [{ odd: 1 }] })).toBe('tool({"odd":1})');
  });
});

describe('tool results', () => {
  const call = {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'c', name: 'search', args: {} }],
  };

  it('belong to the tool that was called, and rest on the call', () => {
    const result = open([user, call, { role: 'tool', tool_call_id: 'c', content: 'Found' }]);
    expect(stepOf(result, '2')).toMatchObject({
      agent: 'search',
      kind: 'tool',
      input: [{ kind: 'ref', sourceId: '1' }],
      output: { text: 'Found', parts: [{ kind: 'tool_result', callId: 'c' }] },
    });
  });

  it('in Anthropic messages are steps of their own', () => {
    const content = [
      { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'Found' }] },
      { type: 'tool_result', tool_use_id: 'd', content: 'Lost', is_error: true },
      { type: 'text', text: 'Go on' },
    ];
    expect(picture(open([user, call, { role: 'user', content }])).slice(2)).toEqual([
      '2 search tool: Found',
      '2~2 tool tool: Lost',
      '2~3 user user: Go on',
    ]);
  });
});

describe('LangChain messages', () => {
  it('name the speaker by type', () => {
    const messages = [
      { type: 'human', content: 'Hi' },
      { type: 'ai', content: '', name: 'planner', tool_calls: [{ id: 'c', name: 'ls', args: {} }] },
      { type: 'tool', name: 'ls', tool_call_id: 'c', content: 'a.txt', status: 'error' },
      { type: 'ai', data: { content: 'One file', id: 'x' } },
    ];
    const result = open(messages);
    expect(picture(result)).toEqual([
      '0 user user: Hi',
      '1 planner assistant: ls({})',
      '2 ls tool: a.txt',
      'x assistant assistant: One file',
    ]);
    expect(stepOf(result, '2').output.parts).toMatchObject([{ isError: true }]);
  });
});
