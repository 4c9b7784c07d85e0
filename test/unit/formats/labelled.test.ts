import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findStep } from '../../../src/core/session/session.ts';
import { readSession } from '../../../src/formats/read.ts';

/** Real sessions with marks by hand; they lie beside the project and are not part of it. */
const folder = fileURLToPath(new URL('../../../../shared/labelled/', import.meta.url));

const here = existsSync(folder);

describe.skipIf(!here)(
  `labelled sessions${here ? '' : ' (skipped: no ../shared/labelled)'}`,
  () => {
    it('hold every marked quote word for word in the step that the label names', () => {
      const labels = JSON.parse(readFileSync(`${folder}labels.json`, 'utf8')) as Record<
        string,
        readonly { readonly source: string; readonly quote: string }[]
      >;
      const lost: string[] = [];
      let marks = 0;
      for (const file of readdirSync(`${folder}sessions`)) {
        const result = readSession(readFileSync(`${folder}sessions/${file}`), file);
        if (!result.ok) throw new Error(result.message);
        for (const { source, quote } of labels[file.replace('.json', '')] ?? []) {
          const found = findStep(result.session, source);
          marks++;
          if (!found.ok || !found.step.output.text.includes(quote))
            lost.push(`${file} ${source}: ${quote}`);
        }
      }
      expect(lost).toEqual([]);
      expect(marks).toBeGreaterThan(100);
    });
  },
);
