import type { ConfidenceOf } from './confidence.ts';
import type { Slicer } from './measure.ts';
import { slicerOf } from './measure.ts';
import { modelsWithout } from './train/models.ts';

// What is measured. The engine as it ships, and the engine as it would be had it never seen a source.

/** The engine as it ships. */
export const shipped: Slicer = slicerOf();

/** An engine that learned nothing from `heldOutSource`, and set its thresholds on the other sources. */
export const engineWithout = async (heldOutSource: string): Promise<Slicer> =>
  slicerOf(await modelsWithout(heldOutSource));

/** How sure the engine is of a step. */
export const confidenceOf: ConfidenceOf = step => step.confidence;
