type Child = Node | string | undefined;

/** What may be set on an element: attributes by name, `class`, and listeners as `onclick` and the like. */
export interface Properties {
  readonly [name: string]: string | number | boolean | undefined | ((event: never) => void);
}

/**
 * Makes an element. Strings become text nodes, never markup. Attributes that are `undefined` or `false` are left out.
 * Styles are not set here: the page's policy forbids style attributes, so styles are classes or CSSOM.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') {
      made.addEventListener(name.slice(2), value as (event: Event) => void);
    } else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

export type IconName =
  | 'search'
  | 'filter'
  | 'zoom-in'
  | 'zoom-out'
  | 'screen-full'
  | 'chevron-down'
  | 'chevron-right'
  | 'close'
  | 'output'
  | 'question'
  | 'go-to-file'
  | 'info'
  | 'warning'
  | 'pin'
  | 'pinned'
  | 'check'
  | 'arrow-small-right'
  | 'debug-reverse-continue'
  | 'debug-step-back'
  | 'debug-start'
  | 'debug-pause'
  | 'debug-step-over'
  | 'debug-continue'
  | 'target';

/** A codicon; the name beside it says what it means. */
export const icon = (name: IconName): HTMLElement =>
  element('i', { class: `icon icon-${name}`, 'aria-hidden': 'true' });

export interface ButtonOptions {
  readonly icon?: IconName;
  readonly text?: string;
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly class?: string;
  readonly onclick: () => void;
}

export const button = (options: ButtonOptions): HTMLButtonElement =>
  element(
    'button',
    {
      type: 'button',
      class: `button ${options.class ?? ''}`,
      title: options.label,
      'aria-label': options.label,
      onclick: options.onclick,
    },
    options.icon === undefined ? undefined : icon(options.icon),
    options.text === undefined ? undefined : element('span', { class: 'text' }, options.text),
  );

/** Puts new children into a container; keyboard focus and typed text stay where they were (by `data-focus`). */
export function replaceChildren(container: HTMLElement, ...children: readonly Child[]): void {
  const active = document.activeElement;
  const focused =
    active instanceof HTMLElement && container.contains(active)
      ? active.dataset['focus']
      : undefined;
  const typed = active instanceof HTMLTextAreaElement ? active : undefined;
  container.replaceChildren(...children.filter(child => child !== undefined));
  if (focused === undefined) return;
  const again = [...container.querySelectorAll<HTMLElement>('[data-focus]')].find(
    each => each.dataset['focus'] === focused,
  );
  again?.focus({ preventScroll: true });
  if (again instanceof HTMLTextAreaElement && typed !== undefined) {
    again.value = typed.value;
    again.setSelectionRange(typed.selectionStart, typed.selectionEnd);
  }
}
