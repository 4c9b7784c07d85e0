import type { Ring } from '../src/core/propagation/slice.ts';
import type { Seq } from '../src/core/session/ids.ts';
import type { DetailsView } from '../src/core/view/details.ts';
import type { GraphView } from '../src/core/view/graph.ts';
import type { SliceView } from '../src/core/view/slice.ts';
import type { View } from './layout/axis.ts';

export type EdgeMode = 'affected' | 'selected' | 'none';

/** What the page is about right now. */
export type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loading'; readonly name: string | undefined }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'shown' };

export interface Search {
  readonly text: string;
  readonly hits: readonly Seq[];
  /** Index of the hit that is selected; -1 before the first. */
  readonly at: number;
}

/** Everything the page knows. Resources come from the host; all else is navigation. Nothing derived is kept here. */
export interface State {
  readonly phase: Phase;
  readonly graph: GraphView | undefined;
  readonly slice: SliceView | undefined;
  /** Of the step in the pane; may be of an older slice until the answer is there. */
  readonly details: DetailsView | undefined;
  readonly detailsError: string | undefined;

  readonly selected: Seq | undefined;
  readonly pinned: Seq | undefined;
  /** Last step that has happened in a replay; undefined outside of one. */
  readonly cursor: Seq | undefined;
  readonly playing: boolean;
  /** Undefined: the whole session. */
  readonly view: View | undefined;
  readonly edges: EdgeMode;
  readonly only: Ring | undefined;
  readonly search: Search | undefined;

  readonly width: number;
  readonly paneClosed: boolean;
  readonly legendOpen: boolean;
  readonly dismissed: readonly string[];
  /** Counts up when the theme changes: colours have to be read again. */
  readonly theme: number;
}

export const initialState: State = {
  phase: { kind: 'waiting' },
  graph: undefined,
  slice: undefined,
  details: undefined,
  detailsError: undefined,
  selected: undefined,
  pinned: undefined,
  cursor: undefined,
  playing: false,
  view: undefined,
  edges: 'affected',
  only: undefined,
  search: undefined,
  width: 1200,
  paneClosed: false,
  legendOpen: false,
  dismissed: [],
  theme: 0,
};

export type Listener = (state: State, before: State) => void;

export interface Store {
  get(): State;
  set(change: Partial<State>): void;
  subscribe(listener: Listener): void;
}

export function createStore(initial: State = initialState): Store {
  let state = initial;
  let told = initial;
  let telling = false;
  const listeners: Listener[] = [];
  return {
    get: () => state,
    set: change => {
      state = { ...state, ...change };
      // A listener may set again: everyone first hears of the one change, then of the next.
      if (telling) return;
      telling = true;
      while (told !== state) {
        const before = told;
        told = state;
        for (const listener of listeners) listener(told, before);
      }
      telling = false;
    },
    subscribe: listener => void listeners.push(listener),
  };
}

/** True if any of these parts differs. */
export const changed = (state: State, before: State, ...parts: readonly (keyof State)[]): boolean =>
  parts.some(part => state[part] !== before[part]);
