import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Linker, link } from '../../../src/core/provenance/link.ts';
import { oneLine } from '../../../src/core/session/excerpt.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { readSession } from '../../../src/formats/read.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const labelled = join(root, '..', 'shared', 'labelled', 'sessions');

function open(file: string): Session {
  const result = readSession(readFileSync(file), file);
  if (!result.ok) throw new Error(result.message);
  return result.session;
}

// The sample always; the real labelled sessions where they lie beside the checkout.
const files = [
  join(root, 'media', 'sample.faultline'),
  ...(existsSync(labelled) ? readdirSync(labelled).map(name => join(labelled, name)) : []),
];

describe.each(files.map(file => ({ file, name: basename(file) })))('$name', ({ file }) => {
  const session = open(file);
  const provenance = link(session);
  const text = (seq: number, { start, end }: { start: number; end: number }): string =>
    session.steps[seq]?.output.text.slice(start, end) ?? '';

  it('points every derivation back in seq, with ranges inside both outputs', () => {
    for (const [generated, derivations] of provenance.into.entries()) {
      for (const { used, evidence } of derivations) {
        expect(used).toBeLessThan(generated);
        for (const { from, to } of evidence) {
          expect(text(used, from)).toHaveLength(from.end - from.start);
          expect(text(generated, to)).toHaveLength(to.end - to.start);
        }
      }
    }
  });

  it('has evidence whose range reproduces its text', () => {
    for (const [generated, derivations] of provenance.into.entries()) {
      for (const { evidence } of derivations) {
        for (const { kind, to, text: said } of evidence) {
          if (kind === 'value') expect(text(generated, to)).toBe(said);
          if (kind === 'quote') expect(oneLine(text(generated, to), 200)).toBe(said);
        }
      }
    }
  });

  it('links step by step as it links at once', () => {
    const linker = new Linker();
    for (const [seq, step] of session.steps.entries()) {
      expect(linker.append(step)).toEqual(provenance.into[seq]);
    }
  });
});
