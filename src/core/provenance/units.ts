/** A unit behind or before a number; undefined where none is written. */
export const units = [
  undefined,
  'percent',
  'money',
  'kilometre',
  'metre',
  'mile',
  'kilogram',
  'tonne',
  'pound',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
] as const;

export type Unit = NonNullable<(typeof units)[number]>;

const behind: Readonly<Record<string, Unit>> = {
  '€': 'money',
  $: 'money',
  '£': 'money',
  '¥': 'money',
  eur: 'money',
  euro: 'money',
  usd: 'money',
  dollar: 'money',
  gbp: 'money',
  chf: 'money',
  jpy: 'money',
  km: 'kilometre',
  kilometre: 'kilometre',
  kilometer: 'kilometre',
  metre: 'metre',
  meter: 'metre',
  m: 'metre',
  mile: 'mile',
  mi: 'mile',
  kg: 'kilogram',
  kilogram: 'kilogram',
  t: 'tonne',
  tonne: 'tonne',
  ton: 'tonne',
  lb: 'pound',
  pound: 'pound',
  s: 'second',
  sec: 'second',
  second: 'second',
  min: 'minute',
  minute: 'minute',
  h: 'hour',
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
};

const wordBehind = /^[\s-]?(?:([a-z]+)|([€$£¥]))/iu;
const moneyBefore = /(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|JPY|CAD|AUD|INR|CNY))\s?$/u;
const percentEnd = /(?:%|per ?cent|percentage|pct)$/u;

/** The unit of the number in `text` from `start` to `end`: looks at a few characters on both sides. */
export function unitAt(text: string, start: number, end: number): Unit | undefined {
  if (percentEnd.test(text.slice(Math.max(start, end - 10), end))) return 'percent';
  if (moneyBefore.test(text.slice(Math.max(0, start - 5), start))) return 'money';
  const [, word, sign] = wordBehind.exec(text.slice(end, end + 14)) ?? [];
  if (sign !== undefined) return 'money';
  const key = word?.toLowerCase() ?? '';
  return (
    behind[key] ?? (key.length > 2 && key.endsWith('s') ? behind[key.slice(0, -1)] : undefined)
  );
}

/** How many of a unit make another: 24 hours a day. */
const conversions: readonly (readonly [from: Unit, to: Unit, factor: number])[] = [
  ['week', 'day', 7],
  ['day', 'hour', 24],
  ['week', 'hour', 168],
  ['hour', 'minute', 60],
  ['day', 'minute', 1440],
  ['minute', 'second', 60],
  ['hour', 'second', 3600],
  ['year', 'month', 12],
  ['mile', 'kilometre', 1.609344],
  ['mile', 'metre', 1609.344],
  ['pound', 'kilogram', 0.45359237],
  ['tonne', 'pound', 2204.62262],
];

/** What a number in another unit is multiplied with to be one in this unit. */
export function factorsTo(unit: Unit): readonly { readonly from: Unit; readonly factor: number }[] {
  return conversions.flatMap(([from, to, factor]) =>
    to === unit ? [{ from, factor }] : from === unit ? [{ from: to, factor: 1 / factor }] : [],
  );
}
