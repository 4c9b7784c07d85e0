import * as vscode from 'vscode';
import { SessionDocument } from './sessionDocument.ts';
import type { SessionServices } from './sessionDocument.ts';

/** The open sessions, one model per file however many views show it, and which of them the person looks at. */
export class Sessions {
  readonly #services: SessionServices;
  readonly #open = new Map<string, { readonly document: SessionDocument; users: number }>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** The active session is another, or something about it is. */
  readonly onDidChangeActive = this.#changed.event;
  #active: SessionDocument | undefined;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(services: SessionServices) {
    this.#services = services;
    services.engine.onDied = reason => {
      for (const { document } of this.#open.values()) document.failed(reason);
    };
  }

  get active(): SessionDocument | undefined {
    return this.#active;
  }

  /** The session of a file, opened by its first user. Each acquire needs its release. */
  acquire(uri: vscode.Uri): SessionDocument {
    const key = uri.toString();
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.users++;
      known.document.retry();
      return known.document;
    }
    const document = new SessionDocument(uri, this.#services);
    document.onDidChange(() => this.#changedIn(document));
    document.onDidSelect(() => this.#changedIn(document));
    this.#open.set(key, { document, users: 1 });
    return document;
  }

  release(document: SessionDocument): void {
    const key = document.uri.toString();
    const entry = this.#open.get(key);
    if (entry === undefined || --entry.users > 0) return;
    this.#open.delete(key);
    document.dispose();
    this.#closing = Promise.all([this.#closing, document.settled()]);
    if (this.#active === document) this.activate([...this.#open.values()].at(-1)?.document);
  }

  find(uri: vscode.Uri): SessionDocument | undefined {
    return this.#open.get(uri.toString())?.document;
  }

  /** Resolves when everything asked for so far is done and written, in sessions that are closed by now too. */
  async settled(): Promise<void> {
    const open = [...this.#open.values()].map(({ document }) => document.settled());
    await Promise.all([this.#closing, ...open]);
  }

  activate(document: SessionDocument | undefined): void {
    if (this.#active === document) return;
    this.#active = document;
    this.#changed.fire();
  }

  dispose(): void {
    for (const { document } of this.#open.values()) document.dispose();
    this.#open.clear();
    this.#changed.dispose();
  }

  #changedIn(document: SessionDocument): void {
    if (document === this.#active) this.#changed.fire();
  }
}
