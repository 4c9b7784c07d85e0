import type { Actions } from '../actions.ts';
import { button, element, icon } from '../element.ts';
import type { Store } from '../store.ts';
import { changed } from '../store.ts';
import { words } from '../words.ts';

export interface SearchBox {
  readonly root: HTMLElement;
  readonly focus: () => void;
}

const pause = 180;

/** The search field: hits are ringed in the graph; Enter goes to the next, Escape clears. */
export function createSearch(
  store: Store,
  actions: Actions,
  ask: (text: string) => Promise<readonly number[]>,
): SearchBox {
  const input = element('input', {
    type: 'text',
    placeholder: words.search,
    'aria-label': words.search,
    spellcheck: 'false',
  });
  const place = element('span', { class: 'place', 'aria-live': 'polite' });
  const hint = element('kbd', { 'aria-hidden': 'true' }, '/');
  const clear = button({
    icon: 'close',
    label: words.clearSearch,
    onclick: () => {
      store.set({ search: undefined });
      input.focus();
    },
  });
  const root = element('div', { class: 'search' }, icon('search'), input, place, hint, clear);
  let timer: number | undefined;
  let asked = 0;

  const run = async (text: string): Promise<void> => {
    const own = ++asked;
    if (text === '') return store.set({ search: undefined });
    const hits = await ask(text).catch(() => []);
    if (own === asked) store.set({ search: { text, hits, at: -1 } });
  };
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void run(input.value.trim()), pause);
  });
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      store.set({ search: undefined });
      input.value = '';
      input.blur();
      actions.focusGraph();
    } else if (event.key === 'Enter') {
      const direction = event.shiftKey ? -1 : 1;
      window.clearTimeout(timer);
      const text = input.value.trim();
      if (store.get().search?.text === text) actions.nextHit(direction);
      else void run(text).then(() => actions.nextHit(direction));
    } else return;
    event.preventDefault();
  });
  const update = (): void => {
    const { search, width } = store.get();
    input.placeholder = width < 1100 ? words.searchShort : words.search;
    if (search === undefined && document.activeElement !== input) input.value = '';
    if (search === undefined && input.value !== '' && document.activeElement === input) {
      input.value = '';
    }
    place.textContent =
      search === undefined
        ? ''
        : search.hits.length === 0
          ? words.searchNone
          : words.searchPlace(search.at + 1, search.hits.length);
    clear.hidden = search === undefined;
    hint.hidden = search !== undefined;
  };
  store.subscribe((state, before) => {
    if (changed(state, before, 'search', 'width')) update();
  });
  update();
  return { root, focus: () => input.select() };
}
