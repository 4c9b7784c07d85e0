import { allRings } from '../../src/core/propagation/slice.ts';
import type { StepShape } from '../../src/core/view/graph.ts';
import { button, element } from '../element.ts';
import type { Store } from '../store.ts';
import { changed } from '../store.ts';
import { keyWords, lineName, ringHelp, ringName, shapeName, words } from '../words.ts';
import type { Swatches } from './swatch.ts';

const lines = ['traced', 'suspect', 'model', 'exposed'] as const;
const shapes: readonly StepShape[] = ['user', 'message', 'call', 'result', 'system'];
/** What the outlines and fills mean, and every key. */
export function createLegend(store: Store, swatches: Swatches): HTMLElement {
  const dialog = element('dialog', { class: 'legend', 'aria-label': words.legendTitle });
  dialog.addEventListener('close', () => store.set({ legendOpen: false }));
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close();
  });
  const fill = (): void => {
    dialog.replaceChildren(
      element(
        'div',
        { class: 'legend-head' },
        element('h2', {}, words.legendTitle),
        button({ icon: 'close', label: words.close, onclick: () => dialog.close() }),
      ),
      element(
        'div',
        { class: 'legend-body' },
        element(
          'section',
          {},
          element('h3', {}, words.legendShapes),
          ...shapes.map(shape =>
            element('p', {}, swatches.step(shape, undefined, '8', 'large'), shapeName[shape]),
          ),
          element('h3', {}, words.legendRings),
          ...allRings.map(ring =>
            element(
              'p',
              {},
              swatches.ring(ring, 16),
              element('b', {}, ringName[ring]),
              ` ${ringHelp[ring]}`,
            ),
          ),
          element('h3', {}, words.legendEdges),
          ...lines.map(line => element('p', {}, swatches.line(line), lineName[line])),
        ),
        element(
          'section',
          {},
          element('h3', {}, words.legendKeys),
          ...keyWords.map(([keys, what]) =>
            element(
              'p',
              {},
              element(
                'span',
                { class: 'keys' },
                ...keys.split(' ').map(key => (key === '' ? ' ' : element('kbd', {}, key))),
              ),
              what,
            ),
          ),
        ),
      ),
    );
  };
  store.subscribe((state, before) => {
    if (!changed(state, before, 'legendOpen')) return;
    if (state.legendOpen && !dialog.open) {
      fill();
      dialog.showModal();
    } else if (!state.legendOpen && dialog.open) dialog.close();
  });
  return dialog;
}
