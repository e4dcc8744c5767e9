/** Where payouts queue, merchants have turns; whoever's turn it is, everything due is claimed, and once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { PayoutClaims } from '../../src/payments/payout-claims.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { openGateway, type Gateway } from './gateway.ts';

const start = new Date('2026-01-15T09:30:00Z');
const options = {
  now: new Date(start.getTime() + 60_000),
  leaseMs: 3_600_000,
  oneMerchantPerCommit: isShardedRun,
};

interface Queue extends Gateway {
  /** Payouts of a new merchant, due a moment after those that were asked for before. */
  readonly payouts: (count: number, beneficiaryMobile?: string) => Promise<string>;
}

async function openQueue(t: TestContext): Promise<Queue> {
  const gateway = await openGateway(t);
  const lane = gateway.lane();
  let asked = 0;
  return {
    ...gateway,
    payouts: async (count, beneficiaryMobile) => {
      const at = new Date(start.getTime() + 10 * asked++);
      const merchantId = await gateway.merchant(10_00_000_00n);
      const order = () =>
        gateway.order(merchantId, { at, ...(beneficiaryMobile && { beneficiaryMobile }) });
      await lane.submitAll(Array.from({ length: count }, order));
      return merchantId;
    },
  };
}

test('with a place for one payout at a time, the merchants have turns', async (t) => {
  const { pool, payouts } = await openQueue(t);
  await payouts(100);
  const small = [await payouts(3), await payouts(3)];
  const claims = new PayoutClaims();
  const order: string[] = [];
  for (let turn = 0; turn < 24; turn += 1)
    for (const { merchantId } of await claims.claim(pool, { ...options, limit: 1 }))
      order.push(merchantId);
  for (const merchantId of small)
    assert.equal(order.filter((each) => each === merchantId).length, 3, order.join(' '));
  assert.equal(order.length, 24);
});

test('two who claim in turn never claim the same, and together claim all but what is left out', async (t) => {
  const { pool, payouts } = await openQueue(t);
  for (const count of [150, 1, 7, 40, 1]) await payouts(count);
  const mobile = await payouts(9, '254712345678');
  const claimed: string[] = [];
  const claimer = async () => {
    const claims = new PayoutClaims();
    for (let empty = 0; empty < 3;) {
      const found = await claims.claim(pool, { ...options, limit: 7, busyTargets: ['mobile'] });
      assert.ok(found.every(({ merchantId }) => merchantId !== mobile));
      claimed.push(...found.map(({ outboxId }) => outboxId));
      empty = found.length === 0 ? empty + 1 : 0;
    }
  };
  await Promise.all([claimer(), claimer()]);
  assert.equal(claimed.length, 199);
  assert.equal(new Set(claimed).size, 199);
});

test('what a list of turns holds for a provider is left where it is when that provider gets into trouble', async (t) => {
  const { pool, payouts } = await openQueue(t);
  await payouts(40);
  const mobile = await payouts(8, '254712345678');
  const claims = new PayoutClaims();
  await claims.claim(pool, { ...options, limit: 2 });
  for (let turn = 0; turn < 20; turn += 1)
    for (const { merchantId } of await claims.claim(pool, {
      ...options,
      limit: 2,
      busyTargets: ['mobile'],
    }))
      assert.notEqual(merchantId, mobile);
});

test('a merchant beyond those that one list has room for is in the next one', async (t) => {
  const { pool, payouts } = await openQueue(t);
  await payouts(400);
  for (let other = 0; other < 70; other += 1) await payouts(1);
  const last = await payouts(1);
  const claims = new PayoutClaims();
  let until = 0;
  for (let isClaimed = false; !isClaimed; until += 1) {
    const found = await claims.claim(pool, { ...options, limit: 32 });
    assert.ok(found.length > 0);
    isClaimed = found.some(({ merchantId }) => merchantId === last);
  }
  assert.ok(until <= 8, `it was claimed by the ${String(until)}th`);
});

test('where one of each target is wanted, the queue of one target does not hide the other', async (t) => {
  const { pool, payouts } = await openQueue(t);
  const large = await payouts(200, '254712345678');
  const small = await payouts(5);
  const claims = await new PayoutClaims().claim(pool, { ...options, limit: 32, perTarget: 1 });
  assert.deepEqual(
    new Set(claims.map(({ merchantId, target }) => `${merchantId} ${target}`)),
    new Set([`${large} mobile`, `${small} `]),
  );
  assert.equal(claims.length, 2);
});

test('where one place is left, one payout is claimed for it, also when two providers are asked how they are', async (t) => {
  const { pool, payouts } = await openQueue(t);
  const bank = await payouts(2);
  await payouts(2, '254712345678');
  const claims = await new PayoutClaims().claim(pool, { ...options, limit: 1, perTarget: 1 });
  assert.deepEqual(
    claims.map(({ merchantId }) => merchantId),
    [bank],
  );
});
