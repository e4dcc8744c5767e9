/** Clocks of different processes, and clocks that are set back: what was decided last is what stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBooksAreRight, available } from './gateway.ts';
import { balancesOf, openTill, storyOf } from './payin-kit.ts';
import { findHeldPayments } from '../../src/views/held-payments.ts';

test('what a person credited after the clock was set back is credited, and is not given back as well', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [paymentId = ''] = await till.pay(payin, { amount: '499.00' });
  till.pass(3);
  await till.tell(payin);
  till.pass(-3);
  const release = (to: 'wallet' | 'customer') =>
    till.payins.submit({
      kind: 'release',
      ...{ merchantId, payinId: payin.payinId, paymentId, to },
      ...{ actor: 'test', note: 'agreed', at: till.clock.now() },
    });
  assert.deepEqual(await release('wallet'), { kind: 'settled', note: 'credited' });
  const refused = { kind: 'refused', why: 'The payment is not held.' };
  assert.deepEqual([await release('customer'), await release('wallet')], [refused, refused]);
  assert.deepEqual(await findHeldPayments(till.pool, 10), []);
  assert.deepEqual((await storyOf(till, payin)).facts, ['received held', 'released credited']);
  assert.ok((await available(till.pool, merchantId)) > 0n);
  assert.equal((await balancesOf(till, merchantId))['suspense'], undefined);
  await assertBooksAreRight(till.pool);
});
