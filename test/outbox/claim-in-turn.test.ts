/** Where payouts queue, merchants have turns; whoever's turn it is, everything due is claimed, and once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { openPool, transaction, type Pool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { PayoutClaims } from '../../src/outbox/claim-in-turn.ts';
import { writePromises } from '../../src/outbox/outbox.ts';
import { createTestDatabase } from '../kit/database.ts';
import { isShardedRun } from '../kit/test-server.ts';

const start = new Date('2026-01-15T09:30:00Z');
const now = new Date(start.getTime() + 60_000);

async function outbox(t: TestContext): Promise<Pool> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 8);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  return pool;
}

/** Payouts of a new merchant, due a moment after those that were asked for before. */
let asked = 0;
async function payouts(pool: Pool, count: number, target = ''): Promise<string> {
  const at = new Date(start.getTime() + 10 * asked++);
  const merchantId = newId<'merchant'>(at.getTime());
  const promised = Array.from({ length: count }, () => {
    const subjectId = newId<'payout'>(at.getTime());
    const about = { outboxId: subjectId, topic: 'payout', subjectId, subjectVersion: 1 } as const;
    return { merchantId, ...about, target, payload: null, at };
  });
  await transaction(pool, async (tx) => Promise.all(writePromises(tx, promised)));
  return merchantId;
}

const options = { now, leaseMs: 3_600_000, oneMerchantPerCommit: isShardedRun };

test('with a place for one payout at a time, the merchants have turns', async (t) => {
  const pool = await outbox(t);
  const large = await payouts(pool, 100);
  const small = [await payouts(pool, 3), await payouts(pool, 3)];
  const claims = new PayoutClaims();
  const order: string[] = [];
  for (let turn = 0; turn < 12; turn += 1)
    for (const { merchantId } of await claims.claim(pool, { ...options, limit: 1 }))
      order.push(merchantId);
  for (const merchantId of small)
    assert.equal(order.filter((each) => each === merchantId).length, 3, order.join(' '));
  assert.equal(order.filter((each) => each === large).length, 6);
});

test('two who claim in turn never claim the same, and together claim all but what is left out', async (t) => {
  const pool = await outbox(t);
  for (const count of [150, 1, 7, 40, 1]) await payouts(pool, count);
  const mobile = await payouts(pool, 9, 'mobile');
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

test('a merchant beyond the sixty-four that are looked at in one turn has the next one', async (t) => {
  const pool = await outbox(t);
  await payouts(pool, 400);
  for (let other = 0; other < 70; other += 1) await payouts(pool, 1);
  const last = await payouts(pool, 1);
  const claims = new PayoutClaims();
  let until = 0;
  for (let isClaimed = false; !isClaimed; until += 1) {
    const found = await claims.claim(pool, { ...options, limit: 32 });
    assert.ok(found.length > 0);
    isClaimed = found.some(({ merchantId }) => merchantId === last);
  }
  assert.ok(until <= 4, `it was claimed by the ${String(until)}th`);
});

test('where one of each target is wanted, the queue of one target does not hide the other', async (t) => {
  const pool = await outbox(t);
  const large = await payouts(pool, 200, 'mobile');
  const small = await payouts(pool, 5);
  const claims = await new PayoutClaims().claim(pool, { ...options, limit: 32, perTarget: 1 });
  assert.deepEqual(
    new Set(claims.map(({ merchantId, target }) => `${merchantId} ${target}`)),
    new Set([`${large} mobile`, `${small} `]),
  );
  assert.equal(claims.length, 2);
});
