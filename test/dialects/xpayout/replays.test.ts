/** A captured request is accepted once: by whichever process, after a restart, and at the edges of its window. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openNonceLane, pruneNonces } from '../../../src/identity/request-nonces.ts';
import { isShardedRun } from '../../kit/test-server.ts';
import {
  openGateway,
  openMerchant,
  payout,
  send,
  signed,
  type Gateway,
  type Sent,
} from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

test('of ten thousand nonces that two processes hear at once, each is new to one of them', async () => {
  const { merchantId } = await openMerchant(gateway, { fundMinor: 0n });
  const settings = { url: gateway.databaseUrl, oneMerchantPerCommit: isShardedRun };
  const lanes = [openNonceLane(settings), openNonceLane(settings)];
  const spends = Array.from({ length: 10_000 }, () => ({
    merchantId,
    route: 'api_create_order',
    nonce: randomUUID(),
  }));
  try {
    const heard = await Promise.all(
      lanes.map(async (lane, index) => {
        const order = index === 0 ? spends : spends.toReversed();
        const answers: boolean[] = [];
        for (let from = 0; from < order.length; from += 500)
          answers.push(...(await lane.submitAll(order.slice(from, from + 500))));
        return index === 0 ? answers : answers.toReversed();
      }),
    );
    const times = spends.map((_, nth) => heard.filter((answers) => answers[nth]).length);
    assert.deepEqual(new Set(times), new Set([1]));
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
});

test('twins in one batch: the first spends the nonce, the second is a replay', async () => {
  const { merchantId } = await openMerchant(gateway, { fundMinor: 0n });
  const lane = openNonceLane({ url: gateway.databaseUrl, oneMerchantPerCommit: isShardedRun });
  const twin = { merchantId, route: 'api_balance', nonce: 'twin_nonce' };
  try {
    assert.deepEqual(await lane.submitAll([twin, twin, twin]), [true, false, false]);
  } finally {
    await lane.close();
  }
});

test('captured orders sent to two processes at once, and to one that starts later, are done once', async () => {
  const merchant = await openMerchant(gateway, { fundMinor: 10_00_000_00n });
  const second = await openGateway({ beside: gateway });
  const captured = Array.from({ length: 100 }, () =>
    signed(merchant, { route: 'api_create_order', body: payout() }),
  );
  const statuses = async (to: Gateway, all: readonly Sent[]) =>
    Promise.all(all.map(async (sent) => (await send(to, sent)).status));
  const [here, there] = await Promise.all([
    statuses(gateway, captured),
    statuses(second, captured),
  ]);
  for (const nth of captured.keys())
    assert.deepEqual([here[nth], there[nth]].sort(), [200, 409], String(nth));
  await second.close();
  const restarted = await openGateway({ beside: gateway });
  assert.deepEqual(new Set(await statuses(restarted, captured)), new Set([409]));
  await restarted.close();
  const { rows } = await gateway.pool.query<{ count: number }>(
    'select count(*)::int as count from payouts where merchant_id = $1',
    [merchant.merchantId],
  );
  assert.equal(rows[0]?.count, captured.length);
});

test('at the edges of its window a request is accepted once, and outside never', async () => {
  let nowMs = Date.now();
  const edged = await openGateway({ beside: gateway, clock: { now: () => new Date(nowMs) } });
  const merchant = await openMerchant(gateway);
  const bornMs = Math.floor(nowMs / 1_000) * 1_000;
  try {
    const early = signed(merchant, { route: 'api_balance', atMs: bornMs });
    nowMs = bornMs - 301_000;
    assert.equal((await send(edged, early)).body.code, 'timestamp_out_of_window');
    nowMs = bornMs - 300_000;
    assert.equal((await send(edged, early)).status, 200);
    // All the time that its signature stays good, housekeeping included.
    for (const laterMs of [0, 299_000, 300_000]) {
      nowMs = bornMs + laterMs;
      await pruneNonces(gateway.pool);
      assert.equal((await send(edged, early)).body.code, 'nonce_replayed', String(laterMs));
    }
    nowMs = bornMs + 301_000;
    assert.equal((await send(edged, early)).body.code, 'timestamp_out_of_window');
  } finally {
    await edged.close();
  }
});

test('a nonce is kept for its time by the clock of the database, whatever clock the process has that heard it', async () => {
  const slowMs = 16 * 60_000;
  const clock = { now: () => new Date(Date.now() - slowMs) };
  const slow = await openGateway({ beside: gateway, clock });
  const merchant = await openMerchant(gateway);
  const kept = async () =>
    (
      await gateway.pool.query('select from request_nonces where merchant_id = $1', [
        merchant.merchantId,
      ])
    ).rows.length;
  /** As if the nonce had been heard earlier. */
  const age = (minutes: number) =>
    gateway.pool.query(
      `with old as (delete from request_nonces where merchant_id = $1 returning merchant_id, route, nonce)
       insert into request_nonces select merchant_id, route, nonce, now() - make_interval(mins => $2) from old`,
      [merchant.merchantId, minutes],
    );
  try {
    const late = signed(merchant, { route: 'api_balance', atMs: clock.now().getTime() });
    assert.equal((await send(slow, late)).status, 200);
    await pruneNonces(gateway.pool);
    assert.equal((await send(slow, late)).body.code, 'nonce_replayed');
    await age(14);
    await pruneNonces(gateway.pool);
    assert.equal(await kept(), 1);
    await age(16);
    await pruneNonces(gateway.pool);
    assert.equal(await kept(), 0);
  } finally {
    await slow.close();
  }
});
