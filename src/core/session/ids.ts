declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Our own id of a step, `s0`, `s1`, …: stable while a session only grows. */
export type StepId = Branded<string, 'StepId'>;
/** Name under which an agent was recorded, without its qualifier. Unique in a session. */
export type AgentId = Branded<string, 'AgentId'>;
/** Id that links a tool call to its result. */
export type CallId = Branded<string, 'CallId'>;
/** Id of a mark in a sidecar. */
export type MarkId = Branded<string, 'MarkId'>;
/** Position of a step in its session: dense, from 0. The only order there is. */
export type Seq = number;

export const stepId = (seq: Seq): StepId => `s${seq}` as StepId;
export const agentId = (name: string): AgentId => name as AgentId;
export const callId = (id: string): CallId => id as CallId;
export const markId = (id: string): MarkId => id as MarkId;
