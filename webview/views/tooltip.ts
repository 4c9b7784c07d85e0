import type { Scene } from '../draw/scene.ts';
import { barOf } from '../draw/strips.ts';
import { stepX, stepY, railY } from '../draw/scene.ts';
import { element } from '../element.ts';
import { countIn } from '../layout/bins.ts';
import { anyMark, edgeInto, ringAt, series } from '../select.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { count, number, ringName, shapeName, stepName, words } from '../words.ts';
import type { GraphCanvas } from './graph.ts';
import { laneName } from './mirror.ts';

const delay = 300;

/** What is under the pointer, after a moment. */
export function createTooltip(graph: GraphCanvas): HTMLElement {
  const root = element('div', { class: 'tooltip', role: 'tooltip' });
  root.hidden = true;
  let timer: number | undefined;
  let shown: number | undefined;
  let view: Scene['view'] | undefined;
  graph.onDrawn(scene => {
    if (scene.view.left !== view?.left || scene.view.pitch !== view.pitch) root.hidden = true;
    view = scene.view;
    if (scene.hovered === shown) return;
    shown = scene.hovered;
    root.hidden = true;
    window.clearTimeout(timer);
    if (shown === undefined) return;
    timer = window.setTimeout(() => {
      const now = graph.scene();
      // Of the selected step the pane says more, and the tooltip would cover its evidence path.
      if (now?.hovered === undefined || now.hovered === now.selected) return;
      root.replaceChildren(...(now.level === 'strips' ? barText(now) : stepText(now)));
      root.hidden = false;
      place(root, now, now.hovered);
    }, delay);
  });
  return root;
}

function place(root: HTMLElement, scene: Scene, seq: number): void {
  const box = scene.boxes[scene.laneOf[seq] ?? 0];
  if (box === undefined) return;
  const x = stepX(scene, seq);
  const y = scene.level === 'strips' ? railY(scene, box) - 20 : stepY(scene, seq);
  const { offsetWidth: width, offsetHeight: height } = root;
  const left = Math.max(4, Math.min(scene.width - width - 4, x - width / 2));
  const above = y - height - 26;
  root.style.setProperty('left', `${left}px`);
  root.style.setProperty('top', `${above > 0 ? above : y + 28}px`);
}

function stepText(scene: Scene): readonly HTMLElement[] {
  const seq = scene.hovered ?? 0;
  const step = scene.graph.steps[seq];
  if (step === undefined) return [];
  const edge = edgeInto(scene.slice).get(seq);
  const ring = anyMark(scene.slice) ? ringName[ringAt(scene.slice, seq)] : undefined;
  const facts = [
    shapeName[step.shape],
    ring === undefined
      ? undefined
      : edge === undefined
        ? ring
        : `${ring}, from ${stepName(edge.used)}`,
    step.opaque ? words.opaque : words.characters(step.chars),
    step.error ? words.error : undefined,
    step.time === undefined ? undefined : new Date(step.time).toLocaleTimeString(),
  ];
  return [
    element('b', {}, `${stepName(seq)} ${visibleLine(step.name)}`),
    element('div', { class: 'facts' }, facts.filter(fact => fact !== undefined).join(' · ')),
    element('div', { class: 'recorded' }, visibleLine(step.preview)),
  ];
}

function barText(scene: Scene): readonly HTMLElement[] {
  const seq = scene.hovered ?? 0;
  const { from, to } = barOf(scene, seq);
  const lane = scene.laneOf[seq] ?? 0;
  const own = series(scene.graph, scene.slice)[lane];
  if (own === undefined) return [];
  const [clean, exposed, suspect, traced] = countIn(own, from, to);
  const parts = [
    `${number(traced)} traced`,
    `${number(suspect)} suspect`,
    `${number(exposed)} exposed`,
    `${number(clean)} clean`,
  ];
  const all = clean + exposed + suspect + traced;
  return [
    element('b', {}, words.barTitle(laneName(scene.graph.lanes[lane]), from, to - 1)),
    element('div', {}, `${count(all, 'step')}: ${parts.join(', ')}`),
    element('div', { class: 'facts' }, words.barHint),
  ];
}
