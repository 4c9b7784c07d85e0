import type { Actions } from '../actions.ts';
import { element, icon, replaceChildren } from '../element.ts';
import type { Ring } from '../../src/core/propagation/slice.ts';
import { anyMark } from '../select.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import { visibleLine } from '../visible.ts';
import {
  cleanBeforeMark,
  finalTitle,
  number,
  ringCaption,
  ringHelp,
  ringName,
  stepName,
  words,
} from '../words.ts';
import type { Swatches } from './swatch.ts';

/** Rings in the order of the tiles. */
const tiles: readonly Ring[] = [
  'wrong',
  'unsure',
  'verified',
  'traced',
  'suspect',
  'exposed',
  'notProven',
  'clean',
];

/** One tile per ring: count, legend and filter in one. The last tile tells what became of the final answer. */
export function createHeader(store: Store, actions: Actions, swatches: Swatches): HTMLElement {
  const root = element('div', { class: 'header', role: 'group', 'aria-label': words.tiles });
  const update = (): void => {
    const state = store.get();
    if (state.graph === undefined || state.slice === undefined) return;
    replaceChildren(root, ...(anyMark(state.slice) ? ringTiles(state) : [summary(state)]));
  };

  const ringTiles = (state: State): readonly HTMLElement[] => {
    const { slice } = state;
    if (slice === undefined) return [];
    return [
      ...tiles
        .filter(ring => isShown(state, ring))
        .map(ring =>
          ring === 'wrong' ? (markTile(state) ?? tile(state, ring)) : tile(state, ring),
        ),
      finalTile(state),
    ];
  };

  const tile = (state: State, ring: Ring): HTMLElement => {
    const count = state.slice?.counts[ring] ?? 0;
    const caption =
      ring === 'clean' && state.graph?.inputsRecorded === false
        ? cleanBeforeMark
        : ringCaption[ring];
    return element(
      'button',
      {
        type: 'button',
        class: `tile ${count === 0 ? 'zero' : ''}`,
        'data-ring': ring,
        'data-focus': ring,
        'aria-pressed': String(state.only === ring),
        title: words.tileHelp(ringName[ring], ringHelp[ring]),
        onclick: () => actions.only(ring),
      },
      swatches.ring(ring, state.width < 900 ? 13 : 18),
      element('span', { class: 'count' }, element('b', {}, number(count)), ` ${ringName[ring]}`),
      element('span', { class: 'caption' }, caption),
    );
  };

  /** With one mark the first tile says where it is and on what. */
  const markTile = (state: State): HTMLElement | undefined => {
    const wrong = state.slice?.marks.filter(mark => mark.verdict === 'wrong') ?? [];
    const [mark, second] = wrong;
    if (mark === undefined || second !== undefined || state.width < 900) return undefined;
    const lane = state.graph?.lanes[state.graph.steps[mark.seq]?.lane ?? -1];
    return element(
      'button',
      {
        type: 'button',
        class: 'tile mark',
        'data-ring': 'wrong',
        'data-focus': 'wrong',
        title:
          mark.quote === undefined
            ? words.wrongIn(stepName(mark.seq), lane?.agent ?? '')
            : visibleLine(mark.quote),
        onclick: () => actions.select(mark.seq),
      },
      swatches.ring('wrong'),
      element(
        'span',
        { class: 'count' },
        element('b', {}, '1'),
        ` ${words.wrongIn(stepName(mark.seq), visibleLine(lane?.agent ?? ''))}`,
      ),
      mark.quote === undefined
        ? element('span', { class: 'caption' }, ringCaption.wrong)
        : element('span', { class: 'quote recorded' }, visibleLine(mark.quote)),
    );
  };

  const finalTile = (state: State): HTMLElement => {
    const final = state.slice?.final;
    return element(
      'button',
      {
        type: 'button',
        class: 'tile final',
        'data-ring': final?.ring ?? 'none',
        'data-focus': 'final',
        disabled: final === undefined,
        title: words.finalLabel,
        onclick: () => actions.select(final?.seq),
      },
      swatches.flag(final?.ring),
      element(
        'span',
        { class: 'count' },
        element('b', {}, finalTitle(final?.ring, state.width < 900)),
      ),
      element('span', { class: 'caption' }, visibleLine(final?.because ?? '')),
      icon('chevron-right'),
    );
  };

  store.subscribe((state, before) => {
    const sizes = (width: number): boolean => width < 900;
    if (
      changed(state, before, 'graph', 'slice', 'only', 'theme') ||
      sizes(state.width) !== sizes(before.width)
    )
      update();
  });
  return root;
}

function isShown({ slice, graph }: State, ring: Ring): boolean {
  const count = slice?.counts[ring] ?? 0;
  if (ring === 'unsure' || ring === 'verified') return count > 0;
  if (ring === 'notProven') return count > 0;
  if (ring === 'exposed') return count > 0 || graph?.inputsRecorded !== false;
  if (ring === 'wrong') return count > 0 || (slice?.counts.unsure ?? 0) === 0;
  return true;
}

function summary({ graph }: State): HTMLElement {
  const agents = new Set(graph?.lanes.filter(lane => lane.kind === 'agent').map(lane => lane.agent))
    .size;
  return element(
    'div',
    { class: 'tile summary' },
    element(
      'span',
      { class: 'count' },
      words.sessionTitle(graph?.steps.length ?? 0, agents, graph?.servers ?? 0),
    ),
    element('span', { class: 'caption' }, words.nothingMarked),
  );
}
