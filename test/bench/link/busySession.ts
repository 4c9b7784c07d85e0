import { seeded } from '../../fixtures/random.ts';
// A long recording as real ones are: tools that return JSON rows, agents that summarise, quote, compute and write code,
// echoes, boilerplate, and inputs recorded by reference, literally, or not at all. Made, for it is too large to keep.

const steps = ['plan', 'call', 'result', 'report', 'code', 'review', 'table', 'relay'] as const;
const agents = {
  plan: 'planner',
  call: 'researcher',
  result: 'store/query',
  report: 'researcher',
  code: 'coder',
  review: 'reviewer',
  table: 'writer',
  relay: 'dispatcher',
} as const;

/** How many earlier steps a recorded input holds, by what the step is; the planner's literal ones are texts, the rest references. */
const contexts = { plan: 4, call: 12, report: 16, review: 40, table: 8, relay: 3 } as const;

const prompt =
  'You are the planner of a small team. Keep plans short, name the step that each figure comes from, and never invent an order number. ' +
  'Amounts are in EUR unless the query says otherwise; dates are ISO 8601. Escalate anything above 250,000 to a person.';

const common =
  'the of and to in a is that for it as was with by on are from at which have an they were one all can has there been if more when will would so no its out about into than only other some time these two first any now our over also after most'.split(
    ' ',
  );
const syllables =
  'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo za bre cla dri flo gru pla ste tri sho che'.split(
    ' ',
  );

/** The text of a recording of `count` steps. O(count). */
export function busySession(count: number, seed = 7): string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const words = Array.from({ length: 6000 }, () =>
    Array.from({ length: 1 + below(4) }, () => pick(syllables)).join(''),
  );
  // Few words are used often and most of them seldom.
  const word = (): string =>
    random() < 0.4 ? pick(common) : (words[Math.floor(words.length * random() ** 3)] ?? 'word');
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  const name = (): string => `${capital(pick(words))} ${capital(pick(words))}`;
  const sentence = (): string =>
    `${capital(Array.from({ length: 6 + below(14) }, word).join(' '))}.`;
  const prose = (n: number): string => Array.from({ length: n }, sentence).join(' ');
  const amount = (): number => (10_000 + below(9_990_000)) / (random() < 0.5 ? 1 : 100);
  const day = (): string =>
    new Date(Date.UTC(2020 + below(6), below(12), 1 + below(28))).toISOString().slice(0, 10);

  const texts: string[] = [];
  const lines: string[] = [
    JSON.stringify({
      faultline: 1,
      id: `busy-${count}`,
      title: `${count} steps`,
      startedAt: '2026-01-01T00:00:00Z',
    }),
  ];
  const recent = (): string => texts[Math.max(0, texts.length - 1 - below(12))] ?? '';
  const quoteOf = (text: string): string => {
    const all = text.split(' ');
    const from = below(Math.max(1, all.length - 14));
    return all.slice(from, from + 8 + below(6)).join(' ');
  };
  const numberOf = (text: string): string => pick(text.match(/\d[\d.,]*\d/gu) ?? ['4,711']);

  for (let seq = 0; seq < count; seq++) {
    const kind = seq === 0 || seq % 97 === 0 ? 'ask' : (steps[seq % steps.length] ?? 'plan');
    const context = kind in contexts ? contexts[kind as keyof typeof contexts] : 0;
    const earlier = Array.from({ length: Math.min(context, seq) }, (_, i) => seq - 1 - i).reverse();
    const base = { t: 1.7e9 + seq, type: 'message', id: `m${seq}` };
    const said = (content: string, extra: object = {}): object => {
      texts.push(content);
      return {
        ...base,
        role: kind === 'ask' ? 'user' : kind === 'result' ? 'tool' : 'assistant',
        name: kind === 'ask' ? 'user' : agents[kind],
        content,
        ...extra,
      };
    };
    const references = { input: earlier.map(each => `m${each}`) };
    const row = (): object => ({
      order: `ORD-${100_000 + below(900_000)}`,
      customer: name(),
      amount: amount(),
      due: day(),
      note: random() < 0.3 ? sentence() : null,
      url: `https://shop.example.org/${pick(words)}/${below(1e6)}`,
      open: random() < 0.5,
    });
    let event: object;
    switch (kind) {
      case 'ask':
        event = said(`${prose(1)} Please find what ${name()} owes us since ${day()}.`);
        break;
      case 'plan':
        event = said(
          `Plan:\n1. ${sentence()}\n2. Ask for ${numberOf(recent())} again.\n3. ${sentence()}`,
          {
            to: 'researcher',
            input: [
              { role: 'system', content: prompt },
              ...earlier.map(each => ({ role: 'user', content: texts[each] ?? '' })),
            ],
          },
        );
        break;
      case 'call':
        event = {
          ...said(''),
          content: null,
          tool_calls: [
            {
              id: `call_${seq}`,
              function: {
                name: 'store/query',
                arguments: JSON.stringify({
                  customer: name(),
                  since: day(),
                  least: Number(numberOf(recent()).replaceAll(',', '')) || 1,
                }),
              },
            },
          ],
          ...references,
        };
        break;
      case 'result':
        event = said(JSON.stringify({ rows: Array.from({ length: 2 + below(5) }, row) }), {
          tool_call_id: `call_${seq - 1}`,
        });
        break;
      case 'report':
        event = said(
          `${prose(3)} The amount of ${numberOf(recent())} is due on ${day()}. ${quoteOf(recent())}. ${prose(1)}`,
          references,
        );
        break;
      case 'code':
        event = said(
          `I write src/${pick(words)}/${pick(words)}.py:\n\n\`\`\`python\ndef ${pick(words)}_${pick(words)}(rows):\n    total = 0\n    for row in rows:\n        if row["amount"] > ${numberOf(recent())}:\n            total += row["${pick(words)}"]  # ${sentence()}\n    return round(total, 2)\n\`\`\`\n`,
        );
        break;
      case 'review':
        event = said(
          `${sentence()} “${quoteOf(recent())}” is right, but ${numberOf(recent())} is not ${amount()}. ${prose(2)}`,
          references,
        );
        break;
      case 'table':
        event = said(
          `| Order | Amount | Due |\n|---|---|---|\n${Array.from({ length: 4 }, () => `| ORD-${100_000 + below(900_000)} | ${amount()} | ${day()} |`).join('\n')}\n\n**Sum:** ${numberOf(recent())}. ${sentence()}`,
          references,
        );
        break;
      case 'relay':
        event = said(random() < 0.3 ? 'Done.' : recent(), references);
        break;
    }
    lines.push(JSON.stringify(event));
  }
  return `${lines.join('\n')}\n`;
}
