import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Edit } from '../core/annotations/edit.ts';
import type { Annotations } from '../core/annotations/mark.ts';
import { noAnnotations } from '../core/annotations/mark.ts';
import type { Verdict } from '../core/annotations/mark.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { DetailsView } from '../core/view/details.ts';
import type { GraphView } from '../core/view/graph.ts';
import type { SliceView } from '../core/view/slice.ts';
import { later } from './engine.ts';
import type { Engine } from './engine.ts';
import type { Source } from './engineRequests.ts';
import { messageOf } from './log.ts';
import type { Log } from './log.ts';
import { does, redone, undone } from './history.ts';
import { noteEdit, verdictEdit } from './marking.ts';
import type { Sources } from './marking.ts';
import type { Askings, StoredAnswer, TakenAnswers } from './modelCheckAnswers.ts';
import { MarksFile } from './marksFile.ts';
import type { Step } from './marksFile.ts';
import { Sidecar, watchFile } from './sidecar.ts';
import type { SidecarFile } from './sidecar.ts';
import type { TranscriptText } from './transcriptText.ts';

export interface OpenSession {
  readonly kind: 'open';
  readonly graph: GraphView;
  readonly slice: SliceView;
}

export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'refused'; readonly message: string }
  | OpenSession;

/** Who moved the selection: whoever it was need not be told. */
export type Selector = 'graph' | 'transcript' | 'tree' | 'command';

export interface SessionServices {
  readonly engine: Engine;
  readonly log: Log;
  readonly sources: Sources;
  /** What language models answered about a session, in order of asking. */
  readonly answers: (session: vscode.Uri) => Promise<readonly StoredAnswer[]>;
  readonly findSidecar: (session: vscode.Uri, fingerprint: string) => Promise<SidecarFile>;
  /** Says that something could not be done, and where the person can mend it. */
  readonly refuse: (message: string, file?: vscode.Uri) => void;
}

/** Documents made so far: one that is closed never takes the analysis of the next one of the same file with it. */
let made = 0;

/**
 * One open session, shared by everything that shows it: graph, transcript, trees. All that changes it is queued, so that
 * no two changes meet; whoever shows it listens.
 */
export class SessionDocument {
  readonly uri: vscode.Uri;
  readonly #services: SessionServices;
  /** Its name in the worker. */
  readonly #key: string;
  readonly #changed = new vscode.EventEmitter<'session' | 'slice'>();
  readonly #didSelect = new vscode.EventEmitter<{ readonly seq: Seq; readonly by: Selector }>();
  readonly onDidChange = this.#changed.event;
  readonly onDidSelect = this.#didSelect.event;
  readonly #watcher: vscode.FileSystemWatcher;
  #state: SessionState = { kind: 'loading' };
  #marks: MarksFile | undefined;
  #answers: readonly StoredAnswer[] | undefined;
  #selected: Seq | undefined;
  #queue: Promise<void>;
  #cancelReload = (): void => {};
  #reloading = false;
  #loadTime = 0;
  #disposed = false;

  constructor(uri: vscode.Uri, services: SessionServices) {
    this.uri = uri;
    this.#services = services;
    this.#key = `${uri.toString()} ${made++}`;
    this.#watcher = watchFile(uri, () => this.#reloadSoon());
    this.#queue = this.#load();
  }

  get name(): string {
    return posix.basename(this.uri.path);
  }

  get state(): SessionState {
    return this.#state;
  }

  get opened(): OpenSession | undefined {
    return this.#state.kind === 'open' ? this.#state : undefined;
  }

  get selected(): Seq | undefined {
    return this.#selected;
  }

  get sidecar(): vscode.Uri | undefined {
    return this.#marks?.sidecar.uri;
  }

  /** Resolves when everything asked for so far is done. */
  settled(): Promise<void> {
    return this.#queue;
  }

  select(seq: Seq, by: Selector): void {
    const steps = this.opened?.graph.steps.length ?? 0;
    if (seq === this.#selected || seq >= steps) return;
    this.#selected = seq;
    this.#didSelect.fire({ seq, by });
  }

  /** Puts the verdict on the step or range; takes it away if exactly this mark stands already. */
  mark(seq: Seq, range: Range | undefined, verdict: Verdict): Promise<void> {
    return this.#change(async (marks, { slice }) => {
      const session = this.#key;
      const anchor = await this.#services.engine.request('anchor', { session, seq, range });
      const where = { seq, anchor };
      const { sources } = this.#services;
      const edit = verdictEdit(marks.annotations, slice.marks, where, verdict, sources);
      return history => does(history, edit);
    });
  }

  removeMark(id: string): Promise<void> {
    return this.#edit(({ marks }) => {
      const mark = marks.find(each => each.id === id);
      return mark === undefined ? undefined : { kind: 'removeMark', id: mark.id };
    });
  }

  note(id: string, text: string): Promise<void> {
    return this.#edit(annotations => noteEdit(annotations, id, text));
  }

  /** The developer's word on a use; undefined takes it back. */
  override(used: Seq, generated: Seq, didUse: boolean | undefined): Promise<void> {
    return this.#edit((_, { graph }) => {
      const [from, to] = [graph.steps[used], graph.steps[generated]];
      if (from === undefined || to === undefined) return undefined;
      const ends = { used: from.sourceId, generated: to.sourceId };
      return didUse === undefined
        ? { kind: 'removeOverride', ...ends }
        : { kind: 'putOverride', override: { ...ends, didUse } };
    });
  }

  undo(): Promise<void> {
    return this.#change(() => undone);
  }

  redo(): Promise<void> {
    return this.#change(() => redone);
  }

  details(seq: Seq): Promise<DetailsView> {
    return this.#services.engine.request('details', { session: this.#key, seq });
  }

  search(text: string): Promise<readonly Seq[]> {
    return this.#services.engine.request('search', { session: this.#key, text });
  }

  /** How many steps evidence leaves open, so that a language model could be asked. */
  async openQuestions(): Promise<number> {
    await this.settled();
    if (this.opened === undefined) return 0;
    return this.#services.engine.request('openQuestions', { session: this.#key });
  }

  /** What to ask a model next; `known` are the keys of answers at hand. */
  askings(modelId: string, known: readonly string[]): Promise<Askings> {
    return this.#services.engine.request('askings', { session: this.#key, modelId, known });
  }

  /** Shows what language models answered, in order of asking, and says what came of each answer. */
  async takeAnswers(answers: readonly StoredAnswer[]): Promise<TakenAnswers['findings']> {
    let findings: TakenAnswers['findings'] = [];
    await this.#enqueue(async () => {
      const { opened } = this;
      if (opened === undefined) return;
      this.#answers = answers;
      const session = this.#key;
      const taken = await this.#services.engine.request('takeAnswers', { session, answers });
      findings = taken.findings;
      this.#become({ kind: 'open', graph: opened.graph, slice: taken.slice });
    });
    return findings;
  }

  /** Marks and overrides as labels, as JSON. */
  async labels(): Promise<string> {
    await this.settled();
    const annotations = this.#marks?.annotations ?? noAnnotations;
    const session = this.#key;
    return this.#services.engine.request('labels', { session, annotations, name: this.name });
  }

  async transcript(): Promise<TranscriptText> {
    await this.settled();
    return this.#services.engine.request('transcript', { session: this.#key });
  }

  /** Reads a file that was refused once more: it may have been mended. */
  retry(): void {
    if (this.#state.kind === 'refused') void this.#enqueue(() => this.#load());
  }

  /** The analysis is gone. What is on screen says so; a change of the file starts it again. */
  failed(reason: string): void {
    this.#become({
      kind: 'refused',
      message: vscode.l10n.t(
        'The analysis of {0} stopped ({1}). Close it and open it again.',
        this.name,
        reason,
      ),
    });
  }

  /** What was asked for before is still done: a mark is written even if its editor is closed at once. */
  dispose(): void {
    this.#disposed = true;
    this.#cancelReload();
    this.#watcher.dispose();
    this.#changed.dispose();
    this.#didSelect.dispose();
    this.#queue = this.#queue.then(async () => {
      this.#marks?.dispose();
      await this.#services.engine.request('close', { session: this.#key }).catch(() => {});
    });
  }

  async #load(): Promise<void> {
    const { engine, log } = this.#services;
    const started = performance.now();
    try {
      const source = await this.#source();
      const opened = await engine.request('open', { session: this.#key, name: this.name, source });
      if (!opened.ok) {
        this.#become({ kind: 'refused', message: opened.message });
        return;
      }
      this.#marks ??= await this.#openMarks(opened.fingerprint);
      await this.#marks.refresh();
      await this.#restoreAnswers();
      await this.#annotate(opened.graph);
      if (this.#marks.problem !== undefined) this.#refuseMarks(this.#marks);
    } catch (error) {
      log.error(`${this.#key}: ${messageOf(error)}`);
      // A file that is being replaced is away for a moment: what is on screen stays.
      if (this.#state.kind !== 'open') {
        this.#become({ kind: 'refused', message: messageOf(error) });
      }
    }
    this.#loadTime = performance.now() - started;
  }

  async #restoreAnswers(): Promise<void> {
    const answers = (this.#answers ??= await this.#services.answers(this.uri));
    if (answers.length === 0) return;
    await this.#services.engine.request('takeAnswers', { session: this.#key, answers });
  }

  async #source(): Promise<Source> {
    if (this.uri.scheme === 'file') return { kind: 'path', path: this.uri.fsPath };
    return { kind: 'bytes', bytes: await vscode.workspace.fs.readFile(this.uri) };
  }

  async #openMarks(fingerprint: string): Promise<MarksFile> {
    const file = await this.#services.findSidecar(this.uri, fingerprint);
    const sidecar = new Sidecar(file, () => void this.#enqueue(() => this.#takeOverMarks()));
    return new MarksFile(this.#services.engine, sidecar);
  }

  async #takeOverMarks(): Promise<void> {
    const { opened } = this;
    if (opened === undefined || this.#marks === undefined) return;
    if (!(await this.#marks.refresh())) return;
    await this.#annotate(opened.graph);
    if (this.#marks.problem !== undefined) this.#refuseMarks(this.#marks);
  }

  #edit(make: (annotations: Annotations, opened: OpenSession) => Edit | undefined): Promise<void> {
    return this.#change((_, opened) => history => {
      const edit = make(history.annotations, opened);
      return edit === undefined ? history : does(history, edit);
    });
  }

  /** Changes the marks, shows what that means, and writes them at once. */
  #change(stepFor: (marks: MarksFile, opened: OpenSession) => Step | Promise<Step>): Promise<void> {
    return this.#enqueue(async () => {
      await this.#takeOverMarks();
      const { opened } = this;
      const marks = this.#marks;
      if (opened === undefined || marks === undefined || this.#isBroken(marks)) return;
      const step = await stepFor(marks, opened);
      // Again, on top of theirs, where others write at the same time.
      for (;;) {
        const back = marks.take(step);
        if (back === undefined) return;
        try {
          await this.#annotate(opened.graph);
          if (await marks.save()) return;
        } catch (error) {
          back();
          await this.#annotate(opened.graph);
          throw new Error(this.#notSaved(marks, error), { cause: error });
        }
        back();
        await this.#takeOverMarks();
        if (marks.problem !== undefined) return;
      }
    }, true);
  }

  /** One after the other. After the end only what the person asked for before it is done. */
  #enqueue(task: () => Promise<void>, evenAfterEnd = false): Promise<void> {
    if (this.#disposed) return this.#queue;
    this.#queue = this.#queue.then(async () => {
      if (this.#disposed && !evenAfterEnd) return;
      try {
        await task();
      } catch (error) {
        this.#services.log.error(`${this.#key}: ${messageOf(error)}`);
        this.#services.refuse(messageOf(error));
      }
    });
    return this.#queue;
  }

  async #annotate(graph: GraphView): Promise<void> {
    const annotations = this.#marks?.annotations ?? noAnnotations;
    const session = this.#key;
    const slice = await this.#services.engine.request('annotate', { session, annotations });
    this.#become({ kind: 'open', graph, slice });
  }

  #become(state: SessionState): void {
    const before = this.opened?.graph;
    this.#state = state;
    if (this.#disposed) return;
    const steps = state.kind === 'open' ? state.graph.steps.length : Infinity;
    if (this.#selected !== undefined && this.#selected >= steps) this.#selected = undefined;
    const same = state.kind === 'open' && state.graph === before;
    this.#changed.fire(same ? 'slice' : 'session');
  }

  /** True, and said so, if the file of marks cannot be read: then nothing of it is changed. */
  #isBroken(marks: MarksFile): boolean {
    if (marks.problem === undefined) return false;
    this.#refuseMarks(marks);
    return true;
  }

  #notSaved(marks: MarksFile, error: unknown): string {
    return vscode.l10n.t(
      'The marks of {0} could not be written to {1}, so nothing is changed. {2}',
      this.name,
      marks.sidecar.name,
      messageOf(error),
    );
  }

  #refuseMarks(marks: MarksFile): void {
    this.#services.refuse(
      vscode.l10n.t(
        'The marks in {0} cannot be read, so the file is left as it is and no mark is changed. {1}',
        marks.sidecar.name,
        marks.problem ?? '',
      ),
      marks.sidecar.uri,
    );
  }

  /** A live recording changes all the time: it is read again now and then, not only once it rests. */
  #reloadSoon(): void {
    if (this.#reloading) return;
    this.#reloading = true;
    this.#cancelReload = later(Math.max(300, 2 * this.#loadTime), () => {
      this.#reloading = false;
      void this.#enqueue(() => this.#load());
    });
  }
}
