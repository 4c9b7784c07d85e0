import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { later } from './engine.ts';
import type { SessionDocument } from './sessionDocument.ts';
import type { Sessions } from './sessions.ts';
import type { TranscriptText } from './transcriptText.ts';
import { sessionUri, transcriptScheme, transcriptUri } from './transcriptUri.ts';

/** A transcript that is open in an editor, with the session it belongs to. */
export interface Transcript {
  readonly uri: vscode.Uri;
  readonly session: SessionDocument;
  readonly text: TranscriptText;
}

interface Entry {
  readonly session: SessionDocument;
  readonly listener: vscode.Disposable;
  text: Promise<TranscriptText>;
  /** It could not be read: the next who asks makes another attempt. */
  failed: boolean;
  ready: Transcript | undefined;
  mtime: number;
}

// Whatever encoding the person has set for files, a byte order mark says that this one is UTF-8.
const mark = '\ufeff';

/** Sessions as read-only text files: `faultline:/sample (transcript)?file:///…/sample.faultline`. */
export class TranscriptFiles implements vscode.FileSystemProvider {
  readonly #sessions: Sessions;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #fileChanged = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#fileChanged.event;
  readonly #changed = new vscode.EventEmitter<Transcript>();
  /** A transcript is there, its text is another, or its session's marks are. */
  readonly onDidChange = this.#changed.event;
  readonly #closed = new vscode.EventEmitter<SessionDocument>();
  /** Nobody shows the transcript of this session any more. */
  readonly onDidClose = this.#closed.event;
  readonly #closing: vscode.Disposable;

  constructor(sessions: Sessions, now: () => number) {
    this.#sessions = sessions;
    this.#now = now;
    this.#closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // A document that changes its language is closed and opened again at once.
      if (uri.scheme === transcriptScheme) later(1000, () => this.#closeUnlessShown(uri));
    });
  }

  /** The transcript at this address, if it is open and read. */
  at(uri: vscode.Uri): Transcript | undefined {
    return uri.scheme === transcriptScheme ? this.#entries.get(uri.toString())?.ready : undefined;
  }

  of(session: SessionDocument): Transcript | undefined {
    return this.at(transcriptUri(session.uri));
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const entry = this.#entry(uri);
    const { text } = await this.#read(entry);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: entry.mtime,
      size: Buffer.byteLength(mark + text),
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const entry = this.#entry(uri);
    const text = await this.#read(entry);
    entry.ready = { uri, session: entry.session, text };
    this.#changed.fire(entry.ready);
    return new TextEncoder().encode(mark + text.text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#closing.dispose();
    for (const { listener } of this.#entries.values()) listener.dispose();
    this.#entries.clear();
    this.#fileChanged.dispose();
    this.#changed.dispose();
    this.#closed.dispose();
  }

  async #read(entry: Entry): Promise<TranscriptText> {
    try {
      return await entry.text;
    } catch (error) {
      entry.failed = true;
      const { state } = entry.session;
      throw vscode.FileSystemError.Unavailable(
        state.kind === 'refused' ? state.message : String(error),
      );
    }
  }

  #entry(uri: vscode.Uri): Entry {
    const key = uri.toString();
    const known = this.#entries.get(key);
    if (known !== undefined) {
      if (known.failed) this.#ask(known);
      return known;
    }
    const session = this.#sessions.acquire(sessionUri(uri));
    const entry: Entry = {
      session,
      listener: session.onDidChange(what => this.#sessionChanged(uri, what)),
      text: session.transcript(),
      failed: false,
      ready: undefined,
      mtime: this.#now(),
    };
    this.#entries.set(key, entry);
    // Somebody may only have asked whether the file is there.
    later(60_000, () => this.#closeUnlessShown(uri));
    return entry;
  }

  #sessionChanged(uri: vscode.Uri, what: 'session' | 'slice'): void {
    const entry = this.#entries.get(uri.toString());
    if (entry?.ready === undefined) return;
    if (what === 'session') {
      this.#ask(entry);
      entry.mtime = Math.max(entry.mtime + 1, this.#now());
      this.#fileChanged.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    } else this.#changed.fire(entry.ready);
  }

  #ask(entry: Entry): void {
    entry.failed = false;
    entry.text = entry.session.transcript();
    entry.text.catch(() => {});
  }

  #closeUnlessShown(uri: vscode.Uri): void {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    const shown = vscode.workspace.textDocuments.some(each => each.uri.toString() === key);
    if (entry === undefined || shown) return;
    this.#entries.delete(key);
    entry.listener.dispose();
    this.#closed.fire(entry.session);
    this.#sessions.release(entry.session);
  }
}
