import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import * as vscode from 'vscode';
import type { ConfigInput, HttpServer, StdioServer } from '../recorder/configs/server.ts';
import { inputsOf, resolveServer } from '../recorder/configs/variables.ts';
import type { RecorderCommand } from '../recorder/configs/wrap.ts';
import { plainLabel } from './plain.ts';
import type { KnownServer } from './servers.ts';

/** A server that can be started. */
export interface Ready {
  /** With values in place of its variables, and the lines of its `envFile` in its environment. */
  readonly server: StdioServer | HttpServer;
  /** The recorder, told which answers are passwords: it masks what its environment calls a secret. */
  readonly recorder: RecorderCommand;
}

/** Asks once per window for what a server's configuration asks for. Answers are kept in memory and never written. */
export class ServerInputs {
  readonly #recorder: RecorderCommand;
  readonly #answers = new Map<string, string>();

  constructor(recorder: RecorderCommand) {
    this.#recorder = recorder;
  }

  /** Undefined if the person does not answer. Throws if there are variables that nothing is known for. */
  async resolve({ entry, file }: KnownServer): Promise<Ready | undefined> {
    const inputs = new Map<string, string>();
    const secrets: Record<string, string> = {};
    for (const id of inputsOf(entry.server)) {
      const input = file.inputs.find(each => each.id === id);
      if (input === undefined) continue;
      const answer = await this.#ask(`${file.place.path}#${id}`, input, entry.name);
      if (answer === undefined) return undefined;
      inputs.set(id, answer);
      if (input.password) secrets[`FAULTLINE_SECRET_${inputs.size}`] = answer;
    }
    const { folder } = file.place;
    const scope = { folder, home: homedir(), env: process.env, platform: process.platform, inputs };
    const { server, unknown } = resolveServer(entry.server, scope);
    if (unknown.length > 0) {
      throw new Error(
        vscode.l10n.t(
          '{0} cannot be started: nothing is known for {1} in {2}, line {3}.',
          entry.name,
          unknown.join(', '),
          file.place.path,
          entry.line,
        ),
      );
    }
    const recorder = { ...this.#recorder, env: { ...this.#recorder.env, ...secrets } };
    if (server.kind === 'http') return { server, recorder };
    const cwd = server.cwd ?? folder;
    const absolute = cwd === undefined || isAbsolute(cwd) ? cwd : join(folder ?? homedir(), cwd);
    const env = { ...(await fileEnv(server, folder)), ...server.env };
    return { server: { ...server, cwd: absolute, env }, recorder };
  }

  async #ask(key: string, input: ConfigInput, server: string): Promise<string | undefined> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const title = vscode.l10n.t('MCP server {0}', plainLabel(server, 60));
    const placeHolder = plainLabel(input.description);
    const answer =
      input.options === undefined
        ? await vscode.window.showInputBox({
            title,
            prompt: placeHolder,
            password: input.password,
            ignoreFocusOut: true,
            ...(input.fallback === undefined ? {} : { value: input.fallback }),
          })
        : await vscode.window.showQuickPick([...input.options], { title, placeHolder });
    if (answer !== undefined) this.#answers.set(key, answer);
    return answer;
  }
}

async function fileEnv(
  { envFile }: StdioServer,
  folder: string | undefined,
): Promise<Record<string, string>> {
  if (envFile === undefined) return {};
  const path = isAbsolute(envFile) ? envFile : join(folder ?? homedir(), envFile);
  return Object.fromEntries(
    Object.entries(parseEnv(await readFile(path, 'utf8'))).map(([name, value]) => [
      name,
      value ?? '',
    ]),
  );
}
