import type { Range } from '../src/core/session/range.ts';
import type { WebviewEvent } from '../src/protocol/messages.ts';
import type { Actions } from './actions.ts';
import type { Store } from './store.ts';
import type { GraphCanvas } from './views/graph.ts';

export interface KeyTargets {
  readonly store: Store;
  readonly actions: Actions;
  readonly send: (event: WebviewEvent) => void;
  readonly graph: Pick<GraphCanvas, 'fit' | 'zoomBy' | 'zoomToSelected'>;
  readonly search: { readonly focus: () => void };
  /** Text of the output that is selected; it is not any more then. */
  readonly selection: () => Range | undefined;
}

/** The keys of the graph. They rest while someone types, and leave VS Code's own chords alone. */
export function attachKeys(targets: KeyTargets): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (targets.store.get().phase.kind !== 'shown') return;
    const run = (event.ctrlKey || event.metaKey ? chord : event.altKey ? nothing : plain)(
      event,
      targets,
    );
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

const nothing = (): undefined => undefined;

function chord(event: KeyboardEvent, { send }: KeyTargets): (() => void) | undefined {
  switch (event.key.toLowerCase()) {
    case 'z':
      return () => send({ kind: event.shiftKey ? 'redo' : 'undo' });
    case 'y':
      return () => send({ kind: 'redo' });
    default:
      return undefined;
  }
}

/** On a button, Enter and Space press it; in the output, arrows scroll and select. */
function plain(event: KeyboardEvent, targets: KeyTargets): (() => void) | undefined {
  const { store, actions, graph, search, selection } = targets;
  const { target, key } = event;
  const onControl =
    target instanceof HTMLElement &&
    target.closest('button, summary, dialog, [role=menu]') !== null;
  const inText = target instanceof HTMLElement && target.closest('.output') !== null;
  if (onControl && (key === 'Enter' || key === ' ')) return undefined;
  if (target instanceof HTMLElement && target.closest('dialog') !== null && key !== '?')
    return undefined;
  if (inText && /^(?:Arrow|Page|Home|End| )/u.test(key)) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return () => actions.alongLane(-1);
    case 'ArrowRight':
      return () => actions.alongLane(1);
    case 'ArrowUp':
      return () => actions.acrossLanes(-1);
    case 'ArrowDown':
      return () => actions.acrossLanes(1);
    case '[':
      return actions.toCause;
    case ']':
      return actions.toConsumer;
    case 'n':
      return () => actions.affected(1);
    case 'N':
      return () => actions.affected(-1);
    case 'm':
    case 'M':
      return actions.nextMark;
    case 'Home':
      return () => actions.ends('first');
    case 'End':
      return () => actions.ends('last');
    case 'w':
    case 'W':
      return () => actions.mark('wrong', selection());
    case 'u':
    case 'U':
      return () => actions.mark('unsure', selection());
    case 'v':
    case 'V':
      return () => actions.mark('verified', selection());
    case 'Enter':
      return () => {
        if (!graph.zoomToSelected()) actions.openTranscript();
      };
    case ' ':
      return actions.togglePin;
    case '/':
      return search.focus;
    case 'f':
    case 'F':
      return graph.fit;
    case '+':
    case '=':
      return () => graph.zoomBy(1.5);
    case '-':
      return () => graph.zoomBy(1 / 1.5);
    case 'e':
    case 'E':
      return actions.cycleEdges;
    case '1':
      return () => actions.only('traced');
    case '2':
      return () => actions.only('suspect');
    case '3':
      return () => actions.only('exposed');
    case '4':
      return () => actions.only('clean');
    case ',':
      return actions.stepBack;
    case '.':
      return actions.step;
    case 'a':
    case 'A':
      return actions.toFirstAffected;
    case 'p':
    case 'P':
      return actions.play;
    case 'Escape':
      return actions.escape;
    case '?':
      return () => store.set({ legendOpen: !store.get().legendOpen });
    default:
      return undefined;
  }
}
