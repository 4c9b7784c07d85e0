import type { HostEvent, Requests, WebviewEvent } from '../src/protocol/messages.ts';
import { Rpc } from '../src/protocol/rpc.ts';
import { createActions } from './actions.ts';
import { forgetWidths } from './draw/brush.ts';
import { element } from './element.ts';
import type { Wire } from './host.ts';
import { attachKeys } from './keys.ts';
import { attachPlayer } from './player.ts';
import { restore, saved } from './saved.ts';
import { firstMark } from './select.ts';
import { changed, createStore } from './store.ts';
import type { Theme } from './theme.ts';
import { onThemeChange, readTheme } from './theme.ts';
import { createDetails } from './views/details.ts';
import type { GraphCanvas } from './views/graph.ts';
import { createGraph } from './views/graph.ts';
import { createHeader } from './views/header.ts';
import { createLegend } from './views/legend.ts';
import { createMinimap } from './views/minimap.ts';
import { createMirror } from './views/mirror.ts';
import { createStates } from './views/states.ts';
import { createSwatches } from './views/swatch.ts';
import { createToolbar } from './views/toolbar.ts';
import { createTooltip } from './views/tooltip.ts';

/** Builds the page into `root` and tells the host that it is there. */
export function start(root: HTMLElement, wire: Wire): void {
  const store = createStore();
  let theme: Theme = readTheme();
  const themeNow = (): Theme => theme;

  const rpc = new Rpc<WebviewEvent, HostEvent, Requests, Record<never, never>>(
    {
      send: frame => wire.send(frame),
      after: (ms, callback) => {
        const timer = window.setTimeout(callback, ms);
        return () => window.clearTimeout(timer);
      },
    },
    event => receive(event),
    {},
  );
  const send = (event: WebviewEvent): void => rpc.event(event);

  const swatches = createSwatches(themeNow);
  const actions = createActions(store, send, () => graph.focus());
  const graph: GraphCanvas = createGraph(store, themeNow, {
    select: actions.select,
    open: seq => send({ kind: 'openTranscript', seq }),
  });
  const toolbar = createToolbar(store, actions, graph, swatches, text =>
    rpc.request('search', text),
  );
  const header = createHeader(store, actions, swatches);
  const states = createStates(store, send);
  const details = createDetails(store, actions, swatches, send);
  const main = element(
    'main',
    { class: 'graph' },
    element('div', { class: 'plot' }, graph.root, createTooltip(graph)),
    createMinimap(store, themeNow),
  );
  root.replaceChildren(
    states.page,
    toolbar.root,
    states.banners,
    // The order of the Tab key; the grid of the page puts the header above the graph.
    main,
    header,
    details.root,
    createMirror(store, graph, actions),
    createLegend(store, swatches),
  );

  const receive = (event: HostEvent): void => {
    switch (event.kind) {
      case 'graph': {
        const before = store.get();
        const inside = (seq: number | undefined): number | undefined =>
          seq !== undefined && seq < event.graph.steps.length ? seq : undefined;
        store.set({
          selected: inside(before.selected),
          pinned: inside(before.pinned),
          cursor: inside(before.cursor),
          phase: { kind: 'shown' },
          graph: event.graph,
          slice: event.slice,
          ...(before.graph === undefined ? restore(wire.load(), event.graph) : {}),
        });
        if (store.get().selected === undefined) {
          const mark = firstMark(event.slice);
          if (mark !== undefined) store.set({ selected: mark });
        }
        return;
      }
      case 'slice':
        return store.set({ slice: event.slice });
      case 'select':
        return store.set({ selected: event.seq, paneClosed: false });
      case 'loading':
        return store.set({ phase: { kind: 'loading', name: event.name } });
      case 'refused':
        return store.set({ phase: { kind: 'refused', message: event.message } });
    }
  };
  let asked = 0;
  const askDetails = async (seq: number): Promise<void> => {
    const own = ++asked;
    try {
      const answer = await rpc.request('details', seq);
      if (own === asked) store.set({ details: answer, detailsError: undefined });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (own === asked) store.set({ detailsError: message });
    }
  };

  store.subscribe((state, before) => {
    root.classList.toggle(
      'shown',
      state.phase.kind === 'shown' && (state.graph?.steps.length ?? 0) > 0,
    );
    root.classList.toggle('tight', state.width < 620);
    root.classList.toggle('slim', state.width < 760);
    root.classList.toggle('narrow', state.width < 900);
    root.classList.toggle('medium', state.width < 1100);
    const shownNow = state.pinned ?? state.selected;
    const shownBefore = before.pinned ?? before.selected;
    const isNew = shownNow !== shownBefore || changed(state, before, 'slice', 'graph');
    if (shownNow !== undefined && isNew) void askDetails(shownNow);
    if (changed(state, before, 'selected', 'cursor', 'view', 'edges')) wire.save(saved(state));
  });

  onThemeChange(() => {
    theme = readTheme();
    forgetWidths();
    store.set({ theme: store.get().theme + 1 });
  });
  new ResizeObserver(() => store.set({ width: root.clientWidth })).observe(root);
  attachKeys({
    store,
    actions,
    send,
    graph,
    search: toolbar.search,
    selection: details.takeSelection,
  });
  attachPlayer(store, actions);
  wire.listen(frame => rpc.receive(frame));
  send({ kind: 'ready' });
}
