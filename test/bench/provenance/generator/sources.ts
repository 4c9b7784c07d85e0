import type { Fact } from './fact.ts';
import { grouped, withUnit } from './formats.ts';
import type { Random } from '../../../fixtures/random.ts';
import type { Text } from './text.ts';
import { escaped, fill, joined, mention, plain, unit } from './text.ts';
import { fillers } from './words/filler.ts';
import { pageSentences } from './words/prose.ts';

export const sourceFormats = ['json', 'records', 'table', 'page', 'csv', 'log'] as const;
export type SourceFormat = (typeof sourceFormats)[number];

/** What a tool says about facts: as data, as a table, or as a page of prose. */
export function sourceText(
  random: Random,
  format: SourceFormat,
  subject: string,
  facts: readonly Fact[],
): Text {
  switch (format) {
    case 'json':
      return json(random, subject, facts);
    case 'records':
      return records(random, facts);
    case 'table':
      return table(random, subject, facts);
    case 'page':
      return page(random, subject, facts);
    case 'csv':
      return joined(
        [
          'entity,field,value,checked',
          ...facts.map(fact =>
            unit(
              `"${fact.subject}",${fact.key},`,
              quoted(fact, rawOf(fact)),
              `,${random.pick(['yes', 'no'])}`,
            ),
          ),
        ],
        '\n',
      );
    case 'log':
      return joined(
        facts.map((fact, index) =>
          joined([
            `2026-01-${String(random.int(10, 28))}T0${index % 10}:${random.int(10, 59)}:00Z INFO ${random.pick(['sync', 'reader', 'ingest'])} `,
            unit(`${fact.key}=`, quoted(fact, rawOf(fact))),
          ]),
        ),
        '\n',
      );
  }
}

/** How a fact is written in data. */
export function rawOf(fact: Fact): string {
  switch (fact.kind) {
    case 'number':
      return String(fact.value);
    case 'claim':
      return fact.claim.source;
    case 'token':
    case 'date':
    case 'code':
      return fact.value;
  }
}

/** How a fact is written in a sentence or a table. */
const proseOf = (random: Random, fact: Fact): string =>
  fact.kind === 'number' && random.chance(0.85) ? grouped(fact.value) : rawOf(fact);

/** A value in data: strings in quotes, numbers bare. */
export const quoted = (fact: Fact, text: string, uses: Parameters<typeof mention>[2] = []): Text =>
  fact.kind === 'number'
    ? mention(text, fact, uses)
    : joined(['"', escaped(mention(text, fact, uses)), '"']);

function json(random: Random, subject: string, facts: readonly Fact[]): Text {
  const pretty = random.chance(0.6);
  const [gap, colon] = pretty ? ['\n    ', ': '] : [' ', ': '];
  const members = facts.map(fact => unit(`"${fact.key}"${colon}`, quoted(fact, rawOf(fact))));
  const head = `"entity"${colon}"${subject}",`;
  const tail = `"meta"${colon}{"source"${colon}"${random.pick(['registry', 'ledger', 'warehouse', 'crm'])}", "page"${colon}1, "complete"${colon}true}`;
  return joined([
    pretty ? `{\n  ${head}\n  "data": {${gap}` : `{${head} "data": {`,
    joined(members, `,${gap}`),
    pretty ? `\n  },\n  ${tail}\n}` : `}, ${tail}}`,
  ]);
}

function records(random: Random, facts: readonly Fact[]): Text {
  const rows = facts.map(fact =>
    joined([
      `{"entity": "${fact.subject}", "field": "${fact.label}", `,
      unit('"value": ', quoted(fact, rawOf(fact))),
      `, "quality": "${random.pick(['final', 'preliminary', 'estimated'])}"}`,
    ]),
  );
  return joined(['[', joined(rows, random.chance(0.5) ? ',\n ' : ', '), ']']);
}

function table(random: Random, subject: string, facts: readonly Fact[]): Text {
  const rows = facts.map(fact => {
    const written = proseOf(random, fact);
    const [before, after] = fact.kind === 'number' ? withUnit(written, fact) : ['', ''];
    return joined([
      `| ${fact.label} | `,
      unit(before, mention(written, fact), after),
      ` | ${random.pick(['audited', 'as reported', 'estimate', 'n/a', 'checked'])} |`,
    ]);
  });
  return joined(
    [`### ${subject}`, '', '| Field | Value | Note |', '| --- | --- | --- |', ...rows],
    '\n',
  );
}

function page(random: Random, subject: string, facts: readonly Fact[]): Text {
  const sentences = facts.map((fact): Text => {
    if (fact.kind === 'claim') return unit(mention(fact.claim.source, fact));
    const written = proseOf(random, fact);
    const [before, after] = fact.kind === 'number' ? withUnit(written, fact) : ['', ''];
    return fill(random.pick(pageSentences), {
      subject: fact.subject,
      label: fact.label,
      value: fill(`${before}{it}${after}`, { it: mention(written, fact) }),
    });
  });
  const paragraphs: Text[] = [];
  for (let at = 0; at < sentences.length;) {
    const count = random.int(1, 3);
    const inside = sentences.slice(at, at + count);
    paragraphs.push(joined([...fillers(random, 1, 2), ...inside, ...fillers(random, 0, 2)], ' '));
    at += count;
  }
  return joined(
    [
      `# ${subject}`,
      plain('Home | Products | Investors | Careers | Contact'),
      ...paragraphs,
      'All rights reserved. By using this site you accept our terms of use and our privacy notice.',
    ],
    '\n\n',
  );
}
