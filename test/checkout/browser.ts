/** A real browser: Chromium as Debian ships it, without a profile and without a word to anybody outside. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { Checkout } from './checkout-kit.ts';

const folders = (process.env['PATH'] ?? '').split(delimiter);
/** The first is the same engine without the windows around it: an eighth less of the processors. */
const executablePath = ['chromium-headless-shell', 'chromium']
  .flatMap((name) => folders.map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

/** False, or the line that says why the tests in a browser are passed over. */
export const withoutBrowser: string | false =
  executablePath === undefined && 'no Chromium here: apt-get install chromium-headless-shell';

/**
 * The last list of them counts, so ours also names what Playwright would switch off that bears upon tests. Every window
 * makes a popup of suggestions for its address bar, of two pages: more work than most pages of ours, and nobody sees it.
 */
const withoutFeatures =
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,HttpsUpgrades,' +
  'HttpsFirstBalancedModeAutoEnable,PreconnectToSearch,OptimizationHints,LensOverlay,MediaRouter,' +
  'AvoidUnnecessaryBeforeUnloadCheckSync,AvoidCorsURLLoaderRestartOnRedirect,PaintHolding,' +
  'DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning,NetworkTimeServiceQuerying,' +
  // Half of all processes of pages are else started for a page that never comes.
  'SpareRendererForSitePerProcess';

export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${withoutFeatures}`,
      ...more,
    ],
  });
}

export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;
export const desk = { viewport: { width: 1280, height: 800 } } as const;

/** Generous: the machine may be busy. Nothing waits for it to pass. */
const patienceMs = 60_000;

/** A customer with a profile of its own; whatever the browser complains of fails the test. */
export async function openCustomer(
  browser: Browser,
  checkout: Pick<Checkout, 'beforeClosing'>,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the browser is to get here is answered with such a status.
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  checkout.beforeClosing(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return page;
}
