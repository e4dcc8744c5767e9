import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { firstIdAt } from '../../src/kit/ids.ts';
import { listPayments } from '../../src/views/list-payments.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { insertKnown, knownAt, merchantsNamed } from './payments-world.ts';

suite('more payments at once than one look takes in, and long silence between', () => {
  const nowMs = Date.now();
  const perBurst = 6_500;
  let database: TestDatabase;
  let pool: Pool;
  let newestFirst: readonly string[];

  before(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 'test', 4);
    const merchants = await merchantsNamed(pool, ['First', 'Second', 'Third']);
    const burst = (hoursAgo: number, spreadMs: number) =>
      Array.from({ length: perBurst }, (_, nth) => {
        const atMs = nowMs - hoursAgo * 3_600_000 + Math.floor((nth * spreadMs) / perBurst);
        const serial = hoursAgo * 100_000 + nth;
        return {
          ...knownAt(nth, merchants),
          ...({ kind: 'payout', status: 'succeeded', atMs, number: String(serial) } as const),
          id: firstIdAt(atMs).slice(0, 24) + serial.toString(16).padStart(12, '0'),
        };
      });
    const all = [...burst(80, 1_000), ...burst(3, 1)];
    await insertKnown(pool, all);
    newestFirst = all
      .map(({ id }) => id)
      .sort()
      .reverse();
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  test('every page has some, each is told once, newest first', async () => {
    const found: string[] = [];
    for (let cursor: string | null | undefined; found.length < newestFirst.length;) {
      const page: Awaited<ReturnType<typeof listPayments>> = await listPayments(
        pool,
        {},
        { limit: 200, nowMs, ...(typeof cursor === 'string' && { cursor }) },
      );
      assert.ok(page.rows.length > 0, `an empty page after ${String(found.length)}`);
      found.push(...page.rows.map(({ paymentId }) => paymentId));
      cursor = page.next;
      assert.ok(cursor !== null || found.length === newestFirst.length, 'it ended too early');
    }
    assert.ok(found.join() === newestFirst.join(), 'another order, or others');
  });
});
