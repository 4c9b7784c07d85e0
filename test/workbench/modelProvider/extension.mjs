// A language model that answers as models.json of the workspace says, read anew for every request, and that writes what it
// was asked to asked.jsonl:
//   {"models": ["Tiny"], "answers": [{"when": "step #17", "say": "…"} | {"when", "fail": code} | {"when", "hang": true}]}
// The first answer whose `when` stands in the prompt is taken. Without a file, or without models in it, there is none.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

export function activate(context) {
  const changed = new vscode.EventEmitter();
  const watcher = vscode.workspace.createFileSystemWatcher('**/models.json');
  watcher.onDidChange(() => changed.fire());
  watcher.onDidCreate(() => changed.fire());
  context.subscriptions.push(
    changed,
    watcher,
    vscode.lm.registerLanguageModelChatProvider('faultline-test', {
      onDidChangeLanguageModelChatInformation: changed.event,
      async provideLanguageModelChatInformation() {
        const { models = [] } = await script();
        return models.map(name => ({
          id: name.toLowerCase(),
          name,
          family: 'scripted',
          version: '1',
          maxInputTokens: 100_000,
          maxOutputTokens: 4_000,
          capabilities: {},
        }));
      },
      async provideLanguageModelChatResponse(model, messages, options, progress, token) {
        const prompt = messages
          .flatMap(({ content }) => content.map(part => part.value ?? ''))
          .join('\n');
        await appendFile(file('asked.jsonl'), `${JSON.stringify({ model: model.id, prompt })}\n`);
        const { answers = [] } = await script();
        const answer = answers.find(({ when }) => prompt.includes(when));
        if (answer === undefined) throw new Error('the script has no answer');
        if (answer.hang) await cancelled(token);
        if (answer.fail) throw vscode.LanguageModelError[answer.fail]('scripted');
        progress.report(new vscode.LanguageModelTextPart(answer.say ?? ''));
      },
      provideTokenCount: (model, text) => Promise.resolve(String(text).length / 4),
    }),
  );
}

const file = name => join(vscode.workspace.workspaceFolders[0].uri.fsPath, name);

async function script() {
  return JSON.parse(await readFile(file('models.json'), 'utf8').catch(() => '{}'));
}

const cancelled = token =>
  new Promise(resolve => {
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(resolve);
  });
