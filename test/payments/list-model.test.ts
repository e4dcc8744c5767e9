/** The list of payouts against a plain model of it, while days pass and payouts arrive. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { listPayouts, type PayoutFilter } from '../../src/payments/find-payouts.ts';
import { createTestDatabase } from '../kit/database.ts';
import {
  bornMs,
  dayCount,
  dayMs,
  expected,
  hourMs,
  insert,
  merchants,
  payoutAt,
  statuses,
  type Listed,
} from './list-world.ts';

const everything = { sortBy: 'createdAt', sortOrder: 'desc', page: 1, pageSize: 50 } as const;

async function openWorld(t: TestContext): Promise<{ pool: Pool; owner: pg.Client }> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 8);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  t.after(async () => {
    await owner.end();
    await pool.end();
    await database.drop();
  });
  return { pool, owner };
}

const instants = fc
  .tuple(
    fc.integer({ min: -1, max: dayCount }),
    fc.constantFrom(0, 1, -1, 18.5 * hourMs, 5 * hourMs),
  )
  .map(([day, offsetMs]) => bornMs + day * dayMs + offsetMs);
const instantsAndFar = fc.oneof({ weight: 8, arbitrary: instants }, fc.constantFrom(0, 4e12));
const words = (nth: number): string[] => {
  const { transaction_number: number, reference, utr } = payoutAt(nth);
  return [number, reference ?? 'INV-', utr ?? '6'];
};
const texts = fc
  .tuple(fc.nat(420), fc.nat(2), fc.integer({ min: 1, max: 14 }))
  .map(([nth, column, length]) => (words(nth)[column] ?? '').slice(0, length));
// Amounts that there are, the ends of bands among them, and what lies beside and between them.
const amounts = fc
  .tuple(fc.integer({ min: 0, max: 28 }), fc.constantFrom(0, 0, 1, -1))
  .map(([fifties, beside]) => BigInt(Math.max(0, fifties * 50 + beside)));
const sometimes = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { freq: 2, nil: undefined }).map((one) => one);
const conditions = fc.record(
  {
    status: fc.constantFrom(...statuses),
    fromMs: instantsAndFar,
    toMs: instantsAndFar,
    reference: fc.nat(420).map((nth) => payoutAt(nth).reference ?? 'INV-'),
    transactionNumber: fc.nat(420).map((nth) => payoutAt(nth).transaction_number),
    utr: fc.nat(420).map((nth) => payoutAt(nth).utr ?? '60'),
    search: fc
      .tuple(texts, fc.boolean())
      .map(([text, isSmall]) => (isSmall ? text.toLowerCase() : text)),
    minAmountMinor: amounts,
    maxAmountMinor: amounts,
  },
  { requiredKeys: [] },
);
/** Mostly one condition or two: those are what the list has ways of its own for. */
const few = fc.tuple(conditions, fc.nat(8), sometimes(fc.nat(8))).map(([all, first, second]) => {
  const chosen = Object.entries(all).filter((_, nth) => nth === first || nth === second);
  return Object.fromEntries(chosen);
});
const filters: fc.Arbitrary<PayoutFilter> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: few }, { weight: 1, arbitrary: conditions }),
    fc.record({
      sortBy: fc.constantFrom('createdAt' as const, 'amount' as const),
      sortOrder: fc.constantFrom('asc' as const, 'desc' as const),
      page: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })),
      pageSize: fc.constantFrom(1, 7, 50, 200),
    }),
  )
  .map(([given, page]) => ({ ...given, ...page }));
/** What counts as many matches of a search, so that every way of finding a page is taken. */
const many = fc.constantFrom(
  { matches: 30_000, lookAt: 10_000 },
  { matches: 3, lookAt: 5 },
  { matches: 3, lookAt: 100 },
);

async function compare(
  pool: Pool,
  known: readonly Listed[],
  merchantId: string,
  filter: PayoutFilter,
  nowMs: number,
  manyMatches?: { matches: number; lookAt: number },
): Promise<void> {
  const { payouts, totalCount } = await listPayouts(pool, merchantId, filter, nowMs, manyMatches);
  const shown = { ids: payouts.map(({ payoutId }) => payoutId), totalCount };
  assert.deepEqual(shown, expected(known, merchantId, filter));
}

test('whatever is asked for, page and count are those of the model, on every day as it passes', async (t) => {
  const { pool } = await openWorld(t);
  const all = Array.from({ length: 420 }, (_, nth) => payoutAt(nth));
  const known: Listed[] = [];
  // Just after midnight, when the day before is over but not yet remembered, and at noon.
  for (const nowMs of [0, 1, 2, 3, 5, 6, 8, 9].flatMap((day) => [
    bornMs + day * dayMs + hourMs / 2,
    bornMs + day * dayMs + 12 * hourMs,
  ])) {
    const arrived = all.filter((one) => one.atMs <= nowMs && !known.includes(one));
    await insert(pool, arrived);
    known.push(...arrived);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...merchants), filters, many, (merchant, filter, size) =>
        compare(pool, known, merchant, filter, nowMs, size),
      ),
      { numRuns: 60 },
    );
  }
  assert.equal(known.length, all.length);
  const { rows } = await pool.query<{ merchant_id: string; total: number }>(
    'select merchant_id, sum(total)::int as total from payout_day_counts group by 1 order by 1',
  );
  const totals = merchants.map((merchant_id) => {
    const ofMerchant = all.filter((one) => one.merchant_id === merchant_id);
    return { merchant_id, total: ofMerchant.length };
  });
  assert.deepEqual(rows, totals);
});

test('a payout of before midnight that is committed within the hour is counted', async (t) => {
  const { pool } = await openWorld(t);
  const midnightMs = bornMs + dayMs;
  const known = [payoutAt(1, bornMs), payoutAt(2, midnightMs - 1)];
  await insert(pool, known);
  const look = (nowMs: number) => compare(pool, known, merchants[0], everything, nowMs);
  await look(midnightMs - 1);
  for (const minutes of [0, 30, 59]) {
    const late = payoutAt(4 + minutes * 3, midnightMs - 10);
    await insert(pool, [late]);
    known.push(late);
    await look(midnightMs + minutes * 60_000);
  }
  await look(midnightMs + hourMs - 1);
  assert.equal((await pool.query('select from payout_day_counts')).rowCount, 0);
  await look(midnightMs + hourMs);
  assert.equal((await pool.query('select from payout_day_counts')).rowCount, 1);
});

test('what is remembered is not counted again, and the program can neither change nor forget it', async (t) => {
  const { pool, owner } = await openWorld(t);
  await insert(pool, [payoutAt(1, bornMs), payoutAt(2, bornMs + dayMs)]);
  const count = async (filter: Partial<PayoutFilter> = {}) =>
    (await listPayouts(pool, merchants[0], { ...everything, ...filter }, bornMs + 5 * dayMs))
      .totalCount;
  assert.equal(await count(), 2);
  // The truth of the first day is made a lie, to see who reads it.
  await owner.query('update payout_day_counts set total = 1001 where day = $1', ['2026-03-01']);
  assert.equal(await count(), 1002);
  assert.equal(await count({ status: 'succeeded' }), 1001);
  assert.equal(await count({ fromMs: bornMs + dayMs }), 1);
  assert.equal(await count({ toMs: bornMs + dayMs }), 1001);
  assert.equal(await count({ fromMs: bornMs, toMs: bornMs + dayMs - 1 }), 1);
  assert.equal(await count({ minAmountMinor: 1n }), 2);
  await owner.query('update payout_amount_counts set totals[1] = 77 where day = $1', [
    '2026-03-01',
  ]);
  assert.equal(await count({ minAmountMinor: 1n }), 78);
  assert.equal(await count({ minAmountMinor: 1n, fromMs: bornMs + dayMs }), 1);
  for (const statement of [
    'update payout_day_counts set total = 0, with_reference = 0',
    'delete from payout_day_counts',
    `update payout_amount_counts set least_minor = '{}', totals = '{}'`,
    'delete from payout_amount_counts',
  ])
    await assert.rejects(pool.query(statement), { code: '42501' });
});

test('readers who count a day for the first time at once all count right', async (t) => {
  const { pool } = await openWorld(t);
  const known = Array.from({ length: 200 }, (_, nth) => payoutAt(nth));
  await insert(pool, known);
  const nowMs = bornMs + 400 * dayMs;
  await Promise.all(
    Array.from({ length: 24 }, (_, nth) =>
      compare(pool, known, merchants[nth % 2] ?? '', everything, nowMs),
    ),
  );
  const { rows } = await pool.query<{ gaps: number; total: number }>(
    `select max(day) - min(day) + 1 - count(*)::int as gaps, sum(total)::int as total
       from payout_day_counts group by merchant_id order by merchant_id`,
  );
  const totals = merchants.map((id) => known.filter((one) => one.merchant_id === id).length);
  assert.deepEqual(
    rows,
    totals.map((total) => ({ gaps: 0, total })),
  );
});
