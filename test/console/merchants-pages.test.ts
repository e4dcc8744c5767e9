/** Operators at work in a browser: a merchant brought to live, an own draft refused, a switch, a settlement. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { makeDraft } from '../../src/drafts/make-draft.ts';
import { issueApiCredential } from '../../src/identity/api-credentials.ts';
import { registerAddresses } from '../../src/merchants/change-xpayout-access.ts';
import { liftedLimits } from '../../src/merchants/merchant.ts';
import { listOff } from '../../src/switches/list-switches.ts';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import { operatorSignedIn, pageSignedIn, type SignedIn } from '../support/console.ts';
import { faultsEverywhere, turnTo } from '../support/pages.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';
import { settle } from './id-makers.ts';

suite('the pages of merchants, approvals and switches', { skip: withoutBrowser }, () => {
  let world: ConsoleWorld;
  let browser: Browser;
  let asha: SignedIn;
  let ravi: SignedIn;
  const windows = new Map<SignedIn, Page>();
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end) => void endings.push(end) });
    browser = await openBrowser();
    asha = await operatorSignedIn(world.pool, 'owner');
    ravi = await operatorSignedIn(world.pool, 'admin');
  });
  after(async () => {
    await browser.close();
    for (const end of endings) await end();
  });

  /** Each person has one window, and goes from page to page in it as a link would lead. */
  const open = async (who: SignedIn, path: string): Promise<Page> => {
    const page = windows.get(who) ?? (await pageSignedIn(browser, world.address, who, desk));
    windows.set(who, page);
    await turnTo(page, `${world.address}/console${path}`);
    return page;
  };
  const click = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).click();
  /** Sends the form of a draft, and resolves to the address where somebody else decides. */
  const send = async (page: Page): Promise<string> => {
    await page.getByLabel('Why').fill('as agreed in the contract');
    await click(page, 'Send for approval');
    await page.getByRole('heading', { name: 'Somebody else decides' }).waitFor();
    return new URL(page.url()).pathname.replace('/console', '');
  };
  const approve = async (path: string) => {
    const page = await open(ravi, path);
    await click(page, 'Approve');
    await page.getByText('Approved', { exact: true }).first().waitFor();
  };
  const part = async (id: string, name: string) => {
    const page = await open(asha, `/merchants/${id}`);
    await click(page, name);
  };

  test('a merchant is brought to live by these pages alone: made, let in, priced, told where it hears', async () => {
    await world.pool.query(
      `insert into marketplaces (code, version, set_by, set_at) values ('GOLD', 1, 'test', now())
       on conflict do nothing`,
    );
    const page = await open(asha, '/merchants');
    await click(page, 'New merchant');
    await page.getByLabel('Name', { exact: true }).fill('Meera Textiles');
    await click(page, 'Make the merchant');
    await page.getByText('XPayout API secret').waitFor();
    await click(page, 'I have kept them');
    await page.getByRole('heading', { name: 'Meera Textiles' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    await click(page, 'API access');
    await page.getByLabel('Address or range to register').fill('203.0.113.7');
    await click(page, 'Register');
    await click(page, 'Approve 203.0.113.7');
    const address = await send(page);
    await part(id, 'API access');
    await click(page, 'Assign a marketplace code…');
    await page.getByLabel('Marketplace code', { exact: true }).selectOption('GOLD');
    const code = await send(page);
    await part(id, 'API access');
    await click(page, 'Switch API access on');
    await page.getByRole('button', { name: 'Switch API access off' }).waitFor();
    await part(id, 'Fees and limits');
    await page.getByRole('button', { name: 'Change…' }).first().click();
    await page.getByLabel('Rate in percent').fill('1.5');
    await page.getByLabel('GST on the fee in percent').fill('18');
    const fees = await send(page);
    await part(id, 'Webhook');
    await page.getByLabel('URL').fill('http://127.0.0.1:9/hooks');
    await click(page, 'Set the URL');
    await page.getByText('Webhook secret').waitFor();
    await click(page, 'I have kept them');
    for (const path of [address, code, fees]) await approve(path);

    await part(id, 'Overview');
    // What somebody else did meanwhile a window may learn later; not what it is asked for anew.
    await page.reload();
    const steps = page.getByRole('list', { name: 'Checklist' }).getByRole('listitem');
    await steps.first().waitFor();
    const done = steps.filter({ has: page.getByLabel('Done:') });
    // All but the money in the wallet, which no page can bring.
    assert.deepEqual([await done.count(), await steps.count()], [6, 7]);
    await click(page, 'Fees and limits');
    await page.getByText('1.50 %').first().waitFor();
  });

  test('who made a draft sees no way to approve it, and the API refuses it all the same', async () => {
    const merchantId = await world.newMerchant('Own Draft and Sons');
    const page = await open(asha, `/merchants/${merchantId}?part=terms`);
    await page.getByRole('button', { name: 'Change…' }).first().click();
    await page.getByLabel('Rate in percent').fill('2');
    const path = await send(page);
    assert.equal(await page.getByRole('button', { name: 'Approve', exact: true }).count(), 0);
    const status = await page.evaluate(
      async (draft) => {
        const headers = { 'x-hundi-console': '1', 'content-type': 'application/json' };
        const read = await fetch(`/console/api${draft}`, { headers });
        const { hash } = (await read.json()) as { hash: string };
        const init = { method: 'POST', headers, body: JSON.stringify({ hash }) };
        return (await fetch(`/console/api${draft}/approve`, init)).status;
      },
      path.replace('/approvals', '/drafts'),
    );
    assert.equal(status, 403);
    await click(page, 'Withdraw it');
    await page.getByText('Withdrawn', { exact: true }).first().waitFor();
  });

  test('a code and a rate are set by two people; an edit makes void what the second one had read', async () => {
    const page = await open(asha, '/terms');
    await click(page, 'New code…');
    await page.getByLabel('Marketplace code', { exact: true }).fill('SILVER');
    await page.getByLabel('Payouts have a price under this code').check();
    await page.getByLabel('Rate in percent').fill('1.2');
    await click(page, 'Add a slab');
    const slab = page.getByRole('group', { name: 'Slab 1' });
    await slab.getByLabel('From rupees').fill('1000');
    await slab.getByLabel('Rate in percent').fill('0.9');
    await page.getByLabel('Any rail').uncheck();
    await page.getByLabel('NEFT').uncheck();
    assert.deepEqual(await faultsEverywhere(page, 'dialog of a code'), []);
    await page.setViewportSize(desk.viewport);
    const path = await send(page);
    const reader = await open(ravi, path);
    await reader.getByRole('heading', { name: 'Your decision' }).waitFor();
    await click(page, 'Edit…');
    assert.equal(await slab.getByLabel('From rupees').inputValue(), '1000.00');
    await page.getByLabel('Rate in percent').first().fill('1.1');
    await click(page, 'Send for approval');
    await page.getByText('Void since it was edited').waitFor();
    await reader.getByRole('heading', { name: 'It was edited while you read' }).waitFor();
    assert.equal(await reader.getByRole('button', { name: 'Approve', exact: true }).count(), 0);
    await click(reader, 'I have read it');
    await click(reader, 'Approve');
    await reader.getByText('Approved, and done by').waitFor();
    await open(asha, '/terms');
    await page.getByRole('cell', { name: '1.10 % + ₹0.00, a slab' }).waitFor();
    await click(page, 'Exchange rates');
    await click(page, 'Set a rate…');
    await page.getByLabel('Rate', { exact: true }).fill('83.25');
    await page.getByLabel('Spread in percent').fill('0.5');
    const rate = await send(page);
    await approve(rate);
    await open(asha, '/terms?part=rates');
    await page.getByRole('row', { name: /USD → INR 83.25 0.50 %/ }).waitFor();
  });

  test('a wallet in another currency is opened, and a key of Xprizo issued and deleted', async () => {
    const merchantId = await world.newMerchant('Lotus Foods');
    const page = await open(asha, `/merchants/${merchantId}`);
    await click(page, 'Open a wallet…');
    await page.getByLabel('Currency').selectOption('USD');
    await click(page, 'Open it');
    await page.getByRole('table', { name: 'Wallets' }).getByText('$0.00').first().waitFor();
    await click(page, 'Credentials');
    await click(page, 'Issue a key');
    await click(page, 'I have kept them');
    await click(page, /^Delete key 1\./);
    await click(page, 'Delete the key');
    await page.getByText('The key is gone.').waitFor();
    await page.getByRole('button', { name: /^Delete key/ }).waitFor({ state: 'detached' });
    const { rowCount } = await world.pool.query(
      'select from api_keys where merchant_id = $1 and removed_at is null',
      [merchantId],
    );
    assert.equal(rowCount, 0);
  });

  test('one person switches a provider off, and another agrees that it is on again', async () => {
    const page = await open(asha, '/switches');
    await click(page, 'Switch something off');
    await page.getByLabel('Name').selectOption('sandbox-bank');
    await page.getByLabel('Why').fill('the bank answers nonsense');
    await click(page, 'Switch off');
    await page.getByRole('table', { name: 'Switched off' }).waitFor();
    assert.deepEqual(
      (await listOff(world.pool)).map(({ kind, name }) => `${kind} ${name}`),
      ['provider sandbox-bank'],
    );
    await click(page, 'Switch on sandbox-bank');
    const path = await send(page);
    await approve(path);
    assert.deepEqual(await listOff(world.pool), []);
  });

  test('a settlement is approved where the drafts are, sent, completed, and given back by two', async () => {
    const merchantId = await world.newMerchant('Settled and Daughters');
    await settle(world.pool, merchantId);
    const page = await open(ravi, '/approvals?part=settlements');
    await click(page, 'Decide about Settled and Daughters');
    await click(page, 'Approve');
    await page.getByText('No settlement waits').waitFor();
    await open(ravi, '/settlements?q=settled+and');
    await page.getByRole('row').nth(1).click();
    await click(page, 'Record the transfer…');
    await page.getByLabel('UTR').fill('HDFCN52026010112');
    await click(page, 'Record it');
    await click(page, 'It has arrived…');
    await click(page, 'Complete it');
    await click(page, 'It came back…');
    await page.getByLabel('UTR or hash of the transfer back').fill('HDFCN52026010113');
    const path = await send(page);
    const other = await open(asha, path);
    await click(other, 'Approve');
    await other.getByText('Approved', { exact: true }).first().waitFor();
    await open(ravi, '/settlements?q=HDFCN52026010112&status=returned');
    await page.getByRole('row').nth(1).getByText('Returned').waitFor();
    await click(page, 'Keep this filter');
    await page.getByLabel('Name', { exact: true }).fill('Came back');
    await click(page, 'Keep');
    await open(ravi, '/settlements');
    await click(page, 'Came back');
    await page.waitForURL(/q=HDFCN52026010112&status=returned/);
  });

  test('every page on a desk and a telephone, light and dark: no rule of accessibility is broken, and nothing overflows', async () => {
    const merchantId = await world.newMerchant('Asha Traders');
    const order = { merchantId, merchantNo: 7, actor: 'test', nowMs: Date.now() };
    await issueApiCredential(world.pool, { ...order, sealer: world.sealer });
    await registerAddresses(world.pool, order, ['203.0.113.7', '2001:db8::/32']);
    const settlementId = await settle(world.pool, merchantId);
    const draft = await makeDraft(
      world.pool,
      {
        ...{ kind: 'merchant.limits', merchantId, reason: 'a busier shop' },
        change: { ...liftedLimits, queryPerMinute: 1_000 },
        environment: 'sandbox',
      },
      { personId: asha.personId, name: 'Asha', nowMs: Date.now() },
    );
    const parts = ['overview', 'access', 'terms', 'credentials', 'webhook'];
    const pages: Readonly<Record<string, string>> = {
      merchants: '/merchants',
      ...Object.fromEntries(
        parts.map((id) => [`merchant ${id}`, `/merchants/${merchantId}?part=${id}`]),
      ),
      ...{ codes: '/terms', rates: '/terms?part=rates' },
      ...{ approvals: '/approvals', 'settlements to judge': '/approvals?part=settlements' },
      settlements: '/settlements',
      settlement: `/settlements/${merchantId}/${settlementId}`,
      approval: `/approvals/${merchantId}/${draft.draftId}`,
      switches: '/switches',
    };
    const faults: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      const page = await open(ravi, path);
      faults.push(...(await faultsEverywhere(page, name)));
    }
    assert.deepEqual(faults, []);
  });
});
