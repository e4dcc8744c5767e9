/** However long the queue of one merchant, the payouts of another have their turn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBooksAreRight } from './gateway.ts';
import { startNightShift } from './worker-kit.ts';

const accounts = (count: number, from: number) =>
  Array.from({ length: count }, (_, nth) => String(from + nth));

test('a few payouts of one merchant do not wait for the hundreds that another ordered before', async (t) => {
  const shift = await startNightShift(t);
  const [large, small] = [await shift.merchant(10_00_000_00n), await shift.merchant(1_00_000_00n)];
  await shift.pay(large, accounts(600, 1_000_000_000));
  await shift.pay(small, accounts(5, 2_000_000_000));
  shift.worker();
  await shift.calm(small);
  const { rows } = await shift.pool.query<{ ended: number }>(
    `select count(*)::int as ended from payouts where merchant_id = $1 and status = 'succeeded'`,
    [large],
  );
  const ended = rows[0]?.ended ?? 0;
  await shift.calm(large);
  assert.ok(ended < 300, `${String(ended)} of the 600 went before`);
  await assertBooksAreRight(shift.pool);
});
