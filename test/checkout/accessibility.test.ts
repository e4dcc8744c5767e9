/** Pages that everybody can use: judged by axe, in both schemes, with long names, on small screens. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { firstLoadOf, mostFirstBytes } from '../support/first-load.ts';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from './browser.ts';
import { openCheckout, type Checkout } from './checkout-kit.ts';
import { axeFaults } from '../support/axe.ts';

suite('accessibility', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const [name, options] of [
    ['phone in the light scheme', { ...phone, colorScheme: 'light' }],
    ['phone in the dark scheme', { ...phone, colorScheme: 'dark' }],
    ['desk', desk],
  ] as const)
    test(`axe finds no fault with any page on a ${name}`, async (t) => {
      const checkout = await openCheckout(t, { env: { HUNDI_BRAND_COLOUR: '#ffd400' } });
      const page = await openCustomer(browser, checkout, { ...options, reducedMotion: 'reduce' });
      for (const link of everyPageOf(checkout)) {
        await page.goto(link);
        assert.deepEqual(await axeFaults(page), [], link);
      }
    });

  test('the page is light for whoever was never here', async (t) => {
    const checkout = await openCheckout(t);
    const page = await openCustomer(browser, checkout, phone);
    const bytes = await firstLoadOf(page, checkout.linkOf(checkout.payin()));
    assert.ok(bytes > 1_000 && bytes < mostFirstBytes, `${String(bytes)} bytes`);
  });

  test('nothing sticks out of the smallest phone, whatever the names are', async (t) => {
    const checkout = await openCheckout(t);
    const page = await openCustomer(browser, checkout, {
      ...phone,
      viewport: { width: 320, height: 568 },
    });
    for (const link of everyPageOf(checkout)) {
      await page.goto(link);
      const cutOff = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map((one) => one.tagName)`);
      assert.deepEqual(cutOff, [], link);
    }
  });
});

function everyPageOf(checkout: Checkout): string[] {
  const long = { merchantName: 'W'.repeat(90), reference: 'R'.repeat(64), utr: '473102263110' };
  return [
    checkout.linkOf(checkout.payin(long)),
    checkout.linkOf(checkout.payin({ ...long, cancelUrl: `${checkout.origin}/cancel` })),
    ...(['succeeded', 'failed', 'expired'] as const).map((status) =>
      checkout.linkOf(checkout.payin({ ...long, status })),
    ),
    `${checkout.origin}/pay?o=altered`,
  ];
}
