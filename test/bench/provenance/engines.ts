import { byRing } from './confidence.ts';
import type { Slicer } from './measure.ts';
import { slicerOf } from './measure.ts';

// What is measured. The engine as it ships, and the engine as it would be had it never seen a source.

/** The engine as it ships. */
export const shipped: Slicer = slicerOf();

/** An engine that learned nothing from `heldOutSource`. While nothing is learned, that is the engine as it ships. */
export const engineWithout = (_heldOutSource: string): Slicer => slicerOf();

/** How sure the engine is of a step. */
export const confidenceOf = byRing;
