// The folder that `npm start` opens: the bundled sample session, and whatever was marked in it before.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, repository } from './paths.mjs';

/**
 * A window that has never seen our extension opens files before it knows custom editors, so as text. Where a setting
 * asks for one, it waits. A local window reads this from the folder in time, a served one only from the user's settings.
 */
export const opensAsGraph = {
  'workbench.editorAssociations': { '*.faultline': 'faultline.graph' },
};

const settings = { ...opensAsGraph, 'files.exclude': { '.vscode': true } };

/** Copies the sample into the workspace; its marks lie beside it and stay. */
export async function prepareSample() {
  const sample = join(repository, 'media', 'sample.faultline');
  if (!existsSync(sample)) {
    throw new Error('media/sample.faultline is missing: run `npm run sample` to record it.');
  }
  const folder = join(cache, 'workspace');
  const file = join(folder, 'sample.faultline');
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await copyFile(sample, file);
  const text = JSON.stringify(settings, null, 2) + '\n';
  await writeFile(join(folder, '.vscode', 'settings.json'), text);
  return { folder, file };
}
