import { join } from 'node:path';
import * as vscode from 'vscode';
import { callCounter, type CallCounter } from './recordingCalls.ts';
import { watchFile } from './sidecar.ts';

/** What records into a session: a twin that VS Code starts, our own client, or the receiver of OpenTelemetry. */
export type Part = 'twin' | 'client' | 'receiver';

/** Stands among the keys of servers for whoever sends OpenTelemetry. No server's key is without a file. */
export const telemetryKey = 'OpenTelemetry';

interface Current {
  /** Path of the session file. It exists once something was recorded. */
  readonly file: string;
  /** What takes part, by server key; connections do not come back when the window does. */
  readonly parts: ReadonlyMap<string, ReadonlySet<Part>>;
}

interface Stored {
  readonly file: string;
  readonly servers: readonly string[];
}

const memory = 'recording';

/**
 * The recording of this window: one session file, into which every server records that is ticked or connected. It begins
 * with the first and ends with the last; the next one is a new session.
 */
export class Recording {
  readonly #state: vscode.Memento;
  readonly #folder: () => string;
  readonly #now: () => Date;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Something takes part that did not, or no longer; or calls were made. */
  readonly onDidChange = this.#changed.event;
  readonly #ended = new vscode.EventEmitter<string>();
  readonly onDidEnd = this.#ended.event;
  #current: Current | undefined;
  #counter: CallCounter | undefined;
  #watcher: vscode.Disposable | undefined;

  /** `folder` is where sessions go. */
  constructor(state: vscode.Memento, folder: () => string, now: () => Date) {
    this.#state = state;
    this.#folder = folder;
    this.#now = now;
    const stored = state.get<Stored>(memory);
    if (stored !== undefined && stored.servers.length > 0) {
      const parts = stored.servers.map(
        key => [key, new Set<Part>([key === telemetryKey ? 'receiver' : 'twin'])] as const,
      );
      this.#current = { file: stored.file, parts: new Map(parts) };
    }
  }

  /** Path of the session file, while there is a recording. */
  get file(): string | undefined {
    return this.#current?.file;
  }

  /** Keys of the servers that take part, and `telemetryKey` if OpenTelemetry does. */
  get servers(): readonly string[] {
    return [...(this.#current?.parts.keys() ?? [])];
  }

  has(key: string, part: Part): boolean {
    return this.#current?.parts.get(key)?.has(part) === true;
  }

  /** Calls made so far, by name of the server in the recording; undefined before its first frame. */
  calls(name: string): number | undefined {
    this.#follow();
    return this.#counter?.calls(name);
  }

  /** Lets a server take part; starts a recording if there is none. Returns the session file. */
  async add(key: string, part: Part): Promise<string> {
    const file = this.#current?.file ?? (await this.#newFile());
    const parts = new Map(this.#current?.parts);
    parts.set(key, new Set([...(parts.get(key) ?? []), part]));
    await this.#become({ file, parts });
    return file;
  }

  async remove(key: string, part: Part): Promise<void> {
    if (this.#current === undefined || !this.has(key, part)) return;
    const { file } = this.#current;
    const parts = new Map(this.#current.parts);
    const left = new Set([...(parts.get(key) ?? [])].filter(each => each !== part));
    if (left.size > 0) parts.set(key, left);
    else parts.delete(key);
    await this.#become(parts.size > 0 ? { file, parts } : undefined);
  }

  async stop(): Promise<void> {
    await this.#become(undefined);
  }

  /** Where a recording made by others goes: into the current session, or into one of its own. */
  async fileForOthers(): Promise<string> {
    return this.#current?.file ?? (await this.#newFile());
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
    this.#ended.dispose();
  }

  async #newFile(): Promise<string> {
    const folder = this.#folder();
    // So that the file is noticed at once when the recorder makes it.
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
    return join(folder, `recording-${stamp(this.#now())}.faultline`);
  }

  async #become(current: Current | undefined): Promise<void> {
    const before = this.#current;
    this.#current = current;
    if (before?.file !== current?.file) {
      this.#watcher?.dispose();
      this.#watcher = this.#counter = undefined;
    }
    const servers = [...(current?.parts ?? [])].flatMap(([key, parts]) =>
      parts.has('twin') || parts.has('receiver') ? [key] : [],
    );
    this.#changed.fire();
    if (before !== undefined && current === undefined) this.#ended.fire(before.file);
    const stored: Stored | undefined = current && { file: current.file, servers };
    await this.#state.update(memory, stored);
  }

  /** Counts what is in the file, from the first time that somebody wants to know. */
  #follow(): void {
    const file = this.#current?.file;
    if (file === undefined || this.#counter !== undefined) return;
    const counter = callCounter(file, () => {
      if (this.#counter === counter) this.#changed.fire();
    });
    this.#counter = counter;
    this.#watcher = watchFile(vscode.Uri.file(file), () => counter.look());
    counter.look();
  }
}

/** `2026-11-22-181302`, in local time: what a person looks for. */
function stamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
