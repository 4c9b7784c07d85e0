import type { Edit } from '../core/annotations/edit.ts';
import { noAnnotations } from '../core/annotations/mark.ts';
import type { Annotations } from '../core/annotations/mark.ts';
import type { Engine } from './engine.ts';
import { does, historyOf, redone, undone } from './history.ts';
import type { History } from './history.ts';
import type { Sidecar } from './sidecar.ts';

/** The marks of one session, in memory and in their file. Not safe to call twice at once: its owner queues the calls. */
export class MarksFile {
  readonly #engine: Engine;
  readonly sidecar: Sidecar;
  #history: History = historyOf(noAnnotations);
  #problem: string | undefined;

  constructor(engine: Engine, sidecar: Sidecar) {
    this.#engine = engine;
    this.sidecar = sidecar;
  }

  get annotations(): Annotations {
    return this.#history.annotations;
  }

  /** Why the file cannot be read. While it stands nothing is changed, so that nothing of it is lost. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Takes over what others wrote to the file; true if there was something. What was done before cannot be undone then. */
  async refresh(): Promise<boolean> {
    const news = await this.sidecar.news();
    if (news === undefined) return false;
    const read =
      news.text === undefined
        ? { ok: true as const, annotations: noAnnotations }
        : await this.#engine.request('readMarks', { text: news.text, name: this.sidecar.name });
    this.#problem = read.ok ? undefined : read.message;
    if (read.ok) this.#history = historyOf(read.annotations);
    return true;
  }

  /** True if the edit changed something. */
  edit(edit: Edit): boolean {
    return this.#becomes(does(this.#history, edit));
  }

  undo(): boolean {
    return this.#becomes(undone(this.#history));
  }

  redo(): boolean {
    return this.#becomes(redone(this.#history));
  }

  async save(): Promise<void> {
    await this.sidecar.write(await this.#engine.request('writeMarks', this.annotations));
  }

  dispose(): void {
    this.sidecar.dispose();
  }

  #becomes(next: History): boolean {
    const changed = next.annotations !== this.#history.annotations;
    this.#history = next;
    return changed;
  }
}
