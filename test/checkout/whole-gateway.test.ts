/** From a signed order to the merchant's own page: the gateway as `npm start` runs it, its sandbox bank, and a customer with a browser. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { cliWith, documentOf } from '../cli/cli-kit.ts';
import { call } from '../dialects/xpayout/gateway.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';
import { startInbox } from '../kit/merchant-inbox.ts';
import { openBrowser, openCustomer, phone, withoutBrowser } from './browser.ts';

suite('the whole gateway in a browser', { skip: withoutBrowser }, () => {
  test('a customer pays at the bank, comes back to a receipt and goes on to the shop, and the merchant is told', async (t) => {
    const folder = await newDataFolder();
    const gateway = await startGateway({ HUNDI_DATA_DIR: folder.path, ...neitherCardsNorPhones });
    const shop = await startInbox();
    t.after(async () => {
      gateway.signal('SIGTERM');
      await Promise.all([gateway.exited, shop.stop()]);
      await folder.remove();
    });
    const cli = cliWith({ HUNDI_DATA_DIR: folder.path });
    const words = ['merchant', 'create', '--name', 'Asha Books', '--activate', '--json'];
    const made = documentOf(await cli(...words, '--payin-fee', 'bps=100,gst=1800'));
    const merchant = made['xpayout'] as { apiKey: string; apiSecret: string };
    const url = gateway.address;

    const { body } = await call({ url }, merchant, {
      route: 'api_create_order',
      body: {
        ...{ service_type: 'payin', order_id: 'SHOP-1', amount: 500, currency: 'INR' },
        ...{ callback_url: `${shop.url}/told`, meta: { return_url: `${shop.url}/thanks` } },
      },
    });
    assert.equal(body.message, 'Order created', JSON.stringify(body));
    const link = String(body.data?.['payment_url']);
    assert.equal(new URL(link).origin, url);

    const browser = await openBrowser();
    t.after(() => browser.close());
    const endings: (() => Promise<void>)[] = [];
    const customer = { beforeClosing: (end: () => Promise<void>) => void endings.push(end) };
    const page = await openCustomer(browser, customer, phone);
    await page.goto(link);
    await page.getByText('Waiting for your payment').waitFor();
    await page.getByText('500.00').first().waitFor();
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Pay at the sandbox bank' }).click();
    const bank = await opened;
    await bank.getByRole('heading', { name: 'Pay Asha Books' }).waitFor();
    await bank.getByRole('button', { name: 'Pay' }).click();
    await bank.getByRole('heading', { name: 'Paid' }).waitFor();
    await bank.close();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    await page.getByRole('link', { name: 'Return to Asha Books' }).click();
    await page.waitForURL(`${shop.url}/thanks`);
    for (const end of endings) await end();

    const told = () => shop.received.find(({ body: text }) => text.includes('"success"'));
    for (let tries = 0; tries < 600 && told() === undefined; tries += 1) await sleep(100);
    const { status, net_amount: net } = JSON.parse(told()?.body ?? '{}') as Record<string, string>;
    assert.deepEqual([status, net], ['success', '494.10']);
    const balance = await call({ url }, merchant, { route: 'api_balance' });
    assert.equal(balance.body.data?.['available_balance'], '494.10');
    assert.equal((await cli('ledger', 'verify')).code, 0);
  });
});
