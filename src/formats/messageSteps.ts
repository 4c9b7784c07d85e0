import type { StepDraft } from '../core/session/builder.ts';
import type { InputItem } from '../core/session/step.ts';
import type { Message } from './message.ts';
import { timeOf } from './message.ts';
import { contentText, partsOf } from './messageParts.ts';
import { speakersOf } from './speaker.ts';

/** A message with its place in the file. */
export interface PlacedMessage {
  readonly message: Message;
  /** Where the step belongs in the order of the file. */
  readonly place: number;
  /** Source id of a message that has no id of its own. */
  readonly fallbackId: string;
  readonly time?: number | undefined;
}

export interface PlacedDraft {
  readonly place: number;
  readonly draft: StepDraft;
  /** The tool call whose result this step is. */
  readonly answers?: string | undefined;
}

/** Turns one conversation into steps. A message yields one step, and one more for each tool result packed into it. */
export function draftsOf(messages: readonly PlacedMessage[]): readonly PlacedDraft[] {
  const speakers = speakersOf(messages.map(each => each.message));
  const uniqueId = idsInUse();
  const calls = new Map<string, { readonly tool: string; readonly sourceId: string }>();
  const drafts: PlacedDraft[] = [];
  messages.forEach(({ message, place, fallbackId, time: ownTime }, index) => {
    const speaker = speakers[index];
    if (speaker === undefined) return;
    const { own, results } = partsOf(message);
    const time = ownTime ?? timeOf(message.timestamp);
    const id = String(message.id ?? fallbackId);
    const input = message.input?.map(inputItem);

    const addResult = (
      callId: string | undefined,
      name: string | undefined,
      draft: Pick<StepDraft, 'parts'>,
    ): void => {
      const call = callId === undefined ? undefined : calls.get(callId);
      // The arguments are all that a tool was given.
      const given: InputItem[] | undefined =
        call === undefined ? undefined : [{ kind: 'ref', sourceId: call.sourceId }];
      drafts.push({
        place,
        answers: callId,
        draft: {
          sourceId: uniqueId(id),
          agent: toolName(name) ?? call?.tool ?? name ?? 'tool',
          kind: 'tool',
          to: speaker.to,
          time,
          input: input ?? given,
          ...draft,
        },
      });
    };

    if (speaker.kind === 'tool') {
      const callId = message.tool_call_id ?? undefined;
      const isError = message.status === 'error';
      const parts = own.map(part =>
        part.kind === 'text'
          ? ({ kind: 'tool_result', callId: textOf(callId), text: part.text, isError } as const)
          : part,
      );
      const empty = { kind: 'tool_result', callId: textOf(callId), text: '', isError } as const;
      const all = [...parts, ...results];
      addResult(textOf(callId), message.name ?? undefined, {
        parts: all.length > 0 ? all : [empty],
      });
      return;
    }
    for (const result of results) addResult(result.callId, undefined, { parts: [result] });
    if (own.length === 0 && results.length > 0) return;
    const sourceId = uniqueId(id);
    for (const part of own) {
      if (part.kind === 'tool_call' && part.callId !== undefined) {
        calls.set(part.callId, { tool: part.tool, sourceId });
      }
    }
    drafts.push({
      place,
      draft: {
        sourceId,
        agent: speaker.agent,
        kind: speaker.kind,
        to: speaker.to,
        time,
        parts: own,
        input,
      },
    });
  });
  return drafts;
}

const textOf = (id: string | number | undefined): string | undefined =>
  id === undefined ? undefined : String(id);

/** The tool a result names: "tool:search" is search, and a bare "tool" names none. */
function toolName(name: string | undefined): string | undefined {
  const bare = name?.replace(/^(?:tool|function)(?::|$)/u, '').trim();
  return bare ? bare : undefined;
}

function inputItem(item: NonNullable<Message['input']>[number]): InputItem {
  if (typeof item === 'string') return { kind: 'ref', sourceId: item };
  return { kind: 'text', role: item.role ?? 'user', text: contentText(item.content) };
}

/** Makes ids unique: the second "m1" becomes "m1~2". Earlier ones never change, so a growing file keeps its ids. */
export function idsInUse(): (id: string) => string {
  const used = new Set<string>();
  const last = new Map<string, number>();
  return id => {
    let unique = id;
    for (let n = (last.get(id) ?? 0) + 1; used.has(unique); n++) {
      unique = `${id}~${n + 1}`;
      last.set(id, n);
    }
    used.add(unique);
    return unique;
  };
}
