/**
 * `node scripts/screenshots.ts <folder> [/dashboard/payments]`: a picture of every page, at a desk and on a telephone,
 * light and dark; with a second word, of those pages alone whose address begins with it (`/console`, `/dashboard`,
 * `/docs`, `/pay`). `--readme` makes the one that the README shows instead.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { desk, openBrowser, phone } from '../test/checkout/browser.ts';
import { endTestServer } from '../test/kit/database.ts';
import { pageSignedIn } from '../test/support/console.ts';
import { openStage } from './console-stage.ts';
import { sites, type Screens } from './screens.ts';

const [folder = '/tmp/hundi-pages', only = '/'] = process.argv
  .slice(2)
  .filter((word) => word !== '--readme');
const browser = await openBrowser();
try {
  if (process.argv.includes('--readme')) await readmePicture(browser);
  else await everySite(browser);
} finally {
  await browser.close();
  await endTestServer();
}

async function everySite(of: Browser): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const [, first = ''] = only.split('/');
  for (const [name, open] of Object.entries(sites)) {
    // The pages for payers stand below one path.
    const place = name === 'approval' ? 'pay' : name;
    if (first !== '' && first !== place) continue;
    const screens = await open();
    await everyPage(of, name, screens).finally(() => screens.close());
  }
}

async function everyPage(of: Browser, site: string, screens: Screens): Promise<void> {
  const { origin, who, paths } = screens;
  const wanted = paths.filter((each) => each.startsWith(only) || only === '/');
  for (const [size, options] of Object.entries({ desk, phone }))
    for (const colorScheme of ['light', 'dark'] as const) {
      const look = { ...options, colorScheme };
      const page = await (who === undefined
        ? of.newPage(look)
        : pageSignedIn(of, origin, who, look));
      for (const [nth, place] of wanted.entries()) {
        await goTo(page, origin + place);
        const file = `${nameOf(site, place, nth)}-${size}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(folder, file), fullPage: true });
        if (await isTooWide(page)) console.error(`${place} is wider than a ${size}`);
      }
      await page.context().close();
    }
}

/** Links to payments are long and tell nothing: they are counted. */
function nameOf(site: string, place: string, nth: number): string {
  if (site === 'pay' || site === 'approval') return `${site}-${String(nth)}`;
  const plain = place.replace(/[0-9a-f-]{36}/g, (id) => id.slice(-3));
  return plain.slice(1).replace(/[^a-z0-9]+/gi, '-');
}

async function readmePicture(of: Browser): Promise<void> {
  const stage = await openStage();
  const viewport = { width: 1280, height: 860 };
  const look = { viewport, colorScheme: 'light' } as const;
  const page = await pageSignedIn(of, stage.address, stage.operator, look);
  await goTo(page, `${stage.address}/console/overview?period=week`);
  await page.screenshot({ path: path.join(import.meta.dirname, '../docs/img/console.png') });
  await page.context().close();
  await stage.close();
}

/** Waits until nothing is on its way: the page asks again every few seconds, so the first rest counts. */
async function goTo(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
  // A page without a heading is drawn as it is, and told.
  await page
    .locator('h1')
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => console.error(`${url} has no heading`));
  await page.locator('.waiting').waitFor({ state: 'detached' });
  // What is folded is looked at as well.
  await page.evaluate(
    "for (const each of document.querySelectorAll('main details')) each.open = true",
  );
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
