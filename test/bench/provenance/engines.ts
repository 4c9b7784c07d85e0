import type { Case } from './case.ts';
import type { ConfidenceOf } from './confidence.ts';
import type { Slicer } from './measure.ts';
import { slicerOf } from './measure.ts';
import { modelsWithout, sourcesOf } from './train/models.ts';

// What is measured. The engine as it ships, and the engine as it would be had it never seen a source.

/** The engine as it ships. */
export const shipped: Slicer = slicerOf();

/** For each source an engine that learned nothing from it, and set its thresholds on the other sources. */
export async function enginesWithout(cases: readonly Case[]): Promise<ReadonlyMap<string, Slicer>> {
  const engines = new Map<string, Slicer>();
  for (const source of sourcesOf(cases)) engines.set(source, slicerOf(await modelsWithout(source)));
  return engines;
}

/** How sure the engine is of a step. */
export const confidenceOf: ConfidenceOf = step => step.confidence;
