import { describe, expect, it } from 'vitest';
import type { ReadResult } from '../../src/formats/read.ts';
import { readSession } from '../../src/formats/read.ts';

// The command line and the editor open files with this one function: what it refuses, both refuse in the same words.

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (content: string | Uint8Array, name = 'bad.json'): ReadResult =>
  readSession(typeof content === 'string' ? bytes(content) : content, name);

/** The refusal, which must name the file, fit on one line and be short. */
function refusal(content: string | Uint8Array, name = 'bad.json'): string {
  const result = read(content, name);
  if (result.ok) throw new Error('opened');
  expect(result.message).toMatch(/^“.+” .*\.$/u);
  expect(result.message.length).toBeLessThan(400);
  return result.message;
}

function stepsIn(content: string | Uint8Array): number {
  const result = read(content);
  if (!result.ok) throw new Error(result.message);
  return result.session.steps.length;
}

/** Bytes that look random and are the same in every run. (xorshift32) */
function junk(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

const header = '{"faultline":1,"id":"x","title":"X","startedAt":"2026-11-22T10:00:00Z"}\n';
const message = (n: number): string =>
  `{"t":${n},"type":"message","id":"m${n}","role":"user","content":"Grüße ${n}"}\n`;
const large = 50_000_000;

describe('a file that is no session', () => {
  it('if empty, says so', () => {
    expect(refusal('', 'a.faultline')).toMatch(/^“a.faultline” is empty \(0 bytes\)/u);
    expect(refusal(' \n\n\t', 'a.faultline')).toContain('is empty');
    expect(refusal('\ufeff', 'a.faultline')).toContain('is empty');
  });

  it('if binary, names the byte', () => {
    expect(refusal(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toContain(
      'is not a text file (byte 0x00 at offset 4)',
    );
    expect(refusal(Uint8Array.of(0x5b, 0xc3, 0x28))).toContain('(byte 0xc3 at offset 1)');
    expect(refusal(Uint8Array.of(0xff, 0xfe, 0x5b, 0))).toContain('UTF-16');
    for (let seed = 1; seed <= 50; seed++) {
      expect(refusal(junk(seed * 97, seed))).toContain('is not a text file (byte 0x');
    }
  });

  it('if of another kind, says what Faultline reads', () => {
    const others = {
      'a.csv': 'step,agent,text\n1,planner,"Hi"\n',
      'package.json': '{\n  "name": "x",\n  "version": "1.0.0",\n  "type": "module"\n}\n',
      'lock.json': '{"name":"x","packages":{"":{"type":"message"}}}',
      'index.html': '<!doctype html>\n<html><body>{"role":"user"}</body></html>\n',
      'n.json': '42',
      'list.json': '[1,2,3]',
      'events.jsonl': '{"type":"session","id":1}\n{"type":"user","message":{"role":"user"}}\n',
    };
    for (const [name, text] of Object.entries(others)) {
      expect(refusal(text, name)).toContain('line 1');
      expect(refusal(text, name)).toMatch(
        /Faultline reads \*\.faultline recordings, .+message lists\. See the README\.$/u,
      );
    }
  });

  it('if JSON that breaks, names line and column', () => {
    expect(refusal('[{"role":"user",\n "content": oops}]')).toContain('line 2, column 13');
    expect(refusal('[{"role":"user","content":"Hi"}')).toContain(
      'ends too early, at line 1, column 32',
    );
    expect(refusal("[{'role': 'user'}]")).toContain('json.dump');
  });

  it('if nested without end, is refused in one message', () => {
    expect(refusal('['.repeat(100_000))).toContain('ends too early');
    expect(refusal('{"a":'.repeat(100_000))).toContain('ends too early');
    expect(refusal('['.repeat(100_000) + ']'.repeat(100_000))).toContain('no format');
  });

  it('is named by its last part, without what a terminal would obey', () => {
    expect(refusal('x', '/tmp/dir/')).toMatch(/^“dir” /u);
    expect(refusal('x', '')).toMatch(/^“session” /u);
    expect(refusal('x', 'C:\\a\\b\u001b[31m\n.json')).toMatch(/^“b \[31m .json” /u);
    expect(refusal('x', 'n'.repeat(5000))).toContain('…');
  });
});

describe('a recording with damage', () => {
  it('torn at every byte of its last line keeps all earlier steps', () => {
    const whole = bytes(header + message(1) + message(2) + message(3).trimEnd());
    const last = whole.lastIndexOf(10) + 1;
    for (let end = last; end < whole.length; end++) expect(stepsIn(whole.subarray(0, end))).toBe(2);
    expect(stepsIn(whole)).toBe(3);
  });

  it('keeps all that is good around foreign lines', () => {
    const foreign = [
      '{"type":"session_meta","payload":{}}',
      'null',
      '"x"',
      '[]',
      '{"t":1}',
      '{}',
      '}{',
    ];
    const result = read(header + message(1) + foreign.join('\n') + '\n' + message(2));
    expect(result.ok && result.session.steps).toHaveLength(2);
    expect(result.ok && result.diagnostics.length).toBe(7);
  });

  it('survives junk bytes between its lines', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const noise = junk(300, seed);
      const content = [...bytes(header + message(1)), ...noise, 10, ...bytes(message(2))];
      expect(stepsIn(Uint8Array.from(content))).toBe(2);
    }
  });

  it('survives nesting without end in a message and in a frame', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const nested = `{"t":1,"type":"message","role":"user","content":${deep}}\n`;
    const raw = `{"id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":${deep}}}}`;
    const frame = JSON.stringify({ t: 1, type: 'mcp', server: 's', client: 'c', dir: 'c2s', raw });
    expect(stepsIn(header + nested + message(2) + frame)).toBe(3);
  });
});

describe('one line of 50 MB', () => {
  const inTime = (work: () => void): void => {
    const start = performance.now();
    work();
    expect(performance.now() - start).toBeLessThan(5000);
  };

  it('is refused quickly, valid or not, with a short message', () => {
    const filler = 'a'.repeat(large);
    for (const text of [
      `"${filler}"`,
      `"${filler}`,
      filler,
      `{"a":"${filler}`,
      ' '.repeat(large),
    ]) {
      const content = bytes(text);
      inTime(() => refusal(content));
    }
  });

  it('in a recording costs only itself', () => {
    const content = bytes(`${header}${message(1)}{"t":1,"x":"${'a'.repeat(large)}\n${message(2)}`);
    inTime(() => expect(stepsIn(content)).toBe(2));
  });

  it('opens if it is a message', () => {
    const content = bytes(JSON.stringify([{ role: 'user', content: 'é'.repeat(large / 2) }]));
    inTime(() => expect(stepsIn(content)).toBe(1));
  });
});
