import { agentId, callId, stepId } from './ids.ts';
import type { Agent, AgentKind, Session } from './session.ts';
import type { InputItem, Part, Step, StepKind } from './step.ts';

/** A part as a format reader gives it: its text, not yet laid out. */
export type PartDraft =
  | { readonly kind: 'text' | 'reasoning'; readonly text: string }
  | {
      readonly kind: 'tool_call';
      readonly callId: string | undefined;
      readonly tool: string;
      /** Arguments exactly as recorded, usually JSON. */
      readonly arguments: string;
    }
  | {
      readonly kind: 'tool_result';
      readonly callId: string | undefined;
      readonly text: string;
      readonly isError: boolean;
    }
  | { readonly kind: 'blob'; readonly mimeType: string; readonly bytes: number | undefined };

/** A step as a format reader gives it. */
export interface StepDraft {
  readonly sourceId: string;
  /** Recorded name; a trailing "(qualifier)" is split off. */
  readonly agent: string;
  readonly kind: StepKind;
  /** MCP server of a tool step. */
  readonly server?: string | undefined;
  readonly to?: readonly string[] | undefined;
  readonly time?: number | undefined;
  readonly parts: readonly PartDraft[];
  readonly input?: readonly InputItem[] | undefined;
}

const agentKinds: Record<StepKind, AgentKind> = {
  user: 'user',
  assistant: 'agent',
  tool: 'tool',
  system: 'system',
};

/** "Orchestrator (thought)" → the agent "Orchestrator" with the qualifier "thought". */
export function splitAgentName(name: string): { name: string; qualifier: string | undefined } {
  const match = /^(.*\S)\s*\(([^()]+)\)$/su.exec(name.trim());
  const [, agent, qualifier] = match ?? [];
  if (agent === undefined || qualifier === undefined) {
    return { name: name.trim() || 'unknown', qualifier: undefined };
  }
  return { name: agent, qualifier };
}

/** Builds a session step by step. It only ever appends: a step once added never changes, nor do its offsets. */
export class SessionBuilder {
  readonly #steps: Step[] = [];
  readonly #agents = new Map<string, Agent>();
  readonly #id: string;
  readonly #title: string;
  /** One string object per distinct input text: n calls that repeat the history would else hold it n times. */
  readonly #texts = new Map<string, Map<string, InputItem>>();
  readonly #refs = new Map<string, InputItem>();

  constructor(about: { readonly id: string; readonly title: string }) {
    this.#id = about.id;
    this.#title = about.title;
  }

  get length(): number {
    return this.#steps.length;
  }

  append(draft: StepDraft): Step {
    const seq = this.#steps.length;
    const { name, qualifier } = splitAgentName(draft.agent);
    const agent = agentId(name);
    if (!this.#agents.has(name)) {
      this.#agents.set(name, {
        id: agent,
        name,
        kind: agentKinds[draft.kind],
        server: draft.server,
      });
    }
    const step: Step = {
      id: stepId(seq),
      sourceId: draft.sourceId,
      seq,
      agent,
      qualifier,
      kind: draft.kind,
      to: (draft.to ?? []).map(to => agentId(splitAgentName(to).name)),
      time: draft.time,
      output: layOut(draft.parts),
      input: draft.input?.map(item => this.#intern(item)),
    };
    this.#steps.push(step);
    return step;
  }

  /** The session so far. A later append does not change a session already handed out. */
  session(): Session {
    return {
      id: this.#id,
      title: this.#title,
      agents: [...this.#agents.values()],
      steps: [...this.#steps],
    };
  }

  #intern(item: InputItem): InputItem {
    if (item.kind === 'ref') return internedIn(this.#refs, item.sourceId, item);
    let ofRole = this.#texts.get(item.role);
    if (ofRole === undefined) this.#texts.set(item.role, (ofRole = new Map<string, InputItem>()));
    return internedIn(ofRole, item.text, item);
  }
}

function internedIn(known: Map<string, InputItem>, key: string, item: InputItem): InputItem {
  const old = known.get(key);
  if (old === undefined) known.set(key, item);
  return old ?? item;
}

/** Lays parts end to end, a line break between them: the one text that all ranges of a step refer to. */
export function layOut(drafts: readonly PartDraft[]): Step['output'] {
  let text = '';
  const parts: Part[] = [];
  for (const draft of drafts) {
    if (parts.length > 0) text += '\n';
    const start = text.length;
    switch (draft.kind) {
      case 'text':
      case 'reasoning':
        text += draft.text;
        parts.push({ kind: draft.kind, range: { start, end: text.length } });
        break;
      case 'tool_call': {
        text += `${draft.tool}(`;
        const argumentsStart = text.length;
        text += draft.arguments;
        const argumentsRange = { start: argumentsStart, end: text.length };
        text += ')';
        parts.push({
          kind: 'tool_call',
          range: { start, end: text.length },
          callId: draft.callId === undefined ? undefined : callId(draft.callId),
          tool: draft.tool,
          argumentsRange,
        });
        break;
      }
      case 'tool_result':
        text += draft.text;
        parts.push({
          kind: 'tool_result',
          range: { start, end: text.length },
          callId: draft.callId === undefined ? undefined : callId(draft.callId),
          isError: draft.isError,
        });
        break;
      case 'blob': {
        const size = draft.bytes === undefined ? '' : `, ${draft.bytes} bytes`;
        text += `[${draft.mimeType}${size}]`;
        parts.push({
          kind: 'blob',
          range: { start, end: text.length },
          mimeType: draft.mimeType,
          bytes: draft.bytes,
        });
        break;
      }
    }
  }
  return { text, parts };
}
