/** Money between wallets as the contract publishes it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setPin } from '../../../src/identity/pins.ts';
import { setProfileWebhook } from '../../../src/merchants/profiles.ts';
import { grantWallet } from '../../../src/merchants/wallet-access.ts';
import type { WalletCurrency } from '../../../src/merchants/wallets.ts';
import { startInbox } from '../../kit/merchant-inbox.ts';
import { assertBooksAreRight } from '../../payments/gateway.ts';
import { call, openGateway, openProfile, type Gateway, type TestProfile } from './gateway.ts';
import { balanceOf, body, modelOf, twoOwners, walletOf } from './owners.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway({ worker: true });
});
after(async () => {
  await assertBooksAreRight(gateway.pool);
  await gateway.close();
});

const change = { actor: 'test', nowMs: Date.now() };
const pair = () => twoOwners(gateway);
const balance = (profile: TestProfile, currency?: WalletCurrency) =>
  balanceOf(gateway, profile, currency);

test('SendPayment with action 1 pays at once, and answers the id and what it was', async () => {
  const [asha, ravi] = await pair();
  const reply = await call(gateway, asha, '/Transaction/SendPayment?action=1', {
    body: body(asha, ravi),
  });
  assert.equal(reply.status, 200, reply.text);
  const { id, description } = reply.body as { id: number; description: string };
  assert.ok(Number.isInteger(id) && id > 10_000);
  assert.equal(description, 'Payment');
  assert.deepEqual(Object.keys(reply.body as object), ['id', 'description']);
  assert.equal(await balance(asha), 87_50n);
  assert.equal(await balance(ravi), 12_50n);
});

for (const [endpoint, creator] of [
  ['RequestPayment', 'ravi'],
  ['SendPayment', 'asha'],
  ['SendPayment?action=0', 'asha'],
] as const)
  test(`${endpoint} waits for the payer, who accepts it once`, async () => {
    const [asha, ravi] = await pair();
    const caller = creator === 'ravi' ? ravi : asha;
    const asked = await call(gateway, caller, `/Transaction/${endpoint}`, {
      body: body(asha, ravi),
    });
    assert.equal(asked.status, 200, asked.text);
    const approval = asked.body as Record<string, unknown>;
    assert.deepEqual(Object.keys(approval), [
      ...['key', 'approveById', 'canCancel', 'ttl', 'expiryDate', 'error'],
    ]);
    assert.match(String(approval['key']), /^DEP[0-9A-Z]{12}$/);
    assert.match(String(approval['expiryDate']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/);
    const { approveById, canCancel, ttl, error } = approval;
    assert.deepEqual([approveById, canCancel, ttl, error], [asha.merchantNo, true, 86_400, '']);
    assert.equal(await balance(asha), 100_00n);
    const accept = `/Transaction/ApprovalAccept?key=${String(approval['key'])}`;
    const refused = await call(gateway, ravi, accept);
    assert.equal(refused.status, 403, refused.text);
    const accepted = await call(gateway, asha, accept);
    assert.equal(accepted.status, 200, accepted.text);
    assert.equal((accepted.body as { description: string }).description, 'Payment');
    assert.equal(await balance(asha), 87_50n);
    assert.equal(await balance(ravi), 12_50n);
    const again = await call(gateway, asha, accept);
    assert.deepEqual(modelOf(again), [400, 'Transaction not found or already processed']);
  });

test('either party cancels, the payer rejects, with an empty 200; a stranger finds nothing', async () => {
  const [asha, ravi] = await pair();
  const stranger = await openProfile(gateway);
  for (const [who, what] of [
    [asha, 'ApprovalCancel'],
    [ravi, 'ApprovalCancel'],
    [asha, 'ApprovalReject'],
  ] as const) {
    const asked = await call(gateway, ravi, '/Transaction/RequestPayment', {
      body: body(asha, ravi),
    });
    const { key } = asked.body as { key: string };
    const lost = await call(gateway, stranger, `/Transaction/${what}?key=${key}`);
    assert.deepEqual(modelOf(lost), [400, 'Transaction not found or already processed']);
    const ended = await call(gateway, who, `/transaction/${what.toLowerCase()}/?key=${key}`);
    assert.deepEqual([ended.status, ended.text], [200, '']);
    const again = await call(gateway, who, `/Transaction/${what}?key=${key}`);
    assert.equal(again.status, 400);
  }
  const wrong = await call(gateway, asha, '/Transaction/ApprovalAccept?key=DEP000000000000');
  assert.deepEqual(modelOf(wrong), [400, 'Transaction not found or already processed']);
  assert.equal(await balance(asha), 100_00n);
});

test('what the wallet does not cover stays as it was, and once=true cancels it', async () => {
  const [asha, ravi] = await pair();
  const asked = await call(gateway, ravi, '/Transaction/RequestPayment', {
    body: body(asha, ravi, { amount: '100.01' }),
  });
  const { key } = asked.body as { key: string };
  const accept = (query: string) =>
    call(gateway, asha, `/Transaction/ApprovalAccept?key=${key}${query}`);
  assert.deepEqual(modelOf(await accept('')), [400, 'Insufficient funds']);
  assert.deepEqual(modelOf(await accept('&once=false')), [400, 'Insufficient funds']);
  assert.deepEqual(modelOf(await accept('&once=true')), [400, 'Insufficient funds']);
  assert.deepEqual(modelOf(await accept('')), [400, 'Transaction not found or already processed']);
  const sent = await call(gateway, asha, '/Transaction/SendPayment?action=1', {
    body: body(asha, ravi, { amount: 100.01 }),
  });
  assert.deepEqual(modelOf(sent), [400, 'Insufficient funds']);
});

test('a payer with a pin gives it in the query, a header or the body; without it nothing moves', async () => {
  const [asha, ravi] = await pair();
  await setPin(gateway.pool, { merchantId: asha.merchantId, ...change }, '2468');
  const send = (query: string, extra: object = {}, headers: Record<string, string> = {}) =>
    call(gateway, asha, `/Transaction/SendPayment?action=1${query}`, {
      body: body(asha, ravi, { amount: 1, ...extra }),
      headers,
    });
  for (const reply of [await send(''), await send('&pin=1111')])
    assert.deepEqual(modelOf(reply), [400, 'Invalid pin']);
  const right = [
    await send('&pin=2468'),
    await send('', {}, { 'x-approval-pin': '2468' }),
    await send('', { pin: '2468' }),
  ];
  assert.deepEqual(
    right.map(({ status }) => status),
    [200, 200, 200],
  );
  const asked = await call(gateway, ravi, '/Transaction/RequestPayment', {
    body: body(asha, ravi, { amount: 1 }),
  });
  const { key } = asked.body as { key: string };
  const accept = (query: string) =>
    call(gateway, asha, `/Transaction/ApprovalAccept?key=${key}${query}`);
  assert.deepEqual(modelOf(await accept('')), [400, 'Invalid pin']);
  assert.equal((await accept('&pin=2468')).status, 200);
  assert.equal(await balance(ravi), 4_00n);
});

test('a profile that was granted Create makes transactions for the owner, and one with Approve accepts them', async () => {
  const [asha, ravi] = await pair();
  const helper = await openProfile(gateway, { kind: 'processing', name: 'Helper' });
  const grant = (profile: TestProfile, level: 'read' | 'create' | 'approve') =>
    grantWallet(gateway.pool, walletOf(profile), helper.merchantId, level, change);
  const send = () =>
    call(gateway, helper, '/Transaction/SendPayment?action=1', { body: body(asha, ravi) });
  assert.equal((await send()).status, 403);
  await grant(asha, 'read');
  assert.equal((await send()).status, 403);
  await grant(asha, 'create');
  assert.equal((await send()).status, 200);
  await grant(ravi, 'create');
  const asked = await call(gateway, helper, '/Transaction/RequestPayment', {
    body: body(asha, ravi),
  });
  const { key } = asked.body as { key: string };
  const accept = () => call(gateway, helper, `/Transaction/ApprovalAccept?key=${key}`);
  assert.equal((await accept()).status, 403);
  await grant(asha, 'approve');
  assert.equal((await accept()).status, 200);
});

test('a reference is used once, and an attempt that was refused leaves it free', async () => {
  const [asha, ravi] = await pair();
  const send = (action: number, fields: object) =>
    call(gateway, asha, `/Transaction/SendPayment?action=${String(action)}`, {
      body: body(asha, ravi, fields),
    });
  const reference = 'ORDER-1';
  assert.equal((await send(1, { reference, amount: 1_000 })).status, 400);
  assert.equal((await send(1, { reference })).status, 200);
  assert.deepEqual(modelOf(await send(1, { reference })), [
    400,
    'A transaction with this reference already exists',
  ]);
  assert.equal((await send(0, { reference: 'ORDER-2' })).status, 200);
  const [status, message] = modelOf(await send(1, { reference: 'ORDER-2' }));
  assert.equal(status, 400);
  assert.match(String(message), /^A pending transaction with this reference already exists/);
});

test('bad input is a 400 that names it, and nothing is made', async () => {
  const [asha, ravi] = await pair();
  const faults: [object, string][] = [
    [{ amount: 0 }, 'Invalid amount'],
    [{ amount: '1.005' }, 'Invalid amount'],
    [{ amount: 1e3 + 0.001 }, 'Invalid amount'],
    [{ amount: null }, 'amount required'],
    [{ reference: '' }, 'reference required'],
    [{ reference: 'a b' }, 'Invalid reference'],
    [{ toAccountId: 99 }, 'Account not found'],
    [{ toAccountId: Number(walletOf(asha).walletNo) }, 'Same wallet or owner'],
    [
      { toAccountId: Number(walletOf(ravi, 'USD').walletNo) },
      'The wallets have different currencies',
    ],
    [{ currencyCode: 'KES' }, 'Invalid currencyCode'],
  ];
  for (const [fields, message] of faults) {
    const reply = await call(gateway, asha, '/Transaction/SendPayment?action=1', {
      body: body(asha, ravi, fields),
    });
    assert.deepEqual(modelOf(reply), [400, message]);
  }
  const action = await call(gateway, asha, '/Transaction/SendPayment?action=3', {
    body: body(asha, ravi),
  });
  assert.deepEqual(modelOf(action), [400, 'Invalid action']);
  assert.equal(await balance(asha), 100_00n);
});

test('action 2 asks the payment webhook: 200 pays, 4xx releases, and without a webhook nothing is made', async (t) => {
  const [asha, ravi] = await pair();
  const send = (reference: string) =>
    call(gateway, asha, '/Transaction/SendPayment?action=2', {
      body: body(asha, ravi, { reference }),
    });
  assert.deepEqual(modelOf(await send('UNHEARD')), [400, 'The payment webhook is not set']);
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  const order = { merchantId: asha.merchantId, ...change };
  await setProfileWebhook(gateway.pool, order, 'payment', inbox.url);
  const paid = await send('PAID');
  assert.equal(paid.status, 200, paid.text);
  const { id, description } = paid.body as { id: number; description: string };
  assert.equal(description, 'Payment');
  await inbox.until(1);
  const told = JSON.parse(inbox.received[0]?.body ?? '') as {
    statusType: number;
    status: string;
    transaction: Record<string, unknown>;
  };
  assert.deepEqual([told.statusType, told.status], [1, 'New']);
  assert.deepEqual([told.transaction['id'], told.transaction['type']], [id, 'USP']);
  await untilBalance(ravi, 12_50n);
  inbox.next({ status: 409 });
  assert.equal((await send('REFUSED')).status, 200);
  await inbox.until(2);
  await untilBalance(asha, 87_50n);
  assert.equal(await balance(ravi), 12_50n);
});

test('who is asked for money hears of it at its request-payment webhook, and nobody hears of a send there', async (t) => {
  const [asha, ravi] = await pair();
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  for (const { merchantId } of [asha, ravi])
    await setProfileWebhook(gateway.pool, { merchantId, ...change }, 'request_payment', inbox.url);
  await call(gateway, asha, '/Transaction/SendPayment', { body: body(asha, ravi) });
  const order = body(asha, ravi);
  const asked = await call(gateway, ravi, '/Transaction/RequestPayment', { body: order });
  const { rows } = await gateway.pool.query<{ payload: string; profile_id: string }>(
    `select o.payload, e.profile_id from outbox o
     join webhook_endpoints e on e.merchant_id = o.merchant_id and e.endpoint_id::text = o.target
     where o.merchant_id = any ($1) and o.topic = 'webhook' and e.url = $2`,
    [[asha.merchantId, ravi.merchantId], inbox.url],
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0]?.profile_id, asha.merchantId);
  const told = JSON.parse(rows[0].payload) as Record<string, unknown>;
  const about = told['transaction'] as Record<string, unknown>;
  assert.deepEqual([told['status'], about['type']], ['New', 'URP']);
  assert.equal(about['approvalKey'], (asked.body as { key: string }).key);
  assert.equal(about['reference'], order.reference);
});

async function untilBalance(profile: TestProfile, minor: bigint): Promise<void> {
  for (let tries = 0; tries < 600 && (await balance(profile)) !== minor; tries += 1)
    await sleep(50);
  assert.equal(await balance(profile), minor);
}
