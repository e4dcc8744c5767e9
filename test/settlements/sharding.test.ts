/** Settlements on tables spread over partitions by merchant: every step stays with one merchant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { listAddresses } from '../../src/settlements/allow-list.ts';
import { failSettlement } from '../../src/settlements/end-settlement.ts';
import { readSettlementDossier } from '../../src/settlements/find-settlements.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { createShardedDatabase } from '../kit/database.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';
import { checker, hash, openWorld, tronAddress } from './settlement-world.ts';

test('a settlement reads one shard, and no commit writes for two merchants', async (t) => {
  const database = await createShardedDatabase();
  t.after(() => database.drop());
  const work = async (url: string): Promise<void> => {
    const world = await openWorld(t, url);
    for (let nth = 0; nth < 3; nth += 1) {
      const address = tronAddress();
      const merchantId = await world.settled(1_000_00n, 'TRC20', address);
      const approved = await world.approved(merchantId, 400_00n, address);
      const done = await world.completed(await world.sent(await world.converted(approved), hash()));
      await readSettlementDossier(world.pool, done);
      await listAddresses(world.pool, merchantId);
      const again = await world.request(merchantId, 100_00n, address);
      await failSettlement(world.pool, world.step(again, checker), 'Withdrawn.');
    }
  };
  const scattered = await findScatteredStatements(database.url, work);
  assert.ok(scattered.plansSeen > 50);
  assert.deepEqual(scattered.scattered, []);
  const shared = await findSharedTransactions(database.url, work);
  assert.ok(shared.transactionsSeen > 20);
  assert.deepEqual(shared.shared, []);
  const pool = openPool(database.url, 'test', 1);
  t.after(() => pool.end());
  assert.deepEqual((await verifyBooks(pool)).breaks, []);
});
