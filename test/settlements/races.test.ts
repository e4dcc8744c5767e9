/** Several people at once: each race has one winner, and the books are right after it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeSettlement, failSettlement } from '../../src/settlements/end-settlement.ts';
import { approveSettlement, rejectSettlement } from '../../src/settlements/judge-settlement.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { bankAccount, checker, maker, openWorld, refusalOf, utr } from './settlement-world.ts';

test('of twenty requests for the same funds as many are held as there is money for', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled(1_000_00n);
  const refusals = await Promise.all(
    Array.from({ length: 20 }, () => refusalOf(world.request(merchantId, 300_00n))),
  );
  assert.equal(refusals.filter((code) => code === 'nothing was refused').length, 3);
  assert.equal(refusals.filter((code) => code === 'settlement.insufficient_funds').length, 17);
  assert.equal(await available(world.pool, merchantId), 100_00n);
  await assertBooksAreRight(world.pool);
});

test('a settlement and payouts that race for one wallet never take more than it has', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled(1_000_00n);
  const lane = world.lane();
  await Promise.all([
    ...Array.from({ length: 10 }, () =>
      lane.submit(world.order(merchantId, { amountMinor: 100_00n })),
    ),
    ...Array.from({ length: 10 }, () => refusalOf(world.request(merchantId, 100_00n))),
  ]);
  assert.equal(await available(world.pool, merchantId), 0n);
  await assertBooksAreRight(world.pool);
});

test('a settlement is judged once, whoever is asked at the same time', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const requested = await world.request(merchantId, 400_00n);
  const judged = await Promise.all(
    ['ravi', 'meena', 'john', 'zoya'].map((by, nth) => {
      const step = world.step(requested, by);
      return refusalOf(
        nth % 2 === 0
          ? approveSettlement(world.pool, step)
          : rejectSettlement(world.pool, step, 'No.'),
      );
    }),
  );
  assert.deepEqual(judged.sort(), [
    'nothing was refused',
    ...Array<string>(3).fill('settlement.wrong_status'),
  ]);
  await assertBooksAreRight(world.pool);
});

test('a settlement ends once: completed or failed, never both', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const sent = await world.sent(await world.approved(merchantId, 400_00n));
  const ended = await Promise.all(
    Array.from({ length: 6 }, (_, nth) => {
      const step = world.step(sent, checker);
      return refusalOf(
        nth % 2 === 0
          ? completeSettlement(world.pool, step)
          : failSettlement(world.pool, step, 'Back.'),
      );
    }),
  );
  assert.equal(ended.filter((code) => code === 'nothing was refused').length, 1);
  await assertBooksAreRight(world.pool);
});

test('one transfer settles one settlement, even of different merchants at the same moment', async (t) => {
  const world = await openWorld(t);
  const settlements = await Promise.all(
    Array.from({ length: 6 }, async () => world.approved(await world.settled(), 400_00n)),
  );
  const reference = utr();
  const recorded = await Promise.all(
    settlements.map((settlement) => refusalOf(world.sent(settlement, reference))),
  );
  assert.deepEqual(recorded.sort(), [
    'nothing was refused',
    ...Array<string>(5).fill('settlement.transfer_spent'),
  ]);
  await assertBooksAreRight(world.pool);
});

test('an address is on the list once, though two people put it there at the same moment', async (t) => {
  const world = await openWorld(t);
  const { allowAddress } = await import('../../src/settlements/allow-list.ts');
  const merchantId = await world.merchant(0n);
  const listed = await Promise.all(
    [maker, checker, maker].map((by) =>
      refusalOf(
        allowAddress(world.pool, {
          ...{ merchantId, network: 'BANK', address: bankAccount, label: '', by },
          ...{ at: world.now(), isKnownIfsc: () => true },
        }),
      ),
    ),
  );
  assert.deepEqual(listed.sort(), [
    'nothing was refused',
    'request.invalid_fields',
    'request.invalid_fields',
  ]);
});
