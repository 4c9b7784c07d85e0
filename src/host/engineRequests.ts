import type { Anchor, Annotations } from '../core/annotations/mark.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { DetailsView } from '../core/view/details.ts';
import type { GraphView } from '../core/view/graph.ts';
import type { SliceView } from '../core/view/slice.ts';
import type { Askings, StoredAnswer, TakenAnswers } from './modelCheckAnswers.ts';
import type { TranscriptText } from './transcriptText.ts';

/** Where the bytes of a session come from: the worker reads local files itself, so that the host never holds them. */
export type Source =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export type Opened =
  | {
      readonly ok: true;
      readonly graph: GraphView;
      readonly format: string;
      /** First 16 hex digits of the SHA-256 of the file. */
      readonly fingerprint: string;
    }
  | { readonly ok: false; readonly message: string };

export type ReadMarks =
  | { readonly ok: true; readonly annotations: Annotations }
  | { readonly ok: false; readonly message: string };

interface InSession {
  /** Which open session: its URI. */
  readonly session: string;
}

/** What the extension host asks of the worker. The worker holds the sessions; views of them cross the thread. */
export interface EngineRequests {
  open(request: InSession & { readonly name: string; readonly source: Source }): Opened;
  close(request: InSession): undefined;
  annotate(request: InSession & { readonly annotations: Annotations }): SliceView;
  /** How many steps a language model could be asked about, given the marks. */
  openQuestions(request: InSession): number;
  /** What to ask a model next; `known` are the keys of answers at hand. */
  askings(
    request: InSession & { readonly modelId: string; readonly known: readonly string[] },
  ): Askings;
  /** Takes all answers of language models, in order of asking, in place of those before. */
  takeAnswers(request: InSession & { readonly answers: readonly StoredAnswer[] }): TakenAnswers;
  /** Marks and overrides as labels; `name` is the session's file name. */
  labels(request: InSession & { readonly annotations: Annotations; readonly name: string }): string;
  details(request: InSession & { readonly seq: Seq }): DetailsView;
  search(request: InSession & { readonly text: string }): readonly Seq[];
  transcript(request: InSession): TranscriptText;
  anchor(request: InSession & { readonly seq: Seq; readonly range: Range | undefined }): Anchor;
  readMarks(request: { readonly text: string; readonly name: string }): ReadMarks;
  writeMarks(annotations: Annotations): string;
}
