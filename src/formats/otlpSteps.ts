import type { PartDraft, StepDraft } from '../core/session/builder.ts';
import type { InputItem } from '../core/session/step.ts';
import { captureNotices } from './contentCapture.ts';
import { count, type Diagnostics, quoted } from './diagnostics.ts';
import { idsInUse } from './messageSteps.ts';
import type { Call } from './otlpCalls.ts';
import { callsOf } from './otlpCalls.ts';
import { History } from './otlpHistory.ts';
import { withLogs } from './otlpLogs.ts';
import { type Happening, inOrder } from './otlpOrder.ts';
import type {
  AgentReport,
  FrameReport,
  ModelReport,
  SpanMessage,
  ToolReport,
} from './otlpReport.ts';
import { messageText } from './otlpReport.ts';
import type { LogRecord, Span } from './otlpSpan.ts';
import { askedIn, matchTools } from './otlpTools.ts';

/** A step with the moment it happened, in milliseconds with fractions. */
export interface TimedDraft {
  readonly time: number | undefined;
  readonly draft: StepDraft;
  /** The tool call whose result this step is. */
  readonly answers?: string | undefined;
}

export interface SpanSteps {
  /** In order: causes before effects, else by time. */
  readonly drafts: readonly TimedDraft[];
  /** The tool call that each span is part of, by span key: what a `traceparent` on the wire leads to. */
  readonly callIds: ReadonlyMap<string, string>;
  /** The agent at work in each span, by span key. */
  readonly agents: ReadonlyMap<string, string>;
}

type What =
  /** What a person asked, as the outermost span has it. */
  | { readonly kind: 'ask'; readonly call: Call<AgentReport | FrameReport> }
  | { readonly kind: 'model'; readonly call: Call<ModelReport> }
  /** A tool call that no recorded answer of a model asked for. */
  | { readonly kind: 'call'; readonly call: Call<ToolReport> }
  | { readonly kind: 'result'; readonly call: Call<ToolReport> }
  | { readonly kind: 'said'; readonly call: Call<AgentReport> };
type Item = Happening & { readonly what: What };

/** Turns the spans of a session into steps. What is about something else is counted, not dropped without a word. */
export function spanSteps(
  spans: readonly Span[],
  logs: readonly LogRecord[],
  diagnostics: Diagnostics,
): SpanSteps {
  const logged = withLogs(spans, logs);
  const { calls, bySpan, agents, others } = callsOf(logged.spans);
  const models = calls.filter(isModel);
  const tools = calls.filter(isTool);
  const asked = askedIn(models);
  matchTools(tools, asked);

  const askedFor = new Map(asked.flatMap(each => (each.tool ? [[each.tool, each] as const] : [])));
  const idOf = (tool: Call<ToolReport>): string =>
    askedFor.get(tool)?.callId ?? tool.report.callId ?? tool.span.sourceId;
  const partIds = new Map<PartDraft, string>();
  for (const { part, callId } of asked) if (callId !== undefined) partIds.set(part, callId);
  const to = addressees(calls, askedFor);

  const items = inOrder(happenings(calls, askedFor));
  const uniqueId = idsInUse();
  const history = new History();
  const drafts: TimedDraft[] = [];
  const told = new Set<string>();
  const add = (time: number | undefined, draft: StepDraft, answers?: string): string => {
    const sourceId = uniqueId(draft.sourceId);
    const whole = { ...draft, sourceId, time: time === undefined ? undefined : Math.round(time) };
    history.add(whole);
    drafts.push({ time, draft: whole, answers });
    return sourceId;
  };
  const addUser = (message: SpanMessage, call: Call, sourceId: string): InputItem => {
    const draft = { sourceId, agent: 'user', kind: 'user', parts: message.parts } as const;
    return ref(add(call.span.start, draft));
  };

  /** The input of a step, as far as it was recorded. What it shows for the first time becomes a step of its own. */
  const inputOf = (
    messages: readonly SpanMessage[] | undefined,
    call: Call,
    mayAsk: boolean,
  ): InputItem[] | undefined => {
    const left = sameResults(messages ?? []);
    return messages?.flatMap((message, index): InputItem[] => {
      const results = message.parts.filter(part => part.kind === 'tool_result');
      if (results.length > 0) {
        return results.map(part => {
          const after = (left.get(part.text) ?? 1) - 1;
          left.set(part.text, after);
          const known = history.findResult(part, after);
          if (known !== undefined) return known;
          const from = history.call(part.callId);
          const draft = {
            sourceId: part.callId ?? `${call.span.sourceId}:input${index}`,
            agent: from?.tool ?? message.name ?? 'tool',
            kind: 'tool',
            parts: [part],
            input: from === undefined ? undefined : [ref(from.sourceId)],
          } as const;
          return ref(add(call.span.start, draft, part.callId));
        });
      }
      const known = message.role === 'system' ? undefined : history.find(message);
      if (known !== undefined) return [known];
      const text = messageText(message);
      if (text === '') return [];
      const before = messages[index - 1];
      // Where a span around it says what was asked, only an answer to an agent is another question.
      const isTurn = index === messages.length - 1 && before?.role === 'assistant';
      const isNew = mayAsk && (isTurn || !told.has(call.span.traceId)) && !history.repeats(text);
      if (message.role === 'user' && isNew) {
        return [addUser(message, call, `${call.span.sourceId}:input${index}`)];
      }
      return [{ kind: 'text', role: message.role, text }];
    });
  };

  for (const { what } of items) {
    const { call } = what;
    const { span, agent } = call;
    switch (what.kind) {
      case 'ask':
        if (told.has(span.traceId)) break;
        for (const message of what.call.report.input ?? []) {
          const text = messageText(message);
          if (message.role !== 'user' || text === '') continue;
          told.add(span.traceId);
          // An agent's words, passed on by the program, are not a person's.
          const isOld = history.saidBy(text) !== undefined || history.repeats(text);
          if (!isOld) addUser(message, call, `${span.sourceId}:input`);
        }
        break;
      case 'model': {
        const { report } = what.call;
        const input = inputOf(report.input, call, isOutermost(call));
        const said = (report.output ?? []).flatMap(message => message.parts);
        const failed: PartDraft[] = span.error ? [{ kind: 'text', text: span.error }] : [];
        const parts = said.map(part => withId(part, partIds.get(part)));
        add(span.end ?? span.start, {
          sourceId: span.sourceId,
          agent,
          kind: 'assistant',
          to: [...(to.get(call) ?? [])],
          parts: parts.length > 0 ? parts : failed,
          input,
        });
        break;
      }
      case 'call': {
        const { tool, arguments: given = '' } = what.call.report;
        const part = {
          kind: 'tool_call',
          callId: idOf(what.call),
          tool,
          arguments: given,
        } as const;
        add(span.start, {
          sourceId: `${span.sourceId}:call`,
          agent,
          kind: 'assistant',
          to: [...(to.get(call) ?? [])],
          parts: [part],
        });
        break;
      }
      case 'result': {
        const { tool, result } = what.call.report;
        const callId = idOf(what.call);
        const isError = span.error !== undefined;
        const from = history.call(callId);
        const draft = {
          sourceId: span.sourceId,
          agent: tool,
          kind: 'tool',
          parts: (result ?? [span.error ?? '']).map(
            text => ({ kind: 'tool_result', callId, text, isError }) as const,
          ),
          input: from === undefined ? undefined : [ref(from.sourceId)],
        } as const;
        add(span.end ?? span.start, draft, callId);
        break;
      }
      case 'said': {
        const { input, output = [] } = what.call.report;
        const parts = output.flatMap(message => message.parts);
        if (history.saidBy(messageText({ role: 'assistant', parts })) !== undefined) break;
        const given = inputOf(input, call, isOutermost(call));
        const sourceId = span.sourceId;
        add(span.end ?? span.start, { sourceId, agent, kind: 'assistant', parts, input: given });
        break;
      }
    }
  }

  const silent = models.filter(({ report }) => !report.input?.length && !report.output?.length);
  for (const notice of captureNotices(silent.map(each => each.span))) {
    diagnostics.add(undefined, notice);
  }
  sayOthers([...others.map(span => span.name), ...logged.others], diagnostics);
  const callIds = new Map<string, string>();
  for (const [key, call] of bySpan) if (isTool(call)) callIds.set(key, idOf(call));
  return { drafts, callIds, agents };
}

const ref = (sourceId: string): InputItem => ({ kind: 'ref', sourceId });

const isModel = (call: Call): call is Call<ModelReport> => call.report.kind === 'model';
const isTool = (call: Call): call is Call<ToolReport> => call.report.kind === 'tool';
const isAgent = (call: Call): call is Call<AgentReport> => call.report.kind === 'agent';
const isFrame = (call: Call): call is Call<FrameReport> => call.report.kind === 'frame';

/** How often each tool result stands in a conversation. */
function sameResults(messages: readonly SpanMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.kind === 'tool_result') counts.set(part.text, (counts.get(part.text) ?? 0) + 1);
    }
  }
  return counts;
}

const withId = (part: PartDraft, callId: string | undefined): PartDraft =>
  part.kind === 'tool_call' && callId !== undefined ? { ...part, callId } : part;

/** True if nobody but the person can have asked: no tool and no other agent stands around the call. */
function isOutermost(call: Call): boolean {
  let agents = 0;
  for (let each = call.parent; each !== undefined; each = each.parent) {
    if (isTool(each)) return false;
    if (isAgent(each) && each.report.name !== each.parent?.agent) agents++;
  }
  return agents <= 1;
}

type AskedFor = ReadonlyMap<Call<ToolReport>, { readonly model: Call<ModelReport> }>;

/** What happened, and what each of it rests on. */
function happenings(calls: readonly Call[], askedFor: AskedFor): readonly Item[] {
  const items: Item[] = [];
  const last = new Map<Call, Item>();
  const within = new Map<Call, Item[]>();
  const results = new Map<string, Item[]>();
  const add = (what: What, time: number | undefined): Item => {
    const item: Item = { what, time: time ?? 0, before: [] };
    items.push(item);
    if (what.kind !== 'ask' && what.kind !== 'call') {
      last.set(what.call, item);
      for (let each = what.call.parent; each !== undefined; each = each.parent) {
        const known = within.get(each);
        if (known === undefined) within.set(each, [item]);
        else known.push(item);
        // What stands around a tool or an agent waits for that one, and so for all in it.
        if (isTool(each) || isAgent(each)) break;
      }
    }
    return item;
  };
  for (const call of calls) {
    const { start, end = start } = call.span;
    if (isModel(call)) add({ kind: 'model', call }, end);
    else if (isTool(call)) {
      const asked = askedFor.has(call) ? undefined : add({ kind: 'call', call }, start);
      const result = add({ kind: 'result', call }, end);
      if (asked !== undefined) result.before.push(asked);
      if (call.report.callId !== undefined) {
        results.set(call.report.callId, [...(results.get(call.report.callId) ?? []), result]);
      }
    } else {
      if ((isAgent(call) || isFrame(call)) && call.parent === undefined && call.report.input) {
        add({ kind: 'ask', call }, start);
      }
      if (isAgent(call) && call.report.output !== undefined) add({ kind: 'said', call }, end);
    }
  }
  for (const item of items) {
    const { what } = item;
    if (what.kind === 'result') {
      const model = askedFor.get(what.call)?.model;
      const asked = model === undefined ? undefined : last.get(model);
      if (asked !== undefined) item.before.push(asked);
    }
    if (what.kind === 'result' || what.kind === 'said') {
      item.before.push(...(within.get(what.call) ?? []));
    }
    if (what.kind === 'model') {
      for (const message of what.call.report.input ?? []) {
        for (const part of message.parts) {
          const known = part.kind === 'tool_result' && part.callId ? results.get(part.callId) : [];
          // An id that several calls share says nothing about their order.
          if (known?.length === 1) item.before.push(...known);
        }
      }
    }
  }
  return items;
}

/** The agents that a call hands over to: the one it names, and the one that works inside it. */
function addressees(
  calls: readonly Call[],
  askedFor: AskedFor,
): ReadonlyMap<Call, ReadonlySet<string>> {
  const found = new Map<Call, Set<string>>();
  const add = (tool: Call<ToolReport>, name: string | undefined): void => {
    const from = askedFor.get(tool)?.model ?? tool;
    if (name === undefined || name === from.agent) return;
    const known = found.get(from);
    if (known === undefined) found.set(from, new Set([name]));
    else known.add(name);
  };
  for (const call of calls) {
    if (isTool(call)) add(call, call.report.to);
    if (isAgent(call) && call.parent !== undefined && isTool(call.parent)) {
      add(call.parent, call.report.name);
    }
  }
  return found;
}

function sayOthers(names: readonly string[], diagnostics: Diagnostics): void {
  if (names.length === 0) return;
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
  const list = most.map(([name, n]) => `${quoted(name)}${n > 1 ? ` (${n})` : ''}`).join(', ');
  const more = counts.size > most.length ? ', …' : '';
  diagnostics.add(
    undefined,
    `${count(names.length, 'OpenTelemetry item')} of no agent, model or tool ${names.length === 1 ? 'is' : 'are'} kept but not shown: ${list}${more}.`,
  );
}
