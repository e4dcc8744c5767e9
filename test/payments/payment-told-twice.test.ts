/** One payment of a customer, told under two pay-ins of a merchant, is credited under one of them. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CollectionNews } from '../../src/providers/collection.ts';
import type { Payin } from '../../src/payments/payin.ts';
import { assertBooksAreRight, available } from './gateway.ts';
import { openTill, storyOf } from './payin-kit.ts';

/** 500.00 less one percent and 18 % of that. */
const net = 500_00n - 5_00n - 90n;

async function twoPayins(t: TestContext, paymentId: string) {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const [paid, other] = [await till.ask(merchantId), await till.ask(merchantId)];
  const tell = async (payin: Payin, kind: 'received' | 'reversed' = 'received') => {
    const payment = { paymentId, amountMinor: 500_00n, currency: 'INR' } as const;
    const beside = { utr: '633000000001', payerVpa: 'asha@upi' };
    const reference = payin.providerReference;
    const news: CollectionNews = { kind, reference, payment: { ...payment, ...beside } };
    const about = {
      merchantId: payin.merchantId,
      payinId: payin.payinId,
      source: 'callback',
    } as const;
    const { provider, payins, clock } = till;
    await payins.submit({ kind: 'news', ...about, provider: provider.name, news, at: clock.now() });
  };
  return { till, merchantId, paid, other, tell };
}

test('told under one pay-in and then under another, a payment is credited once and a person is shown the second', async (t) => {
  const { till, merchantId, paid, other, tell } = await twoPayins(t, 'pay-1');
  await tell(paid);
  await tell(other);
  await tell(other);
  await tell(paid);
  assert.equal(await available(till.pool, merchantId), net);
  assert.equal((await till.now(paid)).status, 'succeeded');
  assert.equal((await till.now(other)).status, 'created');
  assert.deepEqual(await storyOf(till, other), {
    history: ['created'],
    facts: ['received case'],
    journals: [],
    cases: ['payment_of_another'],
  });
  const { rows } = await till.pool.query(
    `select details->>'bookedUnder' as booked from cases where payout_id = $1`,
    [other.payinId],
  );
  assert.deepEqual(rows, [{ booked: paid.payinId }]);
  await assertBooksAreRight(till.pool);
});

test('told under both at one moment, it is credited once, and so it is when it was taken back meanwhile', async (t) => {
  const { till, merchantId, paid, other, tell } = await twoPayins(t, 'pay-2');
  await Promise.all([tell(paid), tell(other), tell(paid), tell(other)]);
  assert.equal(await available(till.pool, merchantId), net);
  const { status } = await till.now(paid);
  const [first, second] = status === 'succeeded' ? [paid, other] : [other, paid];
  await tell(first, 'reversed');
  assert.equal(await available(till.pool, merchantId), 0n);
  await tell(second);
  await tell(second, 'reversed');
  assert.equal(await available(till.pool, merchantId), 0n);
  assert.deepEqual((await storyOf(till, second)).journals, []);
  await assertBooksAreRight(till.pool);
});

test('the same id of a payment at another merchant is that of its own payment', async (t) => {
  const { till, merchantId, paid, tell } = await twoPayins(t, 'pay-3');
  const stranger = await till.merchant(0n);
  const theirs = await till.ask(stranger);
  await Promise.all([tell(paid), tell(theirs)]);
  for (const each of [merchantId, stranger]) assert.equal(await available(till.pool, each), net);
});
