/** The forms of the reference, pressed in a browser against a running sandbox. */
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { desk, openBrowser, openCustomer, withoutBrowser } from '../checkout/browser.ts';
import { neitherCardsNorPhones } from '../kit/gateway-process.ts';
import { openSampleWorld, type SampleWorld } from './sample-world.ts';

interface Shop {
  readonly xoompe: { readonly clientId: string; readonly clientSecret: string };
  readonly xpayout: { readonly apiKey: string; readonly apiSecret: string };
  readonly xprizo: {
    readonly apiKey: string;
    readonly accounts: readonly { readonly id: number }[];
  };
}

suite('trying an endpoint', { skip: withoutBrowser }, () => {
  const endings: (() => Promise<void>)[] = [];
  let browser: Browser;
  let world: SampleWorld;
  let shop: Shop;

  before(async () => {
    world = await openSampleWorld(
      { after: (end) => void endings.push(end) },
      neitherCardsNorPhones,
    );
    browser = await openBrowser();
    endings.unshift(() => browser.close());
    const words = ['--name', 'Shop', '--fund', 'INR=100000.00', '--activate'];
    shop = (await world.made('merchant', 'create', ...words)) as unknown as Shop;
  });
  after(async () => {
    for (const end of endings) await end();
  });

  async function open(t: TestContext, contract: string): Promise<Page> {
    const closing: (() => Promise<void>)[] = [];
    const keep = { beforeClosing: (end: () => Promise<void>) => void closing.push(end) };
    const page = await openCustomer(browser, keep, desk);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(`${world.address}/`)) elsewhere.push(request.url());
    });
    t.after(async () => {
      for (const end of closing) await end();
      assert.deepEqual(elsewhere, []);
    });
    await page.goto(`${world.address}/docs/api/${contract}`);
    return page;
  }

  /** Types what is given, sends, and returns what is shown. */
  async function send(
    page: Page,
    operation: string,
    values: Readonly<Record<string, string>> = {},
  ) {
    const form = page.locator(`.try[data-operation=${operation}]`);
    await form.locator('summary').click();
    for (const [name, value] of Object.entries(values))
      await form.locator(`[data-variable=${name}]`).fill(value);
    await form.locator('.send').click();
    await form.locator('.answer pre').waitFor();
    return form.locator('.answer').innerText();
  }

  test('a token of XoomPe is kept for the payout that follows', async (t) => {
    const page = await open(t, 'xoompe');
    const { clientId, clientSecret } = shop.xoompe;
    const login = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
    assert.match(await send(page, 'issueTokens', login), /^200[\s\S]*TOKEN, REFRESH_TOKEN/);
    assert.match(await send(page, 'createTransaction'), /^201[\s\S]*"transactionNumber": "TX/);
    assert.match(await send(page, 'getTransaction'), /^200[\s\S]*INV-2001/);
    const stored = await page.evaluate<string>('JSON.stringify(localStorage)');
    assert.ok(!stored.includes(clientSecret), 'secrets do not outlive the tab');
  });

  test('a request of XPayout is signed in the page', async (t) => {
    const page = await open(t, 'xpayout');
    const { apiKey, apiSecret } = shop.xpayout;
    const balance = await send(page, 'getBalance', { API_KEY: apiKey, API_SECRET: apiSecret });
    assert.match(balance, /^200[\s\S]*"currency": "INR"/);
    assert.match(await send(page, 'createOrder'), /^200[\s\S]*Order created/);
    const form = page.locator('.try[data-operation=getBalance]');
    await form.locator('[data-variable=API_SECRET]').fill('another');
    await form.locator('.send').click();
    await form.locator('.answer >> text=invalid_signature').waitFor();
  });

  test('a wallet of Xprizo is shown by key', async (t) => {
    const page = await open(t, 'xprizo');
    const { apiKey, accounts } = shop.xprizo;
    const known = { API_KEY: apiKey, ACCOUNT_ID: String(accounts[0]?.id) };
    assert.match(await send(page, 'getWallet', known), /^200[\s\S]*"currencyCode"/);
    assert.match(await send(page, 'setApiKeyDescription', { TASK_ID: '999' }), /^400/);
  });
});
