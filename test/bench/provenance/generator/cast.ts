import type { InputItem } from '../../../../src/core/session/step.ts';
import type { Random } from '../../../fixtures/random.ts';
import { closings } from './words/prose.ts';

export const roles = [
  'planner',
  'researcher',
  'scout',
  'analyst',
  'coder',
  'writer',
  'reviewer',
  'operator',
] as const;
export type Role = (typeof roles)[number];

/** Names that such agents go by; every session draws its own. */
const names: Readonly<Record<Role, readonly string[]>> = {
  planner: ['planner', 'Orchestrator', 'coordinator', 'manager_agent'],
  researcher: ['researcher', 'web_researcher', 'ResearchAgent', 'librarian'],
  scout: ['market_scout', 'researcher_2', 'FieldAgent', 'archivist'],
  analyst: ['analyst', 'data_analyst', 'AnalystAgent', 'quant'],
  coder: ['coder', 'python_expert', 'CodeAgent', 'engineer'],
  writer: ['writer', 'report_writer', 'WriterAgent', 'editor'],
  reviewer: ['reviewer', 'critic', 'QA_agent', 'fact_checker'],
  operator: ['operator', 'ops_agent', 'ToolAgent', 'dispatcher'],
};

const duties: Readonly<Record<Role, string>> = {
  planner:
    'You coordinate a team of agents. Break the task into steps, address one agent at a time, and keep a ledger of what is known.',
  researcher:
    'You look things up with the tools you have and report what the sources say, with figures exactly as given.',
  scout:
    'You look things up with the tools you have and report what the sources say, with figures exactly as given.',
  analyst:
    'You compute totals, differences and ratios from the figures that others provide, and say what they mean.',
  coder:
    'You write short Python programs to answer quantitative questions. Always print the result. If a program fails, mend it and try again.',
  writer: 'You write the report for the customer in plain language. Keep names and figures exact.',
  reviewer:
    'You check drafts against the sources and name every mistake together with its correction.',
  operator:
    'You carry out operations through the tools you have, exactly as instructed, and report the outcome.',
};

export interface Cast {
  readonly name: (role: Role) => string;
  readonly given: ReadonlyMap<string, readonly InputItem[]>;
}

export const terminal = 'Computer_terminal';

/** The agents of a session with what each was given: a system prompt, in half of the sessions with the task in it. */
export function castOf(random: Random, choices: readonly string[], task: string): Cast {
  const chosen = new Map(roles.map(role => [role, random.pick(names[role])]));
  const name = (role: Role): string => chosen.get(role) ?? role;
  const team = roles.map(role => `${name(role)}: ${duties[role]}`).join('\n');
  const about = random.chance(0.5) ? `\n\nThe team works on this request: ${task}` : '';
  const given = roles.map((role): [string, readonly InputItem[]] => {
    const closing = closings[role === 'scout' ? 'researcher' : role] ?? '';
    const options =
      role === 'planner' || role === 'operator'
        ? `\n\nAllowed options for operations: ${choices.join(', ')}.`
        : '';
    return [
      name(role),
      [
        {
          kind: 'text',
          role: 'system',
          text: `You are ${name(role)}. ${duties[role]}\n\nEnd your messages with a line such as: ${closing}${options}${about}`,
        },
        ...(role === 'planner'
          ? [{ kind: 'text', role: 'system', text: `The team:\n${team}` } as const]
          : []),
      ],
    ];
  });
  return { name, given: new Map([...given, [terminal, []]]) };
}
