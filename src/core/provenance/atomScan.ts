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
export type Found = 'url' | 'email' | 'date' | 'time' | 'path' | 'id' | 'quantity' | 'name';

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
  } else if ((stop = dateEnd(text, at, end, before)) >= 0) {
    take('date', at, stop, stop);
    // 2026-03-14T09:30:00Z is a day and a time.
    const time = text.charCodeAt(stop) === bigT ? timeEnd(text, stop + 1, end) : -1;
    if (time >= 0) take('time', stop + 1, (stop = time), stop);
  } else if (
    (bits & digit) !== 0 &&
    (before & emailLocal) === 0 &&
    (at === start || text.charCodeAt(at - 1) !== colon) &&
    (stop = timeEnd(text, at, end)) >= 0
  ) {
    take('time', at, stop, stop);
  } else if (
    (bits & letter) !== 0 &&
    (before & dash) === 0 &&
    (at === start || text.charCodeAt(at - 1) !== colon) &&
    (stop = keyEnd(text, at, end)) >= 0
  ) {
    take('id', at, stop, stop);
  } else if (
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
    const digitsEnd = (before & dot) === 0 ? numberEnd(text, at, end, start) : -1;
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

/** 2026-03-14, 2026/03/14, 14.03.2026, 03/14/2026, March 14, 2026, 14 March 2026, 14th of March 2026. */
function dateEnd(text: string, at: number, end: number, before: number): number {
  if (!is(digit, text, at)) {
    const month = monthEnd(text, at, end);
    const day = month < 0 ? -1 : dayEnd(text, month, end);
    return day < 0 ? -1 : yearEnd(text, day, end);
  }
  const digits = skip(text, at, end, digit);
  if (digits >= end) return -1;
  const after = text.charCodeAt(digits);
  if (after === hyphen || after === slashUnit || after === dotUnit) {
    if (digits - at === 4) {
      const stop = at + 10;
      const isDay =
        stop <= end &&
        text.charCodeAt(at + 7) === after &&
        skip(text, at + 5, stop, digit) === at + 7 &&
        skip(text, at + 8, stop, digit) === stop;
      if (!isDay) return -1;
      const isTimed = after === hyphen && text.charCodeAt(stop) === bigT;
      if (isTimed && timeEnd(text, stop + 1, end) >= 0) return stop;
      return goesOn(text, stop, end) || (after !== hyphen && joinsOn(text, stop, end, after))
        ? -1
        : stop;
    }
    if (digits - at > 2 || (before & (dot | slash | dash)) !== 0) return -1;
    const second = skip(text, digits + 1, end, digit);
    if (second === digits + 1 || second > digits + 3 || second >= end) return -1;
    const stop = skip(text, second + 1, end, digit);
    return text.charCodeAt(second) === after &&
      stop === second + 5 &&
      !goesOn(text, stop, end) &&
      !joinsOn(text, stop, end, after)
      ? stop
      : -1;
  }
  if (digits - at > 2) return -1;
  const day = ordinalEnd(text, digits, end);
  if (day >= end || text.charCodeAt(day) !== blank) return -1;
  const name = day + (text.startsWith('of ', day + 1) ? 4 : 1);
  const month = name >= end ? -1 : monthEnd(text, name, end);
  return month < 0 ? -1 : yearEnd(text, month, end);
}

/** True if a value goes on behind `at` with the same sign between its parts. */
const joinsOn = (text: string, at: number, end: number, sign: number): boolean =>
  at + 1 < end && text.charCodeAt(at) === sign && is(word, text, at + 1);

/** 9:30, 09:30:00.123, 09:30Z, 9:30 PM. */
const timeEnd: Grammar = (text, at, end) => {
  const hours = skip(text, at, Math.min(end, at + 3), digit);
  if (hours === at || hours > at + 2 || text.charCodeAt(hours) !== colon) return -1;
  let i = hours + 3;
  if (i > end || skip(text, hours + 1, i, digit) !== i) return -1;
  if (i + 3 <= end && text.charCodeAt(i) === colon && skip(text, i + 1, i + 3, digit) === i + 3) {
    i += 3;
    if (i + 1 < end && text.charCodeAt(i) === dotUnit) {
      const fraction = skip(text, i + 1, end, digit);
      if (fraction > i + 1) i = fraction;
    }
  }
  if (i >= end) return i;
  if (text.charCodeAt(i) === bigZ && !goesOn(text, i + 1, end)) i++;
  else {
    const half = text.charCodeAt(i) === blank ? i + 1 : i;
    const isHalf =
      half + 2 <= end &&
      (text.charCodeAt(half + 1) | 0x20) === smallM &&
      ((text.charCodeAt(half) | 0x20) === smallA || (text.charCodeAt(half) | 0x20) === smallP) &&
      !goesOn(text, half + 2, end);
    if (isHalf) i = half + 2;
  }
  return goesOn(text, i, end) || (i < end && text.charCodeAt(i) === colon) ? -1 : i;
};

/** A key in three or more parts: "cache:user:42", "urn:isbn:0451450523". */
const keyEnd: Grammar = (text, at, end) => {
  let i = partEnd(text, at, end);
  let parts = 1;
  while (i + 1 < end && text.charCodeAt(i) === colon && is(word, text, i + 1)) {
    i = partEnd(text, i + 1, end);
    parts++;
  }
  return parts > 2 ? i : -1;
};

/** Behind words with dashes between them. */
const partEnd: Grammar = (text, at, end) => {
  let i = skip(text, at, end, word);
  while (i + 1 < end && text.charCodeAt(i) === hyphen && is(word, text, i + 1)) {
    i = skip(text, i + 1, end, word);
  }
  return i;
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
  return stop === at + 1 || stop > at + 3 ? -1 : ordinalEnd(text, stop, end);
};

/** "th" and its like behind a number; `at` if there is none. */
const ordinalEnd: Grammar = (text, at, end) =>
  at + 2 <= end && ordinals.has(text.slice(at, at + 2)) ? at + 2 : at;

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

/**
 * Sign, digits, fraction. Thousands may be apart by commas, apostrophes, or spaces (a plain space only where no other
 * number stands beside it); by full stops only where a comma or a second one tells that no fraction is meant.
 */
function numberEnd(text: string, at: number, end: number, start: number): number {
  const sign = text.charCodeAt(at);
  const from = sign === hyphen || sign === minus ? at + 1 : at;
  const whole = skip(text, from, end, digit);
  if (whole === from) return -1;
  let i = whole;
  if (whole - from <= 3 && whole + 4 <= end && text.charCodeAt(from) !== zeroUnit) {
    const by = text.charCodeAt(whole);
    if (by === dotUnit) {
      const stop = groupsEnd(text, whole, end, by);
      const fraction =
        stop > whole && stop < end && text.charCodeAt(stop) === comma
          ? skip(text, stop + 1, end, digit)
          : -1;
      const has = fraction > stop + 1 && fraction <= stop + 3;
      const last = has ? fraction : stop;
      if ((has || stop >= whole + 8) && !numberJoins(text, last, end)) return last;
    } else if (by === blank) {
      const beside = from - 2 >= start && is(digit, text, from - 2) && is(space, text, from - 1);
      const stop = beside ? whole : groupsEnd(text, whole, end, by);
      if (!(stop + 1 < end && text.charCodeAt(stop) === blank && is(digit, text, stop + 1)))
        i = stop;
    } else if (by === comma || isThin(by)) i = groupsEnd(text, whole, end, by);
  }
  if (i + 1 >= end || text.charCodeAt(i) !== dotUnit) return i;
  const fraction = skip(text, i + 1, end, digit);
  return fraction > i + 1 ? fraction : i;
}

/** Behind groups of three digits, each led by the character `by`. */
function groupsEnd(text: string, at: number, end: number, by: number): number {
  let i = at;
  while (
    i + 4 <= end &&
    text.charCodeAt(i) === by &&
    skip(text, i + 1, i + 4, digit) === i + 4 &&
    !(i + 4 < end && is(digit, text, i + 4))
  ) {
    i += 4;
  }
  return i;
}

/** True if a full stop or comma and a digit follow. */
const numberJoins = (text: string, at: number, end: number): boolean =>
  at + 1 < end &&
  (text.charCodeAt(at) === dotUnit || text.charCodeAt(at) === comma) &&
  is(digit, text, at + 1);

/** Apostrophes, and spaces that do not break a line: they stand between digits only to group them. */
const isThin = (unit: number): boolean =>
  unit === apostrophe ||
  unit === curlyApostrophe ||
  unit === 0xa0 ||
  unit === 0x2009 ||
  unit === 0x202f;

/** A number from `at` to `stop` may go on with an exponent, if it has no commas. */
function exponentEnd(text: string, at: number, stop: number, end: number): number {
  const unit = text.charCodeAt(stop);
  if (stop >= end || (unit !== smallE && unit !== bigE)) return stop;
  if (!isUngrouped(text.slice(at, stop))) return stop;
  const sign = text.charCodeAt(stop + 1);
  const from = sign === hyphen || sign === plusUnit ? stop + 2 : stop + 1;
  const exponent = skip(text, from, end, digit);
  return exponent > from ? exponent : stop;
}

/** True for a number with no sign between its thousands. */
const isUngrouped = (digits: string): boolean => /^[-−]?\d+(?:\.\d+)?$/u.test(digits);

/** A scale that sticks to its number: 48k, 2bn. */
const scaleEnd: Grammar = (text, at, end) => {
  if (!is(letter, text, at)) return -1;
  const stop = skip(text, at, Math.min(end, at + 3), word);
  return scales.has(text.slice(at, stop)) && !goesOn(text, stop, end) ? stop : -1;
};

const scales: ReadonlySet<string> = new Set('k K m M b B bn mn'.split(' '));

/** "%", " %", " per cent", " million", "-percent" behind a number; `at` if there is none. */
const unitEnd: Grammar = (text, at, end) => {
  if (at >= end) return at;
  const unit = text.charCodeAt(at);
  const sign = is(space, text, at) ? at + 1 : at;
  if (sign < end && text.charCodeAt(sign) === percent) return sign + 1;
  const from = unit === blank || unit === hyphen ? at + 1 : at;
  if (from >= end || !is(letter, text, from)) return at;
  const stop = skip(text, from, Math.min(end, from + 11), word);
  if (goesOn(text, stop, end)) return at;
  if (units.has(text.slice(from, stop))) return stop;
  const two = text.startsWith('per cent', from) && from + 8 <= end ? from + 8 : -1;
  return two >= 0 && !goesOn(text, two, end) ? two : at;
};

const units: ReadonlySet<string> = new Set(
  'thousand Thousand million Million millions Millions billion Billion billions Billions trillion Trillion percent percentage pct mn bn lakh crore'.split(
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
const zeroUnit = 0x30;
const colon = 0x3a;
const atUnit = 0x40;
const bigE = 0x45;
const bigT = 0x54;
const bigZ = 0x5a;
const smallA = 0x61;
const smallE = 0x65;
const smallH = 0x68;
const smallM = 0x6d;
const smallP = 0x70;
const smallS = 0x73;
const curlyApostrophe = 0x2019;
const minus = 0x2212;
