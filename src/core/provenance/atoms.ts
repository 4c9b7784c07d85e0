import type { Segment } from '../session/segment.ts';
import type { Found } from './atomScan.ts';
import { scanAtoms } from './atomScan.ts';
import { bitsOf, digit, lower } from './characters.ts';

export type AtomKind = 'number' | 'date' | 'url' | 'email' | 'path' | 'id' | 'name';

/** A value in a text that can be recognised again in another form. */
export interface Atom {
  readonly kind: AtomKind;
  /** Equal for values that may be the same: for numbers the significant digits, whatever the scale. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** Surprise in bits of meeting this very value by chance. */
  readonly bits: number;
  /** Value of a number, its scale word ("million") and "%" applied; undefined for the rest. */
  readonly value: number | undefined;
}

const scales: Record<string, number> = {
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  millions: 1e6,
  mn: 1e6,
  m: 1e6,
  billion: 1e9,
  billions: 1e9,
  bn: 1e9,
  b: 1e9,
  trillion: 1e12,
  '%': 1e-2,
  percent: 1e-2,
};

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * Values in the segments of an output, in order; `text` is its text as `readable` gives it. O(length).
 */
export function atoms(text: string, segmentsInOrder: readonly Segment[]): readonly Atom[] {
  const out: Atom[] = [];
  const take = (kind: Found, start: number, end: number, digitsEnd: number): void => {
    const atom = read(kind, text, start, end, digitsEnd);
    if (atom !== undefined) out.push(atom);
  };
  for (const { start, end } of segmentsInOrder) scanAtoms(text, start, end, take);
  return out;
}

/** What a place says; undefined where it says too little to be recognised again. */
function read(
  kind: Found,
  text: string,
  start: number,
  end: number,
  digitsEnd: number,
): Atom | undefined {
  switch (kind) {
    case 'url':
      return url(text.slice(start, end), start);
    case 'email': {
      const key = text.slice(start, end).toLowerCase();
      return { kind, key, start, end, bits: Math.min(60, 4 * key.length), value: undefined };
    }
    case 'date': {
      const key = isoDay(text.slice(start, end));
      return key === undefined ? undefined : { kind, key, start, end, bits: 13, value: undefined };
    }
    case 'path':
      return path(text.slice(start, end), start);
    case 'id':
      return id(text.slice(start, end), start);
    case 'quantity':
      return number(text.slice(start, digitsEnd), text.slice(digitsEnd, end), start, end);
    case 'name':
      return name(text.slice(start, end), start);
  }
}

function url(raw: string, start: number): Atom {
  const address = trimEnd(raw, '.,;:!?`*_”’');
  const key = trimEnd(address.replace(/^https?:\/\/(?:www\.)?/u, ''), '/').toLowerCase();
  const end = start + address.length;
  return { kind: 'url', key, start, end, bits: Math.min(60, 4 * key.length), value: undefined };
}

function path(raw: string, start: number): Atom | undefined {
  const parts = raw.split('/').filter(part => part !== '' && part !== '.' && part !== '..');
  // "and/or", "24/7", "km/h": a path has an extension or three parts, and not only digits as 01/02/2024 has.
  if (parts.length < 3 && !/\.\w{1,8}$/u.test(raw)) return undefined;
  if (parts.every(part => /^\d+$/u.test(part))) return undefined;
  const key = parts.slice(-2).join('/').toLowerCase();
  const bits = Math.min(40, 2.5 * key.length);
  return { kind: 'path', key, start, end: start + raw.length, bits, value: undefined };
}

function id(raw: string, start: number): Atom | undefined {
  // "3rd", "2x", "Q3", "5km", "step1": too short or too plain to be an id; "3FRNFB" is one.
  if (raw.length < 5) return undefined;
  let digits = 0;
  let small = false;
  for (let i = 0; i < raw.length; i++) {
    const bits = bitsOf(raw.charCodeAt(i));
    if ((bits & digit) !== 0) digits++;
    if ((bits & lower) !== 0) small = true;
  }
  const shouted = !small && raw.length >= 6;
  if (digits < 2 && raw.length < 9 && !shouted) return undefined;
  const key = raw.toLowerCase();
  const bits = Math.min(60, 4 * raw.length);
  return { kind: 'id', key, start, end: start + raw.length, bits, value: undefined };
}

function number(digits: string, unit: string, start: number, end: number): Atom | undefined {
  const plain = Number(
    digits.includes(',') || digits.startsWith('−')
      ? digits.replaceAll(',', '').replace('−', '-')
      : digits,
  );
  if (!Number.isFinite(plain) || plain === 0) return undefined;
  // More digits than a quantity has: an order number, a time stamp, a snowflake id. Equal means every digit.
  if (digits.length >= 13 && /^\d+$/u.test(digits)) {
    const bits = Math.min(60, 3.32 * digits.length);
    return {
      kind: 'id',
      key: digits,
      start,
      end: start + digits.length,
      bits,
      value: undefined,
    };
  }
  const word = unit === '' ? '' : unit.trim().replace(/^-/u, '').toLowerCase();
  const value = word === '' ? plain : plain * (scales[word] ?? 1);
  const key = significant(digits, plain);
  const isYear =
    word === '' &&
    plain >= 1900 &&
    plain <= 2100 &&
    Number.isInteger(plain) &&
    !digits.includes(',');
  const size = key.length;
  // One or two digits say next to nothing unless they are a rate or a decimal.
  if (size < 3 && word === '' && !digits.includes('.') && Math.abs(plain) < 1000) return undefined;
  if (size < 2) return undefined;
  const bits = isYear ? 5 : 3.32 * size + (word === '' ? 0 : 2);
  return { kind: 'number', key, start, end, bits, value };
}

/** Significant digits of a number, at most 12, without sign, point and zeros at either end: 48,250 and 48.25 both give 4825. */
function significant(digits: string, value: number): string {
  if (digits.length > 12 || !isPlain(digits)) {
    const rounded = /^\d+(?:\.\d+)?/u.exec(Math.abs(value).toPrecision(12))?.[0] ?? '';
    return rounded.replace('.', '').replace(/^0+|0+$/gu, '');
  }
  let start = 0;
  let end = digits.length;
  let bare = true;
  while (start < end && !isSignificant(digits.charCodeAt(start))) start++;
  while (end > start && !isSignificant(digits.charCodeAt(end - 1))) end--;
  for (let i = start; i < end; i++) bare &&= digits.charCodeAt(i) >= zero;
  const written = digits.slice(start, end);
  return bare ? written : written.replaceAll(/[.,]/gu, '');
}

const zero = 0x30;
const isSignificant = (unit: number): boolean => unit > zero;

/** True for a number without exponent. */
const isPlain = (digits: string): boolean => !digits.includes('e') && !digits.includes('E');

function name(raw: string, start: number): Atom | undefined {
  const trimmed = trimEnd(raw, ".'’-");
  // A capital at the start of a sentence is no name: drop a leading function word.
  const first = trimmed.indexOf(' ');
  const from = functionWords.has(trimmed.slice(0, first).toLowerCase()) ? first + 1 : 0;
  let words = 1;
  for (let at = trimmed.indexOf(' ', from); at >= 0; at = trimmed.indexOf(' ', at + 1)) words++;
  if (words < 2) return undefined;
  const text = trimmed.slice(from).toLowerCase();
  return {
    kind: 'name',
    key: /['’]/u.test(text) ? text.replaceAll(/['’]s\b/gu, '') : text,
    start: start + from,
    end: start + trimmed.length,
    bits: Math.min(24, 4 * words),
    value: undefined,
  };
}

const functionWords: ReadonlySet<string> = new Set(
  'the a an this that these in on at for from if when and but or to of by with as it its our we i step please note total however here there'.split(
    ' ',
  ),
);

/** Without the given characters at its end. A loop: `/[…]+$/` is quadratic on a text full of them. */
function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isoDay(raw: string): string | undefined {
  if (raw.charAt(4) === '-') return raw;
  const lowered = raw.toLowerCase();
  const month = months.findIndex(each => lowered.includes(each)) + 1;
  const day = /\b\d{1,2}(?!\d)/u.exec(raw)?.[0];
  const year = /\d{4}/u.exec(raw)?.[0];
  if (month === 0 || day === undefined || year === undefined) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** True if two numbers with the same significant digits may be the same quantity: equal, or one power of 10 apart that people write (%, thousand, million, billion). */
export function scaleShift(a: number, b: number): 'equal' | 'scaled' | undefined {
  if (a === b) return 'equal';
  const shift = Math.log10(Math.abs(a / b));
  const whole = Math.round(shift);
  if (Math.abs(shift - whole) > 1e-6 || a < 0 !== b < 0) return undefined;
  if (whole === 0) return 'equal';
  return [2, 3, 6, 9, 12].includes(Math.abs(whole)) ? 'scaled' : undefined;
}
