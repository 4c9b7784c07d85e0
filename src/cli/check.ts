import * as z from 'zod';
import { readAnswer } from '../core/check/answer.ts';
import type { Check } from '../core/check/findings.ts';
import { checkPrompt, estimate } from '../core/check/prompt.ts';
import type { Question } from '../core/check/question.ts';
import { inTurns } from '../core/check/run.ts';
import type { Session } from '../core/session/session.ts';
import { stepAt } from '../core/session/session.ts';
import type { Analysis } from '../core/view/analysis.ts';
import { count, quoted } from '../formats/diagnostics.ts';
import { InputError, UsageError } from './input.ts';
import { complain } from './output.ts';

/** A server that speaks OpenAI's chat completions: `/v1/chat/completions` and `/v1/models` under its address. */
export interface Endpoint {
  /** Ends in `/v1`. */
  readonly base: string;
  /** Undefined: the first model that the server lists. */
  readonly model: string | undefined;
}

/** What came of it, for the answer's JSON. */
export interface CheckJson {
  readonly model: string;
  readonly asked: number;
  readonly yes: number;
  readonly no: number;
  readonly unverified: number;
  readonly failed: number;
  readonly steps: readonly {
    readonly step: string;
    readonly sourceId: string;
    readonly answer: 'yes' | 'no' | 'unverified' | 'failed';
  }[];
}

/** A local model answers a few prompts at a time at best. */
const width = 2;
/** A large model on a small machine takes minutes. */
const patience = 15 * 60_000;

/** Reads `--check-with`. Recorded text leaves the machine only where that was asked for. */
export function endpointOf(
  address: string,
  model: string | undefined,
  allowRemote: boolean,
): Endpoint {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    throw new UsageError(
      `--check-with takes the address of a server, such as http://127.0.0.1:11434, not ${quoted(address)}`,
    );
  }
  if (!allowRemote && !isLoopback(url.hostname)) {
    throw new UsageError(
      `${url.hostname} is not this machine, and recorded text would be sent to it. Add --allow-remote if that is what you want`,
    );
  }
  const path = url.pathname.replace(/\/+$/u, '').replace(/\/chat\/completions$/u, '');
  return { base: `${url.origin}${path.endsWith('/v1') ? path : `${path}/v1`}`, model };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/u.test(host);

/** Asks a model about every step that is suspect, exposed or not proven, and hands what it says to the analysis. */
export async function checkWith(analysis: Analysis, endpoint: Endpoint): Promise<CheckJson> {
  const { session } = analysis;
  const asked = analysis.questions();
  const model = endpoint.model ?? (asked.length === 0 ? 'none' : await firstModel(endpoint));
  // One prompt at a time: all of a large session's would not fit into memory.
  const { tokens } = estimate(promptsOf(session, asked));
  complain(
    `asking ${quoted(model)} about ${count(asked.length, 'step')}, about ${tokens.toLocaleString('en-US')} tokens`,
  );
  const checks: (Check | undefined)[] = asked.map(() => undefined);
  let firstError: string | undefined;
  await inTurns(
    [...asked.entries()],
    width,
    () => false,
    async ([index, question]) => {
      try {
        const text = await answerTo(endpoint, model, checkPrompt(session, question));
        checks[index] = { question, model, finding: readAnswer(session, question, text) };
      } catch (error) {
        firstError ??= error instanceof Error ? error.message : String(error);
      }
    },
  );
  const known = checks.filter(check => check !== undefined);
  if (firstError !== undefined && known.length === 0) throw new InputError(firstError);
  analysis.takeChecks(known);
  const kinds = new Map(asked.map(({ seq }, index) => [seq, checks[index]?.finding.kind] as const));
  const steps = [...kinds]
    .sort(([a], [b]) => a - b)
    .map(([seq, kind]) => {
      const { id, sourceId } = stepAt(session, seq);
      return { step: id, sourceId, answer: answers[kind ?? 'unreadable'] };
    });
  const tally = (wanted: (typeof steps)[number]['answer']): number =>
    steps.filter(({ answer }) => answer === wanted).length;
  const done = {
    model,
    asked: steps.length,
    yes: tally('yes'),
    no: tally('no'),
    unverified: tally('unverified'),
    failed: tally('failed'),
    steps,
  };
  complain(
    `model check: ${done.asked} asked, ${done.yes} yes, ${done.no} no, ${done.unverified} unverified, ${done.failed} failed${firstError === undefined ? '' : ` (${firstError})`}`,
  );
  return done;
}

function* promptsOf(session: Session, asked: readonly Question[]): Generator<string> {
  for (const question of asked) yield checkPrompt(session, question);
}

const answers = {
  used: 'yes',
  notUsed: 'no',
  unverified: 'unverified',
  unreadable: 'failed',
} as const;

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });
const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

async function firstModel(endpoint: Endpoint): Promise<string> {
  const read = modelsSchema.safeParse(await request(endpoint, '/models'));
  const [first] = read.success ? read.data.data : [];
  if (first === undefined) {
    throw new InputError(`${endpoint.base}/models lists no model. Name one with --model NAME.`);
  }
  return first.id;
}

async function answerTo(endpoint: Endpoint, model: string, prompt: string): Promise<string> {
  const answer = await request(endpoint, '/chat/completions', {
    model,
    messages: [{ role: 'user', content: prompt }],
    temperature: 0,
    stream: false,
  });
  const read = completionSchema.safeParse(answer);
  const [first] = read.success ? read.data.choices : [];
  if (first === undefined) {
    throw new InputError(
      `${endpoint.base}/chat/completions answered in another shape than OpenAI's. Is it such a server?`,
    );
  }
  return first.message.content;
}

async function request({ base }: Endpoint, path: string, body?: object): Promise<unknown> {
  const url = `${base}${path}`;
  const key = process.env['FAULTLINE_API_KEY'];
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // Who is redirected to another host would send recorded text there.
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw new InputError(`${url}: no answer (${reasonOf(error)}). Does the server run?`);
  }
  const text = await response.text();
  if (!response.ok) {
    throw new InputError(`${url}: answered ${response.status} ${quoted(text, 200)}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${url}: answered no JSON: ${quoted(text, 200)}.`);
  }
}

/** `fetch` hides the reason one or two levels down. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as {
    message?: string;
    cause?: { code?: string; message?: string };
  };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
