import {
  alnum,
  at as atSign,
  bitsAt,
  bitsBefore,
  bitsOf,
  capital,
  dash,
  digit,
  dot,
  emailLocal,
  letter,
  letterOrNumber,
  lower,
  nameMark,
  pathPart,
  plus,
  slash,
  space,
  word,
  wordOrDash,
} from './characters.ts';

/** Kinds of places where a value may stand, the most specific first. */
export type Found = 'url' | 'email' | 'date' | 'path' | 'id' | 'quantity' | 'name';

/** Takes what a scan finds. `digitsEnd` is where the number of a quantity ends and its unit begins. */
export type Take = (kind: Found, start: number, end: number, digitsEnd: number) => void;

/** A grammar: from where a value starts to where it ends, or -1. It looks at nothing from `end` on. */
type Grammar = (text: string, at: number, end: number) => number;

/** Characters of which ids, addresses, paths and numbers are made. */
const inRun = pathPart | plus | slash;

/**
 * Finds the places of values in a piece of text, from left to right: at each place the most specific kind that starts
 * there, then on behind it. A number inside a longer id or date is never taken on its own.
 *
 * The grammars are written by hand, for one regular expression over all of them was half the time of linking; the test
 * keeps that expression as the oracle. What may start where is told by the character before it, so a megabyte of one
 * character costs one try of each grammar, not one at each place. Pure, O(end - start).
 */
export function scanAtoms(text: string, start: number, end: number, take: Take): void {
  let at = start;
  /** Where the present run of such characters ends, and all that is in it. */
  let runEnd = start;
  let run = 0;
  while (at < end) {
    const unit = text.charCodeAt(at);
    const bits = bitsOf(unit);
    let stop = -1;
    if ((bits & inRun) !== 0) {
      if (at >= runEnd) {
        run = bits;
        for (runEnd = at + 1; runEnd < end; runEnd++) {
          const next = bitsOf(text.charCodeAt(runEnd));
          if ((next & inRun) === 0) break;
          run |= next;
        }
        if ((run & inRun) === lower && !mayGoOn(text, runEnd, end)) {
          at = runEnd;
          continue;
        }
      }
      const before = bitsBefore(text, at, start);
      if ((before & word) === 0) stop = valueEnd(text, at, end, start, before, run, take);
    } else if (unit === minus) {
      const before = bitsBefore(text, at, start);
      if ((before & word) === 0) stop = valueEnd(text, at, end, start, before, digit, take);
    }
    if (stop < 0 && mayStartName(text, at, bits, start)) {
      stop = nameEnd(text, at, end);
      if (stop >= 0) take('name', at, stop, stop);
    }
    if (stop >= 0) at = stop;
    // Nothing starts inside a word.
    else if ((bits & alnum) !== 0) at = skip(text, at, end, alnum);
    else at++;
  }
}

/** What begins with a word of small letters: a URL, or a date ("may 4, 2026"). */
const mayGoOn = (text: string, at: number, end: number): boolean =>
  at < end &&
  (text.charCodeAt(at) === colon || (text.charCodeAt(at) === blank && is(digit, text, at + 1)));

/** The end of the most specific value but names that starts at `at`, or -1. The character before is none of a word. */
function valueEnd(
  text: string,
  at: number,
  end: number,
  start: number,
  before: number,
  run: number,
  take: Take,
): number {
  const bits = bitsOf(text.charCodeAt(at));
  let stop = -1;
  if ((stop = urlEnd(text, at, end)) >= 0) take('url', at, stop, stop);
  else if (
    (run & atSign) !== 0 &&
    (before & emailLocal) === 0 &&
    (stop = emailEnd(text, at, end)) >= 0
  ) {
    take('email', at, stop, stop);
  } else if ((stop = dateEnd(text, at, end)) >= 0) take('date', at, stop, stop);
  else if (
    (run & slash) !== 0 &&
    (before & (pathPart | slash)) === 0 &&
    (stop = pathEnd(text, at, end)) >= 0
  ) {
    take('path', at, stop, stop);
  } else if (
    (run & dot) !== 0 &&
    (before & wordOrDash) === 0 &&
    (stop = fileEnd(text, at, end)) >= 0
  ) {
    take('path', at, stop, stop);
  } else {
    const mayBeNumber = (before & dot) === 0 && (at === start || text.charCodeAt(at - 1) !== comma);
    const digitsEnd = mayBeNumber ? numberEnd(text, at, end) : -1;
    if (digitsEnd >= 0 && (before & dash) === 0 && (stop = scaleEnd(text, digitsEnd, end)) >= 0) {
      take('quantity', at, stop, digitsEnd);
    } else if (
      (run & digit) !== 0 &&
      (run & letter) !== 0 &&
      (bits & alnum) !== 0 &&
      (before & dash) === 0 &&
      (stop = idEnd(text, at, end)) >= 0
    ) {
      take('id', at, stop, stop);
    } else if (digitsEnd >= 0) {
      const plain = exponentEnd(text, at, digitsEnd, end);
      stop = unitEnd(text, plain, end);
      take('quantity', at, stop, plain);
    }
  }
  return stop;
}

const urlEnd: Grammar = (text, at, end) => {
  if (text.charCodeAt(at) !== smallH || !text.startsWith('http', at)) return -1;
  let i = at + 4;
  if (text.charCodeAt(i) === smallS) i++;
  if (!text.startsWith('://', i)) return -1;
  const from = i + 3;
  i = from;
  while (i < end && !endsUrl(text.charCodeAt(i))) i++;
  return i > from ? i : -1;
};

const endsUrl = (unit: number): boolean =>
  (bitsOf(unit) & space) !== 0 || (unit < 0x80 && '"\'<>\\)]'.includes(String.fromCharCode(unit)));

const emailEnd: Grammar = (text, at, end) => {
  const local = skip(text, at, end, emailLocal);
  if (local === at || local >= end || text.charCodeAt(local) !== atUnit) return -1;
  const host = skip(text, local + 1, end, wordOrDash);
  if (host === local + 1 || host >= end || text.charCodeAt(host) !== dotUnit) return -1;
  let i = skip(text, host + 1, end, wordOrDash | dot);
  while (i > host + 1 && !is(word, text, i - 1)) i--;
  return i > host + 2 ? i : -1;
};

/** 2026-03-14, March 14, 2026, 14 March 2026. */
const dateEnd: Grammar = (text, at, end) => {
  if (!is(digit, text, at)) {
    const month = monthEnd(text, at, end);
    const day = month < 0 ? -1 : dayEnd(text, month, end);
    return day < 0 ? -1 : yearEnd(text, day, end);
  }
  const digits = skip(text, at, end, digit);
  if (digits - at === 4) {
    const stop = at + 10;
    const iso =
      stop <= end &&
      text.charCodeAt(at + 4) === hyphen &&
      text.charCodeAt(at + 7) === hyphen &&
      skip(text, at + 5, stop, digit) === at + 7 &&
      skip(text, at + 8, stop, digit) === stop;
    return iso && !goesOn(text, stop, end) ? stop : -1;
  }
  if (digits - at > 2 || digits >= end || text.charCodeAt(digits) !== blank) return -1;
  const month = monthEnd(text, digits + 1, end);
  return month < 0 ? -1 : yearEnd(text, month, end);
};

/** The end of a month's name and the full stop that may follow it. */
const monthEnd: Grammar = (text, at, end) => {
  if (!startsMonth(text.charCodeAt(at))) return -1;
  const stop = skip(text, at, Math.min(end, at + 10), letter);
  if (stop - at < 3 || stop >= end) return -1;
  const unit = text.charCodeAt(stop);
  if (unit !== blank && unit !== dotUnit && unit !== comma) return -1;
  if (!months.has(text.slice(at, stop))) return -1;
  return unit === dotUnit ? stop + 1 : stop;
};

/** One of JFMASOND or jfmasond. */
const startsMonth = (unit: number): boolean =>
  ((monthLetters >>> (unit & 0x1f)) & 1) !== 0 && unit >= 0x41 && unit <= 0x7a;
const monthLetters = [...'JFMASOND'].reduce(
  (bits, each) => bits | (1 << (each.charCodeAt(0) & 0x1f)),
  0,
);

const monthNames =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const months: ReadonlySet<string> = new Set(
  [...monthNames, ...monthNames.map(name => name.slice(0, 3)), 'sept'].flatMap(name => [
    name,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
);

/** " 14", " 14th". */
const dayEnd: Grammar = (text, at, end) => {
  if (at >= end || text.charCodeAt(at) !== blank) return -1;
  const stop = skip(text, at + 1, end, digit);
  if (stop === at + 1 || stop > at + 3) return -1;
  return stop + 2 <= end && ordinals.has(text.slice(stop, stop + 2)) ? stop + 2 : stop;
};

const ordinals: ReadonlySet<string> = new Set(['st', 'nd', 'rd', 'th']);

/** ", 2026", " 2026". */
const yearEnd: Grammar = (text, at, end) => {
  const from = at < end && text.charCodeAt(at) === comma ? at + 1 : at;
  if (from >= end || text.charCodeAt(from) !== blank) return -1;
  const stop = skip(text, from + 1, end, digit);
  return stop === from + 5 && !goesOn(text, stop, end) ? stop : -1;
};

/** Parts with slashes between them, up to the last that is more than dots. */
const pathEnd: Grammar = (text, at, end) => {
  let stop = -1;
  let i = text.charCodeAt(at) === slashUnit ? at + 1 : at;
  for (let parts = 0; ; parts++) {
    const part = i;
    i = skip(text, i, end, pathPart);
    let last = i;
    while (last > part && text.charCodeAt(last - 1) === dotUnit) last--;
    if (parts > 0 && last > part) stop = last;
    if (i === part || i >= end || text.charCodeAt(i) !== slashUnit) return stop;
    i++;
  }
};

/** A bare file name: told by its extension. */
const fileEnd: Grammar = (text, at, end) => {
  const base = skip(text, at, end, wordOrDash);
  if (base === at || base >= end || text.charCodeAt(base) !== dotUnit) return -1;
  const stop = skip(text, base + 1, Math.min(end, base + 6), word);
  return extensions.has(text.slice(base + 1, stop)) && !goesOn(text, stop, end) ? stop : -1;
};

const extensions: ReadonlySet<string> = new Set(
  'csv json md txt py ts js html pdf xls xlsx doc docx h5ad png jpg jpeg yaml yml toml sql R'.split(
    ' ',
  ),
);

/** Sign, digits with or without commas at the thousands, fraction. */
const numberEnd: Grammar = (text, at, end) => {
  const sign = text.charCodeAt(at);
  const from = sign === hyphen || sign === minus ? at + 1 : at;
  let i = skip(text, from, end, digit);
  if (i === from) return -1;
  if (i - from <= 3) {
    while (
      i + 4 <= end &&
      text.charCodeAt(i) === comma &&
      skip(text, i + 1, i + 4, digit) === i + 4
    ) {
      i += 4;
    }
  }
  if (i + 1 >= end || text.charCodeAt(i) !== dotUnit) return i;
  const fraction = skip(text, i + 1, end, digit);
  return fraction > i + 1 ? fraction : i;
};

/** A number from `at` to `stop` may go on with an exponent, if it has no commas. */
function exponentEnd(text: string, at: number, stop: number, end: number): number {
  const unit = text.charCodeAt(stop);
  if (stop >= end || (unit !== smallE && unit !== bigE)) return stop;
  if (text.slice(at, stop).includes(',')) return stop;
  const sign = text.charCodeAt(stop + 1);
  const from = sign === hyphen || sign === plusUnit ? stop + 2 : stop + 1;
  const exponent = skip(text, from, end, digit);
  return exponent > from ? exponent : stop;
}

/** A scale that sticks to its number: 48k, 2bn. */
const scaleEnd: Grammar = (text, at, end) => {
  if (!is(letter, text, at)) return -1;
  const stop = skip(text, at, Math.min(end, at + 3), word);
  return scales.has(text.slice(at, stop)) && !goesOn(text, stop, end) ? stop : -1;
};

const scales: ReadonlySet<string> = new Set('k K m M b B bn mn'.split(' '));

/** "%", " %", " million", "-percent" behind a number; `at` if there is none. */
const unitEnd: Grammar = (text, at, end) => {
  if (at >= end) return at;
  const unit = text.charCodeAt(at);
  const sign = is(space, text, at) ? at + 1 : at;
  if (sign < end && text.charCodeAt(sign) === percent) return sign + 1;
  const from = unit === blank || unit === hyphen ? at + 1 : at;
  if (from >= end || !is(letter, text, from)) return at;
  const stop = skip(text, from, Math.min(end, from + 9), word);
  return units.has(text.slice(from, stop)) && !goesOn(text, stop, end) ? stop : at;
};

const units: ReadonlySet<string> = new Set(
  'thousand Thousand million Million millions Millions billion Billion billions Billions trillion Trillion percent mn bn'.split(
    ' ',
  ),
);

/** Letters and digits, in parts with a dash or underscore between them, up to the last part with no underscore behind it. */
const idEnd: Grammar = (text, at, end) => {
  let all = 0;
  for (let i = at; i < end; i++) {
    const bits = bitsOf(text.charCodeAt(i));
    if ((bits & wordOrDash) === 0) break;
    all |= bits;
  }
  if ((all & digit) === 0 || (all & letter) === 0) return -1;
  let stop = -1;
  for (let i = at; ; i++) {
    i = skip(text, i, end, alnum);
    if (!goesOn(text, i, end)) stop = i;
    const joins = i + 1 < end && is(wordOrDash, text, i) && is(alnum, text, i + 1);
    if (!joins) return stop;
  }
};

function mayStartName(text: string, at: number, bits: number, start: number): boolean {
  const unit = text.charCodeAt(at);
  const isLead = unit >= 0xd800 && unit <= 0xdbff;
  if (((isLead ? bitsAt(text, at) : bits) & capital) === 0) return false;
  if (at === start) return true;
  const before = bitsBefore(text, at, start);
  const unitBefore = text.charCodeAt(at - 1);
  if ((before & (letterOrNumber | dot | dash)) !== 0 || unitBefore === ampersand) return false;
  const isQuote = unitBefore === apostrophe || unitBefore === curlyApostrophe;
  return !isQuote || (bitsBefore(text, at - 1, start) & letterOrNumber) === 0;
}

/** Two to six capitalised words, small words of names between them: "Bank of the West" is none, "Bank of England" is one. */
const nameEnd: Grammar = (text, at, end) => {
  let stop = skipLetters(text, at, end, letterOrNumber | nameMark | dot);
  let words = 1;
  for (; words < 6 && stop + 1 < end && text.charCodeAt(stop) === blank; words++) {
    const next = particleEnd(text, stop + 1);
    if (next >= end || (bitsAt(text, next) & capital) === 0) break;
    stop = skipLetters(text, next, end, letterOrNumber | nameMark);
  }
  return words > 1 ? stop : -1;
};

function particleEnd(text: string, at: number): number {
  if ((bitsOf(text.charCodeAt(at)) & (lower | nameMark)) === 0) return at;
  const particle = particles.find(each => text.startsWith(each, at));
  return particle === undefined ? at : at + particle.length;
}

const particles = ['of ', 'the ', 'and ', '& ', 'de ', 'von ', 'van '];

/** The first place from `at` on that holds none of the given characters. */
function skip(text: string, at: number, end: number, bits: number): number {
  let i = at;
  while (i < end && (bitsOf(text.charCodeAt(i)) & bits) !== 0) i++;
  return i;
}

/** The same for letters of any script: some are two units long. */
function skipLetters(text: string, at: number, end: number, bits: number): number {
  let i = at;
  while (i < end) {
    const unit = text.charCodeAt(i);
    if ((bitsOf(unit) & bits) !== 0) i++;
    else if (unit >= 0xd800 && unit <= 0xdbff && (bitsAt(text, i) & bits) !== 0) i += 2;
    else break;
  }
  return i;
}

const is = (bits: number, text: string, at: number): boolean =>
  (bitsOf(text.charCodeAt(at)) & bits) !== 0;

/** True if a word that ends at `at` would go on there. */
const goesOn = (text: string, at: number, end: number): boolean => at < end && is(word, text, at);

const blank = 0x20;
const percent = 0x25;
const ampersand = 0x26;
const apostrophe = 0x27;
const plusUnit = 0x2b;
const comma = 0x2c;
const hyphen = 0x2d;
const dotUnit = 0x2e;
const slashUnit = 0x2f;
const colon = 0x3a;
const atUnit = 0x40;
const bigE = 0x45;
const smallE = 0x65;
const smallH = 0x68;
const smallS = 0x73;
const curlyApostrophe = 0x2019;
const minus = 0x2212;
