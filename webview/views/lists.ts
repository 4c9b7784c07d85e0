import type { DetailsView } from '../../src/core/view/details.ts';
import { element, icon } from '../element.ts';
import { anyMark, ringAt } from '../select.ts';
import type { State } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { evidence, stepName, words } from '../words.ts';
import type { Swatches } from './swatch.ts';

const shownAtFirst = 50;
/** A step may have had thousands in its input: rows are made when they are shown, so many at a time. */
const shownMore = 500;

type MakeRow = () => HTMLElement;

/** Steps that used this output. Open by itself where it is the question: on a marked step. */
export function consumerList(
  details: DetailsView,
  state: State,
  swatches: Swatches,
  select: (seq: number) => void,
): HTMLElement {
  const { consumers } = details;
  const rows = consumers.map(
    ({ seq, kind, tier, snippet }) =>
      () =>
        row(state, seq, swatches, select, evidence(kind, tier), snippet),
  );
  return fold(
    'consumers',
    words.consumers,
    consumers.length === 0 ? words.nobody : words.steps(consumers.length),
    rows,
    details.marks.length > 0,
  );
}

/** Earlier steps that stood in this one's recorded input. */
export function inputList(
  details: DetailsView,
  state: State,
  swatches: Swatches,
  select: (seq: number) => void,
): HTMLElement {
  const { inputs } = details;
  const rows = (inputs ?? []).map(
    ({ seq, chars }) =>
      () =>
        row(state, seq, swatches, select, words.characters(chars), undefined),
  );
  return fold(
    'inputs',
    words.inputs,
    inputs === undefined ? words.inputsUnknown : words.inputsOf(inputs.length),
    rows,
    false,
  );
}

function row(
  state: State,
  seq: number,
  swatches: Swatches,
  select: (seq: number) => void,
  kind: string,
  snippet: string | undefined,
): HTMLElement {
  const { graph, slice } = state;
  const step = graph?.steps[seq];
  const ring = slice === undefined || !anyMark(slice) ? undefined : ringAt(slice, seq);
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'row', 'data-seq': seq, onclick: () => select(seq) },
      swatches.step(step?.shape ?? 'message', ring, undefined, 'small'),
      element('b', {}, stepName(seq)),
      element('span', { class: 'name' }, visibleLine(step?.name ?? '')),
      snippet === undefined || snippet === ''
        ? undefined
        : element('span', { class: 'snippet recorded' }, `“${visibleLine(snippet)}”`),
      element('span', { class: 'kind' }, kind),
    ),
  );
}

/** Which lists a person opened or closed stays so from step to step. */
const opened = new Map<string, boolean>();

function fold(
  id: string,
  title: string,
  count: string,
  rows: readonly MakeRow[],
  openFirst: boolean,
): HTMLElement {
  const list = element('ul', { class: 'rows' });
  const show = (until: number): void => {
    const from = list.childElementCount;
    list.append(...rows.slice(from, until).map(make => make()));
    if (until >= rows.length) return;
    const next = Math.min(rows.length, until + shownMore);
    const more = element(
      'li',
      {},
      element(
        'button',
        {
          type: 'button',
          class: 'link',
          onclick: () => {
            more.remove();
            show(next);
            list.children[until]?.querySelector('button')?.focus();
          },
        },
        next === rows.length ? words.showAll(rows.length) : words.showMore(next - until),
      ),
    );
    list.append(more);
  };
  const open = rows.length > 0 && (opened.get(id) ?? openFirst);
  if (open) show(shownAtFirst);
  const root = element(
    'details',
    { class: 'fold-section', open },
    element(
      'summary',
      { 'data-focus': id },
      icon('chevron-right'),
      title,
      element('span', { class: 'dim' }, count),
    ),
    list,
  );
  root.querySelector('summary')?.addEventListener('click', () => opened.set(id, !root.open));
  root.addEventListener('toggle', () => {
    if (root.open && list.childElementCount === 0) show(shownAtFirst);
  });
  return root;
}
