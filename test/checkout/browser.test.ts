/** Customers in a real browser: paying, failing, coming too late, and being sent a link that somebody changed. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import jsQR from 'jsqr';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { desk, openBrowser, openCustomer, phone, withoutBrowser } from './browser.ts';
import { openCheckout, type Checkout } from './checkout-kit.ts';

// `jsqr` is published for other loaders.
const readQr = jsQR as unknown as (typeof jsQR)['default'];

suite('in a browser', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  const customer = (checkout: Checkout, options: BrowserContextOptions = phone): Promise<Page> =>
    openCustomer(browser, checkout, options);

  test('a customer pays, and the open page turns into the receipt by itself', async (t) => {
    const checkout = await openCheckout(t);
    const payin = checkout.payin();
    const page = await customer(checkout);
    await page.goto(checkout.linkOf(payin));
    await page.getByText('Waiting for your payment').waitFor();
    assert.match(await page.locator('#deadline').innerText(), /^for 1[45]:\d\d$/);
    assert.equal(await page.getByRole('button', { name: 'Check status' }).count(), 0);
    const app = page.getByRole('link', { name: 'Open UPI app' });
    assert.equal(await app.getAttribute('href'), payin.upiIntent);
    const box = await app.boundingBox();
    assert.ok(box && box.y + box.height < 844, 'the button is seen without scrolling');

    checkout.change(payin, { status: 'succeeded', receivedMinor: 1_200_50n, utr: '473102263110' });
    const heading = page.getByRole('heading', { name: 'Payment received' });
    await heading.waitFor();
    assert.match(await page.title(), /^Payment received/);
    await page.getByText('473102263110').waitFor();
    assert.ok(await page.evaluate('document.activeElement === document.querySelector("main")'));
    const back = page.getByRole('link', { name: 'Return to Asha Books & Stationery' });
    assert.equal(await back.getAttribute('href'), 'https://shop.example/thanks?order=10001');
    assert.equal(await page.locator('a[href^="upi:"]').count(), 0);
  });

  test('a payment that fails says so on the open page, and leads back', async (t) => {
    const checkout = await openCheckout(t);
    const payin = checkout.payin();
    const page = await customer(checkout, desk);
    await page.goto(checkout.linkOf(payin));
    await page.getByText('Waiting for your payment').waitFor();
    checkout.change(payin, { status: 'failed' });
    await page.getByRole('heading', { name: 'Payment not completed' }).waitFor();
    await page.getByRole('link', { name: /^Return to/ }).waitFor();
  });

  test('a page that stays open over its end waits for the last word, whichever it is', async (t) => {
    for (const [status, heading] of [
      ['succeeded', 'Payment received'],
      ['expired', 'This payment link has expired'],
    ] as const) {
      const checkout = await openCheckout(t);
      const payin = checkout.payin();
      const page = await customer(checkout);
      await page.goto(checkout.linkOf(payin));
      await page.getByText('Waiting for your payment').waitFor();
      await bothClocksPass(checkout, page, 901);
      await page.getByText('Time is up. Checking').waitFor();
      assert.equal(await page.locator('#deadline').innerText(), 'no more');
      checkout.change(payin, { status });
      await page.getByRole('heading', { name: heading }).waitFor();
      assert.equal(await page.locator('a[href^="upi:"], .qr').count(), 0);
    }
  });

  test('a page that nobody has a word for stops offering to pay a few minutes after its end', async (t) => {
    const checkout = await openCheckout(t);
    const page = await customer(checkout);
    await page.goto(checkout.linkOf(checkout.payin()));
    await page.getByText('Waiting for your payment').waitFor();
    await bothClocksPass(checkout, page, 1_100);
    await page.getByText('No payment has arrived so far').waitFor();
    assert.equal(await page.locator('a[href^="upi:"], .qr').count(), 0);
  });

  test('an expired link and an altered one are plain pages with nothing to pay', async (t) => {
    const checkout = await openCheckout(t);
    const page = await customer(checkout);
    const payin = checkout.payin();
    const link = new URL(checkout.linkOf(payin));
    checkout.passes(901);
    assert.equal((await page.goto(link.href))?.status(), 410);
    await page.getByRole('heading', { name: 'This payment link has expired' }).waitFor();
    assert.equal(await page.locator('script, a[href^="upi:"], .qr').count(), 0);

    checkout.passes(-901);
    for (const name of ['o', 'e', 's']) {
      const altered = new URL(link);
      const word = link.searchParams.get(name) ?? '';
      altered.searchParams.set(
        name,
        word.replace(/.$/, (last) => (last === '1' ? '2' : '1')),
      );
      assert.equal((await page.goto(altered.href))?.status(), 403, name);
      await page.getByRole('heading', { name: 'This payment link is not valid' }).waitFor();
      assert.equal(await page.locator('script, main a, .qr').count(), 0);
      assert.equal(await page.getByText('Asha').count(), 0);
    }
  });

  test('without JavaScript the page can be paid from, and a button asks for the status', async (t) => {
    const checkout = await openCheckout(t);
    const payin = checkout.payin();
    const page = await customer(checkout, { ...phone, javaScriptEnabled: false });
    await page.goto(checkout.linkOf(payin));
    await page.getByText(/^until \d/).waitFor();
    assert.equal(await page.locator('.qr').count(), 1);
    await page.getByRole('link', { name: 'Open UPI app' }).waitFor();
    await page.getByRole('button', { name: 'Check status' }).click();
    await page.getByText('After you have paid, check here').waitFor();
    checkout.change(payin, { status: 'succeeded' });
    checkout.passes(1);
    await page.getByRole('button', { name: 'Check status' }).click();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
  });

  test('the code on the screen is the UPI link, in a dark scheme too', async (t) => {
    const checkout = await openCheckout(t);
    const payin = checkout.payin();
    for (const options of [{ ...phone, colorScheme: 'dark' }, desk] as const) {
      const page = await customer(checkout, options);
      await page.goto(checkout.linkOf(payin));
      const seen = await page.locator('.qr').screenshot();
      const { bytes, width, height } = await pixelsOf(await customer(checkout, desk), seen);
      const pixels = Uint8ClampedArray.from(Buffer.from(bytes, 'base64'));
      assert.equal(readQr(pixels, width, height)?.data, payin.upiIntent);
    }
  });

  test('a name that is an attack runs nothing', async (t) => {
    const checkout = await openCheckout(t);
    const merchantName = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
    const payin = checkout.payin({ merchantName, reference: merchantName });
    const page = await customer(checkout);
    await page.goto(checkout.linkOf(payin));
    await page.getByText('Waiting for your payment').waitFor();
    checkout.change(payin, { status: 'failed' });
    await page.getByRole('heading', { name: 'Payment not completed' }).waitFor();
    assert.doesNotMatch(await page.title(), /^taken/);
    assert.ok((await page.getByText('<img src=x').count()) > 0, 'it is shown as what it is');
  });

  test('nothing is asked of anybody but our own origin', async (t) => {
    const checkout = await openCheckout(t);
    const page = await customer(checkout, desk);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(checkout.linkOf(checkout.payin()));
    await page.waitForResponse((response) => response.url().includes('/pay/status'));
    assert.deepEqual(new Set(asked), new Set([checkout.origin]));
  });

  test('a connection that is lost is told, and found again', async (t) => {
    const checkout = await openCheckout(t);
    const payin = checkout.payin();
    const page = await customer(checkout);
    await page.goto(checkout.linkOf(payin));
    await page.getByText('Waiting for your payment').waitFor();
    await page.route('**/pay/status*', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.getByText('No connection. Trying again').waitFor();
    await page.unroute('**/pay/status*');
    checkout.change(payin, { status: 'succeeded' });
    // As when the customer comes back from the UPI app.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
  });
});

async function bothClocksPass(checkout: Checkout, page: Page, seconds: number): Promise<void> {
  checkout.passes(seconds);
  await page.evaluate(`Date.now = ((now) => () => now() + ${seconds * 1_000})(Date.now)`);
}

interface Pixels {
  /** Red, green, blue and alpha of each, as base64. */
  readonly bytes: string;
  readonly width: number;
  readonly height: number;
}

/** A picture as a camera would give it to a scanner. */
async function pixelsOf(page: Page, png: Buffer): Promise<Pixels> {
  return page.evaluate<Pixels>(`(async () => {
    const file = Uint8Array.fromBase64('${png.toString('base64')}');
    const picture = await createImageBitmap(new Blob([file], { type: 'image/png' }));
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { bytes: new Uint8Array(data.buffer).toBase64(), width, height };
  })()`);
}
