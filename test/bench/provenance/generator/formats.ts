import type { Fact, NumberFact } from './fact.ts';
import type { Random } from '../../../fixtures/random.ts';
import { units } from './words/metrics.ts';

/** 1234500 → "1,234,500"; decimals stay as they are. */
export function grouped(value: number, separator = ','): string {
  const [whole = '', decimals] = String(value).split('.');
  const parts = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, separator);
  return decimals === undefined ? parts : `${parts}.${decimals}`;
}

/** Without the noise of binary fractions: 0.1 + 0.2 → 0.3. */
export const tidy = (value: number): number => Number(value.toPrecision(12));

/** What stands before and after a number, as in prose: "EUR 1,234,500", "12.4 %"; nothing where the text says its unit. */
export function withUnit(
  text: string,
  { quantity, value }: Pick<NumberFact, 'quantity' | 'value'>,
): [string, string] {
  const said = /[a-z]{2}|EUR|\bm$/u.test(text.replace(/million|thousand/u, ''));
  if (said || (quantity === 'percent' && text.startsWith('0.') && value >= 1)) return ['', ''];
  const unit = units[quantity];
  if (quantity === 'money') return [`${unit} `, ''];
  return unit === '' ? ['', ''] : ['', ` ${unit}`];
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function otherDates(iso: string): string[] {
  const [year = '', month = '', day = ''] = iso.split('-');
  const name = months[Number(month) - 1] ?? '';
  return [
    `${Number(day)} ${name} ${year}`,
    `${name} ${Number(day)}, ${year}`,
    `${day}.${month}.${year}`,
    `${Number(day)} ${name.slice(0, 3)} ${year}`,
    `${year}/${month}/${day}`,
  ];
}

function otherNumbers({ value, quantity }: NumberFact): string[] {
  if (quantity === 'percent') {
    const fraction = String(tidy(value / 100));
    return [fraction, `${value} per cent`, `${value}0`.includes('.') ? `${value}0` : `${value}.0`];
  }
  if (value >= 1_000_000) {
    return [
      `${tidy(value / 1e6)} million`,
      `${tidy(value / 1e6)}M`,
      grouped(value),
      grouped(value, ' '),
      String(value),
    ];
  }
  if (value >= 1000) {
    const short = Number.isInteger(value) ? [`${tidy(value / 1000)}k`] : [];
    return [grouped(value), String(value), grouped(value, ' '), ...short];
  }
  return Number.isInteger(value) ? [`${value}.0`, `${value}.00`] : [`${value}0`];
}

/** Another way to write what `written` says; undefined where there is none. */
export function reformatted(random: Random, fact: Fact, written: string): string | undefined {
  const others =
    fact.kind === 'number'
      ? otherNumbers(fact)
      : fact.kind === 'date'
        ? otherDates(fact.value)
        : [];
  const different = others.filter(other => other !== written);
  return different.length === 0 ? undefined : random.pick(different);
}

/** The same in another unit, with that unit: 12.4 km → "12,400 m"; undefined where none is usual. */
export function converted(random: Random, { value, quantity }: NumberFact): string | undefined {
  switch (quantity) {
    case 'distance':
      return random.chance(0.8)
        ? `${grouped(tidy(value * 1000))} m`
        : `${tidy(Number((value * 0.621371).toFixed(1)))} miles`;
    case 'weight':
      return `${grouped(tidy(value * 1000))} kg`;
    case 'duration':
      return value % 7 === 0 && random.chance(0.5)
        ? `${value / 7} weeks`
        : `${grouped(value * 24)} hours`;
    case 'money':
      return value >= 1_000_000 ? `EUR ${grouped(tidy(value / 1000))} thousand` : undefined;
    case 'count':
    case 'percent':
      return undefined;
  }
}

/** To two digits that count, as people round: 1234500 → "1.2 million". */
export function rounded({ value, quantity }: NumberFact): string {
  const round = Number(value.toPrecision(2));
  if (quantity === 'percent' || round < 10_000) return grouped(round);
  return round >= 1_000_000 ? `${tidy(round / 1e6)} million` : `${tidy(round / 1000)} thousand`;
}
