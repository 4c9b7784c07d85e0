import type { AgentId, Seq } from './ids.ts';
import type { Step } from './step.ts';

export type AgentKind = 'agent' | 'tool' | 'user' | 'system';

/** A named actor of a session. */
export interface Agent {
  readonly id: AgentId;
  readonly name: string;
  readonly kind: AgentKind;
  /** MCP server a tool belongs to, where known. */
  readonly server: string | undefined;
}

/** One recorded run of one or more agents. */
export interface Session {
  readonly id: string;
  readonly title: string;
  /** In order of first appearance. */
  readonly agents: readonly Agent[];
  /** In order of `seq`; `steps[n].seq === n`. */
  readonly steps: readonly Step[];
}

export type StepLookup =
  | { readonly ok: true; readonly step: Step }
  | { readonly ok: false; readonly reason: 'unknown' }
  | { readonly ok: false; readonly reason: 'ambiguous'; readonly matches: readonly Step[] };

/** Finds a step by our id, by the id of the format it came from, or by its number (`13`, `#13`), in this order. */
export function findStep(session: Session, id: string): StepLookup {
  const own = session.steps.find(step => step.id === id);
  if (own !== undefined) return { ok: true, step: own };
  const matches = session.steps.filter(step => step.sourceId === id);
  const [first, second] = matches;
  if (first === undefined) {
    const number = /^#?(\d+)$/u.exec(id)?.[1];
    const step = number === undefined ? undefined : session.steps[Number(number)];
    return step === undefined ? { ok: false, reason: 'unknown' } : { ok: true, step };
  }
  if (second !== undefined) return { ok: false, reason: 'ambiguous', matches };
  return { ok: true, step: first };
}

/** The step at `seq`. Throws a RangeError where there is none: a seq comes from the session itself. */
export function stepAt(session: Session, seq: Seq): Step {
  const step = session.steps[seq];
  if (step === undefined)
    throw new RangeError(`no step #${seq} in a session of ${session.steps.length}`);
  return step;
}

/**
 * The final answer: the last message of an agent with text that calls no tool and is addressed to no other agent; where
 * there is none, the last that calls no tool. A recording of tool calls alone has none.
 */
export function finalStep(session: Session): Step | undefined {
  const agents = new Set<string>(
    session.agents.filter(agent => agent.kind === 'agent').map(agent => agent.id),
  );
  const plain = session.steps.filter(
    step =>
      step.kind === 'assistant' &&
      step.output.text.trim() !== '' &&
      step.output.parts.every(part => part.kind !== 'tool_call'),
  );
  const said = plain.filter(step => !step.to.some(to => agents.has(to) && to !== step.agent));
  return said.at(-1) ?? plain.at(-1);
}
