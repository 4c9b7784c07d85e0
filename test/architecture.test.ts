import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// The import table of the design: what each room may import, by kind of target. This test is the only place where an
// exception may stand, and it would have to stand here:
//
// Debt (from → to, why, until when): none.
const debt: ReadonlySet<string> = new Set([]);

type Target =
  | 'core'
  | 'coreTypes'
  | 'formats'
  | 'protocol'
  | 'recorder'
  | 'host'
  | 'cli'
  | 'webview'
  | 'layout'
  | 'zod'
  | 'sdk'
  | 'vscode'
  | 'node'
  | 'd3'
  | 'd3Layout'
  | 'other';

const table: Record<string, readonly Target[]> = {
  core: ['core'],
  formats: ['core', 'formats', 'zod'],
  protocol: ['coreTypes', 'protocol'],
  recorder: ['core', 'formats', 'recorder', 'zod', 'sdk', 'node'],
  host: ['core', 'formats', 'protocol', 'recorder', 'host', 'vscode', 'node'],
  cli: ['core', 'formats', 'recorder', 'cli', 'zod', 'node'],
  extension: ['core', 'formats', 'protocol', 'recorder', 'host', 'vscode', 'node'],
  'webview/layout': ['coreTypes', 'layout', 'd3Layout'],
  webview: ['core', 'protocol', 'webview', 'layout', 'd3', 'd3Layout'],
};

/** Libraries beyond the table, by room: each does one thing that the design leaves to a library. */
const libraries: Record<string, readonly string[]> = {
  // Commands started as a shell would, `.cmd` shims on Windows included; server-sent events; JSON with comments, edited in
  // place; TOML; protobuf's wire format.
  recorder: [
    'cross-spawn',
    'eventsource-parser',
    'jsonc-parser',
    'smol-toml',
    '@bufbuild/protobuf/wire',
  ],
};

const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..'));

const files = ['src', 'webview'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/u.test(name))
    .map(name => join(folder, name).split(sep).join('/')),
);

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

function importsOf(source: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /^\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gmu;
  for (const [, type, clause, from, bare, dynamic] of source.matchAll(pattern)) {
    const names =
      /\{([^}]*)\}/u
        .exec(clause ?? '')?.[1]
        ?.split(',')
        .map(name => name.trim()) ?? [];
    found.push({
      specifier: from ?? bare ?? dynamic ?? '',
      typeOnly: type !== undefined,
      names: names.filter(name => name !== ''),
    });
  }
  return found;
}

function roomOf(file: string): string {
  if (file === 'src/extension.ts') return 'extension';
  if (file === 'src/cli.ts') return 'cli';
  if (file.startsWith('webview/layout/')) return 'webview/layout';
  if (file.startsWith('webview/')) return 'webview';
  return file.split('/')[1] ?? '';
}

/** What d3 the pure layout may use: scales and arrays, nothing that touches a page. */
const d3Pure = new Set([
  'scaleLinear',
  'scalePoint',
  'scaleBand',
  'scaleTime',
  'ticks',
  'tickStep',
  'bisector',
  'bisectLeft',
  'bisectRight',
  'extent',
  'max',
  'min',
  'range',
  'rollup',
  'group',
]);

function targetOf(file: string, each: Import): Target {
  const { specifier, typeOnly, names } = each;
  if (specifier.startsWith('.')) {
    const path = relative(root, normalize(join(root, dirname(file), specifier)))
      .split(sep)
      .join('/');
    const room = roomOf(path);
    if (room === 'core') return typeOnly ? 'coreTypes' : 'core';
    if (room === 'webview/layout') return 'layout';
    if (room === 'extension') return 'other';
    return room as Target;
  }
  if (specifier.startsWith('node:')) return 'node';
  if (specifier === 'zod') return 'zod';
  if (specifier.startsWith('@modelcontextprotocol/')) return 'sdk';
  if (specifier === 'vscode') return 'vscode';
  if (specifier === 'd3')
    return names.length > 0 && names.every(name => d3Pure.has(name)) ? 'd3Layout' : 'd3';
  return 'other';
}

function offences(file: string, source: string): string[] {
  const room = roomOf(file);
  const allowed = table[room] ?? [];
  return importsOf(source)
    .filter(each => {
      if (libraries[room]?.includes(each.specifier)) return false;
      const target = targetOf(file, each);
      if (target === 'coreTypes' && allowed.includes('core')) return false;
      return !allowed.includes(target);
    })
    .map(each => `${file} → ${each.specifier}`)
    .filter(each => !debt.has(each));
}

const sources = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]));

describe('the import table of the design', () => {
  it('covers every source file', () => {
    expect(files.filter(file => table[roomOf(file)] === undefined)).toEqual([]);
  });

  it('is kept', () => {
    expect([...sources].flatMap(([file, source]) => offences(file, source))).toEqual([]);
  });

  it('would catch an offence', () => {
    expect(offences('src/core/session/x.ts', "import { a } from 'vscode';")).toHaveLength(1);
    expect(
      offences('src/core/session/x.ts', "import { a } from '../../formats/y.ts';"),
    ).toHaveLength(1);
    expect(
      offences('src/protocol/x.ts', "import { a } from '../core/session/ids.ts';"),
    ).toHaveLength(1);
    expect(offences('webview/layout/x.ts', "import { zoom } from 'd3';")).toHaveLength(1);
    expect(offences('src/host/x.ts', "const z = await import('zod');")).toHaveLength(1);
  });

  it('leaves no stale debt', () => {
    const real = new Set(
      [...sources].flatMap(([file, source]) =>
        importsOf(source).map(each => `${file} → ${each.specifier}`),
      ),
    );
    expect([...debt].filter(each => !real.has(each))).toEqual([]);
  });
});

describe('the core looks at nothing', () => {
  const forbidden =
    /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bcrypto\b|\bsetTimeout\b|\bsetInterval\b|\bprocess\.|\bglobalThis\b/u;
  const code = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '');

  it('reads no clock and rolls no dice', () => {
    const guilty = [...sources]
      .filter(([file]) => file.startsWith('src/core/') || file.startsWith('webview/layout/'))
      .filter(([, source]) => forbidden.test(code(source)))
      .map(([file]) => file);
    expect(guilty).toEqual([]);
  });

  it('only webview/host.ts talks to VS Code from the page', () => {
    const users = [...sources]
      .filter(([, source]) => code(source).includes('acquireVsCodeApi'))
      .map(([file]) => file)
      .filter(file => file !== 'webview/host.ts');
    expect(users).toEqual([]);
  });
});
