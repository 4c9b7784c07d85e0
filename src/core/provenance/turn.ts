import type { AgentId, Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import { isError } from '../session/step.ts';
import type { Code } from './code.ts';
import { codeOf, failedStatement, mostlyCode } from './code.ts';
import type { StepText } from './text.ts';

/** What kind of turn a step is, told from the record and, where it is silent, from the conversation's structure. */
export interface Turn {
  /** A result: its text is its tool's own, but for what its call brought in. */
  readonly result: boolean;
  readonly error: boolean;
  /** What it is the result of: an earlier step, and the ranges of it that ran (arguments, code). */
  readonly ran: { readonly seq: Seq; readonly ranges: readonly Range[] } | undefined;
  /** Of an error that names its line: the statement that failed, in the step that it ran. */
  readonly failed: Range | undefined;
  /** Of new code or a new call: the error just before it, which it may mend. */
  readonly mends: Seq | undefined;
  /** Short and no code: it may accept or refuse what it answers, and say no more. */
  readonly brief: boolean;
  /** Hardly a word: "TERMINATE", "yes", 42. */
  readonly bare: boolean;
  /** The first output of the same agent with this very text, if it is long enough to be no formula. */
  readonly repeats: Seq | undefined;
}

const fewWords = 60;
const hardlyAny = 4;
/** Share of code from which a text is taken for something to run. */
const runnable = 0.3;
/** How far back the error may be that new code mends. */
const mendsWithin = 3;
/** Characters from which an equal text is the same thing said again, not a formula ("Request satisfied."). */
const longEnough = 200;

const console = /^\s*exit ?code\b/iu;
const stackTrace = /Traceback \(most recent call last\)/u;
const failure =
  /Traceback \(most recent call last\)|\b[A-Z]\w*(?:Error|Exception)\b:|^\s*Error:|^\s*exit ?code:? [1-9]/imu;
/** What no failure is without: most texts hold none of it, and looking for it is quick. */
const anyFailure = /traceback|error:|exception:|exit ?code/iu;
/** Two sentences in a row: somebody talks. */
const prose = /[.!?]\s+[A-Z]/u;

/** Tells the turns of a session, step by step. */
export class TurnReader {
  /** Of the step before, for only what was just said is run without a recorded call. */
  #lastCode: Code = { ranges: [], share: 0 };
  readonly #agents: AgentId[] = [];
  readonly #turns: Turn[] = [];
  readonly #texts: string[] = [];
  /** By agent: whether every step of it so far came right after code of another, and whether it ever gave a result. */
  readonly #habits = new Map<AgentId, { followsCode: boolean; gaveResult: boolean }>();
  /** By agent and text, for a key of both would be a copy of each text. */
  readonly #said = new Map<AgentId, Map<string, Seq>>();

  /** `call` is the recorded call that a step answers, with the range of its arguments. */
  add(text: StepText, call: { readonly seq: Seq; readonly range: Range } | undefined): Turn {
    const { step, tokens } = text;
    const { seq, agent } = step;
    const body = step.output.text;
    const code = codeOf(body);
    const ran =
      call === undefined ? this.#ranBefore(text, code) : { seq: call.seq, ranges: [call.range] };
    const habit = this.#habits.get(agent) ?? { followsCode: true, gaveResult: false };
    const result =
      step.kind === 'tool' ||
      (step.kind === 'assistant' &&
        (ran !== undefined ||
          console.test(body) ||
          stackTrace.test(body.slice(0, 400)) ||
          habit.gaveResult));
    const error = isError(step) || fails(body.slice(0, 20_000));
    const repeats = body.length < longEnough ? undefined : this.#said.get(agent)?.get(body);
    const turn: Turn = {
      result,
      error,
      ran,
      failed: error && ran !== undefined ? this.#failedIn(body, ran) : undefined,
      mends: code.share > runnable || calls(text) ? this.#recentError(seq) : undefined,
      brief: tokens.count < fewWords && code.share < 0.5,
      bare: tokens.count < hardlyAny,
      repeats,
    };
    this.#habits.set(agent, {
      followsCode: habit.followsCode && this.#followsCode(seq, agent, runnable),
      gaveResult: habit.gaveResult || (result && step.kind === 'assistant'),
    });
    this.#lastCode = code;
    this.#agents.push(agent);
    this.#turns.push(turn);
    this.#texts.push(body);
    if (repeats === undefined && body.length >= longEnough) this.#remember(agent, body, seq);
    return turn;
  }

  /** Where no calls are recorded: an agent that speaks only after code, and not in sentences, ran it. */
  #ranBefore({ step }: StepText, code: Code): Turn['ran'] {
    const { seq, agent, kind } = step;
    if (kind !== 'assistant') return undefined;
    const body = step.output.text;
    const looksRun = console.test(body) || stackTrace.test(body.slice(0, 400));
    const habit = this.#habits.get(agent);
    const executor =
      this.#followsCode(seq, agent, mostlyCode) &&
      code.share < 0.5 &&
      (habit?.followsCode ?? true) &&
      !prose.test(body.slice(0, 300));
    if (!(looksRun && this.#followsCode(seq, agent, runnable)) && !executor) return undefined;
    return { seq: seq - 1, ranges: this.#lastCode.ranges };
  }

  #remember(agent: AgentId, text: string, seq: Seq): void {
    const said = this.#said.get(agent);
    if (said === undefined) this.#said.set(agent, new Map([[text, seq]]));
    else said.set(text, seq);
  }

  #followsCode(seq: Seq, agent: AgentId, share: number): boolean {
    return seq > 0 && this.#agents[seq - 1] !== agent && this.#lastCode.share > share;
  }

  #failedIn(error: string, { seq, ranges }: NonNullable<Turn['ran']>): Range | undefined {
    return failedStatement(error, this.#texts[seq] ?? '', ranges);
  }

  #recentError(seq: Seq): Seq | undefined {
    for (let at = seq - 1; at >= Math.max(0, seq - mendsWithin); at--) {
      if (this.#turns[at]?.error === true) return at;
    }
    return undefined;
  }
}

const fails = (text: string): boolean => anyFailure.test(text) && failure.test(text);

const calls = ({ step }: StepText): boolean =>
  step.output.parts.some(part => part.kind === 'tool_call');
