import type { Segment } from '../session/segment.ts';
import { segments } from '../session/segment.ts';
import type { Step } from '../session/step.ts';
import type { Atom } from './atoms.ts';
import { atoms } from './atoms.ts';
import type { Tokens } from './tokens.ts';
import { tokenise } from './tokens.ts';

/** One step's output, read once for all finders. */
export interface StepText {
  readonly step: Step;
  readonly segments: readonly Segment[];
  readonly tokens: Tokens;
  readonly atoms: readonly Atom[];
}

export function readStep(step: Step): StepText {
  const inOrder = segments(step.output);
  return {
    step,
    segments: inOrder,
    tokens: tokenise(step.output.text, inOrder),
    atoms: atoms(step.output.text, inOrder),
  };
}
