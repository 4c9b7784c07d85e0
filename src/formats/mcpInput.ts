import * as z from 'zod';
import type { Frame } from './mcpFrame.ts';

/**
 * One call that takes several requests. In the 2026-07-28 era a server that needs something of the client answers
 * `input_required`, and the client sends the same request again, with a new id and the answers. A long call answers with a
 * task, whose result comes by polling.
 */

const request = z.looseObject({
  method: z.string(),
  params: z.looseObject({}).nullish().catch(undefined),
});

const inputRequiredSchema = z.looseObject({
  inputRequests: z.record(z.string(), request),
  requestState: z.string().optional(),
});

const retrySchema = z.looseObject({
  inputResponses: z.record(z.string(), z.looseObject({})).optional(),
  requestState: z.string().optional(),
});

/** What a server asks for in its result. */
export interface InputRequired {
  readonly requests: ReadonlyMap<string, z.infer<typeof request>>;
  readonly state: string | undefined;
}

/** What a result asks for; undefined where it asks for nothing. */
export function inputRequired(result: Frame['result']): InputRequired | undefined {
  const asks =
    result?.['resultType'] === 'input_required' || result?.['status'] === 'input_required';
  if (!asks) return undefined;
  const parsed = inputRequiredSchema.safeParse(result);
  if (!parsed.success) return undefined;
  const requests = new Map(Object.entries(parsed.data.inputRequests));
  return { requests, state: parsed.data.requestState };
}

/** What a request brings that was asked for. */
export interface InputGiven {
  readonly responses: ReadonlyMap<string, Record<string, unknown>>;
  readonly state: string | undefined;
}

/** Undefined for a request that is no repetition. */
export function inputGiven(params: Frame['params']): InputGiven | undefined {
  if (params?.['inputResponses'] === undefined && params?.['requestState'] === undefined) {
    return undefined;
  }
  const parsed = retrySchema.safeParse(params);
  if (!parsed.success) return undefined;
  const { inputResponses, requestState: state } = parsed.data;
  return { responses: new Map(Object.entries(inputResponses ?? {})), state };
}

/** Parameters as they were when the request was sent for the first time; JSON leaves out what is undefined. */
export const withoutInput = (params: Record<string, unknown>): Record<string, unknown> => ({
  ...params,
  inputResponses: undefined,
  requestState: undefined,
});

const taskSchema = z.looseObject({
  taskId: z.string(),
  status: z.string().optional(),
  result: z.looseObject({}).optional(),
  error: z.looseObject({}).optional(),
});

type Task = z.infer<typeof taskSchema>;

/** The task that a result stands for or tells of: 2025-11-25 has it in a member, 2026-07-28 in the result itself. */
export function taskOf(result: Frame['result']): Task | undefined {
  const isTask = result?.['resultType'] === 'task' || typeof result?.['status'] === 'string';
  const parsed = taskSchema.safeParse(isTask ? result : result?.['task']);
  return parsed.success ? parsed.data : undefined;
}

/** The task that a request or notification is about. */
export function taskIn(frame: Frame): string | undefined {
  const isTask = frame.method?.startsWith('tasks/') ?? false;
  const id = isTask ? frame.params?.['taskId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
