import type { Actions } from '../actions.ts';
import { button, element, icon } from '../element.ts';
import { visibleSteps } from '../layout/axis.ts';
import type { Store } from '../store.ts';
import { changed } from '../store.ts';
import { ringName, words } from '../words.ts';
import type { GraphCanvas } from './graph.ts';
import { createMenu } from './menu.ts';
import { createSearch } from './search.ts';
import type { SearchBox } from './search.ts';
import type { Swatches } from './swatch.ts';

export interface Toolbar {
  readonly root: HTMLElement;
  readonly search: SearchBox;
}

const filterRings = ['traced', 'suspect', 'exposed', 'clean'] as const;
const edgeModes = ['affected', 'selected', 'none'] as const;

export function createToolbar(
  store: Store,
  actions: Actions,
  graph: GraphCanvas,
  swatches: Swatches,
  ask: (text: string) => Promise<readonly number[]>,
): Toolbar {
  const search = createSearch(store, actions, ask);
  const filter = createMenu(words.filterLabel, icon('filter'), () => [
    {
      label: words.filterAll,
      checked: store.get().only === undefined,
      choose: () => store.set({ only: undefined }),
    },
    ...filterRings.map((ring, index) => ({
      label: ringName[ring],
      key: String(index + 1),
      picture: swatches.ring(ring, 12),
      checked: store.get().only === ring,
      choose: () => store.set({ only: ring }),
    })),
  ]);
  const edges = createMenu(words.edgesLabel, undefined, () =>
    edgeModes.map(mode => ({
      label: words.edges[mode],
      checked: store.get().edges === mode,
      choose: () => store.set({ edges: mode }),
    })),
  );
  const inView = element('span', { class: 'in-view', title: words.inViewLabel });
  const play = button({
    icon: 'debug-start',
    label: words.play,
    class: 'debug',
    onclick: actions.play,
  });
  const position = element('span', { class: 'position', role: 'status' });
  const replay = element(
    'div',
    { class: 'group replay', role: 'group', 'aria-label': words.replay },
    button({
      icon: 'target',
      label: words.toFirstAffected,
      class: 'debug wide-only',
      onclick: actions.toFirstAffected,
    }),
    button({
      icon: 'debug-reverse-continue',
      label: words.reverseContinue,
      class: 'debug',
      onclick: actions.reverseContinue,
    }),
    button({
      icon: 'debug-step-back',
      label: words.stepBack,
      class: 'debug',
      onclick: actions.stepBack,
    }),
    play,
    button({ icon: 'debug-step-over', label: words.step, class: 'debug', onclick: actions.step }),
    button({
      icon: 'debug-continue',
      label: words.continue,
      class: 'debug',
      onclick: actions.continue,
    }),
    position,
  );
  const root = element(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': words.searchShort },
    search.root,
    filter.root,
    edges.root,
    element('span', { class: 'separator' }),
    button({
      icon: 'zoom-out',
      label: words.zoomOut,
      class: 'zoom',
      onclick: () => graph.zoomBy(1 / 1.5),
    }),
    inView,
    button({
      icon: 'zoom-in',
      label: words.zoomIn,
      class: 'zoom',
      onclick: () => graph.zoomBy(1.5),
    }),
    button({
      icon: 'screen-full',
      text: words.fit,
      label: words.fitLabel,
      class: 'wide-text zoom',
      onclick: graph.fit,
    }),
    element('span', { class: 'grow' }),
    replay,
    element('span', { class: 'separator wide-only' }),
    button({
      icon: 'output',
      text: words.transcript,
      label: words.transcriptLabel,
      class: 'wide-text',
      onclick: actions.openTranscript,
    }),
    button({
      icon: 'question',
      label: words.legendLabel,
      onclick: () => store.set({ legendOpen: true }),
    }),
  );

  graph.onDrawn(scene => {
    const { first, end } = visibleSteps(scene.plot, scene.view, scene.graph.steps.length);
    const text = words.inView(end - first);
    if (inView.textContent !== text) inView.textContent = text;
  });
  const update = (): void => {
    const { only, edges: mode, width, graph: shown, cursor, selected, playing } = store.get();
    const narrow = width < 1100;
    filter.setText(only === undefined ? (narrow ? undefined : words.filter) : ringName[only]);
    filter.button.classList.toggle('on', only !== undefined);
    edges.setText(narrow ? words.edgesWord : `${words.edgesWord}: ${words.edges[mode]}`);
    const last = Math.max(0, (shown?.steps.length ?? 1) - 1);
    const text = words.position(cursor ?? selected ?? last, last);
    if (position.textContent !== text) position.textContent = text;
    replay.classList.toggle('replaying', cursor !== undefined);
    const name = playing ? words.pause : words.play;
    play.title = name;
    play.setAttribute('aria-label', name);
    play.replaceChildren(icon(playing ? 'debug-pause' : 'debug-start'));
  };
  store.subscribe((state, before) => {
    if (changed(state, before, 'only', 'edges', 'width', 'graph', 'cursor', 'selected', 'playing'))
      update();
  });
  update();
  return { root, search };
}
