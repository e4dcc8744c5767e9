/** Pages that everybody can read: judged by axe, in both themes, on a phone and a desk. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from '../checkout/browser.ts';
import { axeFaults, rulesOfColour, type Look } from '../support/axe.ts';
import { openDocs, type DocsServer } from './docs-kit.ts';

/** Each kind of page; what is not here is made of the same parts. A reference has thousands of words to look at. */
const kinds = ['', '/merchant/webhooks', '/api/xoompe'];
const more = ['/errors', '/decisions'];
/** Every word of it would take minutes: it is looked at as it is when it opens. */
const largest = '/api/xprizo';

suite('accessibility of the documentation', { skip: withoutBrowser }, () => {
  let browser: Browser;
  let docs: DocsServer;
  before(async () => {
    docs = await openDocs();
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await docs.close();
  });

  for (const [place, size] of [
    ['phone', phone],
    ['desk', desk],
  ] as const)
    test(`axe finds no fault on a ${place}, light or dark`, async (t) => {
      const endings: (() => unknown)[] = [];
      t.after(async () => {
        for (const end of endings) await end();
      });
      const page = await openCustomer(
        browser,
        { beforeClosing: (end) => void endings.push(end) },
        { ...size, reducedMotion: 'reduce' },
      );
      const faults: string[] = [];
      // In the dark a page is what it was in the light, so there its colours alone are judged.
      const judge = async (name: string, look: Look = {}) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const rules = colorScheme === 'dark' ? { rules: rulesOfColour } : {};
          const found = await axeFaults(page, { ...look, ...rules });
          faults.push(...found.map((fault) => `${name} ${colorScheme}: ${fault}`));
        }
      };
      for (const path of place === 'desk' ? [...kinds, ...more] : kinds) {
        await page.goto(`${docs.origin}/docs${path}`);
        await page.waitForSelector('.environment', { state: 'attached' });
        await page.evaluate(
          `document.querySelectorAll('details').forEach((one) => { one.open = true })`,
        );
        await judge(path);
      }
      await page.fill('#search', 'balance');
      await page.waitForSelector('#results a');
      await judge('search', { within: '.top' });
      assert.deepEqual(faults, []);
    });

  test('axe finds no fault with the largest page as it opens', async (t) => {
    const endings: (() => unknown)[] = [];
    t.after(async () => {
      for (const end of endings) await end();
    });
    const keep = { beforeClosing: (end: () => Promise<void>) => void endings.push(end) };
    const page = await openCustomer(browser, keep, { ...phone, reducedMotion: 'reduce' });
    await page.goto(`${docs.origin}/docs${largest}`);
    await page.waitForSelector('.environment', { state: 'attached' });
    assert.deepEqual(await axeFaults(page), []);
  });
});
