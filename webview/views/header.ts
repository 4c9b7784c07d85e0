import type { Actions } from '../actions.ts';
import { element, icon, replaceChildren } from '../element.ts';
import type { Ring } from '../../src/core/propagation/slice.ts';
import { allRings } from '../../src/core/propagation/slice.ts';
import { anyMark } from '../select.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
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

/** From the fullest to the shortest: with the marked text, without it, words only, the flag in one word, numbers only. */
const forms = ['full', 'plain', 'compact', 'tiny', 'bare'] as const;
type Form = (typeof forms)[number];

const isTiny = (form: Form): boolean => form === 'tiny' || form === 'bare';
const isSmall = (form: Form): boolean => form === 'compact' || isTiny(form);

/** One tile per ring: count, legend and filter in one. The last tile tells what became of the final answer. */
export function createHeader(store: Store, actions: Actions, swatches: Swatches): HTMLElement {
  const root = element('div', { class: 'header', role: 'group', 'aria-label': words.tiles });

  /** Takes the first form that fits. */
  const update = (): void => {
    const state = store.get();
    if (state.graph === undefined || state.slice === undefined) return;
    const from = state.width < 900 ? 2 : 0;
    for (const form of forms.slice(from)) {
      root.className = `header ${isTiny(form) ? 'tiny' : form}`;
      const marked = anyMark(state.slice);
      replaceChildren(root, ...(marked ? tiles(state, form) : [summary(state)]));
      if (root.scrollWidth <= root.clientWidth) return;
    }
  };

  const tiles = (state: State, form: Form): readonly HTMLElement[] => [
    ...allRings
      .filter(ring => isShown(state, ring))
      .map(
        ring => (ring === 'wrong' ? markTile(state, form) : undefined) ?? tile(state, ring, form),
      ),
    finalTile(state, form),
  ];

  const tile = (state: State, ring: Ring, form: Form): HTMLElement => {
    const count = state.slice?.counts[ring] ?? 0;
    const before = ring === 'clean' && state.graph?.inputsRecorded === false;
    return element(
      'button',
      {
        type: 'button',
        class: count === 0 ? 'tile zero' : 'tile',
        'data-ring': ring,
        'data-focus': ring,
        'aria-pressed': String(state.only === ring),
        'aria-label': form === 'bare' ? `${number(count)} ${ringName[ring]}` : undefined,
        title: words.tileHelp(ringName[ring], ringHelp[ring]),
        onclick: () => actions.only(ring),
      },
      swatches.ring(ring, isSmall(form) ? 13 : 18),
      element(
        'span',
        { class: 'count' },
        element('b', {}, number(count)),
        form === 'bare' ? '' : ` ${ringName[ring]}`,
      ),
      element('span', { class: 'caption' }, before ? cleanBeforeMark : ringCaption[ring]),
    );
  };

  /** With one mark the first tile says where it is and on what. */
  const markTile = ({ graph, slice }: State, form: Form): HTMLElement | undefined => {
    const wrong = slice?.marks.filter(mark => mark.verdict === 'wrong') ?? [];
    const [mark, second] = wrong;
    if (mark === undefined || second !== undefined || form !== 'full') return undefined;
    const where = words.wrongIn(
      stepName(mark.seq),
      visibleLine(graph?.steps[mark.seq]?.name ?? ''),
    );
    return element(
      'button',
      {
        type: 'button',
        class: 'tile',
        'data-ring': 'wrong',
        'data-focus': 'wrong',
        title: mark.quote === undefined ? where : visibleLine(mark.quote),
        onclick: () => actions.select(mark.seq),
      },
      swatches.ring('wrong'),
      element('span', { class: 'count' }, element('b', {}, '1'), ` ${where}`),
      mark.quote === undefined
        ? element('span', { class: 'caption' }, ringCaption.wrong)
        : element('span', { class: 'quote recorded' }, visibleLine(mark.quote)),
    );
  };

  const finalTile = ({ slice }: State, form: Form): HTMLElement => {
    const final = slice?.final;
    const title = finalTitle(
      final?.ring,
      isTiny(form) ? 'tiny' : form === 'compact' ? 'short' : 'long',
    );
    return element(
      'button',
      {
        type: 'button',
        class: 'tile final',
        'data-ring': final?.ring ?? 'none',
        'data-focus': 'final',
        disabled: final === undefined,
        title: `${finalTitle(final?.ring, 'long')}. ${words.finalLabel}`,
        onclick: () => actions.select(final?.seq),
      },
      swatches.flag(final?.ring),
      element('span', { class: 'count' }, element('b', {}, title)),
      element('span', { class: 'caption' }, visibleLine(final?.because ?? '')),
      icon('chevron-right'),
    );
  };

  new ResizeObserver(update).observe(root);
  store.subscribe((state, before) => {
    if (changed(state, before, 'graph', 'slice', 'only', 'theme')) update();
  });
  return root;
}

function isShown({ slice, graph }: State, ring: Ring): boolean {
  const count = slice?.counts[ring] ?? 0;
  switch (ring) {
    case 'unsure':
    case 'verified':
    case 'notProven':
      return count > 0;
    case 'exposed':
      return count > 0 || graph?.inputsRecorded !== false;
    case 'wrong':
      return count > 0 || (slice?.counts.unsure ?? 0) === 0;
    case 'traced':
    case 'suspect':
    case 'clean':
      return true;
  }
}

function summary({ graph }: State): HTMLElement {
  const agents = new Set(
    graph?.lanes.filter(lane => lane.kind === 'agent').map(lane => lane.agent),
  );
  const title = words.sessionTitle(graph?.steps.length ?? 0, agents.size, graph?.servers ?? 0);
  return element(
    'div',
    { class: 'tile summary' },
    element('span', { class: 'count' }, title),
    element('span', { class: 'caption' }, words.nothingMarked),
  );
}
