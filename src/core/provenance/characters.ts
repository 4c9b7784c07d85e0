/**
 * What a UTF-16 unit can be part of, as bits. Looked up once per character of all that is recorded, so in a table, which is
 * filled as units turn up.
 */
export const digit = 1;
export const lower = 2;
export const upper = 4;
const underscore = 8;
export const dash = 16;
export const dot = 32;
export const at = 64;
export const plus = 128;
export const slash = 256;
/** A letter or number of any script. */
export const letterOrNumber = 512;
/** A capital letter of any script. */
export const capital = 1024;
/** What a name may hold beside letters, numbers and dots: & ' ’ -. */
export const nameMark = 2048;
export const space = 4096;
const known = 8192;

/** Sets of them, as regular expressions write them: `[A-Za-z0-9]`, `\w`, `[\w-]`, `[\w.+-]`, `[\w.@-]`. */
export const alnum = digit | lower | upper;
export const word = alnum | underscore;
export const wordOrDash = word | dash;
export const emailLocal = wordOrDash | dot | plus;
export const pathPart = wordOrDash | dot | at;
export const letter = lower | upper | underscore;

const table = new Uint16Array(0x10000);

/** The bits of a UTF-16 unit; 0 for NaN, the unit beyond the end of a text. */
export function bitsOf(unit: number): number {
  const found = table[unit] ?? known;
  return found !== 0 ? found : (table[unit] = classify(String.fromCharCode(unit)));
}

/** The bits of the character that starts at `index`: it may be two units long. */
export function bitsAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdbff) return bitsOf(unit);
  return classify(String.fromCodePoint(text.codePointAt(index) ?? 0));
}

/** The bits of the character that ends before `index`; 0 at `start`, where a text begins. */
export function bitsBefore(text: string, index: number, start: number): number {
  if (index <= start) return 0;
  const unit = text.charCodeAt(index - 1);
  const pair = unit >= 0xdc00 && unit <= 0xdfff && index - 2 >= start;
  const lead = pair ? text.charCodeAt(index - 2) : 0;
  return lead >= 0xd800 && lead <= 0xdbff ? bitsAt(text, index - 2) : bitsOf(unit);
}

const single: Readonly<Record<string, number>> = {
  _: underscore,
  '-': dash | nameMark,
  '.': dot,
  '@': at,
  '+': plus,
  '/': slash,
  '&': nameMark,
  "'": nameMark,
  '’': nameMark,
};

function classify(character: string): number {
  let bits = known | (single[character] ?? 0);
  if (/[0-9]/u.test(character)) bits |= digit;
  if (/[a-z]/u.test(character)) bits |= lower;
  if (/[A-Z]/u.test(character)) bits |= upper;
  if (/[\p{L}\p{N}]/u.test(character)) bits |= letterOrNumber;
  if (/\p{Lu}/u.test(character)) bits |= capital;
  if (/\s/u.test(character)) bits |= space;
  return bits;
}
