import type { AgentId, CallId, Seq, StepId } from './ids.ts';
import type { Range } from './range.ts';

/** Who speaks: a person, a language-model agent, a tool (its result), or given text such as a system prompt. */
export type StepKind = 'user' | 'assistant' | 'tool' | 'system';

/** One part of an output. Every part covers a range of the output's text. */
export type Part =
  | { readonly kind: 'text'; readonly range: Range }
  | { readonly kind: 'reasoning'; readonly range: Range }
  | {
      readonly kind: 'tool_call';
      readonly range: Range;
      readonly callId: CallId | undefined;
      /** Name of the tool as called: `server/tool` where the server is known. */
      readonly tool: string;
      /** Where the arguments stand, as recorded; the tool's name is not matchable text. */
      readonly argumentsRange: Range;
    }
  | {
      readonly kind: 'tool_result';
      readonly range: Range;
      readonly callId: CallId | undefined;
      readonly isError: boolean;
    }
  | {
      readonly kind: 'blob';
      /** Range of the stand-in, such as `[image/png, 12,345 bytes]`. */
      readonly range: Range;
      readonly mimeType: string;
      /** Length of the decoded content in bytes, where recorded. */
      readonly bytes: number | undefined;
    };

/** What a step yields: parts laid end to end in one text, separated by a line break. */
export interface Output {
  readonly text: string;
  readonly parts: readonly Part[];
}

/**
 * One item of a step's recorded input: an earlier step (by source id), or literal text. Literal text that repeats an
 * earlier output counts as that output; what repeats nothing was given from outside (system prompt, tool schemas).
 */
export type InputItem =
  | { readonly kind: 'ref'; readonly sourceId: string }
  | { readonly kind: 'text'; readonly role: string; readonly text: string };

/** One turn of one agent that yields exactly one output. */
export interface Step {
  readonly id: StepId;
  /** Id in the format the step came from: message id, uuid, span id, index, `server#jsonrpc-id`. */
  readonly sourceId: string;
  readonly seq: Seq;
  readonly agent: AgentId;
  /** Qualifier in the agent's recorded name, "thought" in "Orchestrator (thought)": a sub-lane of the one agent. */
  readonly qualifier: string | undefined;
  readonly kind: StepKind;
  /** Recorded names of the agents that this output was addressed to. */
  readonly to: readonly AgentId[];
  /** Milliseconds since the epoch; a label, never an order. */
  readonly time: number | undefined;
  readonly output: Output;
  /** What the step had before it, or undefined where the recording does not say. */
  readonly input: readonly InputItem[] | undefined;
}

/** True if the step asks for something: it calls a tool or addresses another agent. */
export const isCall = (step: Step): boolean =>
  step.kind === 'assistant' &&
  (step.to.length > 0 || step.output.parts.some(part => part.kind === 'tool_call'));

/** True if the step's result reports an error. */
export const isError = (step: Step): boolean =>
  step.output.parts.some(part => part.kind === 'tool_result' && part.isError);

/** True if nothing of the output is text that could be compared (only images, audio, files). */
export const isOpaque = (step: Step): boolean =>
  step.output.parts.length > 0 && step.output.parts.every(part => part.kind === 'blob');
