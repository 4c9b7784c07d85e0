import type { WebviewEvent } from '../../src/protocol/messages.ts';
import { button, element, icon } from '../element.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { words } from '../words.ts';

/** Instead of the graph: loading, refused, no steps. Above it: what the reader must know of the recording. */
export interface States {
  readonly page: HTMLElement;
  readonly banners: HTMLElement;
}

const patience = 400;

export function createStates(store: Store, send: (event: WebviewEvent) => void): States {
  const page = element('div', { class: 'state-page' });
  const banners = element('div', { class: 'banners' });
  let patient = true;
  window.setTimeout(() => {
    patient = false;
    update();
  }, patience);

  const update = (): void => {
    const state = store.get();
    const content = pageOf(state, patient, send);
    page.hidden = content === undefined;
    page.replaceChildren(...(content === undefined ? [] : [content]));
    banners.replaceChildren(...(state.phase.kind === 'shown' ? bannersOf(state, store, send) : []));
  };
  store.subscribe((state, before) => {
    if (changed(state, before, 'phase', 'graph', 'slice', 'dismissed')) update();
  });
  update();
  return { page, banners };
}

function pageOf(
  { phase, graph }: State,
  patient: boolean,
  send: (event: WebviewEvent) => void,
): HTMLElement | undefined {
  switch (phase.kind) {
    case 'waiting':
    case 'loading':
      return element(
        'div',
        { class: patient ? 'centre patient' : 'centre', role: 'status' },
        element('h2', {}, words.loading(phase.kind === 'loading' ? phase.name : undefined)),
        element('div', { class: 'progress' }, element('i')),
        element('p', {}, words.loadingHelp),
      );
    case 'refused':
      return element(
        'div',
        { class: 'centre', role: 'alert' },
        element('h2', {}, words.refusedTitle),
        element('p', {}, visibleLine(phase.message)),
        button({
          text: words.openAsText,
          label: words.openAsText,
          class: 'primary',
          onclick: () => send({ kind: 'openAsText' }),
        }),
      );
    case 'shown':
      if (graph !== undefined && graph.steps.length > 0) return undefined;
      return element(
        'div',
        { class: 'centre' },
        element('h2', {}, words.emptyTitle),
        element('p', {}, words.emptyHelp),
      );
  }
}

interface Banner {
  readonly id: string;
  readonly kind: 'warning' | 'info';
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => void };
}

function bannersOf(
  { graph, slice, dismissed }: State,
  store: Store,
  send: (event: WebviewEvent) => void,
): readonly HTMLElement[] {
  if (graph === undefined || slice === undefined || graph.steps.length === 0) return [];
  const wanted: Banner[] = [];
  if (!graph.inputsRecorded) {
    wanted.push({
      id: 'unrecorded',
      kind: 'warning',
      title: words.unrecordedTitle,
      text: words.unrecorded,
    });
  }
  if (graph.diagnostics.length > 0) {
    const [first] = graph.diagnostics;
    wanted.push({
      id: 'diagnostics',
      kind: 'warning',
      title: words.skippedTitle(graph.diagnostics.length),
      text: [visibleLine(first?.message ?? ''), first?.line === undefined ? '' : words.skippedMore]
        .join(' ')
        .trim(),
      action: { text: words.showLines, run: () => send({ kind: 'showDiagnostics' }) },
    });
  }
  if (slice.lostMarks > 0) {
    wanted.push({
      id: `lost ${slice.lostMarks}`,
      kind: 'info',
      title: words.lostTitle(slice.lostMarks),
      text: words.lost,
    });
  }
  return wanted
    .filter(banner => !dismissed.includes(banner.id))
    .map(({ id, kind, title, text, action }) =>
      element(
        'div',
        { class: `banner ${kind}`, role: 'status', 'data-banner': id },
        icon(kind),
        element('p', {}, element('b', {}, title), ` ${text}`),
        action === undefined
          ? undefined
          : element('button', { type: 'button', class: 'link', onclick: action.run }, action.text),
        button({
          icon: 'close',
          label: words.dismiss,
          onclick: () => store.set({ dismissed: [...store.get().dismissed, id] }),
        }),
      ),
    );
}
