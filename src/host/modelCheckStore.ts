import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { StoredAnswer } from './modelCheckAnswers.ts';

/** The oldest answers of a session go when there are more. */
const most = 5_000;

const version = 1;

export const isModelCheckOn = (): boolean =>
  vscode.workspace.getConfiguration('faultline').get<boolean>('modelCheck.enabled', false);

export const turnModelCheckOn = async (): Promise<void> =>
  await vscode.workspace
    .getConfiguration('faultline')
    .update('modelCheck.enabled', true, vscode.ConfigurationTarget.Global);

/** What language models answered, a file per session in the extension's storage: nothing is asked and paid for twice. */
export class AnswerStore {
  readonly #folder: vscode.Uri;

  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, 'modelCheck');
  }

  /** In order of asking; none while the model check is off. A file that cannot be read is a file without answers. */
  async read(session: vscode.Uri): Promise<readonly StoredAnswer[]> {
    if (!isModelCheckOn()) return [];
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#file(session));
      const held = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Held> | null;
      return held?.version === version && Array.isArray(held.answers)
        ? held.answers.filter(isAnswer)
        : [];
    } catch {
      return [];
    }
  }

  async write(session: vscode.Uri, answers: readonly StoredAnswer[]): Promise<void> {
    const held: Held = { version, answers: answers.slice(-most) };
    await vscode.workspace.fs.createDirectory(this.#folder);
    await vscode.workspace.fs.writeFile(
      this.#file(session),
      new TextEncoder().encode(JSON.stringify(held)),
    );
  }

  #file(session: vscode.Uri): vscode.Uri {
    const name = createHash('sha256').update(session.toString()).digest('hex').slice(0, 24);
    return vscode.Uri.joinPath(this.#folder, `${name}.json`);
  }
}

interface Held {
  readonly version: number;
  readonly answers: readonly StoredAnswer[];
}

/** The question itself is looked into by the worker: an answer whose question does not fit the session is left out. */
function isAnswer(value: unknown): value is StoredAnswer {
  const answer = (value ?? {}) as Record<string, unknown>;
  return (
    [answer['key'], answer['modelId'], answer['model'], answer['text']].every(
      each => typeof each === 'string',
    ) && typeof answer['question'] === 'object'
  );
}
