// Builds every bundle into dist/: the extension, its analysis worker, the command line, and the webview page.
//   node esbuild.mjs [--production] [--watch] [--demo [--serve]]
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context } from 'esbuild';

const has = flag => process.argv.includes(flag);
const production = has('--production');
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const common = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  metafile: production,
  logLevel: 'warning',
};
// VS Code 1.101 runs extensions on Node 22; the command line must run on whatever Node (20 or newer) is there.
const host = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  // jsonc-parser's `main` is UMD, whose parts no bundler finds.
  mainFields: ['module', 'main'],
};
/** What is loaded on demand is a bundle of its own: activation must not pay for it. */
const onDemand = {
  name: 'on-demand',
  setup(build) {
    build.onResolve({ filter: /\/onDemand\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './onDemand.js', external: true } : undefined,
    );
  },
};
const page = { ...common, platform: 'browser', format: 'esm', target: 'es2023' };

const bundles = [
  {
    ...host,
    entryPoints: {
      extension: 'src/extension.ts',
      onDemand: 'src/host/onDemand.ts',
      worker: 'src/host/worker.ts',
    },
    outdir: 'dist',
    plugins: [onDemand],
    // VS Code loads an extension with `require`; so do we our parts.
    supported: { 'dynamic-import': false },
  },
  {
    ...host,
    target: 'node20',
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    define: { FAULTLINE_VERSION: JSON.stringify(version) },
  },
  {
    ...page,
    entryPoints: { graph: 'webview/main.ts', 'graph.styles': 'webview/graph.css' },
    outdir: 'dist/webview',
    loader: { '.ttf': 'copy' },
    assetNames: '[name]',
  },
];
if (has('--demo')) {
  bundles.push({
    ...page,
    entryPoints: { demo: 'webview/demo/main.ts', styles: 'webview/graph.css' },
    outdir: 'dist/demo',
    loader: { '.ttf': 'copy' },
    assetNames: '[name]',
  });
}

await rm('dist', { recursive: true, force: true });
const contexts = await Promise.all(bundles.map(bundle => context(bundle)));
const results = await Promise.all(contexts.map(c => c.rebuild()));
if (production) await writeNotices(results);
if (has('--demo')) {
  await mkdir('dist/demo', { recursive: true });
  for (const file of ['index.html', 'themes.css']) {
    await cp(`webview/demo/${file}`, `dist/demo/${file}`);
  }
}

if (has('--serve')) {
  const server = await contexts[0].serve({ servedir: 'dist', host: '127.0.0.1', port: 0 });
  console.log(`The demo page: http://127.0.0.1:${server.port}/demo/`);
} else if (has('--watch')) {
  await Promise.all(contexts.map(c => c.watch()));
  console.log('watching');
} else {
  await Promise.all(contexts.map(c => c.dispose()));
}

/** The licences of everything that went into the bundles, in dist/: whoever gets the code gets them too. */
async function writeNotices(built) {
  const outputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).filter(path => inputs[path].bytesInOutput > 0),
  );
  const packages = new Set(
    inputs.flatMap(path => /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1] ?? []),
  );
  const notices = await Promise.all(
    [...packages].sort().map(async name => {
      const folder = join('node_modules', name);
      const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const file = (await readdir(folder)).find(each => /^licen[cs]e/iu.test(each));
      const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
      return `${name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
    }),
  );
  const rule = `\n${'-'.repeat(78)}\n\n`;
  await writeFile('dist/THIRD-PARTY-NOTICES.txt', notices.join(rule));
}
