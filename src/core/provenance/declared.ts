import type { AgentId, Seq } from '../session/ids.ts';
import type { Step } from '../session/step.ts';
import type { Evidence } from './derivation.ts';

export interface FoundEvidence {
  readonly used: Seq;
  readonly evidence: Evidence;
}

/**
 * Links that the record itself states: a result belongs to the call with its id, or (where no ids were recorded) to the
 * call just before it; the next step of an agent answers what was addressed to it. A result rests on its call's
 * arguments, so that link is strong; that an answer used its instruction is only likely, so that link is a hint.
 */
export class DeclaredFinder {
  readonly #calls = new Map<string, Step>();
  readonly #addressed = new Map<string, Step>();
  readonly #callers = new Map<Seq, AgentId>();
  #openCall: Step | undefined;

  /** The agent whose call a result answers. */
  callerOf(result: Seq): AgentId | undefined {
    return this.#callers.get(result);
  }

  find(step: Step): readonly FoundEvidence[] {
    const found: FoundEvidence[] = [];
    const all = { start: 0, end: step.output.text.length };
    if (step.kind === 'tool') {
      const ids = step.output.parts.flatMap(part =>
        part.kind === 'tool_result' && part.callId !== undefined ? [part.callId] : [],
      );
      for (const id of ids) {
        const call = this.#calls.get(id);
        const part = call?.output.parts.find(
          each => each.kind === 'tool_call' && each.callId === id,
        );
        if (call !== undefined && part?.kind === 'tool_call') {
          this.#callers.set(step.seq, call.agent);
          found.push({
            used: call.seq,
            evidence: {
              since: call.seq,
              kind: 'declared',
              tier: 'strong',
              bits: 0,
              share: 1,
              from:
                part.argumentsRange.end > part.argumentsRange.start
                  ? part.argumentsRange
                  : part.range,
              to: all,
              text: `result of ${part.tool}`,
            },
          });
        }
      }
      if (ids.length === 0 && this.#openCall !== undefined) {
        found.push({
          used: this.#openCall.seq,
          evidence: {
            since: this.#openCall.seq,
            kind: 'declared',
            tier: 'probable',
            bits: 0,
            share: 1,
            from: { start: 0, end: this.#openCall.output.text.length },
            to: all,
            text: 'result of the call before it',
          },
        });
      }
    }
    const instruction = this.#addressed.get(step.agent);
    if (instruction !== undefined && step.kind !== 'user') {
      this.#addressed.delete(step.agent);
      found.push({
        used: instruction.seq,
        evidence: {
          since: instruction.seq,
          kind: 'declared',
          tier: 'hint',
          bits: 0,
          share: 1,
          from: { start: 0, end: instruction.output.text.length },
          to: all,
          text: `addressed to ${step.agent}`,
        },
      });
    }
    return found;
  }

  add(step: Step): void {
    const calls = step.output.parts.filter(part => part.kind === 'tool_call');
    for (const part of calls) {
      if (part.callId !== undefined) this.#calls.set(part.callId, step);
    }
    // Without ids only the nearest call can be meant, and only by the very next results.
    if (step.kind !== 'tool') {
      this.#openCall = calls.some(part => part.callId === undefined) ? step : undefined;
    }
    for (const agent of step.to) this.#addressed.set(agent, step);
  }
}
