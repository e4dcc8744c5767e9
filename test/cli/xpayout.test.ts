/** The operator's side of the XPayout contract: access, checklist, orders, signatures. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { ApiCallers } from '../../src/identity/api-callers.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { newId } from '../../src/kit/ids.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { openCreateLane } from '../../src/payments/create-lane.ts';
import { openCreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { placeAt } from '../../src/payments/create-payin.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { wish } from '../payments/samples.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let pool: Pool;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
  cli = cliWith({ DATABASE_URL: database.url });
});
after(async () => {
  await pool.end();
  await database.drop();
});

interface Step {
  readonly step: number;
  readonly done: boolean;
}

interface Made {
  readonly merchantId: string;
  readonly xpayout: { apiKey: string; apiSecret: string; checklist: readonly Step[] };
}

async function create(...words: string[]): Promise<Made> {
  const ran = await cli('merchant', 'create', '--name', 'Asha Traders', ...words, '--json');
  return documentOf(ran) as unknown as Made;
}

function doneOf(checklist: readonly Step[]): number[] {
  return checklist.filter(({ done }) => done).map(({ step }) => step);
}

async function callerOf(apiKey: string) {
  const { sealer } = await loadDeploymentSecrets(pool, undefined);
  return new ApiCallers(pool, sealer).find(apiKey);
}

test('create gives every merchant a key and a secret, and opens nothing unless asked', async () => {
  const { merchantId, xpayout } = await create();
  assert.deepEqual(Object.keys(xpayout), ['apiKey', 'apiSecret', 'checklist']);
  assert.deepEqual(doneOf(xpayout.checklist), [1]);
  const caller = await callerOf(xpayout.apiKey);
  assert.equal(caller?.merchant.merchantId, merchantId);
  assert.equal(caller.secret, xpayout.apiSecret);
  assert.equal(caller.access.apiEnabled, false);
});

test('create --activate takes every step of the operator', async () => {
  assert.equal((await cli('marketplace', 'create', 'RETAIL-7')).code, 0);
  const { xpayout } = await create(
    ...['--activate', '--ips', '203.0.113.7,::ffff:198.51.100.1,10.1.2.3/8'],
    ...['--hmac', 'optional', '--marketplace', 'RETAIL-7', '--fund', 'INR=100.00'],
    ...['--webhook', 'http://127.0.0.1:9/hook'],
  );
  assert.deepEqual(doneOf(xpayout.checklist), [1, 2, 3, 4, 5, 6, 7]);
  const access = (await callerOf(xpayout.apiKey))?.access;
  assert.deepEqual(access?.approvedAddresses, ['203.0.113.7', '198.51.100.1', '10.0.0.0/8']);
  assert.equal(access.hmacMode, 'optional');
  assert.equal(access.marketplaceCode, 'RETAIL-7');
});

test('what cannot be is refused before a merchant is made', async () => {
  const count = async () => (await pool.query('select from merchants')).rows.length;
  const earlier = await count();
  for (const words of [
    ['--ips', '203.0.113.7,nonsense'],
    ['--marketplace', 'two words'],
    ['--marketplace', 'UNHEARD-OF'],
    ['--hmac', 'sometimes'],
  ])
    assert.notEqual((await cli('merchant', 'create', '--name', 'X', ...words, '--json')).code, 0);
  assert.equal(await count(), earlier);
});

test('an operator takes the steps one by one, and the checklist follows', async () => {
  const { merchantId } = await create();
  const merchant = (...words: string[]) => cli('merchant', ...words, '--json');
  const early = await merchant('ip', merchantId, 'approve', '203.0.113.7');
  assert.ok('address' in (errorOf(early).fields ?? {}));
  for (const words of [
    ['xpayout', merchantId, '--marketplace', 'STANDARD', '--hmac', 'optional'],
    ['ip', merchantId, 'register', '203.0.113.7', '2001:db8::/32'],
    ['ip', merchantId, 'approve', '203.0.113.7'],
    ['api-access', merchantId, 'on'],
  ])
    assert.equal((await merchant(...words)).code, 0, words.join(' '));
  const { checklist } = documentOf(await merchant('checklist', merchantId)) as unknown as {
    checklist: Step[];
  };
  assert.deepEqual(doneOf(checklist), [1, 2, 3, 4, 5]);
  const capped = await merchant('xpayout', merchantId, '--order-cap', '500', '--day-cap', 'none');
  const shown = documentOf(capped);
  assert.equal(shown['orderCap'], '500.00');
  assert.equal(shown['dayCap'], null);
  assert.deepEqual(shown['registeredAddresses'], ['203.0.113.7', '2001:db8::/32']);
  await merchant('ip', merchantId, 'remove', '203.0.113.7');
  const left = documentOf(await merchant('ip', merchantId));
  assert.deepEqual(left['approvedAddresses'], []);
  const { rows } = await pool.query<{ action: string }>(
    `select action from audit_events where merchant_id = $1 and action like 'xpayout.%' order by event_id`,
    [merchantId],
  );
  assert.deepEqual(
    rows.map(({ action }) => action.slice('xpayout.'.length)),
    [
      ...['secret_issued', 'marketplace_set', 'hmac_mode_set', 'addresses_registered'],
      ...['addresses_approved', 'api_access_set', 'caps_set', 'addresses_removed'],
    ],
  );
});

test('a new secret is shown once; later prints and the audit hold none', async () => {
  const { merchantId, xpayout } = await create('--activate');
  const renewed = documentOf(
    await cli('merchant', 'xpayout', merchantId, '--new-secret', '--json'),
  );
  const secret = renewed['apiSecret'] as string;
  assert.notEqual(secret, xpayout.apiSecret);
  assert.equal((await callerOf(xpayout.apiKey))?.secret, secret);
  const prints = await Promise.all([
    cli('merchant', 'xpayout', merchantId, '--json'),
    cli('merchant', 'show', merchantId, '--json'),
    cli('merchant', 'checklist', merchantId),
  ]);
  assert.ok(prints.every(({ code }) => code === 0));
  assert.ok(!JSON.stringify(prints).includes(secret));
  const { rows } = await pool.query(`select count(*)::int as n from audit_events
    where details::text like '%xs\\_%'`);
  assert.deepEqual(rows, [{ n: 0 }]);
});

test('rotate gives a new secret and leaves the old one for a while; without access there is nothing to rotate', async () => {
  const { merchantId, xpayout } = await create('--activate');
  const rotate = ['credentials', 'rotate', merchantId, '--contract', 'xpayout'];
  const rotated = documentOf(await cli(...rotate, '--overlap-hours', '2', '--json'));
  const issued = rotated['xpayout'] as { apiKey: string; apiSecret: string };
  assert.equal(issued.apiKey, xpayout.apiKey);
  const caller = await callerOf(xpayout.apiKey);
  assert.equal(caller?.secret, issued.apiSecret);
  assert.equal(caller.earlier?.secret, xpayout.apiSecret);
  assert.equal(new Date(caller.earlier.endsAtMs).toISOString(), rotated['oldEndAt']);
  const made = { merchantId: newId<'merchant'>(Date.now()), actor: 'test', nowMs: Date.now() };
  await createMerchant(pool, { ...made, name: 'Without', environment: 'sandbox' });
  const without = ['credentials', 'rotate', made.merchantId, '--contract', 'xpayout', '--json'];
  assert.equal(errorOf(await cli(...without)).code, 'refused');
});

test('orders are listed newest first and shown with what stands beside them', async () => {
  const { merchantId } = await create('--fund', 'INR=1000.00');
  const lane = openCreateLane({ url: database.url, oneMerchantPerCommit: isShardedRun });
  const details = {
    ...{ referenceId: 'R-1', customerName: null, customerEmail: null, customerMobile: null },
    ...{ requestedMode: 'imps', callbackUrl: null, returnUrl: null, meta: '{"note":"first"}' },
  };
  for (const nth of [1, 2]) {
    const id = { payoutId: newId<'payout'>(Date.now()), reference: `A-${nth}` };
    const number = { transactionNumber: `GW2026040711300000${String(nth).padStart(2, '0')}` };
    const order = { ...id, ...number, merchantId, contract: 'xpayout', details, at: new Date() };
    assert.equal((await lane.submit(wish({ ...order, contract: 'xpayout' }))).kind, 'created');
  }
  await lane.close();
  const { orders } = documentOf(await cli('order', 'list', merchantId, '--json')) as {
    orders: { orderId: string }[];
  };
  assert.deepEqual(
    orders.map(({ orderId }) => orderId),
    ['A-2', 'A-1'],
  );
  const [oldest] = (
    documentOf(await cli('order', 'list', merchantId, '--json')) as { orders: unknown[] }
  ).orders.slice(-1);
  const byNumber = await cli('order', 'show', 'GW202604071130000001', '--json');
  assert.deepEqual(documentOf(byNumber), oldest);
  const byReference = await cli('order', 'show', 'A-1', '--merchant', merchantId, '--json');
  assert.deepEqual(documentOf(byNumber), documentOf(byReference));
  assert.deepEqual(documentOf(byNumber)['meta'], { note: 'first' });
  assert.equal(documentOf(byNumber)['referenceId'], 'R-1');
  assert.equal(errorOf(await cli('order', 'show', 'GW1', '--json')).code, 'not_found');
});

test('orders of both directions stand in one list, and one order_id may name one of each', async () => {
  const { merchantId } = await create('--fund', 'INR=1000.00', '--payin-fee', 'bps=100,gst=1800');
  const settings = { url: database.url, oneMerchantPerCommit: isShardedRun };
  const [out, into] = [openCreateLane(settings), openCreatePayinLane(settings)];
  const details = {
    ...{ referenceId: 'R-9', customerName: null, customerEmail: null, customerMobile: null },
    ...{
      requestedMode: null,
      callbackUrl: null,
      returnUrl: 'https://shop.example/',
      meta: '{"a":1}',
    },
  };
  const merchant = await findMerchant(pool, merchantId);
  assert.ok(merchant !== undefined);
  const at = new Date();
  const payinId = newId<'payin'>(at.getTime());
  const created = await into.submit({
    ...{ merchantId, payinId, contract: 'xpayout', reference: 'A-1', currency: 'INR', details, at },
    ...{ transactionNumber: 'GW202604071130000011', amountMinor: 500_00n },
    feePlan: merchant.payinFees,
    place: placeAt({ name: 'upi', payeeVpa: 'shop@bank' }, merchant.merchantNo, payinId),
    expiresAt: new Date(at.getTime() + 900_000),
  });
  assert.equal(created.kind, 'created');
  const payoutId = newId<'payout'>(at.getTime() + 5);
  const sent = {
    merchantId,
    payoutId,
    reference: 'A-1',
    contract: 'xpayout',
    details,
    at,
  } as const;
  await out.submit(wish({ ...sent, transactionNumber: 'GW202604071130000012' }));
  await Promise.all([out.close(), into.close()]);
  const list = async (...words: string[]) => {
    const listed = documentOf(await cli('order', 'list', merchantId, ...words, '--json'));
    return (listed['orders'] as { service: string }[]).map(({ service }) => service);
  };
  assert.deepEqual(await list(), ['payout', 'payin']);
  assert.deepEqual(await list('--limit', '1'), ['payout']);
  assert.deepEqual(await list('--before', payoutId), ['payin']);
  assert.deepEqual(await list('--service', 'payin'), ['payin']);
  const show = async (...words: string[]) =>
    documentOf(await cli('order', 'show', ...words, '--json'));
  const order = await show('GW202604071130000011');
  const { fee, gst } = order['payin'] as Record<string, string>;
  assert.deepEqual(
    [order['orderId'], order['returnUrl'], fee, gst],
    ['A-1', 'https://shop.example/', '5.00', '0.90'],
  );
  const ofBoth = ['A-1', '--merchant', merchantId];
  assert.equal((await show(...ofBoth))['service'], 'payout');
  assert.deepEqual(await show(...ofBoth, '--service', 'payin'), order);
  assert.match(
    (await cli('order', 'show', 'GW202604071130000011')).stdout,
    /^fee and GST +5.00 and 0.90$/m,
  );
});

test('sign prints the published signature, and what version 2 signs', async () => {
  const words = ['--secret', 'API_SECRET', '--timestamp', '1714723200', '--nonce', 'nonce_001'];
  const get = ['sign', ...words, '--route', 'api_balance', '--method', 'get'];
  const signed = documentOf(await cli(...get, '--json'));
  assert.equal(
    signed['signature'],
    'b1836bd5824ddec05fcf0a61d7977e0af6a16821da97122c5798dc5cecb76128',
  );
  const file = new URL('../identity/samples/xpayout-create-order.txt', import.meta.url).pathname;
  const post = await cli('sign', ...words, '--route', 'api_create_order', '--body-file', file);
  assert.match(
    post.stdout,
    /X-Signature: 4c1772acf384939588a0f4bc955076237d54cb6f6763e5a1b72a1c35b71e506a/,
  );
  const second = await cli(...get, '--signature-version', '2', '--query', 'b=2&a=1', '--json');
  assert.match(String(documentOf(second)['baseString']), /\na=1&b=2&route=api_balance$/);
  assert.equal(errorOf(await cli(...get, '--query', 'a=1', '--json')).code, 'usage');
});
