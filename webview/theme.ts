/** Colours and fonts of the canvas: resolved once per theme, for a canvas cannot read CSS variables. */
export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly lines: string;
  readonly focus: string;
  readonly flagText: string;
  readonly plain: string;
  readonly bar: string;
  readonly wrong: string;
  readonly traced: string;
  readonly suspect: string;
  readonly verified: string;
  readonly exposed: string;
  readonly clean: string;
  readonly cleanFill: string;
  readonly cleanBorder: string;
  readonly highContrast: boolean;
  readonly reducedMotion: boolean;
  readonly fontFamily: string;
  readonly monoFamily: string;
}

const colours = [
  'background',
  'foreground',
  'dim',
  'lines',
  'focus',
  'flagText',
  'plain',
  'bar',
  'wrong',
  'traced',
  'suspect',
  'verified',
  'exposed',
  'clean',
  'cleanFill',
  'cleanBorder',
] as const;

export function readTheme(): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const resolve = (name: (typeof colours)[number]): string => {
    probe.style.setProperty('color', `var(--f-${name})`);
    return getComputedStyle(probe).color;
  };
  const resolved = Object.fromEntries(colours.map(name => [name, resolve(name)])) as Record<
    (typeof colours)[number],
    string
  >;
  probe.style.setProperty('font-family', 'var(--f-mono)');
  const monoFamily = getComputedStyle(probe).fontFamily;
  probe.remove();
  const classes = document.body.classList;
  return {
    ...resolved,
    highContrast:
      classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light'),
    reducedMotion:
      classes.contains('vscode-reduce-motion') ||
      matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: getComputedStyle(document.body).fontFamily,
    monoFamily,
  };
}

/** Calls back when VS Code puts another theme on the page. */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme'],
  });
}
