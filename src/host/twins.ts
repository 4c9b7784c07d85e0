import * as vscode from 'vscode';
import { recorded } from '../recorder/configs/wrap.ts';
import type { Listening } from '../recorder/connectProxy.ts';
import type { Recording } from './recording.ts';
import type { ServerInputs } from './serverInputs.ts';
import type { KnownServer, Servers } from './servers.ts';

export const twinsId = 'faultline.recorded';

/** The label of a twin, as VS Code lists it. */
export const twinLabel = (name: string): string => vscode.l10n.t('{0} (recorded)', name);

/**
 * VS Code's own servers once more, with the recorder in front: no file is changed, and whoever uses the twin instead of
 * the server is recorded. Nothing is started or asked for before VS Code starts one.
 */
export class Twins implements vscode.McpServerDefinitionProvider {
  readonly #servers: Servers;
  readonly #recording: Recording;
  readonly #inputs: ServerInputs;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeMcpServerDefinitions = this.#changed.event;
  readonly #listeners: vscode.Disposable;
  /** What was offered last: counts of calls change all the time, and mean nothing here. */
  #offered = '';
  readonly #keys = new Map<string, string>();
  readonly #proxies = new Map<string, Promise<Listening>>();

  constructor(servers: Servers, recording: Recording, inputs: ServerInputs) {
    this.#servers = servers;
    this.#recording = recording;
    this.#inputs = inputs;
    const look = (): void => void this.#look();
    this.#listeners = vscode.Disposable.from(
      recording.onDidChange(look),
      servers.onDidChange(look),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      vscode.lm.registerMcpServerDefinitionProvider(twinsId, this),
    );
  }

  async provideMcpServerDefinitions(): Promise<vscode.McpServerDefinition[]> {
    this.#keys.clear();
    return (await this.#twinned()).map(server => {
      const label = this.#labelOf(server);
      // Another configuration, or another session, is another version: VS Code asks the server anew what it offers.
      const version = JSON.stringify([server.entry.server, this.#recording.file]);
      const { server: original } = server.entry;
      return original.kind === 'http'
        ? new vscode.McpHttpServerDefinition(label, vscode.Uri.parse(original.url), {}, version)
        : new vscode.McpStdioServerDefinition(label, original.command, [], {}, version);
    });
  }

  async resolveMcpServerDefinition(
    definition: vscode.McpServerDefinition,
  ): Promise<vscode.McpServerDefinition | undefined> {
    const key = this.#keys.get(definition.label);
    const server = key === undefined ? undefined : await this.#servers.find(key);
    const { file } = this.#recording;
    if (server === undefined || file === undefined) return undefined;
    const ready = await this.#inputs.resolve(server);
    if (ready === undefined) return undefined;
    const destination = { out: file, name: server.entry.name };
    const { server: target, recorder } = ready;
    if (target.kind === 'http') {
      const { url } = await this.#proxy(server.key, () =>
        import('./onDemand.ts').then(({ startProxy }) =>
          startProxy(recorder, destination, target.url),
        ),
      );
      const twin = new vscode.McpHttpServerDefinition(definition.label, vscode.Uri.parse(url));
      twin.headers = { ...target.headers };
      return twin;
    }
    const { command, args, env, cwd } = recorded(target, recorder, destination);
    const twin = new vscode.McpStdioServerDefinition(definition.label, command, [...args], {
      ...env,
    });
    if (cwd !== undefined) twin.cwd = vscode.Uri.file(cwd);
    return twin;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
    for (const key of this.#proxies.keys()) this.#stopProxy(key);
  }

  async #twinned(): Promise<readonly KnownServer[]> {
    if (this.#recording.file === undefined || !vscode.workspace.isTrusted) return [];
    return (await this.#servers.all()).filter(({ key }) => this.#recording.has(key, 'twin'));
  }

  async #look(): Promise<void> {
    const twinned = await this.#twinned();
    for (const key of this.#proxies.keys()) {
      if (!twinned.some(each => each.key === key)) this.#stopProxy(key);
    }
    const offered = JSON.stringify([
      this.#recording.file,
      twinned.map(({ key, entry }) => [key, entry.server]),
    ]);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#changed.fire();
  }

  /** Servers of one name in two files have two twins. */
  #labelOf({ key, entry }: KnownServer): string {
    const label = twinLabel(entry.name);
    for (let nth = 1; ; nth++) {
      const own = nth === 1 ? label : `${label} ${nth}`;
      if (this.#keys.has(own)) continue;
      this.#keys.set(own, key);
      return own;
    }
  }

  /** One proxy per server, as long as it is recorded. */
  #proxy(key: string, start: () => Promise<Listening>): Promise<Listening> {
    const running = this.#proxies.get(key);
    if (running !== undefined) return running;
    const started = start();
    this.#proxies.set(key, started);
    started.catch(() => this.#proxies.delete(key));
    return started;
  }

  #stopProxy(key: string): void {
    const proxy = this.#proxies.get(key);
    this.#proxies.delete(key);
    proxy?.then(
      each => each.stop(),
      () => {},
    );
  }
}
