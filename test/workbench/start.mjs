// `npm start`: the extension, packaged and installed, with the sample session open in it.
//   node test/workbench/start.mjs [--served] [--check]
// --served uses the workbench in a browser even where there is a desktop VS Code; --check opens it without a screen,
// waits for the graph, prints OK and ends.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openPage } from './chromium.mjs';
import { openInDesktopCode } from './desktopCode.mjs';
import { packageExtension } from './package.mjs';
import { artifacts, cache } from './paths.mjs';
import { opensAsGraph, prepareSample } from './sampleWorkspace.mjs';
import { installExtension, startServer, workbenchUrl } from './vscodeServer.mjs';

const has = flag => process.argv.includes(flag);

// Without a handler a signal would skip the server's end: it is in a process group of its own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function start() {
  const vsix = await packageExtension();
  const sample = await prepareSample();
  if (!has('--served') && !has('--check') && (await openInDesktopCode({ vsix, ...sample }))) {
    console.log(`Faultline is installed in VS Code and opens ${sample.file}`);
    return;
  }
  const served = await serve(vsix, sample);
  if (has('--check')) await check(served);
  else stay(served.url);
}

async function serve(vsix, { folder, file }) {
  const folders = {
    extensionsDir: join(cache, 'start', 'extensions'),
    serverDataDir: join(cache, 'start', 'data'),
  };
  await installExtension(vsix, folders);
  // Whoever reaches this server can run commands as this user: loopback is not enough, the token keeps others out.
  const token = randomBytes(16).toString('hex');
  // The only folder it opens is the one made above, so there is nobody to ask whether to trust it.
  const server = await startServer({
    ...folders,
    folder,
    token,
    trustAll: true,
    userSettings: opensAsGraph,
  });
  return { server, url: workbenchUrl(server.origin, { folder, file, token }) };
}

/** The server's output keeps this process alive; leaving it, at any moment, ends the server. */
function stay(url) {
  console.log(`Faultline: ${url}`);
  console.log('Open this address in a browser. Ctrl+C stops it.');
}

async function check({ server, url }) {
  const page = await openPage(url);
  try {
    await page.getByRole('tab', { name: /^sample\.faultline/ }).waitFor({ timeout: 60_000 });
    const webview = page.locator('iframe.webview.ready:visible').contentFrame();
    await webview.locator('iframe#active-frame').waitFor({ timeout: 60_000 });
    console.log('OK: sample.faultline is open in the graph editor');
  } catch (error) {
    const path = join(artifacts, 'start-check.png');
    await page.screenshot({ path });
    throw new Error(`The graph editor did not open, see ${path}`, { cause: error });
  } finally {
    await page.context().browser()?.close();
    await server.stop();
  }
}
