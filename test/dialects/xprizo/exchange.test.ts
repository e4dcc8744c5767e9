/** Exchange between wallets of one owner, requests by a contact, and fees, as the contract publishes them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WalletCurrency } from '../../../src/merchants/wallets.ts';
import { assertBooksAreRight } from '../../payments/gateway.ts';
import { call, openGateway, openProfile, type Gateway, type TestProfile } from './gateway.ts';
import { balanceOf, modelOf, twoOwners, walletOf } from './owners.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(async () => {
  await assertBooksAreRight(gateway.pool);
  await gateway.close();
});

const pair = () => twoOwners(gateway);
const balance = (profile: TestProfile, currency?: WalletCurrency) =>
  balanceOf(gateway, profile, currency);

test('WalletExchange converts between wallets of one owner at the configured rate', async () => {
  const [asha, ravi] = await pair();
  await gateway.pool.query(
    `insert into exchange_rates (from_currency, to_currency, version, rate, spread_basis_points, set_by, set_at)
     values ('USD', 'INR', 1, '90', 0, 'test', now())`,
  );
  const order = {
    fromAccountId: String(walletOf(asha, 'USD').walletNo),
    toAccountId: String(walletOf(asha).walletNo),
    reference: 'EX-1',
  };
  const exchange = (query: string, fields: object) =>
    call(gateway, asha, `/Transaction/WalletExchange${query}`, { body: { ...order, ...fields } });
  const looked = await exchange('?commit=false', { amount: 10 });
  assert.deepEqual(looked.body, { id: 0, description: 'Exchange' });
  assert.equal(await balance(asha), 100_00n);
  const tooMuch = await exchange('?commit=false', { amount: '100.01' });
  assert.deepEqual(modelOf(tooMuch), [400, 'Insufficient funds']);
  const done = await exchange('?commit=true', { amount: 10 });
  assert.equal(done.status, 200, done.text);
  assert.equal(await balance(asha), 1_000_00n);
  assert.equal(await balance(asha, 'USD'), 90_00n);
  for (const walletNo of [order.fromAccountId, order.toAccountId]) {
    const shown = await call(gateway, asha, `/Transaction/Status/${walletNo}?reference=EX-1`);
    const { status, key } = shown.body as { status: string; key: string };
    assert.deepEqual([status, key], ['Active', String((done.body as { id: number }).id)]);
  }
  assert.equal((await exchange('', { toAmount: 90, reference: 'EX-2' })).status, 200);
  assert.equal(await balance(asha, 'USD'), 89_00n);
  assert.deepEqual(await othersOf(asha, 'USD'), [order.toAccountId, order.toAccountId]);
  assert.deepEqual(await othersOf(asha, 'INR'), [order.fromAccountId, order.fromAccountId]);
  for (const query of ['', '?commit=false'])
    assert.deepEqual(modelOf(await exchange(query, { amount: 1 })), [
      ...[400, 'A transaction with this reference already exists'],
    ]);
  const foreign = { amount: 1, reference: 'EX-3', toAccountId: String(walletOf(ravi).walletNo) };
  assert.equal((await exchange('', foreign)).status, 403);
});

/** `refAccountId` of all that was no funding. */
async function othersOf(profile: TestProfile, currency: WalletCurrency): Promise<string[]> {
  const path = `/Wallet/Transactions/${String(walletOf(profile, currency).walletNo)}`;
  const { body } = await call(gateway, profile, path);
  const { transactions } = body as { transactions: { refAccountId: number | null }[] };
  return transactions.flatMap(({ refAccountId }) =>
    refAccountId === null ? [] : `${refAccountId}`,
  );
}

test('an entry of a transfer names the wallet on its other side', async () => {
  const [asha, ravi] = await pair();
  const wallets = [asha, ravi].map((profile) => String(walletOf(profile).walletNo));
  const sent = await call(gateway, asha, '/Transaction/SendPayment?action=1', {
    body: { fromAccountId: wallets[0], toAccountId: wallets[1], amount: 1, reference: 'OTHER' },
  });
  assert.equal(sent.status, 200, sent.text);
  assert.deepEqual(await othersOf(asha, 'INR'), [wallets[1]]);
  assert.deepEqual(await othersOf(ravi, 'INR'), [wallets[0]]);
});

test('RequestPaymentRedirect names the payer by a contact and answers where to send it', async () => {
  const [, ravi] = await pair();
  const payer = await openProfile(gateway, { name: 'Meena', kind: 'user' });
  const { rows } = await gateway.pool.query<{ contact: string }>(
    'select contact from contacts where merchant_id = $1 limit 1',
    [payer.merchantId],
  );
  const wish = {
    ...{ name: rows[0]?.contact, accountId: Number(walletOf(ravi).walletNo) },
    ...{ amount: 5, reference: 'PAGE-1', description: 'Order', currencyCode: 'INR' },
  };
  const path = '/Merchant/RequestPaymentRedirect?returnUrl=https%3A%2F%2Fshop.example%2Fback';
  const reply = await call(gateway, ravi, path, { body: wish });
  assert.equal(reply.status, 200, reply.text);
  const { id, description } = reply.body as { id: number; description: string };
  assert.ok(id > 0);
  assert.match(description, /^https:\/\/pay\.example\/approve\/DEP/);
  const nobody = await call(gateway, ravi, path, { body: { ...wish, name: 'nobody@at.all' } });
  assert.equal(nobody.status, 400);
});

test('GetFees says that moving money is free, and what the plan takes of a withdrawal', async () => {
  const [asha] = await pair();
  const ask = (type: string) =>
    call(gateway, asha, '/Transaction/GetFees', {
      body: { type, fromAccountId: Number(walletOf(asha).walletNo), amount: 10 },
    });
  assert.deepEqual((await ask('USP')).body, { amount: 10, feeAmount: 0, currencyCode: 'INR' });
  assert.equal((await ask('UMW')).status, 200);
});
