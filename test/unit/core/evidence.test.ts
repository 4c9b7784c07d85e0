import { describe, expect, it } from 'vitest';
import { link } from '../../../src/core/provenance/link.ts';
import type { Evidence } from '../../../src/core/provenance/derivation.ts';
import { SessionBuilder } from '../../../src/core/session/builder.ts';
import { stepAt, type Session } from '../../../src/core/session/session.ts';
import type { InputItem } from '../../../src/core/session/step.ts';
import { chain, sessionOf } from '../../fixtures/sessions.ts';

/** Every piece of evidence as "#used kind [from] → [to]". */
function found(session: Session, generated: number): string[] {
  const { into } = link(session);
  const text = (seq: number, range: Evidence['from']): string =>
    stepAt(session, seq).output.text.slice(range.start, range.end);
  return (into[generated] ?? []).flatMap(({ used, evidence }) =>
    evidence.map(
      each => `#${used} ${each.kind} [${text(used, each.from)}] → [${text(generated, each.to)}]`,
    ),
  );
}

/** Best tier of the value evidence between two texts. */
const tierOf = (first: string, second: string): string | undefined =>
  link(
    sessionOf([
      { agent: 'a', text: first, had: [] },
      { agent: 'b', text: second, had: ['m0'] },
    ]),
  ).into[1]?.[0]?.evidence.find(each => each.kind === 'value')?.tier;

const two = (first: string, second: string): string[] =>
  found(
    sessionOf([
      { agent: 'a', text: first, had: [] },
      { agent: 'b', text: second, had: ['m0'] },
    ]),
    1,
  );

describe('value evidence', () => {
  it.each([
    // Three digits say little by themselves; with the words for what they count, enough.
    ['a margin of 348', 'it has 348 seats', 'hint'],
    ['"units_shipped": 348', '348 units were shipped', 'strong'],
    ['"lead_time": 348', 'the lead of 348', 'probable'],
    ['revenue in 2024', 'costs and revenue of 2024', 'hint'],
    ['{"total_baggages": 3}', '{"total_baggages": 3}', 'hint'],
    ['{"total_baggages": 3}', '{"cabin": 3}', undefined],
  ])('of %s in %s is %s', (first, second, tier) => {
    expect(tierOf(first, second)).toBe(tier);
  });

  it.each([
    ['48,250 items', 'total 48250', '48,250', '48250'],
    ['EUR 48,250 million', 'about EUR 48.25 billion', '48,250 million', '48.25 billion'],
    ['a share of 0.1375', 'that is 13.75 %', '0.1375', '13.75 %'],
    ['due 2026-03-14', 'by March 14, 2026', '2026-03-14', 'March 14, 2026'],
    ['order W6679257', 'I looked up W6679257.', 'W6679257', 'W6679257'],
    [
      'see https://www.example.org/a/b/',
      'from http://example.org/a/b',
      'https://www.example.org/a/b/',
      'http://example.org/a/b',
    ],
    ['saved as data/out/final.csv', 'open("final.csv")', undefined, undefined],
    ['{"id": "mia_li_3668"}', 'user mia_li_3668', 'mia_li_3668', 'mia_li_3668'],
    ['It was Cage Fitness.', 'I suggest Cage Fitness', 'Cage Fitness', 'Cage Fitness'],
    ["as 'Cage Fitness' is", '“Cage Fitness”', 'Cage Fitness', 'Cage Fitness'],
    [
      'I read out/data/report.csv.',
      'from out/data/report.csv',
      'out/data/report.csv',
      'out/data/report.csv',
    ],
    ['It cost $48.25M.', 'EUR 48,250,000', '48.25M', '48,250,000'],
    ['`https://a.example/b`', 'https://a.example/b', 'https://a.example/b', 'https://a.example/b'],
    ['{"t":"Total:\\n48,250"}', 'It is 48,250', '48,250', '48,250'],
    ['EUR 7 358 410 in cash', '7,358,410 of it', '7 358 410', '7,358,410'],
    ['about 7\u202f358\u202f410', 'cash: 7358410', '7\u202f358\u202f410', '7358410'],
    ["CHF 5'408'200", 'CHF 5.4082 million', "5'408'200", '5.4082 million'],
    ['1.234.567,50 €', 'EUR 1234567.5', '1.234.567,50', '1234567.5'],
    ['5.408k users', '5,408 users', '5.408k', '5,408'],
    ['a margin of 13.75 per cent', 'margin: 13.75%', '13.75 per cent', '13.75%'],
    ['"Acme",net_debt,839713,yes', 'debt of 839713', '839713', '839713'],
    ['on 16.03.2025', 'by 2025-03-16', '16.03.2025', '2025-03-16'],
    ['on 16/03/2025', 'by March 16th, 2025', '16/03/2025', 'March 16th, 2025'],
    ['on 03/04/2025', 'on 3 April 2025', '03/04/2025', '3 April 2025'],
    ['on 03/04/2025', 'on March 4, 2025', '03/04/2025', 'March 4, 2025'],
    ['due 2025/03/16', '16th of March 2025', '2025/03/16', '16th of March 2025'],
    ['at 2025-03-16T09:31:07Z', 'at 9:31:07 AM', '09:31:07Z', '9:31:07 AM'],
    ['in cache:user:42', 'GET cache:user:42', 'cache:user:42', 'cache:user:42'],
    ['owner: Yusuf Tormuth In short', 'it is Yusuf Tormuth.', 'Yusuf Tormuth', 'Yusuf Tormuth'],
    // Three digits say little; with what they count, enough.
    ['"units_shipped": 348', '348 units were shipped', '348', '348'],
    ['| units shipped | 910 | final |', 'unitsShipped = 910', '910', '910'],
    ['rows 512 488 301', 'all 512,488,301 rows', '512 488 301', '512,488,301'],
    ['version 1.234.567.8', 'EUR 1,234,567.8', undefined, undefined],
    ['order 1718000000123001', 'order 1718000000123001', '1718000000123001', '1718000000123001'],
  ])('%s → %s', (first, second, from, to) => {
    const expected = from === undefined ? [] : [`#0 value [${from}] → [${to}]`];
    expect(two(first, second)).toEqual(expected);
  });

  it.each([
    ['1,234 tons', '12,345 tons'],
    ['page 12', 'row 12'],
    ['id A1234B', 'A 1234 B'],
    ['a loss of -48,250', 'a gain of 48,250'],
    ['order 1718000000123001', 'order 1718000000123999'],
    ['on 01/02/2024', 'on 15/02/2024'],
  ])('is not found between "%s" and "%s"', (first, second) => {
    expect(two(first, second)).toEqual([]);
  });

  it('is credited to the newest occurrence, older ones stay reachable by the chain', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'So 48,251 then.', had: ['m0'] },
      { agent: 'c', text: 'Noted: 48,251', had: ['m0', 'm1'] },
    ]);
    expect(found(session, 2)).toEqual(['#1 value [48,251] → [48,251]']);
    expect(found(session, 1)).toEqual(['#0 value [48,251] → [48,251]']);
  });

  it('is credited to what the user gave first, not to its echo', () => {
    const session = sessionOf([
      { agent: 'user', kind: 'user', text: 'Check order 55,771.' },
      { agent: 'a', text: 'Order 55,771 it is.', had: ['m0'] },
      { agent: 'b', text: 'Looking at 55,771', had: ['m0', 'm1'] },
    ]);
    expect(found(session, 2)).toEqual(['#0 value [55,771] → [55,771]']);
  });

  it('is credited to each of two sources that report it independently', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'I count 48,251.', had: [] },
      { agent: 'c', text: 'Both say 48,251', had: ['m0', 'm1'] },
    ]);
    expect(found(session, 2)).toEqual([
      '#0 value [48,251] → [48,251]',
      '#1 value [48,251] → [48,251]',
    ]);
  });

  it('is not credited twice along one chain, even through steps that the last one never saw', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'So 48,251 then.', had: ['m0'] },
      { agent: 'c', text: 'I store 48,251', had: ['m1'] },
      { agent: 'd', text: 'Answer: 48,251', had: ['m0', 'm2'] },
    ]);
    expect(found(session, 3)).toEqual(['#2 value [48,251] → [48,251]']);
  });

  it('names every place of the value in the output it is credited to', () => {
    expect(two('It was 48,251 in May. In short, 48,251.', 'It is 48,251')).toEqual([
      '#0 value [48,251] → [48,251]',
      '#0 value [48,251] → [48,251]',
    ]);
  });

  it('survives a later table that repeats the value a hundred times', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'log', text: '| 48,251 |\n'.repeat(100), had: [] },
      { agent: 'c', text: 'So 48,251', had: ['m0'] },
    ]);
    expect(found(session, 2)).toEqual(['#0 value [48,251] → [48,251]']);
  });

  it('needs exposure where inputs were recorded', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'I think 48,251.', had: [] },
    ]);
    expect(found(session, 1)).toEqual([]);
    expect(link(session).unsourced[1]).toEqual([{ start: 8, end: 14 }]);
  });

  it('is not explained by what another agent was given', () => {
    const session = sessionOf([
      { agent: 'a', text: 'It is 48,251.', had: [] },
      { agent: 'b', text: 'Noted.', had: [], given: 'Never exceed 48,251.' },
      { agent: 'c', text: 'So 48,251', had: ['m0'] },
    ]);
    expect(found(session, 2)).toEqual(['#0 value [48,251] → [48,251]']);
  });

  it('makes nothing of what a system prompt gives', () => {
    const session = sessionOf([
      { agent: 'a', text: 'Limit 48,251.', had: [], given: 'The limit is 48,251.' },
      { agent: 'b', text: 'Limit 48,251 kept.', had: ['m0'], given: 'The limit is 48,251.' },
    ]);
    expect(found(session, 1)).toEqual([]);
  });
});

describe('literal inputs', () => {
  const literal = (role: string, text: string, says: string): string[] => {
    const builder = new SessionBuilder({ id: 't', title: 't' });
    const say = (sourceId: string, agent: string, what: string, input: InputItem[]): void =>
      void builder.append({
        sourceId,
        agent,
        kind: 'assistant',
        parts: [{ kind: 'text', text: what }],
        input,
      });
    say(
      'a',
      'reader',
      'The bridge near Ribe will close for nine weeks. It carries 8,412 cars.',
      [],
    );
    say('b', 'writer', says, [{ kind: 'text', role, text }]);
    return found(builder.session(), 1);
  };
  const sentence = 'The bridge near Ribe will close for nine weeks.';

  it('that wrap or cut an earlier output expose what they hold of it', () => {
    expect(literal('user', `Findings:\n${sentence}\nBe brief.`, `Note: ${sentence}`)).toEqual([
      '#0 quote [The bridge near Ribe will close for nine weeks] → [The bridge near Ribe will close for nine weeks]',
    ]);
  });

  it('that are made of its values expose those', () => {
    expect(literal('user', 'Traffic: 8,412 a day', 'About 8,412 cars')).toEqual([
      '#0 value [8,412] → [8,412]',
    ]);
  });

  it('that instruct keep their own constants', () => {
    expect(literal('system', 'Never report more than 8,412.', 'About 8,412 cars')).toEqual([]);
  });
});

describe('quote evidence', () => {
  it('finds a run of repeated words and nothing around it', () => {
    expect(
      two(
        'As found: the bridge will close for nine weeks from early autumn, sadly.',
        'Note that the bridge will close for nine weeks from early autumn!',
      ),
    ).toEqual([
      '#0 quote [the bridge will close for nine weeks from early autumn] → [the bridge will close for nine weeks from early autumn]',
    ]);
  });

  it('is credited to the task that holds nearly all of the run, not to its longer echo', () => {
    const session = sessionOf([
      {
        agent: 'user',
        kind: 'user',
        text: 'Find the last line of the rhyme under the flavor name on the headstone.',
      },
      {
        agent: 'a',
        text: 'To find the last line of the rhyme under the flavor name on the headstone, search first.',
        had: ['m0'],
      },
      {
        agent: 'b',
        text: 'We still lack the last line of the rhyme under the flavor name on the headstone, search again.',
        had: ['m0', 'm1'],
      },
    ]);
    expect(found(session, 2)).toEqual([
      '#0 quote [the last line of the rhyme under the flavor name on the headstone] → [the last line of the rhyme under the flavor name on the headstone]',
    ]);
  });

  it('does not find five common words', () => {
    expect(two('It is one of the best.', 'She is one of the best.')).toEqual([]);
  });

  it('does not run across JSON leaves', () => {
    expect(
      two(
        '{"a":"alpha beta gamma","b":"delta epsilon zeta"}',
        'alpha beta gamma delta epsilon zeta',
      ),
    ).toEqual([]);
  });
});

describe('declared evidence', () => {
  const session = sessionOf([
    {
      agent: 'a',
      text: 'Let me look.',
      calls: [{ id: 'c1', tool: 'db/find', args: '{"q":"x"}' }],
      had: [],
    },
    { agent: 'db/find', kind: 'tool', text: 'nothing', resultOf: 'c1' },
    { agent: 'a', text: 'Please check the roof.', to: ['b'], had: ['m1'] },
    { agent: 'b', text: 'Done.', had: ['m2'] },
  ]);

  it('links a result to the arguments of its call', () => {
    expect(found(session, 1)).toEqual(['#0 declared [{"q":"x"}] → [nothing]']);
  });

  it('links the next step of an agent to what was addressed to it', () => {
    expect(found(session, 3)).toEqual(['#2 declared [Please check the roof.] → [Done.]']);
  });
});

describe('the linker', () => {
  it('never derives from the future, from itself, or from time order alone', () => {
    const { into } = link(chain());
    for (const [generated, derivations] of into.entries()) {
      for (const each of derivations) {
        expect(each.used).toBeLessThan(generated);
        expect(each.evidence.length).toBeGreaterThan(0);
      }
    }
    expect(into[5]).toEqual([]);
  });

  it('gives the same answer every time', () => {
    expect(link(chain())).toEqual(link(chain()));
  });
});
