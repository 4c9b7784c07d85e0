import type { DetailsView } from '../../src/core/view/details.ts';
import type { WebviewEvent } from '../../src/protocol/messages.ts';
import type { Verdict } from '../../src/core/annotations/mark.ts';
import type { Actions } from '../actions.ts';
import { button, element, icon, replaceChildren } from '../element.ts';
import { anyMark, ringAt } from '../select.ts';
import type { State, Store } from '../store.ts';
import { changed } from '../store.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import {
  addressed,
  ringTitle,
  shapeName,
  stepName,
  verdictKey,
  verdictName,
  words,
} from '../words.ts';
import { hopCards } from './hops.ts';
import { consumerList, inputList } from './lists.ts';
import { createOutput } from './output.ts';
import type { Output } from './output.ts';
import type { Swatches } from './swatch.ts';

export interface Details {
  readonly root: HTMLElement;
  /** The text selected in the output, as a range of it; it is not selected any more then. */
  readonly takeSelection: Output['selection'];
}

const notePause = 800;

const verdicts: readonly Verdict[] = ['wrong', 'unsure', 'verified'];

/** The pane of one step: what it says, whether it is affected and why, and where its output went. */
export function createDetails(
  store: Store,
  actions: Actions,
  swatches: Swatches,
  send: (event: WebviewEvent) => void,
): Details {
  const root = element('aside', { class: 'details', 'aria-label': words.details });
  const output = createOutput();

  const update = (): void => {
    const state = store.get();
    const seq = state.pinned ?? state.selected;
    root.hidden = state.paneClosed || state.phase.kind !== 'shown';
    if (root.hidden) return;
    const { details } = state;
    if (seq === undefined || state.graph === undefined) {
      replaceChildren(root, element('p', { class: 'pane-empty' }, words.detailsEmpty));
      return;
    }
    if (details?.seq !== seq) {
      // The old step's text under the new title would lie; the answer is a moment away.
      replaceChildren(
        root,
        head(state, seq),
        state.detailsError === undefined
          ? undefined
          : element(
              'p',
              { class: 'pane-empty', role: 'alert' },
              words.detailsFailed(state.detailsError),
            ),
      );
      return;
    }
    const sameStep = root.dataset['seq'] === String(seq);
    const { scrollTop } = root;
    const selected = sameStep ? output.selection() : undefined;
    root.dataset['seq'] = String(seq);
    output.show(details);
    replaceChildren(
      root,
      head(state, seq),
      verdictBox(state, details),
      checkBox(details),
      outputSection(details),
      ...noteSections(details),
      whySection(state, details),
      consumerList(details, state, swatches, actions.select),
      inputList(details, state, swatches, actions.select),
    );
    if (sameStep) root.scrollTop = scrollTop;
    else root.scrollTop = 0;
    output.reveal(sameStep);
    if (selected !== undefined) output.select(selected);
  };

  const takeSelection = (): ReturnType<Output['selection']> => {
    const selected = output.selection();
    if (selected !== undefined) window.getSelection()?.removeAllRanges();
    return selected;
  };

  const head = (state: State, seq: number): HTMLElement => {
    const step = state.graph?.steps[seq];
    const ring =
      state.slice === undefined || !anyMark(state.slice) ? undefined : ringAt(state.slice, seq);
    const kind =
      step === undefined
        ? ''
        : step.shape === 'call' && step.to.length > 0
          ? addressed(step.to.map(each => visibleLine(each)))
          : shapeName[step.shape];
    const facts = [
      kind + (state.graph?.final === seq ? `, ${words.finalAnswer}` : ''),
      step?.opaque === true ? words.opaque : words.characters(step?.chars ?? 0),
      step?.error === true ? words.error : undefined,
    ];
    const name = `${stepName(seq)} ${visibleLine(step?.name ?? '')}`;
    const known = facts.filter(fact => fact !== undefined).join(' · ');
    return element(
      'header',
      {},
      swatches.step(step?.shape ?? 'message', ring, String(seq), 'large'),
      element(
        'div',
        { class: 'title' },
        element('h2', { title: name }, name),
        element('p', { title: known }, known),
      ),
      button({
        icon: state.pinned === undefined ? 'pin' : 'pinned',
        label: state.pinned === undefined ? words.pin : words.unpin,
        onclick: actions.togglePin,
      }),
      button({ icon: 'go-to-file', label: words.openTranscript, onclick: actions.openTranscript }),
      button({ icon: 'close', label: words.close, onclick: () => store.set({ paneClosed: true }) }),
    );
  };

  const verdictBox = (state: State, details: DetailsView): HTMLElement | undefined => {
    if (state.slice === undefined || !anyMark(state.slice)) return undefined;
    const title = ringTitle[details.ring];
    // The sentence may begin with the ring itself.
    const sentence = details.verdict.startsWith(title)
      ? details.verdict.slice(title.length).trim()
      : details.verdict;
    return element(
      'p',
      { class: `verdict ring-${details.ring}`, 'data-ring': details.ring },
      element('b', {}, title),
      ` ${visibleLine(sentence)}`,
    );
  };

  /** What a language model said, if one was asked: no fact, so it stands apart from the verdict. */
  const checkBox = ({ check }: DetailsView): HTMLElement | undefined =>
    check === undefined
      ? undefined
      : element(
          'p',
          { class: 'hint check', 'data-answer': check.answer },
          icon('info'),
          visibleLine(words.modelSaid(check)),
        );

  const outputSection = (details: DetailsView): HTMLElement =>
    element(
      'section',
      {},
      element('h3', {}, words.output, element('span', { class: 'dim' }, words.outputHelp)),
      output.root,
      element(
        'div',
        { class: 'verdicts', role: 'group', 'aria-label': words.verdict },
        ...verdicts.map(verdict =>
          element(
            'button',
            {
              type: 'button',
              class: `verdict-button ${verdict}`,
              'data-focus': verdict,
              'aria-keyshortcuts': verdictKey[verdict],
              'aria-pressed': String(details.marks.some(mark => mark.verdict === verdict)),
              // The press must not take the selection out of the text it is about.
              onmousedown: (event: MouseEvent) => event.preventDefault(),
              onclick: () => actions.mark(verdict, takeSelection()),
            },
            swatches.ring(verdict, 13),
            verdictName[verdict],
            element('kbd', {}, verdictKey[verdict]),
          ),
        ),
      ),
      details.unsourced.length === 0
        ? undefined
        : element('p', { class: 'hint' }, icon('info'), words.unsourced(unsourcedTexts(details))),
    );

  const noteSections = (details: DetailsView): readonly HTMLElement[] =>
    details.marks.map(mark => {
      const field = element('textarea', {
        rows: 2,
        'data-focus': `note ${mark.id}`,
        placeholder: words.notePlaceholder,
        'aria-label': words.note,
      });
      field.value = mark.note ?? '';
      let timer: number | undefined;
      let sent = field.value;
      const sendNote = (): void => {
        window.clearTimeout(timer);
        const text = field.value.trim();
        if (text === sent) return;
        sent = text;
        send({ kind: 'note', mark: mark.id, text });
      };
      field.addEventListener('change', sendNote);
      // A tab that is closed takes what was typed with it: what rests for a moment is kept.
      field.addEventListener('input', event => {
        window.clearTimeout(timer);
        if (!event.isComposing) timer = window.setTimeout(sendNote, notePause);
      });
      field.addEventListener('keydown', event => {
        if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
          field.blur();
          actions.focusGraph();
        }
      });
      const title =
        details.marks.length > 1 && mark.quote !== undefined
          ? words.noteOf(visibleLine(mark.quote))
          : words.note;
      return element('section', { class: 'note' }, element('h3', {}, title), field);
    });

  const whySection = (state: State, details: DetailsView): HTMLElement | undefined => {
    const { slice } = state;
    if (slice === undefined || !anyMark(slice)) return undefined;
    const last = details.path.at(-1);
    const source = details.path[0]?.used;
    if (last === undefined || source === undefined) {
      return details.overrides.length === 0
        ? undefined
        : element('section', { class: 'why' }, ...saidRows(details));
    }
    return element(
      'section',
      { class: 'why' },
      element(
        'h3',
        {},
        details.ring === 'verified' ? words.whyVerified : words.why,
        element('span', { class: 'dim' }, words.usesFrom(details.path.length, stepName(source))),
      ),
      hopCards(details.path, state, actions.select),
      details.otherUses > 0
        ? element('p', { class: 'dim small' }, words.otherUses(details.otherUses))
        : undefined,
      element(
        'p',
        { class: 'dim small' },
        `${words.disagree} `,
        element(
          'button',
          {
            type: 'button',
            class: 'link',
            'data-focus': 'override',
            onclick: () =>
              send({ kind: 'override', used: last.used, generated: last.generated, didUse: false }),
          },
          words.didNotUse(stepName(last.used)),
        ),
      ),
      ...saidRows(details),
    );
  };

  /** What the person said of uses into the step, each with a way back. */
  const saidRows = ({ seq, overrides }: DetailsView): readonly HTMLElement[] =>
    overrides.map(({ used, didUse }) =>
      element(
        'p',
        { class: 'dim small said' },
        `${words.said(stepName(used), didUse)} `,
        element(
          'button',
          {
            type: 'button',
            class: 'link',
            'data-focus': `said-${used}`,
            onclick: () => send({ kind: 'override', used, generated: seq, didUse: undefined }),
          },
          words.takeBack,
        ),
      ),
    );

  store.subscribe((state, before) => {
    const parts = [
      'graph',
      'slice',
      'details',
      'detailsError',
      'selected',
      'pinned',
      'paneClosed',
      'phase',
      'theme',
    ] as const;
    if (changed(state, before, ...parts)) update();
  });
  update();
  return { root, takeSelection };
}

/** The values that stand nowhere before the step, each once. */
const unsourcedTexts = ({ text, unsourced }: DetailsView): readonly string[] => [
  ...new Set(unsourced.map(({ start, end }) => visibleLine(text.slice(start, end)))),
];
