/** The page on which the customer's bank asks the customer: in a real browser, without scripts, for everybody. */
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from '../checkout/browser.ts';
import { startScriptedServer, type ScriptedServer } from '../providers/scripted-server.ts';
import { axeFaults } from '../support/axe.ts';
import {
  cardsFolder,
  order,
  RIGHT_CODE,
  RunningAcquirer,
  shownIn,
  type Json,
} from './cards-process.ts';

const folder = cardsFolder();
let acquirer: RunningAcquirer;
let shop: ScriptedServer;

before(async () => {
  acquirer = await RunningAcquirer.start(folder.dataDir);
  shop = await startScriptedServer();
  shop.follow((response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1></html>');
  });
});
after(async () => {
  await acquirer.stop();
  await shop[Symbol.asyncDispose]();
  folder.remove();
});

async function challenge(fields: Json = {}) {
  const wanted = order({ returnUrl: `${shop.url}/back?order=1&x=%26`, ...fields });
  const { body } = await acquirer.authorise(wanted);
  return { reference: wanted.reference, url: shownIn(body).challengeUrl ?? assert.fail() };
}

test('the page is nobody’s to cache, frame or refer from, and a challenge that is not there is not found', async () => {
  const { url } = await challenge({ description: '<b>Tea</b> & "co"' });
  const page = await fetch(url);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.ok(!policy.includes('unsafe'));
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  const text = await page.text();
  assert.ok(text.includes('&lt;b&gt;Tea&lt;/b&gt; &amp; &quot;co&quot;'));
  assert.ok(!text.includes('<script'));
  assert.equal((await fetch(`${acquirer.url}/challenge/none`)).status, 404);
  const pressed = await fetch(`${acquirer.url}/challenge/none`, { method: 'POST', body: 'code=1' });
  assert.equal(pressed.status, 404);
});

suite('in a browser', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  const open = (t: TestContext, options: BrowserContextOptions): Promise<Page> =>
    openCustomer(browser, { beforeClosing: (end) => t.after(end) }, options);

  test('a customer who mistypes once, without scripts, on a phone, pays and comes back to the shop', async (t) => {
    const { reference, url } = await challenge();
    const page = await open(t, { ...phone, javaScriptEnabled: false });
    await page.goto(url);
    await page.getByLabel('One-time code').fill('111111');
    await page.getByRole('button', { name: 'Approve payment' }).click();
    await page.getByRole('alert').waitFor();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /not right.*2 times/s);
    await page.getByLabel('One-time code').fill(`${RIGHT_CODE.slice(0, 3)} ${RIGHT_CODE.slice(3)}`);
    await page.getByRole('button', { name: 'Approve payment' }).click();
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    assert.equal(page.url(), `${shop.url}/back?order=1&x=%26`);
    assert.equal((await acquirer.shown(reference))?.status, 'CAPTURED');
    const back = shop.seen.find(({ path }) => path === '/back?order=1&x=%26');
    assert.equal(back?.method, 'GET');
    assert.equal(back.headers.referer, undefined);
    // Going back and pressing again changes nothing.
    await page.goto(url);
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    assert.equal((await acquirer.entry(reference)).captures, 1);
  });

  test('a customer who cancels needs no code, and nothing is charged', async (t) => {
    const { reference, url } = await challenge();
    const page = await open(t, desk);
    await page.goto(url);
    await page.getByRole('button', { name: 'Cancel payment' }).click();
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    const shown = await acquirer.shown(reference);
    assert.deepEqual([shown?.status, shown?.failureCode], ['DECLINED', 'CUSTOMER_CANCELLED']);
  });

  test('everything is reached by the keyboard: type the code, press Enter', async (t) => {
    const { reference, url } = await challenge();
    const page = await open(t, desk);
    await page.goto(url);
    await page.keyboard.press('Tab');
    await page.keyboard.type(RIGHT_CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    assert.equal((await acquirer.shown(reference))?.status, 'CAPTURED');
  });

  for (const [name, options] of [
    ['phone in the light scheme', { ...phone, colorScheme: 'light' }],
    ['phone in the dark scheme', { ...phone, colorScheme: 'dark' }],
    ['desk', desk],
  ] as const)
    test(`axe finds no fault with the page before, after a wrong code and at the end on a ${name}`, async (t) => {
      const { reference, url } = await challenge({ description: 'W'.repeat(100) });
      const page = await open(t, { ...options, reducedMotion: 'reduce' });
      // The last page goes on by itself: here it is kept.
      await page.route(`${shop.url}/**`, (route) => route.fulfill({ status: 204 }));
      const judge = async (state: string) => {
        await page.goto(url).catch(() => undefined);
        assert.deepEqual(await axeFaults(page), [], state);
        const cutOff = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
          .map((one) => one.tagName)`);
        assert.deepEqual(cutOff, [], state);
      };
      await judge('asking');
      await acquirer.answer(reference, { code: '000000' });
      await judge('wrong');
      await acquirer.answer(reference, { code: RIGHT_CODE });
      await judge('over');
    });
});
