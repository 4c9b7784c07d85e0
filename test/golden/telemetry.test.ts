import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/core/session/excerpt.ts';
import type { Step } from '../../src/core/session/step.ts';
import { readSession } from '../../src/formats/read.ts';
import { expectGolden } from './golden.ts';

// Third-party files, read where they lie: they are no part of the project.
const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'samples');
const here = existsSync(samples);
const folders = [
  'otlp-collector',
  'otlp-openinference',
  'otel-monocle',
  'otel-python-console',
  'openinference-js',
  'inference-perf',
  'mcp-cassette',
];

/** A step in one line, its input in another: `#3` for an earlier step, a role and a length for a text. */
function printStep(step: Step, seqs: ReadonlyMap<string, number>): string {
  const { seq, sourceId, agent, kind, to, output, input } = step;
  const addressed = to.length > 0 ? ` to ${to.join(', ')}` : '';
  const given = input?.map(item =>
    item.kind === 'ref' ? `#${seqs.get(item.sourceId)}` : `${item.role} ${item.text.length}`,
  );
  return [
    `#${seq} ${sourceId} ${agent} ${kind}${addressed}, ${output.text.length}: ${oneLine(output.text, 48)}`,
    ...(given === undefined ? [] : [`    given ${given.join(', ')}`]),
  ].join('\n');
}

describe(`telemetry of others${here ? '' : ' (skipped: no ../shared/samples)'}`, () => {
  const files = (here ? folders : []).flatMap(folder =>
    readdirSync(join(samples, folder))
      .filter(name => name.endsWith('.json'))
      .map(name => `${folder}/${name}`),
  );
  it.skipIf(!here).each(here ? files : ['none'])('opens: %s', name => {
    const result = readSession(readFileSync(join(samples, name)), name);
    if (!result.ok) throw new Error(result.message);
    const { steps } = result.session;
    const seqs = new Map(steps.map(step => [step.sourceId, step.seq]));
    expect(seqs.size).toBe(steps.length);
    for (const { seq, input } of steps) {
      for (const item of input ?? []) {
        if (item.kind === 'ref') expect(seqs.get(item.sourceId)).toBeLessThan(seq);
      }
    }
    const lines = [
      `${result.format}, ${steps.length} steps`,
      ...result.diagnostics.map(each => `! ${each.message}`),
      ...steps.map(step => printStep(step, seqs)),
    ];
    expectGolden(`telemetry/${name.replace(/\.json$/u, '')}`, `${lines.join('\n')}\n`);
  });
});
