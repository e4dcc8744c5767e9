/** Every page of the dashboard, in both themes and at both widths: usable by everybody, and nothing sticks out. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/ledger/fund-wallet.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import { askConsole, merchantSignedIn, pageSignedIn, type SignedIn } from '../support/console.ts';
import { faultsEverywhere } from '../support/pages.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

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
    const made = await fill(world, merchantId, who);
    const page = await pageSignedIn(browser, world.address, who, desk);
    const faults: string[] = [];
    for (const [path, mark] of placesOf(made)) {
      await page.goto(`${world.address}/dashboard${path}`);
      await page.getByRole('heading', { name: mark }).first().waitFor();
      await page.waitForLoadState('networkidle');
      const place = path.replace(/[0-9a-f-]{36}/, 'one').replaceAll('/', ' ');
      faults.push(...(await faultsEverywhere(page, `team${place}`)));
    }
    assert.deepEqual(faults, []);
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
    ] as const) {
      await page.goto(`${world.address}/dashboard${path}`);
      await page.getByText(words).first().waitFor();
    }
    await page.context().close();
  });
});

interface Made {
  readonly paymentId: string;
  readonly linkId: string;
  readonly batchId: string;
  readonly deliveryId: string;
}

function placesOf({ paymentId, linkId, batchId, deliveryId }: Made) {
  return [
    ['/home', 'Home'],
    ['/payments', 'Payments'],
    [`/payments/${paymentId}`, 'What happened'],
    ['/statement', 'Statement'],
    ['/pay', 'Who is paid'],
    ['/batches', 'Payouts from a file'],
    ['/batches/new', 'Pay from a file'],
    [`/batches/${batchId}`, 'salaries.csv'],
    ['/links', 'Payment links'],
    [`/links/${linkId}`, 'To scan'],
    ['/settlements', 'Where you are settled'],
    ['/reports', 'Reports'],
    ['/webhooks', 'Deliveries'],
    [`/webhooks/${deliveryId}`, 'Attempts'],
    ['/access', 'Client credentials'],
  ] as const;
}

/** Something of everything, made as its people make it. */
async function fill(world: ConsoleWorld, merchantId: MerchantId, who: SignedIn): Promise<Made> {
  const at = new Date();
  const money = { minor: 12_34_567_89n, currency: 'INR' } as const;
  await fundWallet(world.pool, { merchantId, fundingId: newId(at.getTime()), money, at });
  const ask = async (method: 'POST' | 'PUT', path: string, body: object = {}) => {
    const answer = await askConsole(world.address, who, path, { method, body });
    assert.ok(answer.status < 300, `${path} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, string>;
  };
  const form = { name: 'Asha Rao', accountNumber: '1234567890', ifsc: 'HDFC0000001' };
  const payout = (amount: string) =>
    ask('POST', '/payouts', { ...form, amount, formKey: randomUUID() });
  const { paymentId = '' } = await payout('5000.00');
  await payout('1250.50');
  const link = await ask('POST', '/links', {
    ...{ amount: '499', customerName: 'Ravi Kumar', minutes: '60', formKey: randomUUID() },
  });
  const batch = await ask('POST', '/payout-batches', {
    lines: ['name,vpa,amount', 'Meena Devi,meena@upi,100', 'Zoya Ali,zoya@upi,250'],
    ...{ fileName: 'salaries.csv', shown: 'INR 2 35000', formKey: randomUUID() },
  });
  await ask('PUT', '/webhooks/endpoint', { url: 'http://127.0.0.1:9/hook' });
  const ping = await ask('POST', '/webhooks/endpoint/ping');
  await ask('POST', '/access/client/rotate');
  const order = { merchantId, actor: 'test', nowMs: at.getTime() };
  await setTerms(world.pool, order, { enabled: true, coolingOffHours: 0 });
  await allowAddress(world.pool, {
    ...{ merchantId, network: 'BANK', address: 'HDFC0000001/1234567890' },
    ...{ label: 'Current account', by: 'test', at, isKnownIfsc: () => true },
  });
  const terms = await askConsole(world.address, who, '/settlements/terms');
  const [address] = (terms.body as { addresses: { addressId: string }[] }).addresses;
  await ask('POST', '/settlements', { amount: '1000', addressId: address?.addressId ?? '' });
  return {
    paymentId,
    linkId: link['paymentId'] ?? '',
    batchId: batch['batchId'] ?? '',
    deliveryId: ping['deliveryId'] ?? '',
  };
}
