import * as vscode from 'vscode';
import { estimate } from '../core/check/prompt.ts';
import { inTurns } from '../core/check/run.ts';
import { messageOf } from './log.ts';
import type { Asking, StoredAnswer } from './modelCheckAnswers.ts';
import type { AnswerStore } from './modelCheckStore.ts';
import { isModelCheckOn, turnModelCheckOn } from './modelCheckStore.ts';
import { consentWords, endsAsking, problemWords, tallyWords } from './modelCheckWords.ts';
import { plainLabel } from './plain.ts';
import type { SessionDocument } from './sessionDocument.ts';
import { number } from './words.ts';

/** Requests under way at a time. */
const width = 4;
/** An answer is a few lines; what goes on longer is none. */
const longestAnswer = 20_000;

const { t } = vscode.l10n;

/**
 * Asks a language model about the steps that evidence leaves open. Off until the person turns it on; before anything is
 * sent it says what goes to whom; it can be cancelled; and no answer is asked for twice.
 */
export async function askModel(session: SessionDocument, store: AnswerStore): Promise<void> {
  if (!isModelCheckOn() && !(await turnOn())) return;
  if ((await session.openQuestions()) === 0) {
    void vscode.window.showInformationMessage(
      t('There is nothing to ask: no step is suspect, exposed or not proven.'),
    );
    return;
  }
  const model = await pickModel();
  if (model === undefined) return;
  const stored = new Map((await store.read(session.uri)).map(answer => [answer.key, answer]));
  const { open, answered, left } = await session.askings(model.id, [...stored.keys()]);
  if (open.length > 0 && !(await consents(model, open, left))) return;

  const asked = await askAll(model, open);
  const before = answered.flatMap(key => stored.get(key) ?? []);
  const answers = [...before, ...asked.answers.values()];
  // What this model said of these steps becomes the last word on them.
  for (const { key } of answers) stored.delete(key);
  const everything = [...stored.values(), ...answers];
  const findings = await session.takeAnswers(everything);
  await store.write(
    session.uri,
    everything.filter((_, index) => findings[index] !== 'unreadable'),
  );

  const own = findings.slice(stored.size);
  const tally = (kind: string): number => own.filter(each => each === kind).length;
  const failed = asked.failed + tally('unreadable');
  const words = tallyWords(
    model,
    {
      steps: open.length + answered.length + left,
      yes: tally('used'),
      no: tally('notUsed'),
      unverified: tally('unverified'),
      failed,
      left: left + open.length - asked.answers.size - asked.failed,
      problem: asked.problem,
    },
    t,
  );
  if (failed > 0 || asked.problem !== undefined) void vscode.window.showWarningMessage(words);
  else void vscode.window.showInformationMessage(words);
}

async function turnOn(): Promise<boolean> {
  const yes = t('Turn On');
  const picked = await vscode.window.showInformationMessage(
    t('The model check is off.'),
    {
      modal: true,
      detail: t(
        'It asks a language model of your choice, through VS Code, whether the steps that evidence leaves open used the marked text. What is sent leaves Faultline, so it is off until you turn it on, and asks again each time.',
      ),
    },
    yes,
  );
  if (picked !== yes) return false;
  await turnModelCheckOn();
  return true;
}

async function pickModel(): Promise<vscode.LanguageModelChat | undefined> {
  const models = await vscode.lm.selectChatModels();
  const [first, second] = models;
  if (first === undefined) {
    void vscode.window.showWarningMessage(
      t(
        'VS Code has no language model to ask. Install an extension that provides one and sign in to it, such as GitHub Copilot Chat, or use the command line: faultline affected FILE --check-with URL.',
      ),
    );
    return undefined;
  }
  if (second === undefined) return first;
  const items = models.map(model => ({
    label: plainLabel(model.name, 80),
    description: plainLabel(model.vendor, 80),
    model,
  }));
  const title = t('Which language model?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.model;
}

async function consents(
  model: vscode.LanguageModelChat,
  open: readonly Asking[],
  left: number,
): Promise<boolean> {
  const { title, detail } = consentWords(
    model,
    { ...estimate(open.map(({ prompt }) => prompt)), left },
    t,
  );
  const ask = t('Ask');
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, ask)) === ask;
}

interface Asked {
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  readonly failed: number;
  readonly problem: string | undefined;
}

/** Asks with progress until all is asked, the person cancels, or nothing more can be asked. Keeps what was answered. */
async function askAll(model: vscode.LanguageModelChat, open: readonly Asking[]): Promise<Asked> {
  const answers = new Map<string, StoredAnswer>();
  if (open.length === 0) return { answers, failed: 0, problem: undefined };
  let failed = 0;
  let problem: string | undefined;
  let ended = false;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Asking {0}', plainLabel(model.name, 80)),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    await inTurns(
      open,
      width,
      () => ended || token.isCancellationRequested,
      async ({ question, prompt, key }) => {
        try {
          const text = await answerOf(model, prompt, token);
          if (token.isCancellationRequested) return;
          answers.set(key, { key, modelId: model.id, model: model.name, question, text });
        } catch (error) {
          if (token.isCancellationRequested) return;
          const code = error instanceof vscode.LanguageModelError ? error.code : undefined;
          ended ||= endsAsking(code);
          failed++;
          problem ??= problemWords(model, code, messageOf(error), t);
        }
        progress.report({
          message: t('{0} of {1}', number(answers.size + failed), number(open.length)),
          increment: 100 / open.length,
        });
      },
    );
  });
  return { answers, failed, problem };
}

async function answerOf(
  model: vscode.LanguageModelChat,
  prompt: string,
  token: vscode.CancellationToken,
): Promise<string> {
  const { text } = await model.sendRequest(
    [vscode.LanguageModelChatMessage.User(prompt)],
    { justification: t('To find out whether a step used the text you marked.') },
    token,
  );
  let answer = '';
  for await (const piece of text) {
    answer += piece;
    if (answer.length > longestAnswer) break;
  }
  return answer;
}
