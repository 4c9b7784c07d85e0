import { isSmall } from './fact.ts';
import { converted, grouped, reformatted, rounded, tidy, withUnit } from './formats.ts';
import type { Random } from '../../../fixtures/random.ts';
import type { Relation } from './relation.ts';
import type { FlowNode, Text } from './text.ts';
import { fill, mention } from './text.ts';
import {
  after,
  arithmetic,
  before,
  partialFrames,
  quoteFrames,
  tokenSentences,
  translationFrames,
  valueSentences,
} from './words/prose.ts';
import type { World } from './world.ts';

/** How an agent may take up a fact in prose, with how often it does. */
export function waysFor(node: FlowNode): Partial<Record<Relation, number>> {
  switch (node.fact.kind) {
    case 'number':
      return isSmall(node.fact)
        ? { smallValue: 1 }
        : { value: 4, reformat: 3, unit: 1.2, arithmetic: 0.6, ...quoteOf(node) };
    case 'date':
      return { value: 1, reformat: 1.5, ...quoteOf(node) };
    case 'token':
      // A choice or a place to read from is acted on, not reported.
      return node.fact.token === 'choice' ? {} : { value: 1, ...quoteOf(node) };
    case 'claim':
      return { quote: 2, partial: 2, paraphraseNamed: 1.6, paraphraseBlind: 1.2, translation: 0.8 };
    case 'code':
      return quoteOf(node);
  }
}

/** Only a sentence that holds nothing else can be quoted as the use of one fact. */
const quoteOf = (node: FlowNode): Partial<Record<Relation, number>> =>
  node.alone && node.unitText.split(/\s+/u).length >= 8 && /^[^-*>{}|"\n]+\.$/u.test(node.unitText)
    ? { quote: 1.5 }
    : {};

/** A sentence that takes up a fact in the given way; undefined where the fact cannot be taken up so. */
export function express(
  random: Random,
  world: World,
  node: FlowNode,
  relation: Relation,
): Text | undefined {
  const { fact, text } = node;
  const use = [{ node, relation }];
  const { subject, label } = fact;
  const frames = fact.kind === 'token' || fact.kind === 'date' ? tokenSentences : valueSentences;
  const sentence = (value: Text): Text => {
    const frame = random.pick(frames);
    if (!frame.endsWith('.')) return fill(frame, { subject, label, value });
    const lead = random.pick(before);
    const core = lead === '' ? frame : frame.replace(/^[A-Z](?=[a-z])/u, c => c.toLowerCase());
    const first = lead === '' && frame.startsWith('{label}') ? upper(label) : label;
    return fill(`${lead}${core.slice(0, -1)}${random.pick(after)}.`, {
      subject,
      label: first,
      value,
    });
  };
  const around = (written: string): Text => {
    const [sign, unitName] = fact.kind === 'number' ? withUnit(written, fact) : ['', ''];
    return sentence(fill(`${sign}{it}${unitName}`, { it: mention(written, fact, use) }));
  };
  const claim = fact.kind === 'claim' ? fact.claim : { named: [], blind: [] };
  const named = claim.named.filter(other => !sharesWords(other, text));
  const blind = claim.blind.filter(other => !sharesWords(other, text));
  switch (relation) {
    case 'value':
    case 'smallValue':
      return around(text);
    case 'reformat': {
      const other = reformatted(random, fact, text);
      if (other === undefined) return undefined;
      const bare = fact.kind === 'number' && /^0\.|cent/u.test(other);
      return bare ? sentence(mention(other, fact, use)) : around(other);
    }
    case 'unit': {
      const other = fact.kind === 'number' ? converted(random, fact) : undefined;
      return other === undefined ? undefined : sentence(mention(other, fact, use));
    }
    case 'arithmetic': {
      if (fact.kind !== 'number') return undefined;
      const about = world.code(`${label}, rounded`, rounded(fact));
      const [sign, unitName] = withUnit(rounded(fact), fact);
      return fill(random.pick(arithmetic.rounding), {
        value: fill(`${sign}{it}${unitName}`, { it: mention(rounded(fact), about, use) }),
      });
    }
    case 'quote': {
      const at = node.unitText.indexOf(text);
      return fill(random.pick(quoteFrames), {
        quote: [
          ...plainPiece(node.unitText.slice(0, at)),
          ...mention(text, fact, use),
          ...plainPiece(node.unitText.slice(at + text.length)),
        ],
      });
    }
    case 'partial': {
      if (fact.kind !== 'claim') return undefined;
      const words = text.replace(/\.$/u, '').split(' ');
      const length = Math.min(random.int(7, 12), words.length - 2);
      if (length < 7) return undefined;
      const start = random.int(1, words.length - length);
      const part = words.slice(start, start + length).join(' ');
      const cut = world.code('part of a report', part);
      return fill(random.pick(partialFrames), { part: mention(part, cut, use) });
    }
    case 'paraphraseNamed':
      // The same claim, by its name: others may take it up from here as from its source.
      return named.length > 0
        ? fill('{said}', { said: mention(random.pick(named), fact, use) })
        : undefined;
    case 'paraphraseBlind':
      return blind.length > 0 ? fill('{said}', { said: reworded(random.pick(blind)) }) : undefined;
    case 'translation':
      return fact.kind === 'claim'
        ? fill(random.pick(translationFrames), {
            said: reworded(random.pick(fact.claim.translated)),
          })
        : undefined;
    default:
      return undefined;
  }

  function reworded(said: string): Text {
    return mention(said, world.code('report, in other words', said), use);
  }
}

/** True if two sentences have six words in a row in common: then one is no paraphrase of the other. */
function sharesWords(a: string, b: string): boolean {
  const words = a.split(' ');
  return words.some(
    (_, at) => at + 6 <= words.length && b.includes(words.slice(at, at + 6).join(' ')),
  );
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const plainPiece = (text: string): Text =>
  text === '' ? [] : [{ text, mention: undefined, unit: undefined }];

/** A sentence that computes something from several numbers of one quantity; undefined where that gives nothing usable. */
export function compute(
  random: Random,
  world: World,
  nodes: readonly FlowNode[],
): Text | undefined {
  const numbers = nodes.flatMap(node =>
    node.fact.kind === 'number' && !isSmall(node.fact) ? [{ node, fact: node.fact }] : [],
  );
  const [first, second] = numbers;
  if (first === undefined || second === undefined) return undefined;
  const same = numbers.filter(each => each.fact.quantity === first.fact.quantity);
  if (same.length < 2 || same[1] !== second) return undefined;
  const a = first.fact.value;
  const b = second.fact.value;
  const [high, low] = a > b ? [a, b] : [b, a];
  const { quantity } = first.fact;
  const of = (
    kind: keyof typeof arithmetic,
    asQuantity: typeof quantity,
    value: number,
    operands: readonly { readonly node: FlowNode }[],
  ): Text | undefined => {
    const fact =
      kind === 'count'
        ? world.code('count', String(value))
        : world.computed(first.fact.subject, `${first.fact.label} (${kind})`, asQuantity, value);
    if (fact === undefined || value <= 0) return undefined;
    const written =
      random.chance(0.75) || value < 1_000_000
        ? grouped(tidy(value))
        : `${tidy(value / 1e6)} million`;
    const [sign, unitName] = withUnit(written, { quantity: asQuantity, value });
    const it = mention(
      written,
      fact,
      operands.map(({ node }) => ({ node, relation: 'arithmetic' as const })),
    );
    return fill(random.pick(arithmetic[kind]), {
      label: first.fact.label,
      value: fill(`${sign}{it}${unitName}`, { it }),
    });
  };
  const pair = [first, second];
  switch (
    random.weighted({ sum: 4, difference: 3, ratio: 1.5, change: 1.5, share: 1, count: 0.5 })
  ) {
    case 'sum':
      return of(
        'sum',
        quantity,
        same.reduce((sum, { fact }) => sum + fact.value, 0),
        same,
      );
    case 'difference':
      return of('difference', quantity, high - low, pair);
    case 'ratio':
      return of('ratio', 'count', Number((high / low).toFixed(random.int(1, 3))), pair);
    case 'change':
      return of('change', 'percent', Number((((high - low) / low) * 100).toFixed(1)), pair);
    case 'share':
      return of('share', 'percent', Number(((low / (high + low)) * 100).toFixed(1)), pair);
    case 'count':
      return of('count', 'count', numbers.length, numbers);
  }
}
