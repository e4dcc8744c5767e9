/**
 * `node scripts/screenshots.ts <folder>`: a picture of every page of the operators' console, at a desk and on a
 * telephone, light and dark. `--readme` makes the one that the README shows instead.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { desk, openBrowser, phone } from '../test/checkout/browser.ts';
import { pageSignedIn } from '../test/support/console.ts';
import { openStage, type Stage } from './console-stage.ts';

const [folder = '/tmp/hundi-pages', only] = process.argv
  .slice(2)
  .filter((word) => word !== '--readme');
const isReadme = process.argv.includes('--readme');
const stage = await openStage();
const browser = await openBrowser();
try {
  if (isReadme) await readmePicture(browser, stage);
  else await everyPage(browser, stage);
} finally {
  await browser.close();
  await stage.close();
}

async function everyPage(of: Browser, { address, operator, paths }: Stage): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [size, options] of Object.entries({ desk, phone }))
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await pageSignedIn(of, address, operator, { ...options, colorScheme });
      for (const place of paths.filter((each) => only === undefined || each.startsWith(only))) {
        await goTo(page, `${address}/console${place}`);
        const name = place.replace(/[0-9a-f-]{36}/g, 'x').replace(/[^a-z0-9]+/gi, '-');
        const file = path.join(folder, `${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        if (await isTooWide(page)) console.error(`${place} is wider than a ${size}`);
      }
      await page.context().close();
    }
}

async function readmePicture(of: Browser, { address, operator }: Stage): Promise<void> {
  const viewport = { width: 1280, height: 860 };
  const page = await pageSignedIn(of, address, operator, { viewport, colorScheme: 'light' });
  await goTo(page, `${address}/console/overview?period=week`);
  await page.screenshot({ path: path.join(import.meta.dirname, '../docs/img/console.png') });
}

/** Waits until nothing is on its way: the page asks again every few seconds, so the first rest counts. */
async function goTo(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
  // A page without a heading is drawn as it is, and told.
  await page
    .locator('main h1')
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => console.error(`${url} has no heading`));
  await page.locator('.waiting').waitFor({ state: 'detached' });
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
