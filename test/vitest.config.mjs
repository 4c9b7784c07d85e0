import { defineConfig } from 'vitest/config';

/** One project per level; files are found by glob, never by a hand-kept list. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    projects: [
      { test: { name: 'unit', include: ['unit/**/*.test.ts', 'architecture.test.ts'] } },
      { test: { name: 'golden', include: ['golden/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'workbench',
          include: ['workbench/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          // What a person waits for may take its time on a busy machine.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
