import type { Verdict } from '../core/annotations/mark.ts';
import type { EvidenceKind, Tier } from '../core/provenance/derivation.ts';
import type { Ring } from '../core/propagation/slice.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { Excerpt } from '../core/session/excerpt.ts';

// What host and webview say to each other. The webview holds positions and previews only; whole outputs are fetched
// when a step is opened. Every event is a complete statement of what it is about: a lost one is healed by the next.

/** One agent lane (or sub-lane, for a qualifier), in order of first appearance. */
export interface LaneView {
  readonly agent: string;
  readonly qualifier: string | undefined;
  readonly kind: 'agent' | 'tool' | 'user' | 'system';
}

/** Outline of a step: what kind of step it is. */
export type StepShape = 'user' | 'message' | 'call' | 'result' | 'system';

export interface StepView {
  readonly seq: Seq;
  readonly id: string;
  readonly sourceId: string;
  /** Index into the lanes. */
  readonly lane: number;
  readonly shape: StepShape;
  /** Agents or tools the output is addressed to. */
  readonly to: readonly string[];
  /** Length of the output in UTF-16 units. */
  readonly chars: number;
  /** First characters of the output, one line, at most 120. */
  readonly preview: string;
  readonly error: boolean;
  /** No text to compare: images, audio, files. */
  readonly opaque: boolean;
  /** Milliseconds since the epoch, where recorded. */
  readonly time: number | undefined;
}

/** Everything about a session that the graph draws without marks. */
export interface GraphView {
  readonly title: string;
  readonly lanes: readonly LaneView[];
  readonly steps: readonly StepView[];
  readonly servers: number;
  readonly inputsRecorded: boolean;
  readonly final: Seq | undefined;
  /** Sentences about lines that were skipped and the like, shown as a banner. */
  readonly diagnostics: readonly { readonly line: number | undefined; readonly message: string }[];
}

export interface MarkView {
  readonly id: string;
  readonly seq: Seq;
  readonly verdict: Verdict;
  /** Undefined for a mark of the whole output. */
  readonly range: Range | undefined;
  /** The marked text, one line, shortened. */
  readonly quote: string | undefined;
  readonly note: string | undefined;
}

/** Evidence edge to draw: for each affected step the best evidence into it. */
export interface EdgeView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly ring: 'traced' | 'suspect';
  /** The text that reached the step, one line, shortened. */
  readonly snippet: string;
}

/** What the marks mean, for the whole session. */
export interface SliceView {
  /** By seq. All `clean` where nothing is marked. */
  readonly rings: readonly Ring[];
  readonly edges: readonly EdgeView[];
  readonly marks: readonly MarkView[];
  readonly counts: Readonly<Record<Ring, number>>;
  readonly firstMarked: Seq | undefined;
  readonly final: { readonly seq: Seq; readonly ring: Ring; readonly because: string } | undefined;
  /** Marks whose step or text is gone. */
  readonly lostMarks: number;
}

/** One use on the evidence path, with the text on both sides. */
export interface HopView {
  readonly used: Seq;
  readonly generated: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly bits: number;
  /** `wrong` on the source side of the first hop, else as the step. */
  readonly usedRing: Ring;
  readonly ring: 'traced' | 'suspect';
  readonly from: Excerpt;
  readonly to: Excerpt;
}

export interface ConsumerView {
  readonly seq: Seq;
  readonly kind: EvidenceKind;
  readonly tier: Tier;
  readonly snippet: string;
}

/** What the details pane shows of one step. */
export interface DetailsView {
  readonly seq: Seq;
  /** The whole output. */
  readonly text: string;
  readonly ring: Ring;
  /** One sentence in true words: why the step has its ring. */
  readonly verdict: string;
  /** Ranges of the output to highlight: the marked text, the tainted text. */
  readonly highlights: readonly { readonly range: Range; readonly ring: Ring }[];
  readonly marks: readonly MarkView[];
  /** The best-evidence path from a mark to this step, cause first. Empty if not affected. */
  readonly path: readonly HopView[];
  /** Uses of other evidence that also reach this step. */
  readonly otherUses: number;
  /** Undefined where the input was not recorded. */
  readonly inputs: readonly { readonly seq: Seq; readonly chars: number }[] | undefined;
  readonly consumers: readonly ConsumerView[];
  /** Ranges that introduce a value found nowhere before. */
  readonly unsourced: readonly Range[];
}

/** Events from the host. */
export type HostEvent =
  | { readonly kind: 'graph'; readonly graph: GraphView; readonly slice: SliceView }
  | { readonly kind: 'slice'; readonly slice: SliceView }
  | { readonly kind: 'select'; readonly seq: Seq }
  | { readonly kind: 'loading'; readonly name: string }
  /** The file is no session: what, where, what to do. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Keyboard commands that VS Code owns (palette, keybindings) and the graph carries out. */
  | { readonly kind: 'act'; readonly action: GraphAction };

export type GraphAction = 'nextAffected' | 'previousAffected' | 'fit' | 'firstAffected' | 'play';

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
      readonly didUse: boolean;
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
