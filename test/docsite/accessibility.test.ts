/** Pages that everybody can read: judged by axe, in both themes, on a phone and a desk. */
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from '../checkout/browser.ts';
import { axeFaults } from '../support/axe.ts';
import { faultsEverywhere } from '../support/pages.ts';
import { openDocs, type DocsServer } from './docs-kit.ts';

/** Each kind of page; what is not here is made of the same parts. A reference has thousands of words to look at. */
const kinds = ['', '/merchant/webhooks', '/api/xoompe', '/errors', '/decisions'];
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

  async function open(t: TestContext, size: BrowserContextOptions): Promise<Page> {
    const endings: (() => Promise<void>)[] = [];
    t.after(async () => {
      for (const end of endings) await end();
    });
    const keep = { beforeClosing: (end: () => Promise<void>) => void endings.push(end) };
    return openCustomer(browser, keep, { ...size, reducedMotion: 'reduce' });
  }

  test('axe finds no fault on a desk and a telephone, light or dark, and nothing sticks out', async (t) => {
    const page = await open(t, desk);
    const faults: string[] = [];
    for (const path of kinds) {
      await page.goto(`${docs.origin}/docs${path}`);
      await page.waitForSelector('.environment', { state: 'attached' });
      await page.evaluate(
        `document.querySelectorAll('details').forEach((one) => { one.open = true })`,
      );
      faults.push(...(await faultsEverywhere(page, path)));
    }
    await page.fill('#search', 'balance');
    await page.waitForSelector('#results a');
    for (const { viewport } of [phone, desk])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        const found = await axeFaults(page, { within: '.top' });
        faults.push(...found.map((fault) => `search ${colorScheme}: ${fault}`));
      }
    assert.deepEqual(faults, []);
  });

  test('axe finds no fault with the largest page as it opens', async (t) => {
    const page = await open(t, phone);
    await page.goto(`${docs.origin}/docs${largest}`);
    await page.waitForSelector('.environment', { state: 'attached' });
    assert.deepEqual(await axeFaults(page), []);
  });
});
