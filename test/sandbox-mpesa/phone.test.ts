/** The phone of a demo's customer: it works without scripts, and everybody can use it. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { desk, openBrowser, phone, withoutBrowser } from '../checkout/browser.ts';
import { axeFaults } from '../support/axe.ts';
import { mpesaFolder, openInbox, RunningMpesa } from './mpesa-process.ts';
import { newPhone, promptOf } from './requests.ts';

suite('phone', { skip: withoutBrowser }, () => {
  const folder = mpesaFolder();
  let browser: Browser;
  let mpesa: RunningMpesa;
  let inbox: Awaited<ReturnType<typeof openInbox>>;
  before(async () => {
    [browser, mpesa, inbox] = await Promise.all([
      openBrowser(),
      RunningMpesa.start(folder.dataDir),
      openInbox(),
    ]);
  });
  after(async () => {
    assert.ok(await mpesa.holds());
    await Promise.all([browser.close(), mpesa.stop()]);
    inbox.close();
    folder.remove();
  });

  async function asked(changes = {}): Promise<string> {
    const msisdn = newPhone();
    const prompt = promptOf(msisdn, `${inbox.url}/told/${msisdn}`, changes);
    const { status } = await mpesa.api('/mpesa/stkpush/v1/processrequest', prompt);
    assert.equal(status, 200);
    return msisdn;
  }
  const codeAt = async (msisdn: string) => {
    const [told] = await inbox.heard(`/told/${msisdn}`);
    return (told?.['Body'] as { stkCallback: { ResultCode: number } }).stkCallback.ResultCode;
  };
  /** A page in which scripts are off. */
  const plainPage = async () =>
    (await browser.newContext({ ...phone, javaScriptEnabled: false })).newPage();

  test('the customer enters the PIN and has paid', async () => {
    const msisdn = await asked();
    const page = await plainPage();
    await page.goto(`${mpesa.url}/phone`);
    await page.getByLabel('Mobile number').fill(`0${msisdn.slice(3)}`);
    await page.getByRole('button', { name: 'Hold it' }).click();
    assert.match(await page.locator('.prompt').innerText(), /KES 500/);
    await page.getByLabel('M-Pesa PIN').fill('1234');
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor();
    assert.match(await page.locator('li').first().innerText(), /^S\w{9} Confirmed\. KES 500 paid/);
    assert.match(await page.locator('.owner').innerText(), /KES 99,500/);
    assert.equal(await codeAt(msisdn), 0);
  });

  test('the customer cancels, or does not know the PIN', async () => {
    for (const [press, pin, code] of [
      ['Cancel', '', 1032],
      ['Pay', '9999', 2001],
    ] as const) {
      const msisdn = await asked();
      const page = await plainPage();
      await page.goto(`${mpesa.url}/phone/${msisdn}`);
      await page.getByLabel('M-Pesa PIN').fill(pin);
      await page.getByRole('button', { name: press }).click();
      await page.getByRole('heading', { name: 'Not paid', exact: true }).waitFor();
      assert.equal(await codeAt(msisdn), code);
    }
  });

  test('a form that is sent twice pays once, and an old one is over', async () => {
    const msisdn = await asked();
    const url = `${mpesa.url}/phone/${msisdn}`;
    const html = await (await fetch(url)).text();
    const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const send = async (pin: string) => {
      const body = new URLSearchParams({ prompt, pin, press: 'pay' });
      return (await fetch(url, { method: 'POST', body })).text();
    };
    assert.match(await send('12'), /A PIN has four digits/);
    const texts = await Promise.all([send('1234'), send('1234'), send('1234')]);
    assert.equal(texts.filter((text) => text.includes('<h1>Paid</h1>')).length, 1);
    assert.equal(texts.filter((text) => text.includes('That request is over')).length, 2);
    const { prompts } = await mpesa.book();
    assert.equal(prompts.find((each) => each.msisdn === msisdn)?.deposits, 1);
  });

  test('what an operator writes is text on the page, and the page runs no scripts', async () => {
    const msisdn = await asked({ TransactionDesc: '<b>&"\'</b>' });
    const answer = await fetch(`${mpesa.url}/phone/${msisdn}`);
    assert.match(await answer.text(), /&lt;b&gt;&amp;&quot;&#39;&lt;\/b&gt;/);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  });

  for (const [name, options] of [
    ['phone', { ...phone, viewport: { width: 320, height: 568 } }],
    ['desk', desk],
  ] as const)
    test(`axe finds no fault with any screen on a ${name}, and nothing sticks out`, async () => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const waiting = await asked({
        AccountReference: 'W'.repeat(12),
        TransactionDesc: 'W'.repeat(13),
      });
      const answered = await asked({ TransactionDesc: 'Fail' });
      assert.equal(await codeAt(answered), 1);
      for (const path of ['', '?number=x', `/${waiting}`, `/${answered}`]) {
        await page.goto(`${mpesa.url}/phone${path}`);
        assert.deepEqual(await axeFaults(page), [], path);
        const wide = await page.evaluate<boolean>(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        assert.equal(wide, false, path);
      }
      await context.close();
    });
});
