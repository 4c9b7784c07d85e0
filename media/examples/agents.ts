// Adds the messages of hand-written agents to a Faultline session: `node agents.ts run.faultline`, then open the file.
import { appendFileSync, existsSync } from 'node:fs';

const file = process.argv[2] ?? 'run.faultline';
// One write of one whole line: several programs may append to the file at once.
const write = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`);

interface More {
  name?: string;
  to?: string[]; // the agents it is handed to
  input?: (string | { role: string; content: string })[]; // all the speaker had: ids, or texts
  tool_calls?: { id: string; name: string; arguments: object }[];
  tool_call_id?: string;
}
const say = (id: string, role: string, content: string, more: More = {}): void =>
  write({ t: Date.now(), type: 'message', id, role, content, ...more });

const startedAt = new Date().toISOString();
if (!existsSync(file)) write({ faultline: 1, id: startedAt, title: 'Two agents', startedAt });

const [planner, guide] = [{ name: 'planner' }, { name: 'guide' }];
const prompt = { role: 'system', content: 'You plan trips. Ask the guide for facts.' };
const look = { id: 'call-1', name: 'weather', arguments: { city: 'Kraków' } };
const asked = 'Guide, how warm is it in Kraków?';
say('q', 'user', 'Is it warm enough in Kraków to swim?');
say('p1', 'assistant', asked, { ...planner, to: ['guide'], input: [prompt, 'q'] });
say('g1', 'assistant', '', { ...guide, tool_calls: [look], input: ['p1'] });
say('w1', 'tool', '{"celsius": 27.5}', { tool_call_id: 'call-1' });
say('g2', 'assistant', 'It is 27.5 °C.', { ...guide, to: ['planner'], input: ['p1', 'g1', 'w1'] });
const answer = 'Yes: with 27.5 °C you can swim.';
say('p2', 'assistant', answer, { ...planner, input: [prompt, 'q', 'p1', 'g2'] });
