import type { Interval, Rates, Score } from './measure.ts';

type Cell = string | number | undefined;

/** One table of the report: printed as Markdown, kept as data. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** 0.9134 → ".913"; what could not be measured is "–". */
export const share = (value: number): string =>
  Number.isNaN(value) ? '–' : value.toFixed(3).replace(/^0/u, '');

export const interval = ([low, high]: Interval): string => `${share(low)}–${share(high)}`;

/** A table as Markdown, columns lined up for a terminal. */
export function markdown({ title, head, rows }: Table): string {
  const cells = [head, ...rows].map(row => row.map(cell => String(cell ?? '')));
  const widths = head.map((_, at) => Math.max(3, ...cells.map(row => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [
    `### ${title}`,
    '',
    line(first),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...rest.map(line),
    '',
  ].join('\n');
}

export const scoreHead = [
  '',
  'P',
  'R',
  'F1',
  'P 90 %',
  'R 90 %',
  'F1 90 %',
  'tp',
  'fp',
  'fn',
  'marks',
  'sessions',
];

export const scoreRow = (name: string, score: Score): readonly Cell[] => [
  name,
  ...rateCells(score),
  interval(score.interval.precision),
  interval(score.interval.recall),
  interval(score.interval.f1),
  score.tp,
  score.fp,
  score.fn,
  score.marks,
  score.sessions,
];

export const rateCells = ({ precision, recall, f1 }: Rates): readonly string[] => [
  share(precision),
  share(recall),
  share(f1),
];

/** A figure that must be reached; one that could not be measured has not been reached. */
export interface Budget {
  readonly figure: string;
  readonly value: number;
  readonly atLeast: number;
}

/** One line for each budget that was missed. */
export const missed = (budgets: readonly Budget[]): readonly string[] =>
  budgets
    .filter(({ value, atLeast }) => !(value >= atLeast))
    .map(
      ({ figure, value, atLeast }) =>
        `${figure}: ${share(value)}, must be at least ${share(atLeast)}`,
    );
