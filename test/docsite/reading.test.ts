/** What a reader does with the pages, in a real browser; nothing it does leaves the origin. */
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from '../checkout/browser.ts';
import { openDocs, pageAddresses, type DocsServer } from './docs-kit.ts';

suite('reading the documentation', { skip: withoutBrowser }, () => {
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

  async function open(
    t: TestContext,
    path: string,
    options: BrowserContextOptions = desk,
    origin = docs.origin,
  ): Promise<Page> {
    const endings: (() => Promise<void>)[] = [];
    const page = await openCustomer(
      browser,
      { beforeClosing: (end) => void endings.push(async () => end()) },
      options,
    );
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) elsewhere.push(request.url());
    });
    t.after(async () => {
      for (const end of endings) await end();
      assert.deepEqual(elsewhere, []);
    });
    await page.goto(`${origin}/docs${path}`);
    return page;
  }

  test('a language that is chosen once is chosen on every page', async (t) => {
    const page = await open(t, '/api/xoompe');
    const section = '[data-operation=createTransaction]';
    await page.click(`section${section} [role=tab][data-language=php]`);
    assert.match(await page.locator(`section${section} .panel:visible`).innerText(), /curl_init/);
    assert.match(
      await page.locator('section[data-operation=getBalance] .panel:visible').innerText(),
      /curl_init/,
    );
    await page.keyboard.press('ArrowRight');
    assert.match(
      await page.locator(`section${section} .panel:visible`).innerText(),
      /^\s*curl -sS/,
    );
    await page.goto(`${docs.origin}/docs/merchant/webhooks`);
    assert.match(await page.locator('.panel:visible').first().innerText(), /openssl/);
  });

  test('/ leads to the search, and Enter to what it found', async (t) => {
    const page = await open(t, '');
    await page.keyboard.press('/');
    await page.keyboard.type('walletbalance');
    await page.waitForSelector('#results [aria-selected=true]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs/api/xoompe#getBalance');
    await page.fill('#search', 'xyzzy plugh');
    await page.waitForSelector('#results >> text=Nothing found');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#results').isVisible(), false);
  });

  test('a button copies what the block says', async (t) => {
    const page = await open(t, '/api/xoompe', {
      ...desk,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const block = page.locator('section[data-operation=getBalance] .panel:visible .code');
    await block.hover();
    await block.locator('button').click();
    await block.locator('button', { hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(copied, /^curl -sS --fail-with-body "\$BASE\/Payout\/getWalletBalance"/);
  });

  test('the theme is the reader’s choice and is remembered', async (t) => {
    const page = await open(t, '', { ...desk, colorScheme: 'light' });
    const theme = () => page.evaluate<string>('document.documentElement.dataset.theme');
    assert.equal(await theme(), 'light');
    await page.click('.theme');
    await page.click('.theme');
    assert.equal(await theme(), 'dark');
    await page.reload();
    assert.equal(await theme(), 'dark');
  });

  test('on a phone the menu opens, leads on, and nothing sticks out', async (t) => {
    const page = await open(t, '', { ...phone, colorScheme: 'light' });
    await page.click('.menu');
    await page.click('#pages >> text=Webhooks');
    await page.waitForURL('**/docs/merchant/webhooks');
    for (const address of pageAddresses()) {
      await page.goto(docs.origin + address);
      const widths = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      );
      assert.equal(widths[0], widths[1], address);
    }
  });

  test('without scripts the page is whole: four languages below one another, and all links', async (t) => {
    const page = await open(t, '/api/xoompe', { ...desk, javaScriptEnabled: false });
    const section = page.locator('section[data-operation=createTransaction]');
    assert.equal(await section.locator('.panel:visible').count(), 4);
    assert.equal((await page.locator('#pages a:visible').count()) > 15, true);
  });

  test('in live no page offers to send anything, and addresses are those of the deployment', async (t) => {
    const live = await openDocs({ environment: 'live', xoompe: '/payouts' });
    t.after(() => live.close());
    const page = await open(t, '/api/xoompe', desk, live.origin);
    await page.waitForLoadState('networkidle');
    assert.equal(await page.locator('.trying').count(), 0);
    assert.equal(await page.locator('.environment:visible').count(), 0);
    const call = page.locator('section[data-operation=issueTokens] .call code');
    assert.equal(await call.innerText(), '/payouts/token');
    assert.match(await page.locator('main').innerText(), new RegExp(`BASE=${live.origin}/payouts`));
  });

  test('the heaviest page is as light as docs/testing.md says', async () => {
    const sizes: [number, string][] = [];
    for (const address of pageAddresses())
      sizes.push([await weightOf(docs.origin, address), address]);
    const [heaviest = [0, '']] = sizes.sort(([one], [other]) => other - one);
    assert.equal(heaviest[1], '/docs/api/xprizo');
    assert.ok(heaviest[0] < 100_000, `${String(heaviest[0])} bytes`);
  });
});

/** Bytes on the wire until the page is shown and can be used: itself, its style, script, font and forms. */
async function weightOf(origin: string, address: string): Promise<number> {
  const take = async (path: string) => {
    const answer = await fetch(origin + path, { headers: { 'accept-encoding': 'br' } });
    return { size: Number(answer.headers.get('content-length')), text: await answer.text() };
  };
  const page = await take(address);
  const first = [...page.text.matchAll(/(?:href|src)="(\/docs\/assets\/[^"]+)"/g)];
  const style = first.find(([, path = '']) => path.endsWith('.css'))?.[1] ?? '';
  const fonts = (await take(style)).text.matchAll(/url\(([^)]+\.woff2)\)/g);
  const data = /data-xprizo="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const paths = [...first, ...fonts].map(([, path = '']) => path);
  const parts = await Promise.all([...paths, data, '/docs/site.json'].map(take));
  return parts.reduce((sum, { size }) => sum + size, page.size);
}
