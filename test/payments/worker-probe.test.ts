/** After a provider's trouble one payout finds out whether it is over, and the others wait for what it finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBreaker } from '../../src/providers/breaker.ts';
import { assertBooksAreRight } from './gateway.ts';
import { startNightShift } from './worker-kit.ts';

test('when the pause is over one payout goes to the bank; after its answer all the others go', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_00_000_00n);
  const breaker = createBreaker({ opensAfter: 1, firstPauseMs: 500 });
  const entry = breaker.enter(shift.clock.now().getTime());
  assert.ok(entry.allowed);
  breaker.leave(entry.pass, 'trouble', shift.clock.now().getTime());
  await shift.pay(
    merchantId,
    Array.from({ length: 24 }, (_, nth) => String(1_000_000_000 + nth)),
  );
  let asked = 0;
  let answer: () => void = () => undefined;
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  const { provider } = shift;
  const slow: typeof provider = {
    ...provider,
    enquire: (reference) => provider.enquire(reference),
    submit: async (order) => {
      asked += 1;
      await mayAnswer;
      return provider.submit(order);
    },
  };
  shift.worker({ breaker, provider: slow });
  for (let tries = 0; tries < 200 && asked === 0; tries += 1) await sleep(25);
  await sleep(500);
  const probes = asked;
  answer();
  await shift.calm(merchantId);
  assert.equal(probes, 1);
  assert.equal(asked, 24);
  await assertBooksAreRight(shift.pool);
});
