import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { pruneWebhooks } from '../../src/webhooks/prune.ts';
import { replayRange } from '../../src/webhooks/replay.ts';
import { createShardedDatabase } from '../kit/database.ts';
import { inboxFor } from '../kit/merchant-inbox.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';
import { handClock, hearAt, promise, workerFor } from './delivery-kit.ts';

test('spread over nodes, every commit of the delivery is of one merchant, and no result is written across nodes', async (t) => {
  const database = await createShardedDatabase();
  t.after(() => database.drop());
  const inbox = await inboxFor(t);

  async function workload(url: string): Promise<void> {
    const pool = openPool(url, 'webhook tests', 4);
    const clock = handClock();
    const hearers = [];
    for (let count = 0; count < 4; count++) hearers.push(await hearAt(pool, inbox.url));
    const worker = workerFor(t, pool, { clock, oneMerchantPerCommit: true });
    inbox.next(...Array.from({ length: 12 }, () => ({ status: 500 })));
    for (const hearer of hearers) await promise(pool, hearer, 5, clock.now());
    assert.equal(await worker.runOnce(), 20);
    for (let round = 0; round < 20; round++) {
      clock.forward(10 * 60_000);
      await worker.runOnce();
    }
    for (const { merchantId } of hearers) {
      const order = { actor: 'test', nowMs: clock.now().getTime() };
      const range = { since: new Date(0), onlyDead: false };
      assert.equal(await replayRange(pool, merchantId, range, order), 5);
    }
    assert.equal(await worker.runOnce(), 20);
    clock.forward(40 * 24 * 60 * 60_000);
    assert.equal(await pruneWebhooks(pool, 30, clock.now()), 20);
    await pool.end();
  }

  const written = await findSharedTransactions(database.url, workload);
  assert.ok(written.transactionsSeen > 40);
  assert.deepEqual(written.shared, []);

  const plans = await findScatteredStatements(database.url, workload);
  assert.ok(plans.plansSeen > 100);
  const crossing = plans.scattered
    .map(({ statement }) => statement.trim())
    // Searching and claiming belong to the outbox.
    .filter((statement) => !/^select|^update outbox o\s+set state = 'leased'/.test(statement));
  assert.deepEqual(crossing, []);
});
