// A browser for the workbench: the one on this machine, or Debian's when we may install it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { run } from './run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of Chromium or Chrome; installs Debian's package when there is none and we are root. */
export async function chromiumPath() {
  const asked = process.env.CHROME_PATH;
  if (asked && !existsSync(asked)) throw new Error(`CHROME_PATH names no file: ${asked}`);
  const found = asked || find();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Getting Chromium (apt-get install chromium), once …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
    const installed = find();
    if (installed) return installed;
  }
  throw new Error('No Chromium or Chrome found: install one, or set CHROME_PATH to its program.');
}

/** Starts a headless browser. */
export async function launchBrowser() {
  return chromium.launch({
    executablePath: await chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens an address in a new browser profile; `theme` is what the page hears from the system. */
export async function openPage(url, { theme = 'dark', size = { width: 1440, height: 900 } } = {}) {
  const browser = await launchBrowser();
  const context = await browser.newContext(contextOptions(theme, size));
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Browser context options for a theme: `dark`, `light`, `hc` or `hcLight`. */
export function contextOptions(theme, size) {
  return {
    viewport: size,
    colorScheme: theme === 'light' || theme === 'hcLight' ? 'light' : 'dark',
    contrast: theme.startsWith('hc') ? 'more' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
  };
}

function find() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name)));
  return [...onPath, ...places].find(existsSync);
}
