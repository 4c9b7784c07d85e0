import { describe, expect, it } from 'vitest';
import { open } from './read.ts';

type Spoken = readonly [role: string, name?: string];

const kinds = (...messages: readonly Spoken[]): readonly string[] =>
  open(messages.map(([role, name]) => ({ role, name, content: 'x' }))).session.steps.map(
    step => `${step.agent} ${step.kind}`,
  );

describe('who speaks', () => {
  it('is the name, else the role', () => {
    expect(kinds(['user'], ['assistant', 'planner'], ['ai'])).toEqual([
      'user user',
      'planner assistant',
      'ai assistant',
    ]);
  });

  it('in a group chat, "user" stands for every other agent', () => {
    expect(kinds(['assistant', 'Expert'], ['user', 'Terminal'], ['user', 'Expert'])).toEqual([
      'Expert assistant',
      'Terminal assistant',
      'Expert assistant',
    ]);
  });

  it('the first message and the usual names of people stay the user', () => {
    expect(
      kinds(['user', 'Ann'], ['assistant', 'planner'], ['user', 'user_proxy'], ['user', 'coder']),
    ).toEqual(['Ann user', 'planner assistant', 'user_proxy user', 'coder assistant']);
  });

  it('several people may talk to one nameless assistant', () => {
    expect(kinds(['user', 'Ann'], ['assistant'], ['user', 'Bob'])).toEqual([
      'Ann user',
      'assistant assistant',
      'Bob user',
    ]);
  });

  it('a chat in which everybody is "user" has its agents by name', () => {
    expect(kinds(['user', 'user_proxy'], ['user', 'planner'], ['user', 'coder'])).toEqual([
      'user_proxy user',
      'planner assistant',
      'coder assistant',
    ]);
  });

  it('a system message is a prompt at the start, and an agent by name later on', () => {
    expect(
      kinds(
        ['system'],
        ['system', 'planner'],
        ['user'],
        ['assistant', 'planner'],
        ['system', 'result'],
        ['system'],
      ),
    ).toEqual([
      'system system',
      'system system',
      'user user',
      'planner assistant',
      'result assistant',
      'system system',
    ]);
  });

  it('a role that is a name speaks for itself, with its addressee', () => {
    const { session } = open([
      { role: 'human', content: 'Hi' },
      { role: 'Boss (thought)', content: 'hm' },
      { role: 'Boss (-> Surfer)', content: 'go' },
      { role: 'assistant', name: 'Surfer', to: 'Boss', content: 'went' },
    ]);
    expect(
      session.steps.map(({ agent, qualifier, kind, to }) => ({ agent, qualifier, kind, to })),
    ).toEqual([
      { agent: 'human', qualifier: undefined, kind: 'user', to: [] },
      { agent: 'Boss', qualifier: 'thought', kind: 'assistant', to: [] },
      { agent: 'Boss', qualifier: undefined, kind: 'assistant', to: ['Surfer'] },
      { agent: 'Surfer', qualifier: undefined, kind: 'assistant', to: ['Boss'] },
    ]);
  });
});
