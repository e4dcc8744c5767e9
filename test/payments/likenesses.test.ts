/** What is like a payout that was made before, whichever index that one stands in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstIdAt } from '../../src/kit/ids.ts';
import { destinationOf, findLookAlikes } from '../../src/payments/batch-lookups.ts';
import type { PayoutStatus } from '../../src/payments/payout.ts';
import { openGateway } from './gateway.ts';

const minuteMs = 60_000;
const amountMinor = 7_00n;

const before: readonly [reference: string | null, status: PayoutStatus, minutesAgo: number][] = (
  ['queued', 'processing', 'succeeded', 'failed', 'reversed'] as const
).flatMap((status) =>
  [null, 'INV-1'].flatMap((reference) =>
    [1, 9, 11].map((ago) => [reference, status, ago] as [string | null, PayoutStatus, number]),
  ),
);

test('whatever a payout was called and whatever became of it, the next like it is refused for ten minutes', async (t) => {
  const gateway = await openGateway(t);
  const lane = gateway.lane();
  const now = new Date();
  await Promise.all(
    before.map(async ([reference, status, minutesAgo]) => {
      const merchantId = await gateway.merchant(100_00n);
      const at = new Date(now.getTime() - minutesAgo * minuteMs);
      const payoutId = firstIdAt(at.getTime());
      await lane.submit(gateway.order(merchantId, { reference, amountMinor, at, payoutId }));
      await gateway.pool.query(
        'update payouts set status = $3 where merchant_id = $1 and payout_id = $2',
        [merchantId, payoutId, status],
      );
      const next = (amount = amountMinor) =>
        gateway.order(merchantId, { nearDuplicateGuard: true, amountMinor: amount, at: now });
      const [same, other] = await lane.submitAll([next(), next(8_00n)]);
      const isAlike = minutesAgo < 10;
      const about = `${reference ?? 'unnamed'} ${status} ${String(minutesAgo)} minutes ago`;
      assert.equal(same?.kind, isAlike ? 'near_duplicate' : 'created', about);
      assert.equal(other?.kind, 'created', about);
      const filled = {
        ...next(),
        ...({
          means: 'bank',
          beneficiaryVpa: null,
          beneficiaryMobile: null,
          reference: 'INV-2',
        } as const),
      };
      const since = new Date(now.getTime() - 10 * minuteMs);
      const alike = await findLookAlikes(gateway.pool, merchantId, [filled], since);
      // A person who sends a failed payout again is not warned. The one that was asked for just now is alike as well.
      const isFound = (isAlike && status !== 'failed') || same.kind === 'created';
      assert.deepEqual([...alike], isFound ? [destinationOf(filled)] : [], about);
    }),
  );
});
