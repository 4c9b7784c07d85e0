import * as vscode from 'vscode';
import type { ConfigFile } from '../recorder/configs/discover.ts';
import type { Place } from '../recorder/configs/places.ts';
import type { ServerEntry } from '../recorder/configs/server.ts';
import { later } from './engine.ts';
import { watchFile } from './sidecar.ts';

/** A server of some client's configuration. */
export interface KnownServer {
  /** Its file and its place in it: the same as long as it is called the same. */
  readonly key: string;
  readonly entry: ServerEntry;
  readonly file: ConfigFile;
}

/** Files such as Claude Code's change all the time, and mostly not in what they say about servers. */
const pause = 300;

/**
 * The servers in the configurations of all clients. Nothing is read before somebody asks; from then on the files are
 * watched.
 */
export class Servers {
  readonly #places: () => readonly Place[];
  readonly #onRead: (files: readonly ConfigFile[]) => void;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #files: Promise<readonly ConfigFile[]> | undefined;
  #known = '';
  #watchers: vscode.Disposable | undefined;
  #cancel = (): void => {};

  constructor(places: () => readonly Place[], onRead: (files: readonly ConfigFile[]) => void) {
    this.#places = places;
    this.#onRead = onRead;
  }

  files(): Promise<readonly ConfigFile[]> {
    this.#files ??= this.#read(this.#places());
    return this.#files;
  }

  async all(): Promise<readonly KnownServer[]> {
    return (await this.files()).flatMap(serversOf);
  }

  async find(key: string): Promise<KnownServer | undefined> {
    return (await this.all()).find(each => each.key === key);
  }

  /** Reads everything again, also in folders that were not there before. */
  refresh(): void {
    this.#watchers?.dispose();
    this.#watchers = undefined;
    this.#files = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#cancel();
    this.#watchers?.dispose();
    this.#changed.dispose();
  }

  async #read(places: readonly Place[]): Promise<readonly ConfigFile[]> {
    this.#watchers ??= vscode.Disposable.from(
      ...places.map(({ path }) => watchFile(vscode.Uri.file(path), () => this.#lookSoon(places))),
    );
    const { discover } = await import('./onDemand.ts');
    const files = await discover(places);
    this.#known = JSON.stringify(files);
    this.#onRead(files);
    return files;
  }

  #lookSoon(places: readonly Place[]): void {
    this.#cancel();
    this.#cancel = later(pause, () => void this.#look(places));
  }

  async #look(places: readonly Place[]): Promise<void> {
    const before = this.#known;
    const files = this.#read(places);
    await files;
    if (this.#known === before) return;
    this.#files = files;
    this.#changed.fire();
  }
}

export const serversOf = (file: ConfigFile): readonly KnownServer[] =>
  file.servers.map(entry => ({
    key: `${file.place.path}#${entry.at.join('/')}`,
    entry,
    file,
  }));
