/** A bank that refuses to give a payment back may do it all the same, later: a person hears of it, and the books have it. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { takeRefundAnswer } from '../../src/payments/take-refund.ts';
import type { RefundOutcome } from '../../src/providers/collection.ts';
import { refundReference } from '../../src/providers/references.ts';
import { assertBooksAreRight, available } from './gateway.ts';
import { balancesOf, openTill, storyOf } from './payin-kit.ts';
import { merchantNoOf } from './worker-kit.ts';

const refused: RefundOutcome = { kind: 'rejected', code: 'R05', message: 'not now' };
const done: RefundOutcome = { kind: 'refunded', utr: null };

/** 499.00 instead of 500.00 has come and is held. */
async function heldPayment(t: TestContext) {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [paymentId = ''] = await till.pay(payin, { amount: '499.00' });
  await till.tell(payin);
  const about = { merchantId, payinId: payin.payinId, paymentId } as const;
  const decide = (to: 'wallet' | 'customer') =>
    till.payins.submit({
      ...{ kind: 'release', to, actor: 'test', note: 'as agreed', at: till.clock.now() },
      ...about,
    });
  /** Sent to the customer; resolves to how the bank answers that refund, now and later. */
  const giveBack = async () => {
    await decide('customer');
    const { rows } = await till.pool.query<{ id: string }>(
      `select outbox_id as id from outbox where topic = 'refund' and state = 'due'`,
    );
    const reference = refundReference(await merchantNoOf(till, merchantId), rows[0]?.id ?? '');
    const deps = { pool: till.pool, lane: till.payins };
    return (outcome: RefundOutcome) =>
      takeRefundAnswer(deps, till.provider.name, { reference, outcome }, till.clock.now());
  };
  return { till, merchantId, payin, decide, giveBack };
}

test('a refund that is confirmed after a person has credited the payment is our loss, and a case', async (t) => {
  const { till, merchantId, payin, decide, giveBack } = await heldPayment(t);
  const hear = await giveBack();
  await hear(refused);
  assert.equal((await decide('wallet')).kind, 'settled');
  await hear(done);
  await hear(done);
  const { journals, cases } = await storyOf(till, payin);
  assert.deepEqual(journals, ['held', 'released', 'given_back']);
  assert.deepEqual(cases, ['wrong_amount', 'refund_refused', 'refunded_after_credit']);
  assert.ok((await available(till.pool, merchantId)) > 0n);
  assert.equal((await balancesOf(till, merchantId))['suspense'], -499_00n);
  await assertBooksAreRight(till.pool);
});

test('two refunds of one payment that are both confirmed are both booked, and a person is asked', async (t) => {
  const { till, merchantId, payin, giveBack } = await heldPayment(t);
  const hearFirst = await giveBack();
  await hearFirst(refused);
  const hearSecond = await giveBack();
  await hearFirst(done);
  await hearSecond(done);
  const { journals, cases } = await storyOf(till, payin);
  assert.deepEqual(journals, ['held', 'given_back', 'given_back']);
  assert.deepEqual(cases, ['wrong_amount', 'refund_refused', 'refunded_twice']);
  assert.equal((await balancesOf(till, merchantId))['suspense'], -499_00n);
  await assertBooksAreRight(till.pool);
});
