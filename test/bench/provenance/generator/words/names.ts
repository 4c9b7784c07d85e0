import type { Random } from '../../../../fixtures/random.ts';

// Names are put together from syllables: they mean nothing and stand in no dictionary.
const heads = [
  'Nor',
  'Bel',
  'Kas',
  'Tor',
  'Vel',
  'Mar',
  'Dun',
  'Hal',
  'Ost',
  'Fen',
  'Gri',
  'Lun',
  'Sar',
  'Pel',
  'Quin',
  'Rav',
  'Stel',
  'Umb',
  'Wex',
  'Yar',
  'Zor',
  'Ald',
  'Brim',
  'Cor',
  'Drey',
  'Eld',
  'Fos',
  'Gar',
  'Hix',
  'Ish',
];
const middles = [
  'va',
  'de',
  'ri',
  'lo',
  'mu',
  'ka',
  'ne',
  'so',
  'ti',
  'ba',
  'fe',
  'go',
  'li',
  'ma',
  'pe',
  'ro',
];
const tails = [
  'n',
  'l',
  'rk',
  'ss',
  'nd',
  'th',
  'x',
  'mar',
  'dal',
  'vik',
  'ton',
  'berg',
  'sen',
  'mont',
  'field',
  'wick',
];
const trades = [
  'Freight',
  'Foods',
  'Robotics',
  'Clinics',
  'Textiles',
  'Shipping',
  'Energy',
  'Optics',
  'Timber',
  'Airways',
  'Labs',
  'Media',
  'Dairy',
  'Cement',
  'Instruments',
  'Insurance',
];
const given = [
  'Ilse',
  'Tomas',
  'Priya',
  'Noor',
  'Anselm',
  'Keiko',
  'Bruno',
  'Wanda',
  'Idris',
  'Marta',
  'Oyelaran',
  'Pavel',
  'Rosalind',
  'Sefa',
  'Thandi',
  'Ulrich',
  'Vesna',
  'Yusuf',
  'Zita',
  'Leocadia',
];

/** A made-up word: "Velrimont". */
export const word = (random: Random): string =>
  random.pick(heads) + random.pick(middles) + random.pick(tails);

/** A company: "Velrimont Freight". */
export const company = (random: Random): string => `${word(random)} ${random.pick(trades)}`;

/** A person: "Ilse Kasdeth". */
export const person = (random: Random): string => `${random.pick(given)} ${word(random)}`;

/** Letters and digits: "K7Q2". */
export const code = (random: Random, length: number): string =>
  Array.from({ length }, () => random.pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'])).join('');

export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replace(/-$/u, '');
