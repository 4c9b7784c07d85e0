import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/core/provenance/derivation.ts';
import { link } from '../../../src/core/provenance/link.ts';
import { unitAt } from '../../../src/core/provenance/units.ts';
import { sessionOf } from '../../fixtures/sessions.ts';

/** Computed evidence for the last of some texts, all before it known to it: its formulas and the places they rest on. */
function computed(...texts: readonly string[]): { formulas: string[]; from: string[] } {
  const session = sessionOf(
    texts.map((text, index) => ({
      agent: `a${index}`,
      text,
      had: texts.slice(0, index).map((_, earlier) => `m${earlier}`),
    })),
  );
  const last = texts.length - 1;
  const found = (link(session).into[last] ?? []).flatMap(({ used, evidence }) =>
    evidence.filter(each => each.kind === 'derived').map(each => ({ used, each })),
  );
  const at = (seq: number, { start, end }: Evidence['from']): string =>
    (texts[seq] ?? '').slice(start, end);
  for (const { each } of found) expect(each.text.includes(at(last, each.to))).toBe(true);
  return {
    formulas: [...new Set(found.map(({ each }) => each.text))],
    from: found.map(({ used, each }) => `#${used} ${at(used, each.from)}`),
  };
}

describe('a number that was computed', () => {
  it.each([
    [
      'Offices cost EUR 421,037 a year. Labs cost EUR 130,512.',
      'Together they cost EUR 551,549.',
      '421,037 + 130,512 = 551,549',
    ],
    [
      '{"online": 4210.55, "stores": 1305.2}',
      'Stores are 2905.35 behind, that is the gap.',
      '4210.55 − 1305.2 = 2905.35',
    ],
    [
      '| licences | 1,284 |\n| price | 37.5 |',
      'Each licence at that price: the product is 48,150.',
      '1,284 × 37.5 = 48,150',
    ],
    ['Of 8,123 tickets 2,447 were late.', 'That is a share of 30.1 %.', '2,447 / 8,123 = 30.1 %'],
    [
      'Revenue was 41,440 in spring and 48,250 in autumn.',
      'Growth: revenue rose by 16.4%.',
      '(48,250 − 41,440) / 41,440 = 16.4%',
    ],
    ['pi is 3.14159265', 'I take about 3.1416 here', '3.14159265 ≈ 3.1416'],
    ['Cost: EUR 286,292.32', 'roughly EUR 290 thousand', '286,292.32 ≈ 290 thousand'],
    ['The audit takes 734 days.', 'In hours: 17,616 hours.', '734 days = 17,616 hours'],
    ['It is 1,204.5 miles away.', 'That is 1,938.5 km.', '1,204.5 miles = 1,938.5 kilometres'],
    [
      '[{"site":"A","cost":1210.5},{"site":"B","cost":880.25},{"site":"C","cost":412.0},{"site":"D","cost":97.75}]',
      'The total cost is 2,600.5.',
      'sum of 4 numbers = 2,600.5',
    ],
    [
      '| city | visitors |\n|---|---|\n| Ribe | 8,104 |\n| Varde | 3,377 |\n| Esbjerg | 9,912 |\n| Tønder | 2,003 |',
      'On average 5,849 visitors came.',
      'mean of 4 numbers = 5,849',
    ],
  ])('%s → %s', (before, after, formula) => {
    expect(computed(before, after).formulas).toEqual([formula]);
  });

  it('rests on every operand, wherever it stands', () => {
    expect(
      computed('Rail: EUR 88,241.', 'Road: EUR 51,730.', 'Sum: EUR 139,971.').from.sort(),
    ).toEqual(['#0 88,241', '#1 51,730']);
  });

  it('is not computed where it was copied', () => {
    expect(computed('a 4,210, b 1,305, c 5,515', 'The sum is 5,515.').formulas).toEqual([]);
  });

  it('is not explained by what the step did not have', () => {
    const session = sessionOf([
      { agent: 'a', text: 'Rail: EUR 88,241. Road: EUR 51,730.', had: [] },
      { agent: 'b', text: 'Sum: EUR 139,971.', had: [] },
    ]);
    expect(link(session).into[1]).toEqual([]);
  });

  it.each([
    ['Founded 1978, listed 2014.', 'It is 36 years on, in 2015.'],
    ['File "a.py", line 625\nFile "b.py", line 2907', 'File "c.py", line 1766'],
    ['5 apples, 7 pears, 12 nuts', 'There are 17 left, a total of 24.'],
  ])('is not read into %s → %s', (before, after) => {
    expect(computed(before, after).formulas).toEqual([]);
  });

  it('is seldom found by chance: random numbers explain random numbers in few of a hundred', () => {
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    let found = 0;
    for (let round = 0; round < 100; round++) {
      const numbers = Array.from({ length: 40 }, () =>
        String(Math.floor(1000 + random() * 90_000)),
      );
      const one = String(Math.floor(1000 + random() * 90_000));
      found += computed(numbers.join(' units\n'), `Then we have ${one} units.`).formulas.length;
    }
    expect(found).toBeLessThan(8);
  });

  it('costs bounded work, whatever the numbers', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `row ${i}: ${(i * 7919) % 99_991}.5`);
    const long = '7'.repeat(500_000);
    const text = `${many.join('\n')}\n${long}\n${'1,234'.repeat(20_000)}`;
    const session = sessionOf([
      { agent: 'a', text, had: [] },
      { agent: 'b', text: text.replaceAll('.5', '.25'), had: ['m0'] },
    ]);
    expect(link(session).into).toHaveLength(2);
  });
});

it.each([
  ['EUR 5', 4, 5, 'money'],
  ['5 €', 0, 1, 'money'],
  ['12.4 %', 0, 6, 'percent'],
  ['12 days', 0, 2, 'day'],
  ['12 km/h', 0, 2, 'kilometre'],
  ['12 apples', 0, 2, undefined],
  ['12', 0, 2, undefined],
])('the unit in %s', (text, start, end, unit) => {
  expect(unitAt(text, start, end)).toBe(unit);
});
