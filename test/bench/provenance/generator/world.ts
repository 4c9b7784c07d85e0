import type { Fact, NumberFact, Quantity } from './fact.ts';
import { tidy } from './formats.ts';
import type { Random } from '../../../fixtures/random.ts';
import { claimOf } from './words/claims.ts';
import type { Metric } from './words/metrics.ts';
import { details, metrics } from './words/metrics.ts';
import { code, person, slug, word } from './words/names.ts';

type Token = Extract<Fact, { readonly kind: 'token' }>['token'];

/** Makes facts. No two of a session share a value, but for small numbers, which collide as they do in life. */
export class World {
  readonly #random: Random;
  readonly #taken = new Set<string>();
  #facts = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  number(subject: string, metric: Metric = this.#random.pick(metrics)): NumberFact {
    let value: number;
    do value = this.#draw(metric.quantity);
    while (!this.#claim(value));
    return this.#numberFact(subject, metric.label, metric.quantity, value);
  }

  /** A number made from others; undefined if the session has that value already, by chance. */
  computed(
    subject: string,
    label: string,
    quantity: Quantity,
    value: number,
  ): NumberFact | undefined {
    return this.#claim(tidy(value))
      ? this.#numberFact(subject, label, quantity, tidy(value))
      : undefined;
  }

  /** A count of one or two digits. */
  small(subject: string): NumberFact {
    const { label } = this.#random.pick(metrics.filter(each => each.quantity === 'count'));
    return this.#numberFact(subject, label, 'count', this.#random.int(2, 60));
  }

  /** The same figure with one digit wrong, as somebody else has it. */
  nearMiss(fact: NumberFact): NumberFact | undefined {
    const digits = String(fact.value);
    const places = [...digits].flatMap((digit, index) =>
      index > 0 && /[1-9]/u.test(digit) ? [index] : [],
    );
    if (places.length === 0) return undefined;
    const at = this.#random.pick(places);
    const other = String((Number(digits[at]) % 9) + 1);
    const value = Number(digits.slice(0, at) + other + digits.slice(at + 1));
    if (value === fact.value || !this.#claim(value)) return undefined;
    return this.#numberFact(fact.subject, fact.label, fact.quantity, value);
  }

  token(
    subject: string,
    token: Exclude<Token, 'choice'> = this.#random.pick(['id', 'url', 'path', 'name', 'email']),
  ): Fact {
    const random = this.#random;
    const label = random.pick(details[token]);
    let value: string;
    do {
      const own = word(random).toLowerCase();
      value = {
        id: () =>
          random.pick([
            `${code(random, 3)}-${random.int(10_000, 99_999)}`,
            `acct_${code(random, 8).toLowerCase()}`,
            `${random.pick(['ORD', 'PO', 'CASE', 'SHP'])}${random.int(100_000, 999_999)}`,
          ]),
        url: () =>
          `https://${random.pick(['www', 'docs', 'media'])}.${own}.example/${slug(label)}/${random.int(1000, 9999)}`,
        path: () =>
          `/${random.pick(['srv/data', 'mnt/share', 'home/agent/work', 'var/exports'])}/${own}/${slug(label)}_${random.int(100, 999)}.csv`,
        name: () => person(random),
        email: () => `${own}.${random.int(10, 99)}@${slug(subject)}.example`,
      }[token]();
    } while (!this.#claim(value));
    return { kind: 'token', token, value, ...this.#about(subject, label) };
  }

  date(subject: string): Fact {
    let value: string;
    do {
      const day = new Date(Date.UTC(this.#random.int(2024, 2027), 0, this.#random.int(1, 365)));
      value = day.toISOString().slice(0, 10);
    } while (!this.#claim(value));
    return { kind: 'date', value, ...this.#about(subject, this.#random.pick(details.date)) };
  }

  claim(subject: string): Fact {
    let name: string;
    do name = word(this.#random);
    while (!this.#claim(name));
    return {
      kind: 'claim',
      claim: claimOf(this.#random, name, this.#taken),
      ...this.#about(subject, 'report'),
    };
  }

  choice(subject: string, label: string, value: string): Fact {
    return { kind: 'token', token: 'choice', value, ...this.#about(subject, label) };
  }

  code(label: string, value: string): Fact {
    return { kind: 'code', value, ...this.#about('', label) };
  }

  #about(
    subject: string,
    label: string,
  ): { id: number; subject: string; label: string; key: string } {
    return { id: this.#facts++, subject, label, key: slug(label).replaceAll('-', '_') };
  }

  #numberFact(subject: string, label: string, quantity: Quantity, value: number): NumberFact {
    return { kind: 'number', quantity, value, ...this.#about(subject, label) };
  }

  /** Takes a value for one fact: false if it is gone. Numbers count without point and trailing zeros. */
  #claim(value: number | string): boolean {
    const key =
      typeof value === 'string'
        ? value
        : String(value)
            .replace('.', '')
            .replace(/^0+|0+$/gu, '');
    if (this.#taken.has(key)) return false;
    this.#taken.add(key);
    return true;
  }

  #draw(quantity: Quantity): number {
    const random = this.#random;
    switch (quantity) {
      case 'money':
        return random.int(10_100, 999_999) * random.pick([1, 10, 100, 1000]);
      case 'count':
        return random.pick([
          random.int(120, 999),
          random.int(1001, 9999),
          random.int(10_001, 999_999),
        ]);
      case 'percent':
        return random.chance(0.5) ? random.int(105, 8999) / 100 : random.int(105, 989) / 10;
      case 'distance':
        return tidy(random.int(1001, 99_999) / 10);
      case 'weight':
        return tidy(random.int(10_001, 999_999) / 100);
      case 'duration':
        return random.int(101, 990);
    }
  }
}
