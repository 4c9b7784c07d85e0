import { element, icon } from '../element.ts';

export interface MenuItem {
  readonly label: string;
  readonly key?: string;
  readonly checked: boolean;
  readonly picture?: HTMLElement;
  readonly choose: () => void;
}

export interface Menu {
  readonly root: HTMLElement;
  readonly button: HTMLButtonElement;
  setText(text: string | undefined): void;
}

/** A button that opens a list of choices. Arrow keys move, Escape closes, a choice closes. */
export function createMenu(
  label: string,
  picture: HTMLElement | undefined,
  items: () => readonly MenuItem[],
): Menu {
  const text = element('span', { class: 'text' });
  const button = element(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: label,
      'aria-label': label,
    },
    picture,
    text,
    icon('chevron-down'),
  );
  const list = element('div', { class: 'menu', role: 'menu', 'aria-label': label });
  list.hidden = true;
  const root = element('div', { class: 'menu-anchor' }, button, list);

  const close = (refocus: boolean): void => {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (refocus) button.focus();
  };
  const open = (): void => {
    list.replaceChildren(
      ...items().map(item =>
        element(
          'button',
          {
            type: 'button',
            role: 'menuitemradio',
            tabindex: -1,
            'aria-checked': String(item.checked),
            onclick: () => {
              close(true);
              item.choose();
            },
          },
          element('span', { class: 'check' }, item.checked ? icon('check') : undefined),
          item.picture,
          element('span', {}, item.label),
          item.key === undefined ? undefined : element('kbd', {}, item.key),
        ),
      ),
    );
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    const checked = list.querySelector<HTMLElement>('[aria-checked="true"]');
    (checked ?? (list.firstElementChild as HTMLElement | null))?.focus();
  };

  button.addEventListener('click', () => (list.hidden ? open() : close(true)));
  root.addEventListener('focusout', event => {
    if (!(event.relatedTarget instanceof Node) || !root.contains(event.relatedTarget)) close(false);
  });
  root.addEventListener('keydown', event => {
    if (list.hidden) return;
    event.stopPropagation();
    const entries = [...list.querySelectorAll('button')];
    const at = entries.findIndex(entry => entry === document.activeElement);
    if (event.key === 'Escape') close(true);
    else if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus();
    else if (event.key === 'ArrowUp') entries.at(at - 1)?.focus();
    else return;
    event.preventDefault();
  });
  return {
    root,
    button,
    setText: value => {
      text.textContent = value ?? '';
      text.hidden = value === undefined;
      button.setAttribute('aria-label', value === undefined ? label : `${value}. ${label}`);
    },
  };
}
