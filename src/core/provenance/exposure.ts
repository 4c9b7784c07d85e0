import type { Seq } from '../session/ids.ts';
import type { Step } from '../session/step.ts';
import type { Exposure } from './derivation.ts';

/** What the linker must know of the steps so far to say what a later one had before it. */
export class ExposureFinder {
  readonly #bySourceId = new Map<string, Seq>();
  readonly #byCallId = new Map<string, { call?: Seq; result?: Seq }>();
  /** Whole parts of outputs, by their text: a message that repeats the history costs one look-up. */
  readonly #byText = new Map<string, Exposure[]>();
  readonly #callsByServer = new Map<string, Exposure[]>();

  /**
   * What `step` had in its input, or undefined where that is not known.
   *  – An agent's recorded input: references and repeated texts are earlier outputs; what repeats nothing is `given`.
   *  – A tool's input is its call, and what its server was sent before (a server may keep state).
   *  – A user's input is everything, and is not recorded.
   */
  find(step: Step): {
    readonly exposures: readonly Exposure[] | undefined;
    readonly given: readonly string[];
  } {
    if (step.kind === 'tool') return { exposures: this.#toolExposures(step), given: [] };
    if (step.input === undefined) return { exposures: undefined, given: [] };
    const exposures: Exposure[] = [];
    const given: string[] = [];
    for (const item of step.input) {
      if (item.kind === 'ref') {
        const call = this.#byCallId.get(item.sourceId);
        const seq = this.#bySourceId.get(item.sourceId) ?? call?.result ?? call?.call;
        if (seq !== undefined) exposures.push({ source: seq, range: whole });
      } else {
        const known = this.#byText.get(item.text.trim());
        if (known === undefined) given.push(item.text);
        else exposures.push(...known);
      }
    }
    return { exposures, given };
  }

  add(step: Step): void {
    this.#bySourceId.set(step.sourceId, step.seq);
    for (const part of step.output.parts) {
      const text = step.output.text.slice(part.range.start, part.range.end).trim();
      if (text !== '') push(this.#byText, text, { source: step.seq, range: part.range });
      if (part.kind === 'tool_call') {
        if (part.callId !== undefined) {
          this.#byCallId.set(part.callId, { ...this.#byCallId.get(part.callId), call: step.seq });
        }
        push(this.#callsByServer, serverOf(part.tool), { source: step.seq, range: part.range });
      }
      if (part.kind === 'tool_result' && part.callId !== undefined) {
        this.#byCallId.set(part.callId, { ...this.#byCallId.get(part.callId), result: step.seq });
      }
    }
    if (step.output.parts.length > 1) {
      push(this.#byText, step.output.text.trim(), { source: step.seq, range: whole });
    }
  }

  /** The step that made a call, by the call's id. */
  callOf(callId: string): Seq | undefined {
    return this.#byCallId.get(callId)?.call;
  }

  #toolExposures(step: Step): readonly Exposure[] | undefined {
    const calls = step.output.parts.flatMap(part =>
      part.kind === 'tool_result' && part.callId !== undefined ? [this.callOf(part.callId)] : [],
    );
    const known = calls.filter(seq => seq !== undefined);
    if (known.length === 0) return undefined;
    const own = known.map(source => ({ source, range: whole }));
    return [
      ...own,
      ...(this.#callsByServer.get(serverOf(step.agent)) ?? []).slice(-mostServerCalls),
    ];
  }
}

/** How far back a server's hidden state is taken to reach: all earlier calls would be quadratic in a long session. */
const mostServerCalls = 256;

/** Stands for "all of it", whatever the output's length. */
const whole = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** "memory/create_entities" → "memory"; a tool of no known server stands for itself. */
const serverOf = (tool: string): string => tool.split('/', 1)[0] ?? tool;

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
