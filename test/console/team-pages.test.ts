/** Every page of the dashboard, in both themes and at both widths: usable by everybody, and nothing sticks out. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { PaymentAnswer } from '../../src/console/answers/merchant-payments.ts';
import { issueApiCredential } from '../../src/identity/api-credentials.ts';
import { firstIdAt, newId } from '../../src/kit/ids.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  pageSignedIn,
} from '../support/console.ts';
import { axeFaults, rememberLooks, rulesOfColour } from '../support/axe.ts';
import { firstLoadOf, mostFirstBytes } from '../support/first-load.ts';
import { faultsEverywhere, turnTo } from '../support/pages.ts';
import { insertKnown, knownAt, type Known } from '../views/payments-world.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';
import { fillTeam, teamPlaces } from './team-world.ts';

suite('the pages of the dashboard', { skip: withoutBrowser }, () => {
  let world: ConsoleWorld;
  let browser: Browser;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    browser = await openBrowser();
    world = await openConsoleWorld({ after: (end: () => Promise<void>) => void endings.push(end) });
  });
  after(async () => {
    await browser.close();
    for (const end of endings) await end();
  });

  test('axe finds no fault with any page, on a desk and a telephone, light and dark', async () => {
    const merchantId = await world.newMerchant('Asha Books and Stationery');
    const who = await merchantSignedIn(world.pool, merchantId);
    const made = await fillTeam(world, merchantId, who);
    const page = await pageSignedIn(browser, world.address, who, desk);
    const faults: string[] = [];
    for (const [path, mark] of teamPlaces(made)) {
      await turnTo(page, `${world.address}/dashboard${path}`);
      await page.getByRole('heading', { name: mark }).first().waitFor();
      const place = path.replace(/[0-9a-f-]{36}/, 'one').replaceAll('/', ' ');
      faults.push(...(await faultsEverywhere(page, `team${place}`)));
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test('what a telephone alone shows, or shows in another colour, does not escape the judge of the dark', async () => {
    const page = await browser.newPage({ viewport: desk.viewport });
    await page.setContent(`<style>body { background: #fff } i, b, u { color: #eee }
      @media (min-width: 600px) { b { display: none } u { color: #000 } }</style>
      <main><i>Pale everywhere</i><p><b>Pale, and here alone</b></p><u>Pale here</u></main>`);
    await rememberLooks(page, 'desk');
    await page.setViewportSize({ width: 390, height: 844 });
    const found = await axeFaults(page, { rules: rulesOfColour, changedSince: 'desk' });
    assert.deepEqual(found, ['color-contrast at <b>Pale, and here alone</b>, <u>Pale here</u>']);
    await page.context().close();
  });

  test('the first page of each site is light, whoever comes to it', async () => {
    const who = await merchantSignedIn(world.pool, await world.newMerchant());
    const operator = await operatorSignedIn(world.pool);
    for (const [person, path] of [
      [who, '/dashboard/home'],
      [operator, '/console/overview'],
    ] as const) {
      const page = await pageSignedIn(browser, world.address, person, desk);
      const bytes = await firstLoadOf(page, world.address + path);
      await page.context().close();
      assert.ok(bytes > 50_000 && bytes < mostFirstBytes, `${path}: ${String(bytes)} bytes`);
    }
  });

  test('a key of the API is shown once, changed and deleted on its page', async () => {
    const who = await merchantSignedIn(world.pool, await world.newMerchant());
    const page = await pageSignedIn(browser, world.address, who, desk);
    await page.goto(`${world.address}/dashboard/access`);
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByLabel('Name').fill('Web shop');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('dialog').locator('code').filter({ hasText: /^\d+-/ }).waitFor();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const change = page.getByRole('button', { name: 'Change Web shop' });
    await change.click();
    await page.getByLabel('Another address or CIDR range').fill('203.0.113.7');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('button', { name: 'Remove 203.0.113.7' }).waitFor();
    await page.getByLabel('Programs may call with it').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Switched off').waitFor();
    await page.getByText('From 203.0.113.7').waitFor();
    await change.click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('No key yet').waitFor();
    await page.context().close();
  });

  test('payments: a filter is kept and comes back, keys go through the list, and all of it is a file', async () => {
    const merchantId = await world.newMerchant();
    const who = await merchantSignedIn(world.pool, merchantId);
    const { transferId } = await fillTeam(world, merchantId, who);
    const page = await pageSignedIn(browser, world.address, who, desk);
    const rows = page.getByRole('table', { name: 'Payments' }).locator('tbody tr');
    await page.goto(`${world.address}/dashboard/payments?kind=transfer&search=RENT`);
    await page.getByRole('button', { name: 'Keep this filter' }).click();
    await page.getByLabel('Name').fill('Rent');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'Rent', exact: true }).waitFor();
    await turnTo(page, `${world.address}/dashboard/payments`);
    await rows.nth(3).waitFor();
    await page.getByRole('button', { name: 'Rent', exact: true }).click();
    await page.waitForURL(/kind=transfer&search=RENT/);
    assert.equal(await page.getByLabel('Number, reference or UTR').inputValue(), 'RENT');
    await page.getByText('1 shown').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/payments/${transferId}`);
    await rows.first().waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.getByPlaceholder('A page, or the number of a payment…').fill('RENT');
    await page.getByRole('option', { name: 'Payments with RENT' }).click();
    await page.waitForURL(/search=RENT/);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'All as CSV' }).click();
    assert.match((await download).suggestedFilename(), /^payments-.*\.csv$/);
    await page.context().close();
  });

  test('a payout that failed or came back does not read as money that is gone, and those that failed today lead to just these', async () => {
    const merchantId = await world.newMerchant();
    const nowMs = Date.now();
    const known = (nth: number, status: string, atMs: number): Known => {
      const id = firstIdAt(atMs).slice(0, 24) + nth.toString(16).padStart(12, '0');
      const about = { kind: 'payout', currency: 'INR', amountMinor: 500_00n } as const;
      return { ...knownAt(nth, [merchantId]), ...about, id, status, atMs };
    };
    const before = known(0, 'failed', nowMs - 3 * 86_400_000);
    const failed = known(2, 'failed', nowMs);
    const reversed = known(5, 'reversed', nowMs);
    await insertKnown(world.pool, [before, failed, reversed]);
    const who = await merchantSignedIn(world.pool, merchantId);
    const page = await pageSignedIn(browser, world.address, who, desk);
    await turnTo(page, `${world.address}/dashboard/payments/${failed.id}`);
    await page.getByText('Leaves the wallet').waitFor();
    assert.match(await page.locator('main').innerText(), /Leaves the wallet\s+₹0\.00/);
    await turnTo(page, `${world.address}/dashboard/payments/${reversed.id}`);
    await page.getByText('Is back in the wallet').waitFor();
    await turnTo(page, `${world.address}/dashboard/home`);
    await page.getByRole('link', { name: '1 payout failed today' }).click();
    await page.getByText('1 shown').waitFor();
    await page.getByText(failed.number, { exact: true }).waitFor();
    await page.context().close();
  });

  test('a pay-in that was never paid has brought nothing, one that is awaited will bring its amount', async () => {
    const merchantId = await world.newMerchant();
    const money = { currency: 'INR', amountMinor: 500_00n };
    const payins = ['failed', 'expired', 'created', 'succeeded'].map((status, nth) => {
      const about = { kind: 'payin', method: 'upi', id: newId<'payin'>(Date.now()) } as const;
      return { ...knownAt(nth, [merchantId]), ...money, ...about, status };
    });
    await insertKnown(world.pool, payins);
    const who = await merchantSignedIn(world.pool, merchantId);
    const totals: string[] = [];
    for (const { id } of payins) {
      const { body } = await askConsole(world.address, who, `/payments/${id}`);
      totals.push((body as PaymentAnswer).total.minor);
    }
    assert.deepEqual(totals, ['0', '0', '50000', '50000']);
  });

  test('a merchant sees what is missing before its first XPayout order', async () => {
    const merchantId = await world.newMerchant();
    const { merchantNo } = (await findMerchant(world.pool, merchantId)) ?? { merchantNo: 0 };
    const order = { merchantId, merchantNo, actor: 'test', nowMs: Date.now() };
    await issueApiCredential(world.pool, { ...order, sealer: world.sealer });
    const who = await merchantSignedIn(world.pool, merchantId);
    const page = await pageSignedIn(browser, world.address, who, desk);
    await turnTo(page, `${world.address}/dashboard/access`);
    const steps = page.getByRole('list', { name: 'Checklist' }).getByRole('listitem');
    await steps.nth(6).waitFor();
    const open = steps.filter({ has: page.getByLabel('Open:') });
    assert.match(await open.first().innerText(), /marketplace code is assigned/);
    assert.deepEqual(await axeFaults(page), []);
    await page.context().close();
  });

  test('an empty account says on each page what will stand there', async () => {
    const who = await merchantSignedIn(world.pool, await world.newMerchant());
    const page = await pageSignedIn(browser, world.address, who, desk);
    for (const [path, words] of [
      ['/home', 'No payment yet'],
      ['/payments', 'No payment yet'],
      ['/payments?search=nothing', 'No payment fits'],
      ['/statement', 'Nothing was booked yet'],
      ['/links', 'No link yet'],
      ['/batches', 'No file yet'],
      ['/settlements', 'Settlements are switched off'],
      ['/webhooks', 'No URL yet'],
      ['/access', 'No credential yet'],
      ['/access', 'No key yet'],
    ] as const) {
      await turnTo(page, `${world.address}/dashboard${path}`);
      await page.getByText(words).first().waitFor();
    }
    await page.context().close();
  });
});
