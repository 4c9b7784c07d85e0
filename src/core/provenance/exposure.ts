import type { Seq } from '../session/ids.ts';
import type { InputItem, Step } from '../session/step.ts';
import type { Exposure } from './derivation.ts';

type InputText = Extract<InputItem, { readonly kind: 'text' }>;

/** What the linker must know of the steps so far to say what a later one had before it. */
export class ExposureFinder {
  readonly #bySourceId = new Map<string, Seq>();
  readonly #byCallId = new Map<string, { call?: Seq; result?: Seq }>();
  /** Whole parts of outputs, by their text: a message that repeats the history costs one look-up. */
  readonly #byText = new Map<string, Exposure[]>();
  readonly #callsByServer = new Map<string, Exposure[]>();
  /** One object per step for "all of it": long sessions name it many times. */
  readonly #whole: Exposure[] = [];

  /**
   * What `step` had in its input, or undefined where that is not known.
   *  – An agent's recorded input: references and repeated texts are earlier outputs; `literals` are what is left.
   *  – A tool's input is its call, and what its server was sent before (a server may keep state).
   *  – A user's input is everything, and is not recorded.
   */
  find(step: Step): {
    readonly exposures: readonly Exposure[] | undefined;
    readonly literals: readonly InputText[];
  } {
    if (step.kind === 'tool') return { exposures: this.#toolExposures(step), literals: [] };
    if (step.input === undefined) return { exposures: undefined, literals: [] };
    const exposures = new Set<Exposure>();
    const literals: InputText[] = [];
    for (const item of step.input) {
      if (item.kind === 'ref') {
        const seq = this.#bySourceId.get(item.sourceId) ?? this.#byCall(item.sourceId);
        const all = seq === undefined ? undefined : this.#whole[seq];
        if (all !== undefined) exposures.add(all);
      } else {
        const known = this.#byText.get(item.text.trim());
        if (known === undefined) literals.push(item);
        else for (const each of known) exposures.add(each);
      }
    }
    return { exposures: [...exposures], literals };
  }

  add(step: Step): void {
    this.#whole[step.seq] = { source: step.seq, range: whole };
    this.#bySourceId.set(step.sourceId, step.seq);
    for (const part of step.output.parts) {
      const exposure = { source: step.seq, range: part.range };
      this.#remember(step.output.text.slice(part.range.start, part.range.end), exposure);
      if (part.kind === 'tool_call') {
        if (part.callId !== undefined) {
          this.#byCallId.set(part.callId, { ...this.#byCallId.get(part.callId), call: step.seq });
        }
        push(this.#callsByServer, serverOf(part.tool), exposure);
      }
      if (part.kind === 'tool_result' && part.callId !== undefined) {
        this.#byCallId.set(part.callId, { ...this.#byCallId.get(part.callId), result: step.seq });
      }
    }
    if (step.output.parts.length > 1) {
      this.#remember(step.output.text, { source: step.seq, range: whole });
    }
  }

  /** What the id of a call stands for: its result, where there is one. */
  #byCall(callId: string): Seq | undefined {
    const call = this.#byCallId.get(callId);
    return call?.result ?? call?.call;
  }

  /** The newest places of a text: "Done." may stand in thousands. */
  #remember(text: string, exposure: Exposure): void {
    const key = text.trim();
    if (key === '') return;
    const list = push(this.#byText, key, exposure);
    if (list.length > mostEqualTexts) list.shift();
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

const mostEqualTexts = 8;

/** How far back a server's hidden state is taken to reach: all earlier calls would be quadratic in a long session. */
const mostServerCalls = 256;

/** Stands for "all of it", whatever the output's length. */
const whole = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** "memory/create_entities" → "memory"; a tool of no known server stands for itself. */
const serverOf = (tool: string): string => tool.split('/', 1)[0] ?? tool;

function push<V>(map: Map<string, V[]>, key: string, value: V): V[] {
  const list = map.get(key);
  if (list === undefined) {
    const only = [value];
    map.set(key, only);
    return only;
  }
  list.push(value);
  return list;
}
