import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Compares text with the golden file `test/golden/<name>.txt`. On a difference the new text is left beside it as
 * `.actual`. `RESET_GOLDEN=1` rewrites the file: read the diff before you commit it.
 */
export function expectGolden(name: string, text: string): void {
  const file = join(here, `${name}.txt`);
  const actual = join(here, `${name}.actual`);
  if (process.env['RESET_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    rmSync(actual, { force: true });
    return;
  }
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (golden !== text) writeFileSync(actual, text);
  else rmSync(actual, { force: true });
  expect(text).toBe(golden);
}
