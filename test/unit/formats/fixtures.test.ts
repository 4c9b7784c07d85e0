import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finalStep } from '../../../src/core/session/session.ts';
import type { Opened } from './read.ts';
import { open, picture, stepOf } from './read.ts';

/** Small files made by hand in the shapes that real ones have. */
const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/formats/${name}`, import.meta.url), 'utf8');

const speakers = ({ session }: Opened): readonly string[] =>
  session.steps.map(step => `${step.agent} ${step.kind}`);

describe('files in the shapes of real ones', () => {
  it('a group chat has its agents by name', () => {
    const result = open(fixture('group-chat.json'));
    expect(speakers(result)).toEqual([
      'Ledger_Expert assistant',
      'Shell_runner assistant',
      'Audit_Expert assistant',
    ]);
    expect(stepOf(result, '0').output.text).toContain('**Count those above 500 EUR.**\n```python');
  });

  it('a planner and its executor end with the agent that speaks as "system"', () => {
    const result = open(fixture('plan-and-execute.json'));
    expect(speakers(result)).toEqual([
      'main user',
      'planner assistant',
      'rag tool',
      'coder assistant',
      'execution_success assistant',
      'result assistant',
    ]);
    expect(finalStep(result.session)?.output.text).toBe('ANSWER: 2700 cells');
  });

  it('an orchestrator is one agent in several roles', () => {
    const result = open(fixture('orchestrated.json'));
    expect(result.format).toBe('who-and-when');
    expect(result.session.agents.map(agent => agent.name)).toEqual([
      'human',
      'Orchestrator',
      'WebSurfer',
    ]);
    expect(stepOf(result, '2').to).toEqual(['WebSurfer']);
    expect(finalStep(result.session)?.qualifier).toBe('termination condition');
  });

  it('a service desk calls tools', () => {
    const result = open(fixture('service-desk.json'));
    expect(result.format).toBe('tau-bench');
    expect(picture(result).slice(2)).toEqual([
      '2 assistant assistant: get_order({"order":"A1"})',
      '3 get_order tool: {"status": "shipped"}',
      '4 assistant assistant: It is on its way.',
    ]);
  });

  it('a recording joins what agents said with what went over the wire', () => {
    const result = open(fixture('two-agents.faultline'));
    expect(result.diagnostics).toEqual([]);
    expect(picture(result)).toEqual([
      'm1 user user: How large is Lake Aral?',
      'm2 researcher assistant: atlas/lake_area({"lake":"Aral"})',
      'atlas#1:result atlas/lake_area tool: Aral: 68,000 km² (1960)',
      'm3 researcher assistant: The lake covers 68,000 km².',
      'm4 writer assistant: Lake Aral is 68,000 km² large.',
    ]);
    expect(result.session.steps.filter(step => step.input === undefined)).toHaveLength(1);
  });
});
