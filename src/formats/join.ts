import type { PartDraft, StepDraft } from '../core/session/builder.ts';
import type { Diagnostics } from './diagnostics.ts';
import { quoted } from './diagnostics.ts';
import { canonicalJson, parseJson } from './jsonText.ts';
import type { Exchange } from './mcp.ts';
import type { PlacedDraft } from './messageSteps.ts';
import { isSameTool } from './toolName.ts';

/** A tool call inside an agent's recorded message. */
interface MessageCall {
  readonly place: number;
  /** Index of the message among the drafts, and of the call among its parts. */
  readonly draft: number;
  readonly part: number;
  readonly sourceId: string;
  readonly callId: string | undefined;
  readonly tool: string;
  readonly arguments: string;
}

/** What spans of the same session say about the requests that name them. */
export interface SpanNames {
  /** The tool call that a span is part of, by span key. */
  readonly callIds: ReadonlyMap<string, string>;
  /** The agent at work in a span, by span key. */
  readonly agents: ReadonlyMap<string, string>;
}

export interface Joined {
  readonly drafts: readonly PlacedDraft[];
  /** Ids that a recorded input may use for a step that now goes by another. */
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * Merges what agents said with what went over the wire. A call that both hold is one step, the message; its result is one
 * step, the wire's, for that is what the tool really returned, and it stands where the first of the two stood.
 */
export function join(
  messages: readonly PlacedDraft[],
  exchanges: readonly Exchange[],
  diagnostics: Diagnostics,
  spans: SpanNames = { callIds: new Map(), agents: new Map() },
): Joined {
  const drafts: (PlacedDraft | undefined)[] = [...messages];
  const wire: PlacedDraft[] = [];
  const aliases = new Map<string, string>();
  const answers = firstAnswers(messages);
  const findCall = callFinder(messages, answers, spans);

  for (const exchange of exchanges) {
    const { line, answer } = exchange;
    const tool = `${exchange.server}/${exchange.tool}`;
    const call = findCall(exchange);
    const callId = call === undefined ? exchange.id : (call.callId ?? exchange.id);
    const said = call?.callId === undefined ? undefined : answers.get(call.callId);
    const message = said === undefined ? undefined : drafts[said];

    if (call !== undefined) {
      const draft = drafts[call.draft];
      if (draft !== undefined) drafts[call.draft] = withTool(draft, call.part, tool, callId);
      aliases.set(exchange.id, call.sourceId);
    } else if (line !== undefined) {
      wire.push({ place: line, draft: callStep(exchange, tool, spans) });
    }

    if (answer === undefined) {
      if (said !== undefined && message !== undefined) {
        const draft = { ...message.draft, agent: tool, server: exchange.server };
        drafts[said] = { ...message, draft };
      } else {
        const why = exchange.cancelled ? 'was cancelled and got no result' : 'got no result';
        diagnostics.add(line, `Call ${quoted(exchange.id)} of ${quoted(tool)} ${why}.`);
      }
      continue;
    }
    const sourceId = `${exchange.id}:result`;
    const asked = call?.sourceId ?? (line === undefined ? undefined : exchange.id);
    const draft: StepDraft = {
      sourceId,
      agent: exchange.fromServer ? exchange.client : tool,
      kind: exchange.fromServer ? 'assistant' : 'tool',
      server: exchange.fromServer ? undefined : exchange.server,
      time: answer.time,
      parts: asked === undefined ? answer.parts : withCallId(answer.parts, callId),
      input: asked === undefined ? undefined : [{ kind: 'ref', sourceId: asked }],
    };
    if (said !== undefined && message !== undefined) {
      aliases.set(message.draft.sourceId, sourceId);
      const isFirst = message.place <= answer.line;
      drafts[said] = isFirst ? { place: message.place, draft } : undefined;
      if (isFirst) continue;
    }
    // A span's call may be placed a little late, for its clock is not ours; no result comes before its call.
    wire.push({ place: Math.max(answer.line, call?.place ?? 0), draft });
  }
  const kept = drafts.filter(draft => draft !== undefined);
  return { drafts: [...kept, ...wire].sort((a, b) => a.place - b.place), aliases };
}

function callStep(exchange: Exchange, tool: string, { agents }: SpanNames): StepDraft {
  const { fromServer, server, client } = exchange;
  const part = {
    kind: 'tool_call',
    callId: exchange.id,
    tool: fromServer ? `${client}/${exchange.tool}` : tool,
    arguments: exchange.arguments,
  } as const;
  return {
    sourceId: exchange.id,
    agent: fromServer ? server : (agents.get(exchange.spanKey ?? '') ?? client),
    kind: 'assistant',
    time: exchange.time,
    parts: [part],
  };
}

const withCallId = (parts: readonly PartDraft[], callId: string): readonly PartDraft[] =>
  parts.map(part => (part.kind === 'tool_result' ? { ...part, callId } : part));

function withTool(placed: PlacedDraft, part: number, tool: string, callId: string): PlacedDraft {
  const parts = placed.draft.parts.map((each, index) =>
    index === part && each.kind === 'tool_call' ? { ...each, tool, callId } : each,
  );
  return { ...placed, draft: { ...placed.draft, parts } };
}

/** Index of the first message that answers each call. */
function firstAnswers(messages: readonly PlacedDraft[]): ReadonlyMap<string, number> {
  const answers = new Map<string, number>();
  messages.forEach(({ answers: callId }, index) => {
    if (callId !== undefined && !answers.has(callId)) answers.set(callId, index);
  });
  return answers;
}

const canonical = (json: string): string => canonicalJson(parseJson(json.trim() || '{}')) ?? json;

/** Finds the message that holds the call of a request: by the id it carries, else the oldest like it that is still open. */
function callFinder(
  messages: readonly PlacedDraft[],
  answers: ReadonlyMap<string, number>,
  { callIds }: SpanNames,
): (exchange: Exchange) => MessageCall | undefined {
  const byId = new Map<string, MessageCall>();
  const byArguments = new Map<string, MessageCall[]>();
  messages.forEach(({ place, draft }, index) => {
    draft.parts.forEach((part, at) => {
      if (part.kind !== 'tool_call') return;
      const { callId, tool } = part;
      const { sourceId } = draft;
      const call = {
        place,
        draft: index,
        part: at,
        sourceId,
        callId,
        tool,
        arguments: canonical(part.arguments),
      };
      if (callId !== undefined && !byId.has(callId)) byId.set(callId, call);
      const alike = byArguments.get(call.arguments);
      if (alike === undefined) byArguments.set(call.arguments, [call]);
      else alike.push(call);
    });
  });

  const answeredBefore = ({ callId }: MessageCall, line: number): boolean => {
    const index = callId === undefined ? undefined : answers.get(callId);
    const answer = index === undefined ? undefined : messages[index];
    return answer !== undefined && answer.place < line;
  };
  const taken = new Set<MessageCall>();
  return ({ hints, spanKey, line, fromServer, method, server, tool, arguments: given }) => {
    if (line === undefined || fromServer) return undefined;
    // The request says itself which call it is: no guess from its place.
    const declared = byId.get(callIds.get(spanKey ?? '') ?? '');
    const isOpen = (call: MessageCall): boolean => !taken.has(call) && call.place < line;
    const named = hints
      .map(hint => byId.get(hint))
      .find(call => call !== undefined && isOpen(call));
    const comparable = method === 'tools/call' && byArguments.size > 0;
    const alike = (comparable ? byArguments.get(canonical(given)) : undefined) ?? [];
    const found =
      (declared !== undefined && !taken.has(declared) ? declared : undefined) ??
      named ??
      alike.find(
        call => isOpen(call) && isSameTool(call.tool, server, tool) && !answeredBefore(call, line),
      );
    if (found === undefined) return undefined;
    taken.add(found);
    // Keeps the search short where the same call is made thousands of times.
    const at = alike.indexOf(found);
    if (at >= 0) alike.splice(at, 1);
    return found;
  };
}
