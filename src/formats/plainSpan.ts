import type { Convention, SpanMessage } from './otlpReport.ts';
import { textMessage } from './otlpReport.ts';
import type { Attributes } from './otlpSpan.ts';
import { textOf } from './otlpSpan.ts';

/** Spans opened by hand, in no convention: an agent's name, and what it was given and said under the words for it. */
export const plainSpan: Convention = ({ attributes, events }) => {
  const all: Attributes = new Map([...events.flatMap(each => [...each.attributes]), ...attributes]);
  const name = textOf(all, 'agent', 'agent_name', 'agent.name');
  if (name === undefined) return undefined;
  const said = textOf(all, 'output', 'response', 'result');
  const given = textOf(all, 'input', 'prompt');
  const system = textOf(all, 'agent_instructions', 'instructions');
  const prompt = system === undefined ? [] : [textMessage('system', system)];
  const input: readonly SpanMessage[] | undefined =
    given === undefined ? undefined : [...prompt, textMessage('user', given)];
  return {
    kind: 'agent',
    name,
    input,
    output: said === undefined ? undefined : [textMessage('assistant', said)],
  };
};
