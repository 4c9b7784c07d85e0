import { describe, expect, it } from 'vitest';
import { SessionBuilder, type StepDraft } from '../../../src/core/session/builder.ts';
import { segments } from '../../../src/core/session/segment.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { stepAt } from '../../../src/core/session/session.ts';
import type { Range } from '../../../src/core/session/range.ts';
import type { Ring } from '../../../src/core/propagation/slice.ts';
import { Analysis } from '../../../src/core/view/analysis.ts';
import type { GeneratedCase } from '../../bench/provenance/generator/cases.ts';
import { generatedCases } from '../../bench/provenance/generator/cases.ts';
import type { Generated } from '../../bench/provenance/generator/generate.ts';
import { generateSession } from '../../bench/provenance/generator/generate.ts';
import type { FlowStep } from '../../bench/provenance/generator/stage.ts';
import type { FlowNode } from '../../bench/provenance/generator/text.ts';
import { analysisOf, slicerOf } from '../../bench/provenance/measure.ts';

// What must hold of every session, whatever is right for it: a change that cannot matter changes nothing.

const seeds = [2001, 2002, 2003, 2004, 2005, 2006];
const lengths = { steps: 40 } as const;
const slice = slicerOf();

const sessionOf = (drafts: readonly StepDraft[]): Session => {
  const builder = new SessionBuilder({ id: 'changed', title: 'Changed' });
  for (const draft of drafts) builder.append(draft);
  return builder.session();
};

const draftsOf = ({ flow }: Generated, inputs: 'recorded' | 'notRecorded'): StepDraft[] =>
  flow.map(({ draft }) => (inputs === 'recorded' ? draft : { ...draft, input: undefined }));

const ringsOf = (session: Session, mark: { readonly seq: number; readonly range: Range }): Ring[] =>
  slice({
    source: '',
    name: '',
    session,
    mark,
    consumers: new Map(),
    excluded: new Set(),
  }).steps.map(step => step.ring);

/** How much a ring says that a step is affected. */
const strength: Record<Ring, number> = {
  wrong: 4,
  unsure: 4,
  traced: 3,
  suspect: 2,
  exposed: 1,
  notProven: 0,
  clean: 0,
  verified: 0,
};

/** Every string of a draft with the value replaced by another of the same length. */
const replaced = (draft: StepDraft, value: string, other: string): StepDraft =>
  JSON.parse(
    JSON.stringify(draft).replaceAll(value, other),
    (_, each: unknown) => each,
  ) as StepDraft;

/** Where every piece of evidence stands; what it weighs may change with how common a number is. */
const places = (analysis: Analysis): unknown =>
  analysis.provenance.into.map(derivations =>
    derivations.map(({ used, evidence }) => ({
      used,
      evidence: evidence.map(({ kind, from, to }) => ({ kind, from, to })),
    })),
  );

describe.each(seeds)('seed %i', seed => {
  describe.each(['recorded', 'notRecorded'] as const)('inputs %s', inputs => {
    const generated = generateSession(seed, { ...lengths, inputs });
    const { session } = generated;
    const analysis = analysisOf(session);
    const cases: readonly GeneratedCase[] = generatedCases([seed], { ...lengths, inputs });

    it('says the same when it is read twice', () => {
      const again = new Analysis(generateSession(seed, { ...lengths, inputs }).session);
      expect(again.provenance).toEqual(analysis.provenance);
    });

    it('says of a beginning what it says of it in the whole', () => {
      for (const length of [7, 20, 33]) {
        const beginning = new Analysis({ ...session, steps: session.steps.slice(0, length) });
        expect(beginning.provenance.into).toEqual(analysis.provenance.into.slice(0, length));
      }
    });

    it('reaches with a whole output what it reaches with each of its sentences', () => {
      const marked = cases.filter(each => each.kind === 'relation').slice(0, 5);
      expect(marked.length).toBeGreaterThan(0);
      for (const { mark } of marked) {
        const { output } = stepAt(session, mark.seq);
        const whole = ringsOf(session, {
          seq: mark.seq,
          range: { start: 0, end: output.text.length },
        });
        for (const range of segments(output)) {
          const part = ringsOf(session, { seq: mark.seq, range });
          for (const [seq, ring] of part.entries()) {
            expect(
              strength[whole[seq] ?? 'clean'],
              `#${mark.seq} → #${seq}`,
            ).toBeGreaterThanOrEqual(strength[ring]);
          }
        }
      }
    });
  });
});

describe.each(['recorded', 'notRecorded'] as const)('an unused value, inputs %s', inputs => {
  it('may be any other', () => {
    let changes = 0;
    for (const seed of seeds) {
      const generated = generateSession(seed, { ...lengths, inputs });
      const drafts = draftsOf(generated, inputs);
      const all = JSON.stringify(drafts);
      const unused = generated.flow
        .flatMap(step => step.nodes)
        .find(node => isLoneNumber(generated, node, all));
      if (unused === undefined) continue;
      const other = [...unused.text].map(digit => String(((Number(digit) + 4) % 9) + 1)).join('');
      expect(all).not.toContain(other);
      const changed = sessionOf(drafts.map(draft => replaced(draft, unused.text, other)));
      expect(stepAt(changed, unused.seq)).not.toEqual(stepAt(generated.session, unused.seq));
      expect(places(new Analysis(changed))).toEqual(places(analysisOf(generated.session)));
      for (const { mark } of generatedCases([seed], { ...lengths, inputs })) {
        expect(ringsOf(changed, mark)).toEqual(ringsOf(generated.session, mark));
      }
      changes++;
    }
    expect(changes).toBeGreaterThanOrEqual(3);
  });
});

describe('two steps that have nothing to do with each other', () => {
  it('may come in either order', () => {
    let swaps = 0;
    for (const seed of seeds) {
      const generated = generateSession(seed, { ...lengths, inputs: 'recorded' });
      const drafts = draftsOf(generated, 'recorded');
      const before = pairsOf(analysisOf(generated.session), seq => seq);
      for (const [at, first] of generated.flow.entries()) {
        const second = generated.flow[at + 1];
        if (at === 0 || second === undefined || !independent(first, second)) continue;
        const swapped = [
          ...drafts.slice(0, at),
          second.draft,
          first.draft,
          ...drafts.slice(at + 2),
        ];
        const moved = (seq: number): number => (seq === at ? at + 1 : seq === at + 1 ? at : seq);
        expect(pairsOf(new Analysis(sessionOf(swapped)), moved), `seed ${seed}, #${at}`).toEqual(
          before,
        );
        swaps++;
      }
    }
    expect(swaps).toBeGreaterThanOrEqual(6);
  });
});

const pairsOf = (analysis: Analysis, seqOf: (seq: number) => number): string[] =>
  analysis.provenance.into
    .flat()
    .map(({ used, generated }) => `${seqOf(used)} → ${seqOf(generated)}`)
    .sort();

/** A distractor of five digits or more that stands in the session once, truncated contexts aside. */
const isLoneNumber = (generated: Generated, node: FlowNode, all: string): boolean =>
  generated.distractors.has(node.fact.id) &&
  node.uses.length === 0 &&
  /^\d{5,}$/u.test(node.text) &&
  generated.flow.every(
    ({ draft }, seq) => seq === node.seq || !JSON.stringify(draft.parts).includes(node.text),
  ) &&
  !all.includes([...node.text].map(digit => String(((Number(digit) + 4) % 9) + 1)).join(''));

/**
 * Of other agents; neither had the other's output or speaks to the other or to whom the other speaks, nor is one the call to a server that the other answers for; no
 * number, name or run of four words is in both: then nothing that comes after can tell which of them came first.
 */
function independent(a: FlowStep, b: FlowStep): boolean {
  const [one, other] = [a.draft, b.draft].map(draft => JSON.stringify(draft.parts));
  const calls = [a, b].some(({ draft }) => draft.parts.some(part => part.kind === 'tool_call'));
  const answers = [a, b].some(({ draft }) => draft.kind === 'tool');
  return (
    ![...(a.draft.to ?? []), a.draft.agent].some(name =>
      [...(b.draft.to ?? []), b.draft.agent].includes(name),
    ) &&
    !(calls && answers) &&
    !b.had.some(had => `m${had.seq}` === a.draft.sourceId) &&
    !tells(one ?? '').some(token => tells(other ?? '').includes(token))
  );
}

/** What could be evidence in a text: numbers, names, runs of four words. */
function tells(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}_.,/@-]+/gu) ?? [];
  return words.flatMap((word, at) => [
    ...(/\p{N}/u.test(word) || /^\p{Lu}\p{Ll}{3}/u.test(word) ? [word] : []),
    words.slice(at, at + 4).join(' '),
  ]);
}
