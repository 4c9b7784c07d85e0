import { describe, expect, it } from 'vitest';
import { generatedCases } from '../../bench/provenance/generator/cases.ts';
import type { Generated } from '../../bench/provenance/generator/generate.ts';
import { generateSession } from '../../bench/provenance/generator/generate.ts';
import type { Relation } from '../../bench/provenance/generator/relation.ts';
import { relations } from '../../bench/provenance/generator/relation.ts';
import type { FlowNode } from '../../bench/provenance/generator/text.ts';
import { stepAt } from '../../../src/core/session/session.ts';

const options = { steps: 60, inputs: 'recorded' } as const;
const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
const all = seeds.map(seed => generateSession(seed, options));

const uses = (generated: Generated): { node: FlowNode; used: FlowNode; relation: Relation }[] =>
  generated.flow.flatMap(({ nodes }) =>
    nodes.flatMap(node => node.uses.map(({ node: used, relation }) => ({ node, used, relation }))),
  );

const of = (relation: Relation): { node: FlowNode; used: FlowNode; generated: Generated }[] =>
  all.flatMap(generated =>
    uses(generated)
      .filter(each => each.relation === relation)
      .map(each => ({ ...each, generated })),
  );

const significant = (value: number): string =>
  String(value)
    .replace('.', '')
    .replace(/^0+|0+$/gu, '');

describe('a generated session', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generateSession(7, options).session).toEqual(generateSession(7, options).session);
    expect(generateSession(7, options).session).not.toEqual(generateSession(8, options).session);
  });

  it('says the same with and without its inputs', () => {
    const recorded = generateSession(3, options).session;
    const bare = generateSession(3, { ...options, inputs: 'notRecorded' }).session;
    expect(bare.steps.map(step => step.output)).toEqual(recorded.steps.map(step => step.output));
    expect(bare.steps.every(step => step.input === undefined)).toBe(true);
    expect(recorded.steps.some(step => step.input !== undefined)).toBe(true);
  });

  it('has the length that was asked for', () => {
    for (const { session } of all) expect(session.steps).toHaveLength(60);
    expect(generateSession(1, { ...options, steps: 200 }).session.steps).toHaveLength(200);
  });

  it('knows where every fact stands', () => {
    for (const { flow, session } of all) {
      for (const node of flow.flatMap(step => step.nodes)) {
        const { text } = stepAt(session, node.seq).output;
        expect(text.slice(node.range.start, node.range.end)).toBe(node.text);
        expect(text.slice(node.unit.start, node.unit.end)).toBe(node.unitText);
      }
    }
  });

  it('uses only what is earlier and stood in context', () => {
    for (const generated of all) {
      for (const { node, used, relation } of uses(generated)) {
        expect(used.seq).toBeLessThan(node.seq);
        // What is read back comes from a file, not from a context.
        if (relation === 'state') continue;
        const had = generated.flow[node.seq]?.had ?? [];
        expect(had.every(each => each.seq < node.seq)).toBe(true);
        expect(
          had.some(each => each.seq === used.seq && used.range.end <= each.upTo),
          `${generated.session.id} #${used.seq} ${relation} #${node.seq} ${node.text}`,
        ).toBe(true);
      }
    }
  });

  it('answers every call but those cut off by the end', () => {
    for (const { session } of all) {
      const parts = session.steps.flatMap(step => step.output.parts);
      const calls = parts.flatMap(part => (part.kind === 'tool_call' ? [part.callId] : []));
      const results = parts.flatMap(part => (part.kind === 'tool_result' ? [part.callId] : []));
      expect(new Set(calls).size).toBe(calls.length);
      expect(results.every(id => calls.includes(id))).toBe(true);
      expect(calls.length - results.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('relations', () => {
  it.each(relations)('has some of %s', relation => {
    expect(of(relation).length).toBeGreaterThan(3);
  });

  it.each(['value', 'smallValue', 'quote', 'argument', 'correction'] as const)(
    '%s: the same text stands in both outputs',
    relation => {
      for (const { node, used, generated } of of(relation)) {
        expect(node.text).toContain(JSON.stringify(used.text).slice(1, -1));
        expect(stepAt(generated.session, node.seq).output.text).toContain(node.text);
      }
    },
  );

  it('reformat: the same fact, not written the same', () => {
    for (const { node, used } of of('reformat')) {
      expect(node.fact.id).toBe(used.fact.id);
      expect(node.text).not.toBe(used.text);
    }
  });

  it('reformat of a number keeps its digits', () => {
    for (const { node, used } of of('reformat')) {
      if (used.fact.kind !== 'number') continue;
      const digits = significant(used.fact.value);
      expect(node.text.replaceAll(/[^\d]/gu, '').replace(/^0+|0+$/gu, '')).toBe(digits);
    }
  });

  it('jsonEscaped: stands inside a JSON string of the arguments', () => {
    for (const { node, generated } of of('jsonEscaped')) {
      const { output } = stepAt(generated.session, node.seq);
      const call = output.parts.find(part => part.kind === 'tool_call');
      if (call?.kind !== 'tool_call') throw new Error('no call');
      const { start, end } = call.argumentsRange;
      const args = JSON.parse(output.text.slice(start, end)) as Record<string, string>;
      const inner = args['payload'] ?? args['content'] ?? '';
      expect(JSON.stringify(JSON.parse(inner))).toContain(
        JSON.stringify(node.text).slice(1, -1).replaceAll('\\\\', '\\'),
      );
    }
  });

  it('partial: seven to twelve words of the sentence', () => {
    for (const { node, used } of of('partial')) {
      expect(used.text).toContain(node.text);
      const words = node.text.split(' ').length;
      expect(words).toBeGreaterThanOrEqual(7);
      expect(words).toBeLessThanOrEqual(12);
    }
  });

  it('paraphrase: no run of six words is kept', () => {
    for (const { node, used } of [...of('paraphraseNamed'), ...of('paraphraseBlind')]) {
      const words = node.text.split(' ');
      for (let at = 0; at + 6 <= words.length; at++) {
        expect(used.text).not.toContain(words.slice(at, at + 6).join(' '));
      }
    }
  });

  it('paraphraseBlind: the name is gone', () => {
    for (const { node, used } of of('paraphraseBlind')) {
      if (used.fact.kind === 'claim') expect(node.text).not.toContain(used.fact.claim.name);
    }
  });

  it('decision: the figure is not named', () => {
    for (const { node, used, generated } of of('decision')) {
      if (used.fact.kind !== 'number') continue;
      const { text } = stepAt(generated.session, node.seq).output;
      expect(text).not.toContain(used.text);
    }
  });

  it('unit: another number for the same fact', () => {
    for (const { node, used } of of('unit')) {
      expect(node.fact.id).toBe(used.fact.id);
      if (used.fact.kind !== 'number') throw new Error('a unit without a number');
    }
  });
});

describe('labels', () => {
  const cases = generatedCases(seeds, options);

  it('point forward, and know each step as one thing', () => {
    for (const { mark, consumers, excluded, direct, session } of cases) {
      expect(mark.range.end).toBeGreaterThan(mark.range.start);
      expect(mark.range.end).toBeLessThanOrEqual(stepAt(session, mark.seq).output.text.length);
      for (const seq of consumers.keys()) {
        expect(seq).toBeGreaterThan(mark.seq);
        expect(excluded.has(seq)).toBe(false);
      }
      for (const seq of direct) expect(consumers.has(seq)).toBe(true);
    }
  });

  it('of a distractor: nobody, and its number occurs nowhere else', () => {
    const distractors = cases.filter(each => each.kind === 'distractor');
    expect(distractors.length).toBeGreaterThan(20);
    for (const { consumers } of distractors) expect(consumers.size).toBe(0);
    for (const { flow, distractors: unused } of all) {
      const nodes = flow.flatMap(step => step.nodes);
      for (const node of nodes) {
        if (!unused.has(node.fact.id) || node.fact.kind !== 'number' || node.uses.length > 0)
          continue;
        const digits = significant(node.fact.value);
        if (digits.length < 3) continue;
        const same = nodes.filter(
          ({ fact }) =>
            fact.kind === 'number' &&
            fact.id !== node.fact.id &&
            significant(fact.value) === digits,
        );
        expect(same).toEqual([]);
      }
    }
  });

  it('make a mark on a whole output hold those of its parts', () => {
    for (const { kind, mark, consumers, excluded, session } of cases) {
      if (kind !== 'whole') continue;
      const parts = cases.filter(each => each.session === session && each.mark.seq === mark.seq);
      for (const part of parts) {
        for (const seq of part.consumers.keys()) expect(consumers.has(seq)).toBe(true);
      }
      expect([...excluded].every(seq => !consumers.has(seq))).toBe(true);
    }
  });
});
