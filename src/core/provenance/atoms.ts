import type { Segment } from '../session/segment.ts';
import type { Found } from './atomScan.ts';
import { scanAtoms } from './atomScan.ts';
import { bitsOf, digit, lower } from './characters.ts';

export type AtomKind =
  'number' | 'date' | 'time' | 'url' | 'email' | 'path' | 'id' | 'name' | 'field';

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
  percentage: 1e-2,
  pct: 1e-2,
  'per cent': 1e-2,
  lakh: 1e5,
  crore: 1e7,
};

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * Values in the segments of an output, in order; `text` is its text as `readable` gives it. O(length).
 */
export function atoms(text: string, segmentsInOrder: readonly Segment[]): readonly Atom[] {
  const out: Atom[] = [];
  const take = (kind: Found, start: number, end: number, digitsEnd: number): void => {
    if (kind === 'date') {
      for (const key of days(text.slice(start, end))) {
        out.push({ kind, key, start, end, bits: 13, value: undefined });
      }
      return;
    }
    const atom = read(kind, text, start, end, digitsEnd);
    if (atom !== undefined) out.push(atom);
  };
  for (const segment of segmentsInOrder) {
    const known = out.length;
    scanAtoms(text, segment.start, segment.end, take);
    if (segment.path === undefined || segment.end - segment.start > longestField) continue;
    // What tells by itself needs no name.
    if (out.length > known && out.slice(known).some(each => each.bits >= 10)) continue;
    const atom = field(text, segment, segment.path);
    if (atom !== undefined) out.splice(known, 0, atom);
  }
  return out;
}

/** What a place says; undefined where it says too little to be recognised again. */
function read(
  kind: Exclude<Found, 'date'>,
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
    case 'time':
      return time(text.slice(start, end), start);
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
  // "info:root:ready" is a line of a log, not a key.
  if (digits === 0 && raw.includes(':')) return undefined;
  const shouted = !small && raw.length >= 6;
  if (digits < 2 && raw.length < 9 && !shouted) return undefined;
  const key = raw.toLowerCase();
  const bits = Math.min(60, 4 * raw.length);
  return { kind: 'id', key, start, end: start + raw.length, bits, value: undefined };
}

function number(digits: string, unit: string, start: number, end: number): Atom | undefined {
  const written = isBare(digits) ? digits : ungrouped(digits);
  const plain = Number(written);
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
  const key = significant(written, plain);
  const isYear =
    word === '' && plain >= 1900 && plain <= 2100 && Number.isInteger(plain) && written === digits;
  const size = key.length;
  // One or two digits say next to nothing unless they are a rate, a decimal, or a round number.
  const isRound = size === 2 && Math.abs(plain) >= 100;
  if (size < 3 && word === '' && !isRound && !written.includes('.')) return undefined;
  if (size < 2) return undefined;
  const bits = isYear ? 5 : 3.32 * size + (word === '' ? (isRound ? 1.5 : 0) : 2);
  return { kind: 'number', key, start, end, bits, value };
}

/** True for digits with at most a hyphen and a full stop. */
function isBare(digits: string): boolean {
  for (let i = 0; i < digits.length; i++) {
    const unit = digits.charCodeAt(i);
    if ((unit < zero || unit > nine) && unit !== fullStop && unit !== hyphen) return false;
  }
  return digits.indexOf('.') === digits.lastIndexOf('.');
}

/** A number as code writes it, without what stands between its thousands: 1 234.5, 1'234.5 and 1.234,5 give 1234.5. */
function ungrouped(digits: string): string {
  const comma = digits.lastIndexOf(',');
  const stop = digits.lastIndexOf('.');
  const byStops = digits.indexOf('.') !== stop || (stop >= 0 && comma > stop);
  const point = byStops ? (comma < 0 ? digits.length : comma) : stop < 0 ? digits.length : stop;
  const whole = digits
    .slice(0, point)
    .replaceAll(/[^\d−-]/gu, '')
    .replace('−', '-');
  return point === digits.length ? whole : `${whole}.${digits.slice(point + 1)}`;
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

const hyphen = 0x2d;
const fullStop = 0x2e;
const zero = 0x30;
const nine = 0x39;
const isSignificant = (unit: number): boolean => unit > zero;

/** True for a number without exponent. */
const isPlain = (digits: string): boolean => !digits.includes('e') && !digits.includes('E');

function name(raw: string, start: number): Atom | undefined {
  const trimmed = trimEnd(raw, ".'’-");
  // A capital at the start of a sentence is no name: drop a leading function word.
  const first = trimmed.indexOf(' ');
  const from = functionWords.has(trimmed.slice(0, first).toLowerCase()) ? first + 1 : 0;
  // Nor is the one that starts the next sentence, where a line or a table has no full stop.
  let to = trimmed.length;
  for (let at = trimmed.lastIndexOf(' '); at > from; at = trimmed.lastIndexOf(' ', at - 1)) {
    if (!functionWords.has(trimmed.slice(at + 1, to).toLowerCase())) break;
    to = at;
  }
  let words = 1;
  for (let at = trimmed.indexOf(' ', from); at >= 0 && at < to; at = trimmed.indexOf(' ', at + 1)) {
    words++;
  }
  if (words < 2) return undefined;
  const text = trimmed.slice(from, to).toLowerCase();
  return {
    kind: 'name',
    key: /['’]/u.test(text) ? text.replaceAll(/['’]s\b/gu, '') : text,
    start: start + from,
    end: start + to,
    bits: Math.min(24, 4 * words),
    value: undefined,
  };
}

const functionWords: ReadonlySet<string> = new Set(
  'the a an this that these in on at for from if when and but or to of by with as it its our we i step please note total however here there most some all after before also so then they he she you what which who not no yes'.split(
    ' ',
  ),
);

/** Without the given characters at its end. A loop: `/[…]+$/` is quadratic on a text full of them. */
function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * The days that a date may mean, as ISO 8601. Two for 03/04/2026: Americans put the month first, most others the day;
 * whichever stands elsewhere in the session decides.
 */
function days(raw: string): readonly string[] {
  const parts = raw.split(/[-/.]/u);
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 3 && /^\d+$/u.test(first + second + third)) {
    if (first.length === 4) return isoDays(first, second, third);
    const dayFirst = isoDays(third, second, first);
    if (raw.includes('.') && dayFirst.length > 0) return dayFirst;
    const monthFirst = isoDays(third, first, second);
    return first === second ? dayFirst : [...monthFirst, ...dayFirst];
  }
  const lowered = raw.toLowerCase();
  const month = months.findIndex(each => lowered.includes(each)) + 1;
  const day = /\b\d{1,2}(?!\d)/u.exec(raw)?.[0];
  const year = /\d{4}/u.exec(raw)?.[0];
  return month === 0 || day === undefined || year === undefined
    ? []
    : isoDays(year, String(month), day);
}

/** None where there is no such day. */
const isoDays = (year: string, month: string, day: string): readonly string[] =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    ? [`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`]
    : [];

/** A time of day, to the second: 14:00:00, 14:00 and 2:00 PM are one. */
function time(raw: string, start: number): Atom | undefined {
  const [hours = '', minutes = '', seconds = '00'] = raw.split(/[^\d]+/u).filter(Boolean);
  const half = /[ap](?=m$)/iu.exec(raw)?.[0].toLowerCase();
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'p' ? 12 : 0);
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  const key = `${hour}:${minutes}${Number(seconds) === 0 ? '' : `:${seconds}`}`;
  // Appointments are on the hour, or at ten past; only a clock says 14:07:31.
  const bits = Number(seconds) > 0 ? 16 : Number(minutes) % 5 > 0 ? 10.4 : minutes === '00' ? 5 : 8;
  return { kind: 'time', key, start, end: start + raw.length, bits, value: undefined };
}

const longestField = 24;

/**
 * A short value with its name: `"total_baggages": 3`. Neither says much, but both together do. `segment` is a JSON leaf
 * or part of one; undefined for a part.
 */
function field(text: string, { start, end }: Segment, path: string): Atom | undefined {
  const isString = text.charCodeAt(start - 1) === quote && text.charCodeAt(end) === quote;
  const raw = text.slice(start, end).trim().toLowerCase();
  const isNumber = /^-?[\d.]+$/u.test(raw);
  const isScalar = isNumber || raw === 'true' || raw === 'false';
  if (raw === '' || (!isString && !isScalar)) return undefined;
  const name = nameOf(path);
  if (name === '') return undefined;
  const said = isNumber ? 3.32 * raw.replaceAll(/\D/gu, '').length : isScalar ? 1 : raw.length;
  const bits = Math.min(said, isNumber ? 40 : 3.5) + Math.min(6, name.length / 2);
  return { kind: 'field', key: `${name}=${raw}`, start, end, bits, value: undefined };
}

/** The last key of a path that is no index, in small letters without signs: total_baggages and totalBaggages are one. */
function nameOf(path: string): string {
  let end = path.length;
  for (;;) {
    const dot = path.lastIndexOf('.', end - 1);
    const key = path.slice(dot + 1, end);
    if (!/^\d+$/u.test(key)) return key.toLowerCase().replaceAll(/[^\p{L}]/gu, '');
    if (dot < 0) return '';
    end = dot;
  }
}

const quote = 0x22;

/** True of a number that most likely is a year: it says little, and is not computed with. */
export const isYear = ({ kind, value, bits }: Atom): boolean =>
  kind === 'number' && bits === 5 && value !== undefined && value >= 1900 && value <= 2100;

/**
 * Whether two numbers with the same significant digits may be the same quantity: equal, per cent and fraction (or a per
 * cent sign left out), or one power of 10 apart that people write (thousand, million, billion; km and m, t and kg).
 */
export function scaleShift(a: number, b: number): 'equal' | 'percent' | 'scaled' | undefined {
  if (a === b) return 'equal';
  const shift = Math.log10(Math.abs(a / b));
  const whole = Math.round(shift);
  if (Math.abs(shift - whole) > 1e-6 || a < 0 !== b < 0) return undefined;
  if (whole === 0) return 'equal';
  if (Math.abs(whole) === 2) return 'percent';
  return [3, 6, 9, 12].includes(Math.abs(whole)) ? 'scaled' : undefined;
}
