/** A merchant's person at the dashboard of the gateway as `npm start` runs it, with its sandbox bank and a browser. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import {
  neitherCardsNorPhones,
  newDataFolder,
  startGateway,
  type Started,
} from '../kit/gateway-process.ts';
import { startInbox, verifyDelivery } from '../kit/merchant-inbox.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { merchantSignedIn, pageSignedIn } from '../support/console.ts';

suite('journeys at the dashboard', { skip: withoutBrowser }, () => {
  let browser: Browser;
  let gateway: Started;
  let pool: Pool;
  let database: TestDatabase;
  let folder: Awaited<ReturnType<typeof newDataFolder>>;
  before(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 'test', 4);
    folder = await newDataFolder();
    const places = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
    gateway = await startGateway({ ...places, ...neitherCardsNorPhones });
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    gateway.signal('SIGTERM');
    await gateway.exited;
    await pool.end();
    await database.drop();
    await folder.remove();
  });

  async function signedIn(): Promise<{ page: Page; merchantId: MerchantId }> {
    const at = new Date();
    const nowMs = at.getTime();
    const merchantId = newId<'merchant'>(nowMs);
    const about = { merchantId, name: 'Asha Books', environment: 'sandbox' } as const;
    await createMerchant(pool, { ...about, actor: 'test', nowMs });
    const money = { minor: 10_000_00n, currency: 'INR' } as const;
    await fundWallet(pool, {
      actor: 'test',
      merchantId,
      fundingId: newId<'funding'>(nowMs),
      money,
      at,
    });
    const who = await merchantSignedIn(pool, merchantId);
    return { page: await pageSignedIn(browser, gateway.address, who, desk), merchantId };
  }

  test('the first payout: faults are told while it is written, its price before it is sent, its end on its page', async () => {
    const { page } = await signedIn();
    await page.goto(`${gateway.address}/dashboard/home`);
    await page.getByRole('link', { name: 'New payout' }).first().click();
    await page.getByLabel('Name of the beneficiary').fill('Asha Rao');
    await page.getByLabel('Account number').fill('123456789012');
    await page.getByLabel('IFSC').fill('HDFC');
    await page.getByLabel('Amount in rupees').fill('500');
    await page.getByText('Four letters, a zero and six letters or digits').waitFor();
    await page.getByLabel('IFSC').fill('hdfc0000001');
    await page.getByText('Leaves your wallet').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Pay ₹500.00' }).click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.getByRole('heading', { name: /Succeeded/ }).waitFor();
    await page.context().close();
  });

  test('a file with bad rows: they are told by line, the good ones are paid once, and each says what became of it', async () => {
    const { page, merchantId } = await signedIn();
    await page.goto(`${gateway.address}/dashboard/batches/new`);
    const lines = [
      'name,account_number,ifsc,vpa,mobile,amount,reference',
      'Asha Rao,1234567890,HDFC0000001,,,100.00,SALARY-1',
      'Ravi Kumar,12,HDFC0000001,,,100.00,SALARY-2',
      'Meena Devi,,,meena@upi,,50,SALARY-1',
      'Zoya Ali,,,zoya@upi,,50,',
    ];
    await page.getByLabel('CSV file of payouts').setInputFiles({
      name: 'salaries.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\r\n')),
    });
    await page.getByText('account_number: 5 to 35 letters and digits.').waitFor();
    await page.getByText('reference: stands on line 2 already.').waitFor();
    const pay = page.getByRole('button', { name: 'Pay ₹150.00 to 2' });
    assert.ok(await pay.isDisabled(), 'a person says that the bad rows are left out');
    await page.getByLabel('Pay the 2 good rows and leave out 2').check();
    await pay.click();
    await page.getByText('2 of 2 payouts are on their way').waitFor();
    const { rows } = await pool.query<{ reference: string }>(
      'select reference from payouts where merchant_id = $1 order by payout_id',
      [merchantId],
    );
    assert.equal(rows.length, 2);
    assert.equal(rows[0]?.reference, 'SALARY-1');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Result as CSV' }).click();
    assert.equal((await download).suggestedFilename(), 'salaries-result.csv');
    await assertBooksAreRight(pool);
    await page.context().close();
  });

  test('webhooks: a URL, its secret shown once, a test that arrives signed, and the same bytes sent again', async (t) => {
    const inbox = await startInbox();
    t.after(() => inbox.stop());
    const { page } = await signedIn();
    await page.goto(`${gateway.address}/dashboard/webhooks`);
    await page.getByRole('button', { name: 'Set a URL' }).click();
    await page.getByLabel('URL', { exact: true }).fill('http://10.0.0.1/hook');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The URL must start with https://.').waitFor();
    await page.getByLabel('URL', { exact: true }).fill(inbox.url);
    await page.getByRole('button', { name: 'Save' }).click();
    const shown = page.getByRole('dialog').locator('code');
    await shown.filter({ hasText: /^whsec_/ }).waitFor();
    const secret = (await shown.textContent()) ?? '';
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('heading', { name: /Delivered/ }).waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await inbox.until(2, 60_000);
    const [first, second] = inbox.received;
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual([second.id, second.body], [first.id, first.body]);
    verifyDelivery(secret, second);
    await page.getByText('attempt 2,').waitFor();
    await page.context().close();
  });
});
