import type { Excerpt } from '../../src/core/session/excerpt.ts';
import type { Ring } from '../../src/core/propagation/slice.ts';
import type { HopView } from '../../src/core/view/details.ts';
import { evidenceWords } from '../../src/core/view/words.ts';
import { element, icon } from '../element.ts';
import type { State } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { evidence, stepName, words } from '../words.ts';
import { highlighted } from './output.ts';

/** The evidence path as pairs of texts: what the source said, and where it stands in the target. */
export function hopCards(
  path: readonly HopView[],
  state: State,
  select: (seq: number) => void,
): HTMLElement {
  const cards = path.map((hop, index) => card(hop, index + 1, state, select));
  const list = element('ol', { class: 'hops' });
  const first = path[2];
  const last = path.at(-3);
  if (path.length <= 4 || first === undefined || last === undefined) list.append(...cards);
  else {
    const label = words.moreUses(path.length - 4, stepName(first.used), stepName(last.generated));
    const fold = element(
      'li',
      { class: 'fold' },
      element(
        'button',
        {
          type: 'button',
          class: 'link',
          onclick: () => fold.replaceWith(...cards.slice(2, -2)),
        },
        icon('chevron-right'),
        label,
      ),
    );
    list.append(...cards.slice(0, 2), fold, ...cards.slice(-2));
  }
  return list;
}

function card(
  hop: HopView,
  index: number,
  state: State,
  select: (seq: number) => void,
): HTMLElement {
  const agent = (seq: number): string => visibleLine(state.graph?.steps[seq]?.name ?? '');
  const step = (seq: number): HTMLElement =>
    element(
      'button',
      {
        type: 'button',
        class: 'step',
        'data-seq': seq,
        title: `${stepName(seq)} ${agent(seq)}`,
        onclick: () => select(seq),
      },
      `${stepName(seq)} ${agent(seq)}`,
    );
  const weak = hop.ring === 'suspect' && hop.tier !== 'hint';
  return element(
    'li',
    { 'data-hop': index },
    element(
      'div',
      { class: 'hop-head' },
      element('span', { class: 'bubble' }, String(index)),
      step(hop.used),
      icon('arrow-small-right'),
      step(hop.generated),
      element(
        'span',
        { class: 'kind', title: hop.bits > 0 ? words.bits(hop.bits) : '' },
        weak && hop.usedRing === 'traced'
          ? `${evidenceWords(hop.kind)}, ${words.notWrongText}`
          : evidence(hop.kind, hop.tier),
      ),
    ),
    element(
      'div',
      { class: 'pair' },
      excerpt(hop.from, hop.ring === 'suspect' ? 'suspect' : hop.usedRing),
      excerpt(hop.to, hop.ring),
    ),
  );
}

function excerpt(whole: Excerpt, ring: Ring): HTMLElement {
  const { text, range } = threeLines(whole);
  const pieces = highlighted(text, { start: 0, end: text.length }, [{ range, ring }]);
  return element('div', { class: 'excerpt' }, element('p', { class: 'recorded' }, ...pieces));
}

const mostLead = 18;
const mostMiddle = 72;

/** The excerpt with so little before its range, and of its range, that three lines show what it is about. */
export function threeLines({ text, range }: Excerpt): Excerpt {
  let lead = text.slice(0, range.start);
  if (lead.length > mostLead || lead.includes('\n')) {
    const near = lead.slice(-mostLead).replace(/^[^]*\n/u, '');
    lead = `…${near.replace(/^\S*\s/u, '')}`;
  }
  let middle = text.slice(range.start, range.end);
  if (middle.length > mostMiddle) {
    middle = `${middle.slice(0, 40).trimEnd()} … ${middle.slice(-28).trimStart()}`;
  }
  return {
    text: lead + middle + text.slice(range.end),
    range: { start: lead.length, end: lead.length + middle.length },
  };
}
