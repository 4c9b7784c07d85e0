import { readFile } from 'node:fs/promises';
import { readConfig } from './read.ts';
import type { Place } from './places.ts';
import type { Config } from './server.ts';

/** A configuration file that is there. */
export interface ConfigFile extends Config {
  readonly place: Place;
}

/** Reads every file of `places` that exists. One that cannot be read says why, and hides no other. */
export async function discover(places: readonly Place[]): Promise<readonly ConfigFile[]> {
  const files = await Promise.all(places.map(readPlace));
  return files.flatMap(file => file ?? []);
}

async function readPlace(place: Place): Promise<ConfigFile | undefined> {
  try {
    return { place, ...readConfig(await readFile(place.path, 'utf8'), place) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const message = `cannot be read (${error instanceof Error ? error.message : String(error)})`;
    return { place, servers: [], inputs: [], problems: [{ line: undefined, message }] };
  }
}
