import { createHash } from 'node:crypto';
import type { Finding } from '../core/check/answer.ts';
import { readAnswer } from '../core/check/answer.ts';
import type { Check } from '../core/check/findings.ts';
import { checkPrompt } from '../core/check/prompt.ts';
import type { Question } from '../core/check/question.ts';
import type { Analysis } from '../core/view/analysis.ts';
import type { SliceView } from '../core/view/slice.ts';

/** A question with the text to send for it, and the key of its answer. */
export interface Asking {
  readonly key: string;
  readonly question: Question;
  readonly prompt: string;
}

/** What to ask a model next. */
export interface Askings {
  readonly open: readonly Asking[];
  /** Keys of the questions that are answered already. */
  readonly answered: readonly string[];
  /** Questions that are left for another time. */
  readonly left: number;
}

/** So many steps are asked about at a time, the likeliest first: more is a great deal to pay for at one click. */
export const mostAtOnce = 500;

/** What a model answered, as it is kept in the extension's storage: never in the recording. */
export interface StoredAnswer {
  /** Of model and prompt: while it fits, the answer is to this very question about this very text. */
  readonly key: string;
  readonly modelId: string;
  /** Name of the model, for people. */
  readonly model: string;
  readonly question: Question;
  readonly text: string;
}

export const answerKey = (modelId: string, prompt: string): string =>
  createHash('sha256').update(`${modelId}\n${prompt}`).digest('hex');

export interface TakenAnswers {
  readonly slice: SliceView;
  /** What came of each answer, in their order; undefined where it fits nothing of the session any more. */
  readonly findings: readonly (Finding['kind'] | undefined)[];
}

export function askings(
  analysis: Analysis,
  modelId: string,
  known: ReadonlySet<string>,
  most = mostAtOnce,
): Askings {
  const all = analysis.questions();
  const open: Asking[] = [];
  const answered: string[] = [];
  for (const question of all) {
    if (open.length === most) break;
    const prompt = checkPrompt(analysis.session, question);
    const key = answerKey(modelId, prompt);
    if (known.has(key)) answered.push(key);
    else open.push({ key, question, prompt });
  }
  return { open, answered, left: all.length - open.length - answered.length };
}

/** Looks every answer up in the session as it is now, and hands those that still fit to the analysis. */
export function takeAnswers(analysis: Analysis, answers: readonly StoredAnswer[]): TakenAnswers {
  const checks = answers.map(answer => checkOf(analysis, answer));
  const slice = analysis.takeChecks(checks.filter(check => check !== undefined));
  return { slice, findings: checks.map(check => check?.finding.kind) };
}

function checkOf(
  { session }: Analysis,
  { key, modelId, model, question, text }: StoredAnswer,
): Check | undefined {
  try {
    if (answerKey(modelId, checkPrompt(session, question)) !== key) return undefined;
    return { question, model, finding: readAnswer(session, question, text) };
  } catch {
    // Of another session that was in this file before, or of another version of Faultline.
    return undefined;
  }
}
