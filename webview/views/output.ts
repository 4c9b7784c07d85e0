import type { Ring } from '../../src/core/propagation/slice.ts';
import type { Range } from '../../src/core/session/range.ts';
import type { DetailsView } from '../../src/core/view/details.ts';
import { element } from '../element.ts';
import { visible } from '../../src/protocol/visible.ts';
import { words } from '../words.ts';

/** The output of a step as text that can be selected, with highlights. */
export interface Output {
  readonly root: HTMLElement;
  show(details: DetailsView): void;
  /** Scrolls to the first highlight; only if it has moved out of view when `gently`. */
  reveal(gently: boolean): void;
  /** The range of the output that is selected on the page, if any. */
  selection(): Range | undefined;
  /** Selects a range again after the page around it was made anew. */
  select(range: Range): void;
}

/** Longer outputs are shown in part, around what matters: the whole is one click away. */
const mostChars = 12_000;

export function createOutput(): Output {
  const root = element('div', {
    class: 'output recorded',
    tabindex: 0,
    'data-focus': 'output',
    role: 'textbox',
    'aria-readonly': 'true',
    'aria-multiline': 'true',
    'aria-label': words.output,
  });
  let shown: Range = { start: 0, end: 0 };
  let current: DetailsView | undefined;

  const fill = (details: DetailsView): void => {
    const { text } = details;
    const before =
      shown.start === 0
        ? undefined
        : more(words.outputBefore(shown.start), {
            ...shown,
            start: Math.max(0, shown.start - mostChars),
          });
    const after =
      shown.end === text.length
        ? undefined
        : more(words.outputAfter(text.length - shown.end), {
            ...shown,
            end: Math.min(text.length, shown.end + mostChars),
          });
    root.replaceChildren(
      ...[
        before,
        text === ''
          ? element('span', { class: 'dim', 'data-chrome': '' }, words.outputEmpty)
          : undefined,
        element('span', { class: 'body' }, ...highlighted(text, shown, details.highlights)),
        after,
      ].filter(each => each !== undefined),
    );
  };
  const more = (label: string, next: Range): HTMLElement =>
    element(
      'button',
      {
        type: 'button',
        class: 'link more',
        'data-chrome': '',
        onclick: () => {
          shown = next;
          if (current !== undefined) fill(current);
        },
      },
      label,
    );

  return {
    root,
    show: details => {
      const same = current?.seq === details.seq && current.text === details.text;
      if (!same) shown = windowOf(details);
      current = details;
      fill(details);
    },
    reveal: gently => {
      const mark = root.querySelector<HTMLElement>('mark');
      if (gently) return;
      root.scrollTop = mark === null ? 0 : Math.max(0, mark.offsetTop - 60);
    },
    selection: () => {
      const body = root.querySelector('.body');
      const selection = window.getSelection();
      if (
        body === null ||
        selection === null ||
        selection.isCollapsed ||
        selection.rangeCount === 0
      ) {
        return undefined;
      }
      const range = selection.getRangeAt(0);
      // A triple click on the last line selects to the start of what follows: what lies outside does not count.
      if (!range.intersectsNode(body)) return undefined;
      const starts = body.contains(range.startContainer);
      const ends = body.contains(range.endContainer);
      const start = starts ? offsetIn(body, range.startContainer, range.startOffset) : 0;
      const end = ends
        ? offsetIn(body, range.endContainer, range.endOffset)
        : offsetIn(body, body, body.childNodes.length);
      return end > start ? { start: shown.start + start, end: shown.start + end } : undefined;
    },
    select: range => {
      const body = root.querySelector('.body');
      const from = body && pointIn(body, range.start - shown.start);
      const to = body && pointIn(body, range.end - shown.start);
      if (from && to) window.getSelection()?.setBaseAndExtent(...from, ...to);
    },
  };
}

function windowOf({ text, highlights }: DetailsView): Range {
  if (text.length <= mostChars) return { start: 0, end: text.length };
  const first = Math.min(...highlights.map(each => each.range.start), text.length);
  const at = first === text.length ? 0 : first;
  const start = at < mostChars / 2 ? 0 : at - 2_000;
  return { start, end: Math.min(text.length, start + mostChars) };
}

/** Characters before a point of the page: every character of the output is one of the page's. */
function offsetIn(body: Element, node: Node, offset: number): number {
  const before = document.createRange();
  before.setStart(body, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** The point of the page before which so many characters stand. */
function pointIn(body: Element, offset: number): [Node, number] | undefined {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? '';
    if (left <= length) return left < 0 ? undefined : [node, left];
    left -= length;
  }
  return undefined;
}

const weight: Readonly<Partial<Record<Ring, number>>> = {
  wrong: 5,
  unsure: 4,
  traced: 3,
  suspect: 2,
  verified: 1,
};

/** The text in pieces, those with a highlight marked; where highlights overlap the graver one is shown. */
export function highlighted(
  text: string,
  part: Range,
  highlights: readonly { readonly range: Range; readonly ring: Ring }[],
): readonly Node[] {
  const borders = new Set([part.start, part.end]);
  for (const { range } of highlights) {
    for (const at of [range.start, range.end])
      if (at > part.start && at < part.end) borders.add(at);
  }
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1] ?? start;
    const [grave] = highlights
      .filter(({ range }) => range.start <= start && range.end >= end)
      .sort((a, b) => (weight[b.ring] ?? 0) - (weight[a.ring] ?? 0));
    const piece = visible(text.slice(start, end));
    return grave === undefined
      ? document.createTextNode(piece)
      : element('mark', { class: `h-${grave.ring}`, 'data-ring': grave.ring }, piece);
  });
}
