import type { Scene } from '../scene.ts';

/** A stretch of a session; after every step it lets others go on, so that agents work in parallel. */
export type Episode = (scene: Scene) => Generator<void, void, void>;
