/** Pages that everybody can read: judged by axe, in both themes, on a phone and a desk. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from '../checkout/browser.ts';
import { openDocs, type DocsServer } from './docs-kit.ts';

/** Each kind of page; what is not here is made of the same parts. A reference has thousands of words to look at. */
const kinds = ['', '/merchant/webhooks'];
const reference = '/api/xoompe';
const more = ['/errors', '/decisions', '/api/xpayout'];
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
    for (const colorScheme of ['light', 'dark'] as const)
      test(`axe finds no fault on a ${place} in the ${colorScheme} theme`, async (t) => {
        const endings: (() => unknown)[] = [];
        t.after(async () => {
          for (const end of endings) await end();
        });
        const page = await openCustomer(
          browser,
          { beforeClosing: (end) => void endings.push(end) },
          { ...size, colorScheme, reducedMotion: 'reduce' },
        );
        const paths = [...kinds];
        if ((place === 'desk') === (colorScheme === 'light')) paths.push(reference);
        if (place === 'desk' && colorScheme === 'light') paths.push(...more);
        for (const path of paths) {
          await page.goto(`${docs.origin}/docs${path}`);
          await page.waitForSelector('.environment', { state: 'attached' });
          await page.evaluate(
            `document.querySelectorAll('details').forEach((one) => { one.open = true })`,
          );
          const { violations, passes } = await new AxeBuilder({ page }).analyze();
          const faults = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
          assert.deepEqual(faults, [], path);
          assert.ok(passes.some(({ id }) => id === 'color-contrast'));
        }
        await page.fill('#search', 'balance');
        await page.waitForSelector('#results a');
        const { violations } = await new AxeBuilder({ page }).include('.top').analyze();
        assert.deepEqual(
          violations.map(({ id }) => id),
          [],
        );
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
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
      [],
    );
  });
});
