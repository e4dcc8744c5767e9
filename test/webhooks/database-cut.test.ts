import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openPool } from '../../src/db/connection.ts';
import { createTestDatabase } from '../kit/database.ts';
import { inboxFor } from '../kit/merchant-inbox.ts';
import { countStates, hearAt, promise, workerFor } from './delivery-kit.ts';

const events = 2_000;

test('a database that cuts every connection again and again loses no delivery', async (t) => {
  const database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const pool = openPool(database.url, 'cut off', 6);
  t.after(async () => {
    await pool.end();
    await admin.end();
    await database.drop();
  });
  const inbox = await inboxFor(t);
  const watch = openPool(database.url, 'watch', 1);
  t.after(() => watch.end());
  const hearer = await hearAt(watch, inbox.url);
  const promised = await promise(watch, hearer, events);
  const worker = workerFor(t, pool);
  worker.start();
  let cuts = 0;
  for (let round = 1; round <= 5; round++) {
    await inbox.until(round * 200);
    cuts += await cutOff(admin);
  }
  assert.ok(cuts >= 5);
  const deadline = performance.now() + 20_000;
  while ((await countStates(watch, hearer)).done !== events) {
    assert.ok(performance.now() < deadline, 'everything is delivered in time');
    // A claim whose answer was cut off lapses with time; this test does not wait for it.
    await watch.query(
      `update outbox set due_at = now() where state = 'leased' and updated_at < now() - interval '3 s'`,
    );
    await sleep(100);
  }
  await worker.stop();
  const ids = new Set(inbox.received.map(({ id }) => id));
  assert.deepEqual(ids, new Set(promised.map(({ outboxId }) => `evt_${outboxId}`)));
});

/** Resolves to how many connections were cut: at least one, for as soon as somebody is connected it happens. */
async function cutOff(admin: pg.Client): Promise<number> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%cut off'`,
    );
    if (rowCount !== null && rowCount > 0) return rowCount;
    await sleep(10);
  }
  throw new Error('Nobody connected to the database any more.');
}
