import type { PartDraft, StepDraft } from '../../../../src/core/session/builder.ts';
import { layOut, SessionBuilder } from '../../../../src/core/session/builder.ts';
import type { Session } from '../../../../src/core/session/session.ts';
import type { InputItem } from '../../../../src/core/session/step.ts';
import type { Random } from '../../../fixtures/random.ts';
import type { FlowNode, FlowUse, Text } from './text.ts';
import { nodesOf, resting, textOf } from './text.ts';

/** An earlier output in a step's input, all of it or up to where it was cut off. */
export interface Had {
  readonly seq: number;
  readonly upTo: number;
}

export interface Call {
  readonly id: string;
  readonly tool: string;
  readonly seq: number;
  /** What of its arguments the result rests on. */
  readonly nodes: readonly FlowNode[];
}

/** A step with what is known of it. */
export interface FlowStep {
  readonly draft: StepDraft;
  readonly had: readonly Had[];
  readonly nodes: readonly FlowNode[];
}

export interface CallDraft {
  readonly tool: string;
  readonly args: Text;
}

/** How many messages an agent keeps in its context. */
const window = 26;
/** Results longer than this may be cut when they are put into a context. */
const longResult = 700;

/**
 * Where the agents of a generated session act: it appends steps, and keeps the books on who has what in context and
 * what was made from what. In a group chat everybody has every message; else only those it is addressed to.
 */
export class Stage {
  readonly random: Random;
  readonly steps: FlowStep[] = [];
  readonly #groupChat: boolean;
  readonly #given: ReadonlyMap<string, readonly InputItem[]>;
  readonly #had = new Map<string, Had[]>();
  readonly #callers = new Map<string, string>();

  constructor(
    random: Random,
    options: {
      readonly groupChat: boolean;
      /** System prompt and tool schemas of each agent. */
      readonly given: ReadonlyMap<string, readonly InputItem[]>;
    },
  ) {
    this.random = random;
    this.#groupChat = options.groupChat;
    this.#given = options.given;
  }

  get length(): number {
    return this.steps.length;
  }

  /** A message of a user or an agent, with the calls it makes. */
  say(
    agent: string,
    text: Text,
    to: readonly string[] = [],
    calls: readonly CallDraft[] = [],
    kind: 'assistant' | 'user' = 'assistant',
  ): { readonly seq: number; readonly calls: readonly Call[] } {
    const seq = this.length;
    const callIds = calls.map(() => this.#callId());
    const texts = [...(text.length === 0 ? [] : [text]), ...calls.map(call => call.args)];
    const parts: PartDraft[] = [
      ...(text.length === 0 ? [] : [{ kind: 'text', text: textOf(text) } as const]),
      ...calls.map((call, index): PartDraft => ({
        kind: 'tool_call',
        callId: callIds[index],
        tool: call.tool,
        arguments: textOf(call.args),
      })),
    ];
    const nodes = layOut(parts).parts.map((part, index) =>
      nodesOf(
        texts[index] ?? [],
        seq,
        part.kind === 'tool_call' ? part.argumentsRange.start : part.range.start,
      ),
    );
    const had = kind === 'user' ? [] : this.#context(agent);
    const addressed = this.#groupChat || calls.length > 0 ? [] : to;
    this.#append({ sourceId: `m${seq}`, agent, kind, to: addressed, parts }, had, nodes.flat());
    this.#deliver(seq, [agent, ...to]);
    const first = texts.length - calls.length;
    return {
      seq,
      calls: calls.map(({ tool }, index): Call => {
        const id = callIds[index] ?? '';
        this.#callers.set(id, agent);
        return { id, tool, seq, nodes: nodes[first + index] ?? [] };
      }),
    };
  }

  /** What a tool answered. All facts of the answer rest on the arguments of the call. */
  result(call: Call, text: Text, isError = false): number {
    const seq = this.length;
    const uses = call.nodes.map((node): FlowUse => ({ node, relation: 'execution' }));
    const parts: PartDraft[] = [
      { kind: 'tool_result', callId: call.id, text: textOf(text), isError },
    ];
    const caller = this.#callers.get(call.id) ?? '';
    const had = [{ seq: call.seq, upTo: Infinity }];
    this.#append(
      { sourceId: `m${seq}`, agent: call.tool, kind: 'tool', to: [caller], parts },
      had,
      nodesOf(resting(text, uses), seq, 0),
    );
    this.#deliver(seq, [caller]);
    return seq;
  }

  /** What an agent can use: of every fact the newest place it has in context. Newest last. */
  usable(agent: string): readonly FlowNode[] {
    const newest = new Map<number, FlowNode>();
    for (const { seq, upTo } of this.#context(agent)) {
      for (const node of this.steps[seq]?.nodes ?? []) {
        if (node.range.end > upTo) continue;
        newest.delete(node.fact.id);
        newest.set(node.fact.id, node);
      }
    }
    return [...newest.values()];
  }

  session(seed: number, inputs: 'recorded' | 'notRecorded'): Session {
    const builder = new SessionBuilder({ id: `generated-${seed}`, title: `Generated ${seed}` });
    for (const { draft } of this.steps) {
      builder.append(inputs === 'recorded' ? draft : { ...draft, input: undefined });
    }
    return builder.session();
  }

  #append(draft: Omit<StepDraft, 'input'>, had: readonly Had[], nodes: readonly FlowNode[]): void {
    const input =
      draft.kind === 'assistant'
        ? [
            ...(this.#given.get(draft.agent) ?? []),
            ...had.map(({ seq, upTo }): InputItem => {
              const earlier = this.steps[seq];
              const all = earlier === undefined ? '' : layOut(earlier.draft.parts).text;
              return upTo >= all.length
                ? { kind: 'ref', sourceId: `m${seq}` }
                : {
                    kind: 'text',
                    role: 'tool',
                    text: `${all.slice(0, upTo)}\n… [output truncated]`,
                  };
            }),
          ]
        : undefined;
    this.steps.push({ draft: { ...draft, input }, had, nodes });
  }

  #context(agent: string): readonly Had[] {
    const all = this.#had.get(agent) ?? [];
    // The task stays, older messages fall out.
    return all.length <= window ? [...all] : [...all.slice(0, 1), ...all.slice(1 - window)];
  }

  #deliver(seq: number, agents: readonly string[]): void {
    const step = this.steps[seq];
    const length = step === undefined ? 0 : layOut(step.draft.parts).text.length;
    const cut = step?.draft.kind === 'tool' && length > longResult && this.random.chance(0.25);
    const upTo = cut ? Math.floor(length * (0.5 + this.random.next() * 0.3)) : Infinity;
    for (const agent of this.#groupChat ? this.#given.keys() : new Set(agents)) {
      const list = this.#had.get(agent);
      if (list === undefined) this.#had.set(agent, [{ seq, upTo }]);
      else list.push({ seq, upTo });
    }
  }

  #callId(): string {
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
    return `call_${Array.from({ length: 16 }, () => this.random.pick(letters)).join('')}`;
  }
}
