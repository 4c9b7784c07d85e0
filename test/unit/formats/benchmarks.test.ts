import { describe, expect, it } from 'vitest';
import { messagesOf, open, picture, readText } from './read.ts';

const say = (role: string, content: string): object => ({ role, content });

describe('Who&When', () => {
  it('is read from its history', () => {
    const file = {
      question: 'Where?',
      mistake_agent: 'Boss',
      mistake_step: '1',
      history: [say('human', 'Where?'), say('Boss (-> Surfer)', 'Look'), say('Surfer', 'There')],
    };
    const result = open(file);
    expect(result.format).toBe('who-and-when');
    expect(picture(result)).toEqual([
      '0 human user: Where?',
      '1 Boss assistant: Look',
      '2 Surfer assistant: There',
    ]);
  });
});

describe('tau-bench', () => {
  const runs = ['a', 'b', 'c'].map((text, n) => ({
    task_id: n,
    reward: 0,
    traj: [say('system', 'Policy'), say('user', text)],
  }));

  it('opens the first session and says how many others there are', () => {
    const result = open(runs);
    expect(result.format).toBe('tau-bench');
    expect(result.session.title).toBe('test, task 0');
    expect(picture(result)).toEqual(['0 system system: Policy', '1 user user: a']);
    expect(messagesOf(result)).toEqual([
      'Only session 0 of the file is shown; it holds 2 other sessions.',
    ]);
  });

  it('opens another one by index, or says how many there are', () => {
    expect(picture(open(runs, { index: 2 }))[1]).toBe('1 user user: c');
    expect(readText(JSON.stringify(runs), 'r.json', { index: 3 })).toEqual({
      ok: false,
      message: '“r.json” has no session 3: it holds 3 sessions, counted from 0.',
    });
  });
});
