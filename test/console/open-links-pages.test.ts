/** One-time links on the pages of both sites, and where the focus is when a question has been answered. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { transaction } from '../../src/db/connection.ts';
import { invite } from '../../src/people/invitations.ts';
import { desk, openBrowser, phone, withoutBrowser } from '../checkout/browser.ts';
import { merchantSignedIn, operatorSignedIn, pageSignedIn } from '../support/console.ts';
import { openConsoleWorld } from './console-kit.ts';

suite('links that are out', { skip: withoutBrowser }, () => {
  test('a link that went to the wrong person is taken back by keyboard alone, and the others stay', async (t) => {
    const world = await openConsoleWorld(t);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const { pool, address } = world;
    const merchantId = await world.newMerchant('Lost & Found');
    const nowMs = Date.now();
    for (const email of ['right@team.test', 'wrong@team.test'])
      await transaction(pool, (tx) =>
        invite(tx, { merchantId, email, role: 'payer', actor: 'test', nowMs }),
      );
    const owner = await pageSignedIn(browser, address, await operatorSignedIn(pool), desk);
    await owner.goto(`${address}/console/merchants/${merchantId}`);
    await owner.getByRole('button', { name: 'Team', exact: true }).click();
    const links = owner.getByRole('list', { name: 'Links that are out' }).getByRole('listitem');
    await links.nth(1).waitFor();
    await owner.getByRole('button', { name: 'Take back the link for wrong@team.test' }).focus();
    await owner.keyboard.press('Enter');
    const question = owner.getByRole('dialog', { name: 'Take the link back' });
    await question.getByText('wrong@team.test').waitFor();
    await owner.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await owner.locator('[aria-label="Take back the link for wrong@team.test"]:focus').waitFor();
    assert.equal(await links.count(), 2, 'who leaves the question has changed nothing');
    await owner.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Take it back' }).focus();
    await owner.keyboard.press('Enter');
    await links.nth(1).waitFor({ state: 'detached' });
    assert.match((await links.first().textContent()) ?? '', /right@team\.test/);
    await owner.getByRole('button', { name: 'Invite somebody' }).focus();
    await owner.keyboard.press('Control+k');
    await owner.getByRole('dialog').waitFor();
    await owner.keyboard.press('Escape');
    await owner.locator('button:has-text("Invite somebody"):focus').waitFor();
    await owner.context().close();

    const admin = await merchantSignedIn(pool, merchantId, 'admin');
    const team = await pageSignedIn(browser, address, admin, phone);
    await team.goto(`${address}/dashboard/team`);
    await team.getByRole('button', { name: 'Take back the link for right@team.test' }).click();
    // Used in the meantime: the question says so, and the list is what it is now.
    await pool.query('update invitations set used_at = now() where merchant_id = $1', [merchantId]);
    await team.getByRole('button', { name: 'Take it back' }).click();
    await team.getByRole('dialog').getByRole('alert').waitFor();
    await team.keyboard.press('Escape');
    await team.getByText('No link is out.').waitFor();
    await team.context().close();
  });
});
