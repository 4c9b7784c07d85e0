import { noAnnotations } from '../core/annotations/mark.ts';
import type { Annotations } from '../core/annotations/mark.ts';
import type { Engine } from './engine.ts';
import { historyOf } from './history.ts';
import type { History } from './history.ts';
import type { Sidecar } from './sidecar.ts';

/** What is done to the marks, whatever they are by then. */
export type Step = (history: History) => History;

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

  /** Takes over what others wrote to the file; true if there was something. What was done before can still be undone. */
  async refresh(): Promise<boolean> {
    const news = await this.sidecar.news();
    if (news === undefined) return false;
    const read =
      news.text === undefined
        ? { ok: true as const, annotations: noAnnotations }
        : await this.#engine.request('readMarks', { text: news.text, name: this.sidecar.name });
    this.#problem = read.ok ? undefined : read.message;
    if (read.ok) this.#history = { ...this.#history, annotations: read.annotations };
    return true;
  }

  /** Takes a step in memory: an edit, back or forth. What leads back to before it; undefined if it changed nothing. */
  take(step: Step): (() => void) | undefined {
    const before = this.#history;
    this.#history = step(before);
    if (this.#history.annotations === before.annotations) return undefined;
    return () => {
      this.#history = before;
    };
  }

  /** Writes the marks. False if others have written meanwhile: then nothing is written. */
  async save(): Promise<boolean> {
    return await this.sidecar.write(await this.#engine.request('writeMarks', this.annotations));
  }

  dispose(): void {
    this.sidecar.dispose();
  }
}
