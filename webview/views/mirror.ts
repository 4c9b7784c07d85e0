import type { Seq } from '../../src/core/session/ids.ts';
import { allRings } from '../../src/core/propagation/slice.ts';
import type { Actions } from '../actions.ts';
import type { Scene } from '../draw/scene.ts';
import { stepX, stepY } from '../draw/scene.ts';
import { element } from '../element.ts';
import { visibleSteps } from '../layout/axis.ts';
import { affectedSteps, anyMark, edgeInto, ringAt } from '../select.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { addressed, finalTitle, number, ringName, shapeName, stepName, words } from '../words.ts';
import type { GraphCanvas } from './graph.ts';

const most = 500;
const around = 25;

/**
 * What the canvas shows, as a list for those who do not see it (and for tests): every step, or in large sessions the
 * affected ones and those around the selected. A new slice is announced once.
 */
export function createMirror(store: Store, graph: GraphCanvas, actions: Actions): HTMLElement {
  const list = element('ul', { id: 'mirror', role: 'listbox', 'aria-label': words.mirrorLabel });
  const live = element('div', { 'aria-live': 'polite', class: 'live', role: 'status' });
  const root = element('div', { class: 'offscreen' }, list, live);
  const items = new Map<Seq, HTMLLIElement>();

  const build = (): void => {
    const state = store.get();
    items.clear();
    for (const seq of listed(state)) items.set(seq, item(state, seq, actions));
    list.replaceChildren(...items.values());
    mark();
  };
  const mark = (): void => {
    const { selected } = store.get();
    for (const [seq, each] of items) {
      const value = String(seq === selected);
      if (each.getAttribute('aria-selected') !== value) each.setAttribute('aria-selected', value);
    }
    const own = selected === undefined ? undefined : items.get(selected);
    const canvas = graph.root.querySelector('canvas');
    if (own === undefined) canvas?.removeAttribute('aria-activedescendant');
    else canvas?.setAttribute('aria-activedescendant', own.id);
  };
  const place = (scene: Scene): void => {
    const { first, end } = visibleSteps(scene.plot, scene.view, scene.graph.steps.length);
    for (const [seq, each] of items) {
      if (seq < first || seq >= end) {
        delete each.dataset['x'];
        delete each.dataset['y'];
        continue;
      }
      each.dataset['x'] = stepX(scene, seq).toFixed(1);
      each.dataset['y'] = stepY(scene, seq).toFixed(1);
    }
  };
  let timer: number | undefined;
  let last: Scene | undefined;
  graph.onDrawn(scene => {
    last = scene;
    // Writing attributes in every frame of a pan would cost more than the frame.
    timer ??= window.setTimeout(() => {
      timer = undefined;
      if (last !== undefined) place(last);
    }, 50);
  });
  let said = '';
  store.subscribe((state, before) => {
    const large = (state.graph?.steps.length ?? 0) > most;
    if (changed(state, before, 'graph', 'slice')) build();
    else if (changed(state, before, 'selected')) {
      if (large) build();
      else mark();
    }
    if (!changed(state, before, 'slice')) return;
    const says = announcement(state);
    // The first slice is read with the page itself.
    if (before.slice !== undefined && says !== said) live.textContent = says;
    said = says;
  });
  return root;
}

function listed(state: State): readonly Seq[] {
  const { graph, slice, selected } = state;
  if (graph === undefined || slice === undefined) return [];
  const { length } = graph.steps;
  if (length <= most) return graph.steps.map(step => step.seq);
  const chosen = new Set<Seq>(slice.marks.map(mark => mark.seq));
  const centre = selected ?? 0;
  for (let seq = Math.max(0, centre - around); seq <= centre + around && seq < length; seq++) {
    chosen.add(seq);
  }
  for (const seq of affectedSteps(slice)) {
    if (chosen.size >= most) break;
    chosen.add(seq);
  }
  return [...chosen].sort((a, b) => a - b);
}

function item(state: State, seq: Seq, actions: Actions): HTMLLIElement {
  return element(
    'li',
    {
      id: `step-${seq}`,
      role: 'option',
      'data-seq': seq,
      'data-ring':
        state.slice !== undefined && anyMark(state.slice) ? ringAt(state.slice, seq) : 'none',
      'aria-selected': 'false',
      onclick: () => actions.select(seq),
    },
    describe(state, seq),
  );
}

/** “#29 Orchestrator (thought), assistant message, traced, from #8, says Cage Fitness”. */
export function describe({ graph, slice }: State, seq: Seq): string {
  const step = graph?.steps[seq];
  if (graph === undefined || slice === undefined || step === undefined) return stepName(seq);
  const edge = edgeInto(slice).get(seq);
  const parts = [
    `${stepName(seq)} ${visibleLine(step.name)}`,
    step.shape === 'call'
      ? addressed(step.to.map(each => visibleLine(each)))
      : shapeName[step.shape],
    anyMark(slice) ? ringName[ringAt(slice, seq)] : undefined,
    edge === undefined ? undefined : `from ${stepName(edge.used)}`,
    graph.final === seq ? words.finalAnswer : undefined,
    step.error ? words.error : undefined,
    step.opaque ? words.opaque : words.mirrorSays(visibleLine(edge?.snippet ?? step.preview)),
  ];
  return parts.filter(part => part !== undefined).join(', ');
}

export const laneName = (
  lane: { readonly agent: string; readonly qualifier: string | undefined } | undefined,
): string =>
  lane === undefined
    ? ''
    : visibleLine(lane.qualifier === undefined ? lane.agent : `${lane.agent} (${lane.qualifier})`);

function announcement({ slice }: State): string {
  if (slice === undefined) return '';
  if (!anyMark(slice)) return words.live.nothing;
  const counts = allRings
    .filter(ring => slice.counts[ring] > 0)
    .map(ring => `${number(slice.counts[ring])} ${ringName[ring]}`)
    .join(', ');
  return words.live.counts(counts, finalTitle(slice.final?.ring, 'long'));
}
