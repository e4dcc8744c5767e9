/** A payer in a real browser: who asks for what is shown, and nothing is paid before the payer has signed in and agreed. */
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { setPin } from '../../src/identity/pins.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { axeFaults } from '../support/axe.ts';
import { openDesk, payerEmail, payerPassword } from './approval-desk.ts';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from './browser.ts';

async function signIn(page: Page, fields: { password?: string; pin?: string } = {}): Promise<void> {
  await page.getByLabel('User name, e-mail or mobile').fill(payerEmail);
  await page.getByLabel('Password').fill(fields.password ?? payerPassword);
  if (fields.pin !== undefined) await page.getByLabel('Approval PIN').fill(fields.pin);
}

test('an address that was altered shows nothing, and a key alone opens no page', async (t) => {
  const counter = await openDesk(t);
  const link = await counter.ask();
  const good = await fetch(link);
  assert.equal(good.status, 200);
  assert.match(await good.text(), /Two books/);
  const key = new URL(link).searchParams.get('key') ?? '';
  for (const other of [
    link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    link.replace(key, 'DEP000000000000'),
    `${counter.address}/pay/approval?key=${key}`,
  ]) {
    const reply = await fetch(other);
    assert.equal(reply.status, 403);
    assert.doesNotMatch(await reply.text(), /Two books|Ravi/);
  }
});

suite('in a browser', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  const payer = (t: TestContext, options: BrowserContextOptions = phone): Promise<Page> => {
    const checkout = { beforeClosing: (end: () => Promise<void>) => t.after(end) };
    return openCustomer(browser, checkout, options);
  };

  test('a payer signs in and approves, without a script, and is led back with the outcome', async (t) => {
    const counter = await openDesk(t);
    const page = await payer(t, { ...phone, javaScriptEnabled: false });
    const link = await counter.ask();
    await page.goto(link);
    await page.getByRole('heading', { name: /Approve ₹12\.50 to Ravi/ }).waitFor();
    await page.getByText('Two books').waitFor();
    assert.doesNotMatch(await page.content(), /100\.00/, 'it says nothing of a balance');
    await signIn(page, { password: 'not the password' });
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('alert').getByText('do not match').waitFor();
    assert.equal(await page.getByLabel('Password').inputValue(), '');
    assert.equal(await available(counter.pool, counter.asha.merchantId), 100_00n);
    await signIn(page);
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('heading', { name: 'Payment approved' }).waitFor();
    assert.equal(await available(counter.pool, counter.ravi.merchantId), 12_50n);
    const back = page.getByRole('link', { name: 'Return to Ravi' });
    const href = new URL((await back.getAttribute('href')) ?? '');
    assert.deepEqual([...href.searchParams.keys()], ['cart', 'key', 'status', 'reference']);
    assert.equal(href.searchParams.get('status'), 'Active');
    await page.reload();
    await page.getByRole('heading', { name: 'Payment approved' }).waitFor();
    assert.equal(await available(counter.pool, counter.ravi.merchantId), 12_50n);
    await assertBooksAreRight(counter.pool);
  });

  test('a payer refuses, and nothing is paid', async (t) => {
    const counter = await openDesk(t);
    const page = await payer(t, desk);
    await page.goto(await counter.ask());
    await signIn(page);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByRole('heading', { name: 'Payment refused' }).waitFor();
    assert.equal(await available(counter.pool, counter.asha.merchantId), 100_00n);
  });

  test('a payer with a pin gives it, and one without the money is told so', async (t) => {
    const counter = await openDesk(t);
    const { merchantId } = counter.asha;
    await setPin(counter.pool, { merchantId, actor: 'test', nowMs: Date.now() }, '2468');
    const page = await payer(t);
    await page.goto(await counter.ask({ amount: 100.01 }));
    await signIn(page);
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('alert').getByText('PIN is missing or wrong').waitFor();
    await signIn(page, { pin: '2468' });
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('alert').getByText('does not cover').waitFor();
    assert.equal(await available(counter.pool, merchantId), 100_00n);
  });

  test('axe finds no fault with any of the pages, and nothing sticks out of a small phone', async (t) => {
    const counter = await openDesk(t);
    const link = await counter.ask({ description: 'W'.repeat(200), reference: 'R'.repeat(64) });
    for (const options of [
      { ...phone, colorScheme: 'light', viewport: { width: 320, height: 568 } },
      { ...phone, colorScheme: 'dark' },
      desk,
    ] as const) {
      const page = await payer(t, { ...options, reducedMotion: 'reduce' });
      await page.goto(link);
      await judge(page);
      await page.getByLabel('User name, e-mail or mobile').fill('nobody');
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Refuse' }).click();
      await page.getByRole('alert').waitFor();
      await judge(page);
    }
    const page = await payer(t);
    await page.goto(link);
    await signIn(page);
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('heading', { name: 'Payment approved' }).waitFor();
    await judge(page);
  });
});

async function judge(page: Page): Promise<void> {
  assert.deepEqual(await axeFaults(page), []);
  const cutOff = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((one) => one.tagName)`);
  assert.deepEqual(cutOff, []);
}
