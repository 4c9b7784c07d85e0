import * as vscode from 'vscode';
import { recorded } from '../recorder/configs/wrap.ts';
import type { Connection } from '../recorder/connect.ts';
import type { Listening } from '../recorder/connectProxy.ts';
import { messageOf } from './log.ts';
import type { Recording } from './recording.ts';
import type { ServerInputs } from './serverInputs.ts';
import type { KnownServer } from './servers.ts';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly connection: Connection; readonly file: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Our own connections to servers, each through the recorder. */
export class ServerConnections {
  readonly #recording: Recording;
  readonly #inputs: ServerInputs;
  readonly #version: string;
  readonly #states = new Map<string, ConnectionState>();
  readonly #proxies = new Map<string, Listening>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(recording: Recording, inputs: ServerInputs, version: string) {
    this.#recording = recording;
    this.#inputs = inputs;
    this.#version = version;
  }

  state(key: string): ConnectionState | undefined {
    return this.#states.get(key);
  }

  /** Starts the server and asks what it offers. What goes wrong is its state, and thrown. */
  async connect(server: KnownServer): Promise<void> {
    const { key } = server;
    if (this.#states.has(key) && this.#states.get(key)?.kind !== 'failed') return;
    this.#become(key, { kind: 'connecting' });
    try {
      const ready = await this.#inputs.resolve(server);
      if (ready === undefined) {
        this.#become(key, undefined);
        return;
      }
      const file = await this.#recording.add(key, 'client');
      const destination = { out: file, name: server.entry.name };
      const { connect, startProxy } = await import('./onDemand.ts');
      const closed = (): void => void this.#end(key);
      const { server: target, recorder } = ready;
      if (target.kind === 'http') {
        const proxy = await startProxy(recorder, destination, target.url);
        this.#proxies.set(key, proxy);
        const through = { ...target, url: proxy.url };
        const connection = await connect(through, this.#version, closed);
        this.#become(key, { kind: 'connected', connection, file });
        return;
      }
      const { command, args, env, cwd } = recorded(target, recorder, destination);
      const through = { kind: 'stdio', command, args, env: wholeEnv(env), cwd } as const;
      const connection = await connect(through, this.#version, closed);
      this.#become(key, { kind: 'connected', connection, file });
    } catch (error) {
      await this.#end(key);
      this.#become(key, { kind: 'failed', message: messageOf(error) });
      throw error;
    }
  }

  async disconnect(key: string): Promise<void> {
    const state = this.#states.get(key);
    if (state?.kind === 'connected') await state.connection.close().catch(() => {});
    await this.#end(key);
  }

  async disconnectAll(): Promise<void> {
    await Promise.all([...this.#states.keys()].map(key => this.disconnect(key)));
  }

  dispose(): void {
    for (const state of this.#states.values()) {
      if (state.kind === 'connected') void state.connection.close().catch(() => {});
    }
    for (const proxy of this.#proxies.values()) proxy.stop();
    this.#changed.dispose();
  }

  async #end(key: string): Promise<void> {
    this.#proxies.get(key)?.stop();
    this.#proxies.delete(key);
    this.#become(key, undefined);
    await this.#recording.remove(key, 'client');
  }

  #become(key: string, state: ConnectionState | undefined): void {
    if (state === undefined) this.#states.delete(key);
    else this.#states.set(key, state);
    this.#changed.fire();
  }
}

/** The environment of VS Code with what the configuration says, as VS Code itself starts a server. */
function wholeEnv(own: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...process.env, ...own }).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, value] as const],
    ),
  );
}
