import type { Model, Models } from '../../../../src/core/propagation/confidence.ts';
import { confidence } from '../../../../src/core/propagation/confidence.ts';
import { isRecorded } from '../../../../src/core/propagation/ground.ts';
import type { Spread } from '../../../../src/core/propagation/spread.ts';
import { spread } from '../../../../src/core/propagation/spread.ts';
import type { Link, Terms } from '../../../../src/core/propagation/terms.ts';
import { linkKinds } from '../../../../src/core/propagation/terms.ts';
import type { Case } from '../case.ts';
import { scored } from '../case.ts';
import { analysisOf, markOf } from '../measure.ts';
import type { Row } from './regression.ts';
import { fit } from './regression.ts';

/** Which of the two models judges a step. */
export type Kind = keyof Models;

/** What a step's confidence is taken to be while a case is rolled out. */
type Judge = (kind: Kind, terms: Terms, links: readonly Link[], seq: number) => number;

/** Models without their thresholds: those are set on cases that they were not made from. */
export type Learned = Readonly<Record<Kind, Pick<Model, 'bias' | 'terms' | 'links'>>>;

export const kindOf = ({ session }: Case, seq: number): Kind =>
  isRecorded(analysisOf(session), seq) ? 'recorded' : 'notRecorded';

/** Spreads the mark of a case. */
export const roll = (each: Case, judge: Judge): Spread =>
  spread(analysisOf(each.session), [markOf(each)], new Map(), new Map(), (seq, terms, links) =>
    judge(kindOf(each, seq), terms, links, seq),
  );

/** What is known, where it is: the readers' word; where they differed, half. */
const truth =
  (each: Case): Judge =>
  (_kind, _terms, _links, seq) =>
    each.consumers.has(seq) ? 1 : each.excluded.has(seq) ? 0.5 : 0;

export const judgeOf =
  (learned: Learned): Judge =>
  (kind, terms, links) =>
    confidence(learned[kind], terms, links);

const folds = 3;

/**
 * Learns what each term is worth, twice: first with the truth about every earlier step, then with what models made from
 * the other sessions say of them. Without the second round they trust clean chains too much.
 */
export function learn(
  cases: readonly Case[],
  weightOf: (each: Case) => number,
  penalty: number,
): Learned {
  const sessions = [...new Set(cases.map(each => each.name))];
  const foldOf = new Map(sessions.map((name, index) => [name, index % folds]));
  const first = rowsOf(cases, weightOf, truth);
  const others = Array.from({ length: folds }, (_, fold) => {
    const rest = first.filter(({ of }) => foldOf.get(of.name) !== fold);
    return fitBoth(rest, rest, penalty);
  });
  const second = rowsOf(cases, weightOf, each => {
    const model = others[foldOf.get(each.name) ?? 0];
    if (model === undefined) throw new Error('no such fold');
    return judgeOf(model);
  });
  return fitBoth(second, first, penalty);
}

interface CaseRow extends Row {
  readonly of: Case;
  readonly kind: Kind;
  readonly links: readonly Link[];
}

function rowsOf(
  cases: readonly Case[],
  weightOf: (each: Case) => number,
  judge: (each: Case) => Judge,
): readonly CaseRow[] {
  return cases.flatMap(of => {
    const seen = new Map<number, { readonly terms: Terms; readonly links: readonly Link[] }>();
    const by = judge(of);
    roll(of, (kind, terms, links, seq) => {
      seen.set(seq, { terms, links });
      return by(kind, terms, links, seq);
    });
    return scored(of).flatMap(seq => {
      const read = seen.get(seq);
      const consumed = of.consumers.has(seq);
      return read === undefined
        ? []
        : [{ of, kind: kindOf(of, seq), ...read, consumed, weight: weightOf(of) }];
    });
  });
}

function fitBoth(
  rows: readonly CaseRow[],
  withTruth: readonly CaseRow[],
  penalty: number,
): Learned {
  const of = (kind: Kind): readonly CaseRow[] => rows.filter(row => row.kind === kind);
  const none = Object.fromEntries(linkKinds.map(kind => [kind, 0])) as Model['links'];
  return {
    recorded: {
      ...fit(of('recorded'), penalty),
      links: reliability(withTruth.filter(row => row.kind === 'recorded')),
    },
    // What was not recorded may have come from anywhere: no link decides alone.
    notRecorded: { ...fit(of('notRecorded'), penalty), links: none },
  };
}

/** Share of the steps with a link of a surely tainted text that consumed it, by kind; a coin's throw where none is known. */
function reliability(rows: readonly CaseRow[]): Model['links'] {
  const entries = linkKinds.map(kind => {
    const having = rows.filter(({ links }) =>
      links.some(link => link.kind === kind && link.weight > 0.9),
    );
    const right = having.filter(row => row.consumed).length;
    return [kind, Math.round(((right + 1) / (having.length + 2)) * 1000) / 1000];
  });
  return Object.fromEntries(entries) as Model['links'];
}
