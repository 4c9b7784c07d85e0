import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../fixtures/random.ts';
import { scanAtoms } from '../../../src/core/provenance/atomScan.ts';

// The grammar of values as one regular expression: what `scanAtoms` finds by hand. Alternatives are tried in this order
// at each place.
const monthName =
  '(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:t(?:ember)?)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)';
const extension =
  '(?:csv|json|md|txt|py|ts|js|html|pdf|xlsx?|docx?|h5ad|png|jpe?g|yaml|yml|toml|sql|R)';
const time = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+|(?!\.\d)))?(?:Z\b| ?[AaPp][Mm]\b)?(?![\w:])`;
const digits = [
  String.raw`[1-9]\d{0,2}(?:,\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:'\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:’\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:\u00a0\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:\u2009\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:\u202f\d{3}(?!\d))+(?:\.\d+)?`,
  String.raw`(?<!\d\s[-−]?)[1-9]\d{0,2}(?: \d{3}(?!\d))+(?! \d)(?:\.\d+)?`,
  String.raw`[1-9]\d{0,2}(?:\.\d{3}(?!\d))+,\d{1,2}(?!\d|[.,]\d)`,
  String.raw`[1-9]\d{0,2}(?:\.\d{3}(?!\d)){2,}(?!,?\d|\.\d)`,
].join('|');
const grammar = new RegExp(
  [
    String.raw`((?<!\w)https?:\/\/[^\s"'<>\\)\]]+)`,
    String.raw`((?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w)`,
    String.raw`((?<!\w)(?:\d{4}-\d{2}-\d{2}(?:(?=T${time})|\b)|\d{4}\/\d{2}\/\d{2}(?!\w|\/\w)|\d{4}\.\d{2}\.\d{2}(?!\w|\.\w)|(?<![./-])\d{1,2}([./-])\d{1,2}\4\d{4}(?!\w|\4\w)|${monthName}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\d{1,2}(?:st|nd|rd|th)? (?:of )?${monthName}\.?,? \d{4}\b))`,
    String.raw`((?:(?<![\w:.+-])|(?<=(?<!\w)\d{4}-\d{2}-\d{2}T))${time})`,
    String.raw`((?<![\w:-])[A-Za-z_]\w*(?:-\w+)*(?::\w+(?:-\w+)*){2,})`,
    String.raw`((?<![\w.@/-])(?:\.{0,2}\/)?(?:[\w.@-]+\/)+[\w.@-]*[\w@-]|(?<![\w-])[\w-]+\.${extension}\b)`,
    String.raw`((?<![\w.-])[-−]?(?:${digits}|\d+(?:\.\d+)?))(k|K|m|M|b|B|bn|mn)\b`,
    String.raw`((?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z_])[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*\b)`,
    String.raw`((?<![\w.])[-−]?(?:${digits}|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))(\s?%|[ -]?(?:[Tt]housand|[Mm]illions?|[Bb]illions?|[Tt]rillion|percent|percentage|per cent|pct|mn|bn|lakh|crore)\b)?`,
    String.raw`((?<![\p{L}\p{N}&.-]|[\p{L}\p{N}]['’])\p{Lu}[\p{L}\p{N}&'’.-]*(?: (?:of |the |and |& |de |von |van )?\p{Lu}[\p{L}\p{N}&'’-]*){1,5})`,
  ].join('|'),
  'gu',
);

/** "kind start end", and where the digits of a quantity end. */
function byGrammar(text: string): string[] {
  return Array.from(text.matchAll(grammar), match => {
    const [raw, url, email, date, , timeOfDay, key, path, scaled, , id, plain] = match;
    const place = `${match.index} ${match.index + raw.length}`;
    const quantity = scaled ?? plain;
    if (quantity !== undefined) return `quantity ${place} ${match.index + quantity.length}`;
    const kind =
      url !== undefined
        ? 'url'
        : email !== undefined
          ? 'email'
          : date !== undefined
            ? 'date'
            : timeOfDay !== undefined
              ? 'time'
              : path !== undefined
                ? 'path'
                : (id ?? key) !== undefined
                  ? 'id'
                  : 'name';
    return `${kind} ${place}`;
  });
}

/** The same by hand, the text standing in the middle of another one. */
function byHand(text: string): string[] {
  const before = 'Ab4 ';
  const found: string[] = [];
  const from = before.length;
  scanAtoms(`${before}${text}6Z`, from, from + text.length, (kind, start, end, digitsEnd) => {
    const place = `${start - from} ${end - from}`;
    found.push(kind === 'quantity' ? `${kind} ${place} ${digitsEnd - from}` : `${kind} ${place}`);
  });
  return found;
}

// Pieces that values begin, go on and end with, so that random rows of them come close to every rule.
const pieces =
  `a b x Z É é ß 漢 𝐀 𝐛 😀 \ud835 \udc00 0 1 7 12 123 456 2024 0007 _ - − + . , : ; / // \\ @ & ' ’ " ( ) [ ] < > | % e E k K m M bn mn T ` +
  `http https :// www. http://x https://e.org/a .json .csv R .R md jpeg docx may Jan jan. March Sept sep 4th 1st 2nd , of the and & de van of  million Millions -percent thousand ` +
  `48,250 1,234 1,23 1,2345 1.234,50 1.234.567 1'234 ’567 \u2009 \u202f234 14:00 09:30: PM pm Z T10:15 :07 :00.5 of 01/02/ 16.03. 2026/03/14 -03-14 2025 key:b: per cent cent pct 3.5 .5 5. 1e9 -1 a_b id-7 ID_ 3FRNFB a.b ./ ../ ... a@b.co New York Mc O’Neil AT&T`;
const units = [...pieces.split(' '), ' ', ' ', ' ', '\n', '\t', '\u00a0'];

describe('the scan for values', { timeout: 120_000 }, () => {
  it('finds what the grammar finds in random rows of their pieces', () => {
    const random = seeded(1);
    for (let round = 0; round < 60_000; round++) {
      const text = Array.from(
        { length: 1 + Math.floor(random() * 12) },
        () => units[Math.floor(random() * units.length)],
      ).join('');
      const expected = byGrammar(text);
      const found = byHand(text);
      // One comparison of texts each: an `expect` per round would take longer than all the rest.
      if (found.join() !== expected.join())
        expect({ text, found }).toEqual({ text, found: expected });
    }
  });

  it('finds what the grammar finds in random characters', () => {
    const random = seeded(2);
    const characters = "aZ09_-.,/@+& '’:%ek\n−é漢";
    for (let round = 0; round < 60_000; round++) {
      const text = Array.from({ length: 1 + Math.floor(random() * 24) }, () =>
        characters.charAt(Math.floor(random() * characters.length)),
      ).join('');
      const expected = byGrammar(text);
      const found = byHand(text);
      if (found.join() !== expected.join())
        expect({ text, found }).toEqual({ text, found: expected });
    }
  });

  const root = join(import.meta.dirname, '..', '..', '..');
  const shared = join(root, '..', 'shared');
  const files = [
    join(root, 'media', 'sample.faultline'),
    ...['samples', 'labelled'].flatMap(folder =>
      existsSync(join(shared, folder))
        ? readdirSync(join(shared, folder), { recursive: true, encoding: 'utf8' }).map(name =>
            join(shared, folder, name),
          )
        : [],
    ),
  ].filter(file => statSync(file).isFile() && statSync(file).size < 1_000_000);

  it('finds what the grammar finds in recorded files', () => {
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(byHand(text), file).toEqual(byGrammar(text));
    }
  });
});
