// Where the workbench scripts keep what they download and build: one folder, ignored by git, safe to delete.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cache = join(repository, '.vscode-test');
export const vsix = join(cache, 'faultline.vsix');
export const invokerVsix = join(cache, 'invoker.vsix');
export const modelsVsix = join(cache, 'models.vsix');
export const desktopExtensions = join(cache, 'desktop-extensions');
export const results = join(cache, 'results');
export const artifacts = join(repository, 'test', 'workbench', '.artifacts');
