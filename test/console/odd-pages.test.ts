/** Pages with what is unusual: names without a place to break them, and filters that are no filters. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openBrowser, phone, withoutBrowser } from '../checkout/browser.ts';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  pageSignedIn,
} from '../support/console.ts';
import { openConsoleWorld } from './console-kit.ts';
import { fillTeam } from './team-world.ts';

suite('unusual pages', { skip: withoutBrowser }, () => {
  test('a long name is broken where it must be, and a filter that is refused says what is wrong with it', async (t) => {
    const world = await openConsoleWorld(t);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const { pool, address } = world;
    const merchantId = await world.newMerchant('W'.repeat(100));
    const owner = await operatorSignedIn(pool);
    const admin = await merchantSignedIn(pool, merchantId);
    for (const [who, path, name] of [
      [owner, `/merchants/${merchantId}`, 'WWW'],
      [owner, '/merchants', 'Merchants'],
      [admin, '/home', 'Home'],
    ] as const) {
      const page = await pageSignedIn(browser, address, who, phone);
      await page.goto(`${address}${who.site}${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      const tooWide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(tooWide, 0, path);
      await page.context().close();
    }
    const page = await pageSignedIn(browser, address, owner, phone);
    await page.goto(`${address}/console/payments?min=lots`);
    await page.getByRole('alert').getByText('An amount is plain digits.').waitFor();
    await page.context().close();
  });

  test('a payment link is taken back only after a question, and then nobody pays by it', async (t) => {
    const world = await openConsoleWorld(t);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const { pool, address } = world;
    const merchantId = await world.newMerchant();
    const who = await merchantSignedIn(pool, merchantId, 'payer');
    const { linkId } = await fillTeam(world, merchantId, await merchantSignedIn(pool, merchantId));
    const isOpen = async () => {
      const { body } = await askConsole(address, who, `/links/${linkId}`);
      return (body as { status: string }).status === 'created';
    };
    const page = await pageSignedIn(browser, address, who, phone);
    await page.goto(`${address}/dashboard/links/${linkId}`);
    await page.getByRole('button', { name: 'Take it back' }).click();
    const question = page.getByRole('dialog', { name: 'Take the payment link back' });
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    assert.ok(await isOpen(), 'who leaves the question has changed nothing');
    await page.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Nobody can pay by this link any more').waitFor();
    await question.waitFor({ state: 'detached' });
    assert.ok(!(await isOpen()));
    await page.context().close();
  });
});
