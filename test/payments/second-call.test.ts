/** A worker that asks about a payout and then sends it again holds its claim for both calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PayoutProvider } from '../../src/providers/provider.ts';
import { assertBooksAreRight } from './gateway.ts';
import { startNightShift } from './worker-kit.ts';

/** Half of a minute of the gateway's life is a second: each call takes 15 s of a claim for 20 s. */
const slowCallMs = 500;

test('two slow calls in one claim end before it does', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const { provider } = shift;
  let sent = 0;
  let asked = 0;
  let askedByThen = 0;
  let isHeld: boolean | undefined;
  const slow: PayoutProvider = {
    ...provider,
    maxInFlightMs: 0,
    enquire: async (reference) => {
      asked += 1;
      if (asked === 3) await sleep(slowCallMs);
      return provider.enquire(reference);
    },
    submit: async (order) => {
      sent += 1;
      if (sent === 1) return { kind: 'unknown', why: 'lost on the way' };
      await sleep(slowCallMs);
      const { rows } = await shift.pool.query<{ due: Date }>(
        `select due_at as due from outbox where topic = 'payout' and state = 'leased'`,
      );
      isHeld = rows.some(({ due }) => due > shift.clock.now());
      askedByThen = asked;
      return provider.submit(order);
    },
  };
  await shift.pay(merchantId, ['1234567890']);
  shift.worker({ provider: slow });
  await shift.calm(merchantId);
  assert.equal(isHeld, true);
  assert.deepEqual([sent, askedByThen], [2, 3]);
  await assertBooksAreRight(shift.pool);
});
