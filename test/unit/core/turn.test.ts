import { describe, expect, it } from 'vitest';
import { link } from '../../../src/core/provenance/link.ts';
import type { Turn } from '../../../src/core/provenance/turn.ts';
import { sessionOf, type Said } from '../../fixtures/sessions.ts';

const turns = (said: readonly Said[]): readonly Turn[] => [...link(sessionOf(said)).turns];
const code = '```python\nrevenue = 48250\nprint(revenue * 2)\n```';
const long =
  'The site lists every trail with its length, its height and its number of reviews. '.repeat(4);

describe('a turn', () => {
  it('is a result of the arguments of its call', () => {
    const [, call, result] = turns([
      { agent: 'user', kind: 'user', text: 'Add them.' },
      { agent: 'a', text: 'Now.', calls: [{ id: 'c1', tool: 'sum', args: '{"a":1,"b":2}' }] },
      { agent: 'sum', kind: 'tool', text: '3', resultOf: 'c1' },
    ]);
    expect(call?.result).toBe(false);
    expect(result).toMatchObject({ result: true, error: false, bare: true, ran: { seq: 1 } });
  });

  it('is a result of the code before it where an agent does nothing but run it', () => {
    const [, first, , second, talk] = turns([
      { agent: 'coder', text: code },
      { agent: 'terminal', text: '96500' },
      { agent: 'coder', text: code.replace('2', '3') },
      { agent: 'terminal', text: '144750' },
      { agent: 'coder', text: 'That is it. We are done here.' },
    ]);
    expect(first).toMatchObject({ result: true, ran: { seq: 0 } });
    expect(second).toMatchObject({ result: true, ran: { seq: 2 } });
    expect(talk).toMatchObject({ result: false, ran: undefined });
  });

  it('is no result where an agent answers code in sentences', () => {
    const [, answer] = turns([
      { agent: 'coder', text: code },
      { agent: 'reviewer', text: 'This looks right to me. The factor should be three, though.' },
    ]);
    expect(answer).toMatchObject({ result: false, ran: undefined, brief: true });
  });

  it('mends the error before it', () => {
    const [, error, mended] = turns([
      { agent: 'coder', text: code },
      { agent: 'terminal', text: 'exit code: 1\nFile "<string>", line 1\nNameError: revenue' },
      { agent: 'coder', text: code.replace('2', '3') },
    ]);
    expect(error).toMatchObject({ result: true, error: true });
    expect(error?.failed).toBeDefined();
    expect(mended?.mends).toBe(1);
  });

  it('repeats what its agent said before, if that is no formula', () => {
    const [, , again, formula] = turns([
      { agent: 'browser', text: long },
      { agent: 'a', text: 'Request satisfied.' },
      { agent: 'browser', text: long },
      { agent: 'a', text: 'Request satisfied.' },
    ]);
    expect(again?.repeats).toBe(0);
    expect(formula?.repeats).toBeUndefined();
  });
});
