/** However many wallets are held elsewhere (a session that an operator forgot, a job that hangs), they hold up their owners only. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MerchantId } from '../../src/kit/ids.ts';
import { assertBooksAreRight, available, countPayouts, openGateway } from './gateway.ts';
import { holdWallets, strangerAt, timed } from './stranger.ts';

const fundMinor = 1_00_000_00n;

/** Merchants whose wallets a stranger has locked until `letGo`, and one whose wallet is free. */
async function manyHeld(t: TestContext, count: number) {
  const gateway = await openGateway(t);
  const held: MerchantId[] = [];
  for (let nth = 0; nth < count; nth += 1) held.push(await gateway.merchant(fundMinor));
  const other = await gateway.merchant(fundMinor);
  const lane = gateway.lane();
  await lane.submit(gateway.order(other));
  const letGo = await holdWallets(t, gateway.url, held);
  /** What a caller hears, in one word. */
  const pay = (merchantId: MerchantId) =>
    lane.submit(gateway.order(merchantId)).then(
      ({ kind }) => kind,
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );
  return { gateway, lane, held, other, letGo, pay };
}

/** One after the other, so that each is in a commit of its own. */
async function inTurn<T>(merchants: readonly MerchantId[], pay: (merchantId: MerchantId) => T) {
  const waiting: T[] = [];
  for (const merchantId of merchants) {
    waiting.push(pay(merchantId));
    await sleep(300);
  }
  return waiting;
}

for (const count of [3, 12])
  test(`while the wallets of ${String(count)} merchants are held elsewhere, every other merchant is served`, async (t) => {
    const { gateway, held, other, letGo, pay } = await manyHeld(t, count);
    const waiting = await inTurn(held.slice(0, 4), pay);
    waiting.push(...held.slice(4).map(pay));
    const first = await timed(pay(other));
    const second = await timed(pay(other));
    await letGo();
    assert.deepEqual([first.result, second.result], ['created', 'created']);
    assert.ok(first.tookMs < 2_000, `the first took ${first.tookMs.toFixed(0)} ms`);
    assert.ok(second.tookMs < 400, `the second took ${second.tookMs.toFixed(0)} ms`);
    const kinds = await Promise.all(waiting);
    assert.deepEqual(new Set(kinds), new Set(['created']));
    for (const merchantId of held)
      assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 1);
    await assertBooksAreRight(gateway.pool);
  });

test('who came in the same moment as those whose wallets are held does not wait with them', async (t) => {
  const { held, other, letGo, pay } = await manyHeld(t, 4);
  const waiting = held.map((merchantId) => pay(merchantId));
  const { result, tookMs } = await timed(pay(other));
  await letGo();
  await Promise.all(waiting);
  assert.equal(result, 'created');
  assert.ok(tookMs < 2_000, `it took ${tookMs.toFixed(0)} ms`);
});

test('payouts of a merchant whose wallet was held are made in the order in which they came', async (t) => {
  const { gateway, lane, held, letGo } = await manyHeld(t, 3);
  const [first, ...others] = held as [MerchantId, ...MerchantId[]];
  const orders = Array.from({ length: 8 }, () => gateway.order(first));
  const early = [...others.map((each) => gateway.order(each)), ...orders.slice(0, 1)];
  const waiting = early.map((order) => lane.submit(order));
  await sleep(750);
  waiting.push(...orders.slice(1).map((order) => lane.submit(order)));
  // Long enough for the last commit that waits for that wallet to give it up.
  await sleep(2_000);
  await letGo();
  await Promise.all(waiting);
  const { rows } = await gateway.pool.query<{ payout_id: string }>(
    'select payout_id from payouts where merchant_id = $1 order by reserve_no',
    [first],
  );
  assert.deepEqual(
    rows.map((row) => row.payout_id),
    orders.map((order) => order.payoutId),
  );
});

test('a lane that is closed makes what waits for held wallets first, and takes nothing new', async (t) => {
  const { gateway, lane, held, other, letGo, pay } = await manyHeld(t, 4);
  const waiting = held.map((merchantId) => pay(merchantId));
  await sleep(1_500);
  const closed = lane.close();
  const refused = pay(held[0] ?? other);
  assert.equal(await Promise.race([closed, sleep(300, 'still open')]), 'still open');
  await letGo();
  await closed;
  assert.equal(await refused, 'service.unavailable');
  assert.deepEqual(await Promise.all(waiting), ['created', 'created', 'created', 'created']);
  await assertBooksAreRight(gateway.pool);
});

test('whose wallet is held for long is told to come back, after fifteen seconds, and nothing is booked', async (t) => {
  const { gateway, held, letGo, pay } = await manyHeld(t, 4);
  const waiting = held.map((merchantId) => timed(pay(merchantId)));
  await sleep(2_000);
  const [first] = held as [MerchantId];
  const later = pay(first);
  await sleep(1_100);
  assert.equal(await pay(first), 'service.overloaded', 'others have waited for a second');
  for (const { result, tookMs } of await Promise.all(waiting)) {
    assert.equal(result, 'service.unavailable');
    assert.ok(tookMs > 13_000 && tookMs < 18_000, `told after ${tookMs.toFixed(0)} ms`);
  }
  assert.equal(await later, 'service.unavailable');
  await letGo();
  for (const merchantId of held) {
    assert.equal(await available(gateway.pool, merchantId), fundMinor);
    assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 0);
  }
  assert.equal(await pay(first), 'created', 'its wallet is free again');
});

test('a table that is locked for some seconds, as a migration does, refuses nobody', async (t) => {
  const { gateway, other, letGo, pay } = await manyHeld(t, 0);
  await letGo();
  const merchants = [other, await gateway.merchant(fundMinor)];
  await gateway.asOwner(async (owner) => {
    await owner.query('begin');
    await owner.query('lock table accounts in access exclusive mode');
    const waiting = merchants.map((merchantId) => pay(merchantId));
    await sleep(4_000);
    await owner.query('rollback');
    assert.deepEqual(await Promise.all(waiting), ['created', 'created']);
  });
});

test('a wallet that goes from hand to hand, never free for a moment, is had in its turn', async (t) => {
  const { gateway, held, letGo, pay } = await manyHeld(t, 3);
  const busy = await gateway.merchant(fundMinor);
  let goesOn = true;
  const lock = `select from accounts where merchant_id = $1 and account = 'wallet:INR' for update`;
  const hands = Array.from({ length: 2 }, async () => {
    const hand = await strangerAt(t, gateway.url);
    while (goesOn) {
      await hand.query('begin');
      await hand.query(lock, [busy]);
      await sleep(700);
      await hand.query('rollback');
    }
  });
  await sleep(400);
  const waiting = held.map((merchantId) => pay(merchantId));
  await sleep(100);
  const { result, tookMs } = await timed(pay(busy));
  goesOn = false;
  await Promise.all(hands);
  await letGo();
  await Promise.all(waiting);
  assert.equal(result, 'created');
  assert.ok(tookMs < 14_000, `it took ${tookMs.toFixed(0)} ms`);
});
