import type { Segment } from '../session/segment.ts';
import { readable, segments } from '../session/segment.ts';
import type { Output, Step } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import { atoms } from './atoms.ts';
import type { Fingerprints } from './fingerprints.ts';
import { fingerprints } from './fingerprints.ts';
import type { Tokens } from './tokens.ts';
import { tokenise } from './tokens.ts';

/** A text, read once for all finders. */
export interface ReadText {
  readonly segments: readonly Segment[];
  readonly tokens: Tokens;
  readonly fingerprints: Fingerprints;
  /** In order of place. */
  readonly atoms: readonly Atom[];
}

/** One step's output, read. */
export interface StepText extends ReadText {
  readonly step: Step;
}

export function readOutput(output: Output): ReadText {
  const inOrder = segments(output);
  const text = readable(output.text, inOrder);
  const tokens = tokenise(text, inOrder);
  return {
    segments: inOrder,
    tokens,
    fingerprints: fingerprints(tokens),
    atoms: atoms(text, inOrder),
  };
}

export const readStep = (step: Step): StepText => ({ step, ...readOutput(step.output) });
