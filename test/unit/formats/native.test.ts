import { describe, expect, it } from 'vitest';
import { eventLine, headerLine } from '../../../src/formats/event.ts';
import { readSession } from '../../../src/formats/read.ts';
import {
  bytesOf,
  header,
  messagesOf,
  open,
  picture,
  readText,
  recording,
  stepOf,
  answer,
  call,
} from './read.ts';

const hello = { type: 'message', id: 'm1', role: 'user', content: 'Plan a trip' };
const reply = { type: 'message', id: 'm2', role: 'assistant', name: 'planner', content: 'To Rome' };

describe('a recording', () => {
  it('opens with the id and title of its header', () => {
    const { session, format, diagnostics } = open(recording(hello, reply));
    expect(format).toBe('faultline');
    expect(session).toMatchObject({ id: 'x1', title: 'Trip' });
    expect(diagnostics).toEqual([]);
    expect(picture(open(recording(hello, reply)))).toEqual([
      'm1 user user: Plan a trip',
      'm2 planner assistant: To Rome',
    ]);
  });

  it('reads back what the writer helpers wrote', () => {
    const text =
      headerLine({ id: 'a', title: 'T', startedAt: '2026-11-22T10:00:00Z' }) +
      eventLine({ t: 5e12, type: 'message', role: 'user', content: 'two\nlines\u2028' });
    expect(text.split('\n')).toHaveLength(3);
    const result = open(text);
    expect(picture(result)).toEqual(['line2 user user: two\nlines\u2028']);
    expect(result.session.steps[0]?.time).toBe(5e12);
  });

  it('says where the recorder left out a line', () => {
    const note = {
      type: 'note',
      text: 'A line of 95000000 bytes is not recorded: it is too long.',
    };
    expect(messagesOf(open(recording(hello, note)))).toEqual([]);
    expect(messagesOf(open(recording(hello, { ...note, leftOut: 95_000_000 })))).toEqual([
      'At line 3 the recorder left out a line of 95000000 bytes: too long.',
    ]);
  });

  it('tolerates a byte order mark and CRLF', () => {
    expect(picture(open(`\ufeff${recording(hello).replaceAll('\n', '\r\n')}`))).toHaveLength(1);
  });

  it('with only a header is an empty session', () => {
    const result = open(`${header}\n`);
    expect(result.session.steps).toEqual([]);
    expect(result.diagnostics).toEqual([]);
  });

  it('without header opens with a remark', () => {
    const result = open(recording(hello).slice(header.length + 1));
    expect(result.session).toMatchObject({ title: 'test' });
    expect(messagesOf(result)[0]).toContain('no usable header');
  });

  it('of a newer version is refused, and says so', () => {
    const result = readText('{"faultline":2,"id":"x"}\n', 'new.faultline');
    expect(result).toEqual({
      ok: false,
      message:
        '“new.faultline” has version 2 in line 1; this Faultline reads version 1. Update Faultline to open it.',
    });
  });

  it('keeps recorded inputs, as references and as texts', () => {
    const input = ['m1', { role: 'system', content: 'Be brief' }];
    const result = open(recording(hello, { ...reply, input }));
    expect(stepOf(result, 'm2').input).toEqual([
      { kind: 'ref', sourceId: 'm1' },
      { kind: 'text', role: 'system', text: 'Be brief' },
    ]);
    expect(stepOf(result, 'm1').input).toBeUndefined();
  });

  it('says which input names no earlier step', () => {
    expect(messagesOf(open(recording(hello, { ...reply, input: ['m9'] })))).toEqual([
      'The input in line 3 names “m9”, which is no earlier step.',
    ]);
  });
});

describe('bad lines of a recording', () => {
  it('are skipped one by one, with their number', () => {
    const lines = [header, 'npm WARN old', '{"a":1}', '[1]', '{"t":1,"type":"mcp","server":"w"}'];
    const result = open([...lines, JSON.stringify({ t: 1, ...hello }), '{"t":1,"ty'].join('\n'));
    expect(picture(result)).toHaveLength(1);
    expect(result.diagnostics.map(each => each.line)).toEqual([2, 3, 4, 5, 7]);
    expect(messagesOf(result)[3]).toContain('“dir”');
  });

  it('are listed up to fifty, then counted', () => {
    const result = open([header, ...Array.from({ length: 400 }, () => 'junk')].join('\n'));
    expect(result.diagnostics).toHaveLength(51);
    expect(result.diagnostics.at(-1)?.message).toContain('350 more');
  });

  it('of unknown types are counted, not dropped silently', () => {
    const other = { type: 'weather', sky: 'blue' };
    const stderr = { type: 'stderr', server: 'web', text: 'listening' };
    expect(messagesOf(open(recording(other, other, stderr)))).toEqual([
      '2 lines of type “weather” are kept but not shown.',
    ]);
  });

  it('may hold bytes that are no text: the rest still opens', () => {
    const good = bytesOf(recording(hello));
    const result = readSession(new Uint8Array([...good, 0, 0, 0xff, 0xfe, 10]), 'a.faultline');
    expect(result.ok && result.session.steps).toHaveLength(1);
    expect(result.ok && result.diagnostics.map(each => each.message)).toEqual([
      `The file is not clean UTF-8 text (byte 0x00 at offset ${good.length}); what is unreadable is shown as �.`,
      'Line 3 is skipped: it is not JSON (torn or foreign).',
    ]);
  });

  it('that are torn at any byte never cost an earlier step', () => {
    const bytes = bytesOf(
      recording(hello, call(1, 'search', { q: 'Zürich 🏔' }), answer(1, 'Größe: 5 °C 🏔')).trimEnd(),
    );
    const last = bytes.lastIndexOf(10) + 1;
    for (let end = last; end <= bytes.length; end++) {
      const result = readSession(bytes.subarray(0, end), 'torn.faultline');
      expect(result.ok && picture(result).slice(0, 2)).toEqual([
        'm1 user user: Plan a trip',
        'web#1 planner assistant: web/search({"q":"Zürich 🏔"})',
      ]);
    }
  });
});
