import { describe, expect, it } from 'vitest';
import { answer, call, messagesOf, open, picture, recording, stepOf, wire } from './read.ts';

const said = (id: string, callId: string, tool: string, args: string): object => ({
  type: 'message',
  id,
  role: 'assistant',
  name: 'planner',
  content: 'Looking.',
  tool_calls: [{ id: callId, function: { name: tool, arguments: args } }],
});
const told = (id: string, callId: string, content: string): object => ({
  type: 'message',
  id,
  role: 'tool',
  tool_call_id: callId,
  content,
});

describe('a call that a message and the wire both hold', () => {
  it('is one step, named by server and tool', () => {
    const result = open(
      recording(
        said('m1', 'c1', 'mcp__web__search', '{"b":2,"a":1}'),
        call(1, 'search', { a: 1, b: 2 }),
        answer(1, 'Found'),
      ),
    );
    expect(picture(result)).toEqual([
      'm1 planner assistant: Looking.\nweb/search({"b":2,"a":1})',
      'web#1:result web/search tool: Found',
    ]);
    expect(stepOf(result, 'web#1:result')).toMatchObject({
      input: [{ kind: 'ref', sourceId: 'm1' }],
      output: { parts: [{ callId: 'c1' }] },
    });
  });

  it('has one result, the one from the wire, where the first of the two stood', () => {
    const result = open(
      recording(
        said('m1', 'c1', 'search', '{}'),
        call(1, 'search', {}),
        answer(1, 'Found everything'),
        told('m2', 'c1', 'Found…'),
        {
          type: 'message',
          id: 'm3',
          role: 'assistant',
          name: 'planner',
          content: 'Done',
          input: ['m1', 'm2'],
        },
      ),
    );
    expect(picture(result)).toEqual([
      'm1 planner assistant: Looking.\nweb/search({})',
      'web#1:result web/search tool: Found everything',
      'm3 planner assistant: Done',
    ]);
    expect(stepOf(result, 'm3').input).toEqual([
      { kind: 'ref', sourceId: 'm1' },
      { kind: 'ref', sourceId: 'web#1:result' },
    ]);
    expect(messagesOf(result)).toEqual([]);
  });

  it('is found by the id that the request carries', () => {
    const params = { name: 'search', arguments: { q: 2 }, _meta: { 'claudecode/toolUseId': 'c2' } };
    const result = open(
      recording(
        said('m1', 'c1', 'search', '{"q":2}'),
        said('m2', 'c2', 'search', '{"q":2}'),
        wire('c2s', { id: 1, method: 'tools/call', params }),
        answer(1, 'two'),
      ),
    );
    expect(stepOf(result, 'web#1:result').input).toEqual([{ kind: 'ref', sourceId: 'm2' }]);
  });

  it('is the oldest open one of several alike', () => {
    const result = open(
      recording(
        said('m1', 'c1', 'search', '{}'),
        told('m2', 'c1', 'answered without the wire'),
        said('m3', 'c3', 'search', '{}'),
        said('m4', 'c4', 'search', '{}'),
        call(1, 'search', {}),
        answer(1, 'x'),
      ),
    );
    expect(stepOf(result, 'web#1:result').input).toEqual([{ kind: 'ref', sourceId: 'm3' }]);
  });

  it('takes the result from the message where the wire has none', () => {
    const result = open(
      recording(said('m1', 'c1', 'search', '{}'), call(1, 'search', {}), told('m2', 'c1', 'Found')),
    );
    expect(picture(result)[1]).toBe('m2 web/search tool: Found');
    expect(messagesOf(result)).toEqual([]);
  });
});

describe('a call of the wire alone', () => {
  it('stays its own step if tool, arguments or order differ', () => {
    const other = [
      [said('m1', 'c1', 'force_search', '{}'), call(1, 'search', {})],
      [said('m1', 'c1', 'search', '{"q":1}'), call(1, 'search', {})],
      [call(1, 'search', {}), said('m1', 'c1', 'search', '{}')],
    ];
    for (const events of other) {
      expect(
        open(recording(...events))
          .session.steps.map(step => step.sourceId)
          .sort(),
      ).toEqual(['m1', 'web#1']);
    }
  });
});
