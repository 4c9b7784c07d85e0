import type { PartDraft, StepDraft } from '../core/session/builder.ts';
import type { InputItem } from '../core/session/step.ts';
import { parseJson } from './jsonText.ts';
import type { SpanMessage } from './otlpReport.ts';
import { messageText } from './otlpReport.ts';

/** A line this long is not in two texts by chance. */
const longLine = 24;

interface KnownCall {
  readonly sourceId: string;
  readonly tool: string;
}

/**
 * What was said so far, to recognise it in what a model is given: spans hold the whole conversation each time, and a
 * session holds each message once.
 */
export class History {
  readonly #texts = new Map<string, string>();
  readonly #lines = new Set<string>();
  readonly #calls = new Map<string, KnownCall>();
  readonly #results = new Map<string, string>();
  readonly #resultTexts = new Map<string, string[]>();

  /** Takes note of a step. */
  add({ sourceId, kind, parts }: Pick<StepDraft, 'sourceId' | 'kind' | 'parts'>): void {
    const text = messageText({ role: kind, parts });
    if (text !== '') this.#texts.set(text, sourceId);
    if (kind !== 'user') {
      for (const line of linesOf([text, ...parts.flatMap(textsIn)].join('\n')))
        this.#lines.add(line);
    }
    for (const part of parts) {
      if (part.kind === 'tool_call' && part.callId !== undefined) {
        this.#calls.set(part.callId, { sourceId, tool: part.tool });
      }
      if (part.kind === 'tool_result') {
        if (part.callId !== undefined) this.#results.set(part.callId, sourceId);
        const key = part.text.trim();
        const known = this.#resultTexts.get(key);
        if (known === undefined) this.#resultTexts.set(key, [sourceId]);
        else if (known.at(-1) !== sourceId) known.push(sourceId);
      }
    }
  }

  /** The step that said exactly this. */
  saidBy(text: string): string | undefined {
    return this.#texts.get(text.trim());
  }

  /** True if a line of this text was said by an agent or a tool before: then it was put together, not typed. */
  repeats(text: string): boolean {
    return linesOf(text).some(line => this.#lines.has(line));
  }

  call(callId: string | undefined): KnownCall | undefined {
    return callId === undefined ? undefined : this.#calls.get(callId);
  }

  /** The earlier step that a message of the conversation is: by the ids of its calls, else by its words. */
  find(message: SpanMessage): InputItem | undefined {
    for (const part of message.parts) {
      const known = part.kind === 'tool_call' ? this.call(part.callId) : undefined;
      if (known !== undefined) return ref(known.sourceId);
    }
    const text = messageText(message);
    const same = text === '' ? undefined : this.#texts.get(text);
    return same === undefined ? undefined : ref(same);
  }

  /**
   * The step that is this tool result: by the id of its call, else by its words. Of several that said the same it is the
   * one that `after` others of these words follow in the conversation.
   */
  findResult(
    part: PartDraft & { readonly kind: 'tool_result' },
    after: number,
  ): InputItem | undefined {
    const { callId, text } = part;
    const alike = callId === undefined ? this.#resultTexts.get(text.trim()) : undefined;
    const found =
      callId === undefined ? (alike?.at(-1 - after) ?? alike?.[0]) : this.#results.get(callId);
    return found === undefined ? undefined : ref(found);
  }
}

const ref = (sourceId: string): InputItem => ({ kind: 'ref', sourceId });

/** Texts inside the JSON of a call or a result: there line breaks are escapes. */
function textsIn(part: PartDraft): readonly string[] {
  const json =
    part.kind === 'tool_call' ? part.arguments : part.kind === 'tool_result' ? part.text : '';
  const texts: string[] = [];
  const waiting: unknown[] = /^\s*[[{]/u.test(json) ? [parseJson(json)] : [];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const each of Object.values(value)) waiting.push(each);
  }
  return texts;
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.length >= longLine);
