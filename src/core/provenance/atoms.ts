import type { Segment } from '../session/segment.ts';
import { segmentText } from '../session/segment.ts';

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

const months =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const monthName =
  '(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)';

// One pass, most specific first. A number inside a longer id or date is never taken on its own. Every alternative looks
// back to where its word begins, so that a megabyte of one character costs one try, not one at each position.
const extension =
  '(?:csv|json|md|txt|py|ts|js|html|pdf|xlsx?|docx?|h5ad|png|jpe?g|yaml|yml|toml|sql|R)';
const pattern = new RegExp(
  [
    String.raw`((?<!\w)https?:\/\/[^\s"'<>\\)\]]+)`,
    String.raw`((?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w)`,
    String.raw`(\b\d{4}-\d{2}-\d{2}\b|\b${monthName}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,2} ${monthName}\.?,? \d{4}\b)`,
    String.raw`((?<![\w.@/-])(?:\.{0,2}\/)?(?:[\w.@-]+\/)+[\w.@-]*[\w@-]|(?<![\w-])[\w-]+\.${extension}\b)`,
    String.raw`((?<![\w.,-])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(k|K|m|M|b|B|bn|mn)\b`,
    String.raw`((?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z_])[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*\b)`,
    String.raw`((?<![\w.,])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])[-−]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(\s?%|[ -]?(?:[Tt]housand|[Mm]illions?|[Bb]illions?|[Tt]rillion|percent|mn|bn)\b)?`,
    String.raw`((?<![\p{L}\p{N}&.-]|[\p{L}\p{N}]['’])\p{Lu}[\p{L}\p{N}&'’.-]*(?: (?:of |the |and |& |de |von |van )?\p{Lu}[\p{L}\p{N}&'’-]*){1,5})`,
  ].join('|'),
  'gu',
);

const properName = /^\p{Lu}\S*(?: (?:(?:of|the|and|&|de|von|van) )?\p{Lu}\S*)+$/u;

/** Values in the segments of an output, in order. O(length). */
export function atoms(text: string, segmentsInOrder: readonly Segment[]): readonly Atom[] {
  const out: Atom[] = [];
  for (const segment of segmentsInOrder) {
    for (const match of segmentText(text, segment).matchAll(pattern)) {
      const atom = read(match, segment.start + match.index);
      if (atom !== undefined) out.push(atom);
    }
  }
  return out;
}

/** Which group of the pattern matched, and what it says. Numbered groups: named ones make an object per match. */
function read(match: RegExpMatchArray, start: number): Atom | undefined {
  const [raw, url, email, date, path, glued, scale, id, plain, unit] = match;
  const whole = { start, end: start + raw.length, value: undefined };
  if (url !== undefined) {
    const address = trimEnd(url, '.,;:!?`*_”’');
    const key = trimEnd(address.replace(/^https?:\/\/(?:www\.)?/u, ''), '/').toLowerCase();
    const end = start + address.length;
    return { kind: 'url', key, start, end, bits: Math.min(60, 4 * key.length), value: undefined };
  }
  if (email !== undefined) {
    return { ...whole, kind: 'email', key: raw.toLowerCase(), bits: Math.min(60, 4 * raw.length) };
  }
  if (date !== undefined) {
    const key = isoDay(raw);
    return key === undefined ? undefined : { ...whole, kind: 'date', key, bits: 13 };
  }
  if (path !== undefined) {
    const parts = raw.split('/').filter(part => part !== '' && part !== '.' && part !== '..');
    // "and/or", "24/7", "km/h": a path has an extension or three parts, and not only digits as 01/02/2024 has.
    if (!/\.\w{1,8}$/u.test(raw) && parts.length < 3) return undefined;
    if (parts.every(part => /^\d+$/u.test(part))) return undefined;
    const key = parts.slice(-2).join('/').toLowerCase();
    return { ...whole, kind: 'path', key, bits: Math.min(40, 2.5 * key.length) };
  }
  if (id !== undefined) {
    // "3rd", "2x", "Q3", "5km", "step1": too short or too plain to be an id; "3FRNFB" is one.
    const digits = raw.replaceAll(/\D/gu, '').length;
    const shouted = raw === raw.toUpperCase() && raw.length >= 6;
    if (raw.length < 5 || (digits < 2 && raw.length < 9 && !shouted)) return undefined;
    return { ...whole, kind: 'id', key: raw.toLowerCase(), bits: Math.min(60, 4 * raw.length) };
  }
  if (glued !== undefined) return number(glued, scale ?? '', start, raw);
  if (plain !== undefined) return number(plain, unit ?? '', start, raw);
  return name(raw, start);
}

function number(digits: string, unit: string, start: number, raw: string): Atom | undefined {
  const plain = Number(digits.replaceAll(',', '').replace('−', '-'));
  if (!Number.isFinite(plain) || plain === 0) return undefined;
  // More digits than a quantity has: an order number, a time stamp, a snowflake id. Equal means every digit.
  if (/^\d{13,}$/u.test(digits)) {
    const end = start + digits.length;
    const bits = Math.min(60, 3.32 * digits.length);
    return { kind: 'id', key: digits, start, end, bits, value: undefined };
  }
  const word = unit.trim().replace(/^-/u, '').toLowerCase();
  const value = plain * (scales[word] ?? 1);
  const key = significant(plain);
  const isYear =
    word === '' &&
    !digits.includes(',') &&
    Number.isInteger(plain) &&
    plain >= 1900 &&
    plain <= 2100;
  const size = key.length;
  // One or two digits say next to nothing unless they are a rate or a decimal.
  if (size < 3 && word === '' && !digits.includes('.') && Math.abs(plain) < 1000) return undefined;
  if (size < 2) return undefined;
  const bits = isYear ? 5 : 3.32 * size + (word === '' ? 0 : 2);
  return { kind: 'number', key, start, end: start + raw.length, bits, value };
}

/** Significant digits of a number, without sign, point and zeros at either end: 48,250 and 48.25 both give 4825. */
const significant = (value: number): string =>
  (/^\d+(?:\.\d+)?/u.exec(Math.abs(value).toPrecision(12))?.[0] ?? '')
    .replace('.', '')
    .replace(/^0+|0+$/gu, '');

function name(raw: string, start: number): Atom | undefined {
  const trimmed = trimEnd(raw, ".'’-");
  if (!properName.test(trimmed)) return undefined;
  const words = trimmed.split(' ');
  // A capital at the start of a sentence is no name: drop a leading function word.
  const from =
    /^(?:the|a|an|this|that|these|in|on|at|for|from|if|when|and|but|or|to|of|by|with|as|it|its|our|we|i|step|please|note|total|however|here|there)$/iu.test(
      words[0] ?? '',
    )
      ? 1
      : 0;
  const kept = words.slice(from);
  if (kept.length < 2) return undefined;
  const text = kept.join(' ');
  const offset = start + trimmed.length - text.length;
  return {
    kind: 'name',
    key: text.toLowerCase().replaceAll(/['’]s\b/gu, ''),
    start: offset,
    end: offset + text.length,
    bits: Math.min(24, 6.5 * kept.length),
    value: undefined,
  };
}

/** Without the given characters at its end. A loop: `/[…]+$/` is quadratic on a text full of them. */
function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isoDay(raw: string): string | undefined {
  if (/^\d{4}-/u.test(raw)) return raw;
  const month = months.findIndex(each => raw.toLowerCase().includes(each.slice(0, 3))) + 1;
  const day = /\b\d{1,2}(?!\d)/u.exec(raw)?.[0];
  const year = /\d{4}/u.exec(raw)?.[0];
  if (month === 0 || day === undefined || year === undefined) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** True if two numbers with the same significant digits may be the same quantity: equal, or one power of 10 apart that people write (%, thousand, million, billion). */
export function scaleShift(a: number, b: number): 'equal' | 'scaled' | undefined {
  const shift = Math.log10(Math.abs(a / b));
  const whole = Math.round(shift);
  if (Math.abs(shift - whole) > 1e-6 || a < 0 !== b < 0) return undefined;
  if (whole === 0) return 'equal';
  return [2, 3, 6, 9, 12].includes(Math.abs(whole)) ? 'scaled' : undefined;
}
