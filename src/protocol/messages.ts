import type { Verdict } from '../core/annotations/mark.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { DetailsView } from '../core/view/details.ts';
import type { GraphView } from '../core/view/graph.ts';
import type { SliceView } from '../core/view/slice.ts';

// What host and webview say to each other. The webview holds positions and previews only; whole outputs are fetched
// when a step is opened. Every event is a complete statement of what it is about: a lost one is healed by the next.

/** Events from the host. */
export type HostEvent =
  | { readonly kind: 'graph'; readonly graph: GraphView; readonly slice: SliceView }
  | { readonly kind: 'slice'; readonly slice: SliceView }
  | { readonly kind: 'select'; readonly seq: Seq }
  | { readonly kind: 'loading'; readonly name: string }
  /** The file is no session: what, where, what to do. */
  | { readonly kind: 'refused'; readonly message: string };

/** Events from the webview. */
export type WebviewEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'select'; readonly seq: Seq }
  /** Put the verdict on the step or range; if exactly this mark stands already, take it away. */
  | {
      readonly kind: 'mark';
      readonly seq: Seq;
      readonly range: Range | undefined;
      readonly verdict: Verdict;
    }
  | { readonly kind: 'note'; readonly mark: string; readonly text: string }
  | {
      readonly kind: 'override';
      readonly used: Seq;
      readonly generated: Seq;
      /** Undefined takes the word back. */
      readonly didUse: boolean | undefined;
    }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'openTranscript'; readonly seq: Seq }
  | { readonly kind: 'openAsText' }
  | { readonly kind: 'showDiagnostics' };

/** Requests of the webview, answered by the host. One interface is the single truth: call and result types derive from it. */
export interface Requests {
  details(seq: Seq): DetailsView;
  /** Seqs of the steps whose output, agent or number match. */
  search(text: string): readonly Seq[];
}
