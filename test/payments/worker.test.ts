/** Payouts carried to their end by real workers, a real database and a bank that misbehaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimDue } from '../../src/outbox/claim.ts';
import { anyProvider } from '../../src/merchants/marketplaces.ts';
import { policyOf } from '../../src/payments/payout-policy.ts';
import {
  assertBankAgrees,
  merchantNoOf,
  referenceOf,
  startNightShift,
  type NightShift,
} from './worker-kit.ts';

const plain = '1234567890';

async function attemptsOf({ pool }: NightShift, payoutId: string): Promise<unknown[]> {
  const { rows } = await pool.query<{ attempt_no: number; rail: string; state: string }>(
    'select attempt_no, rail, state from payout_attempts where payout_id = $1 order by attempt_no',
    [payoutId],
  );
  return rows.map(({ attempt_no, rail, state }) => [attempt_no, rail, state]);
}

test('whatever the bank does to the answers, two workers bring every payout to the end that the bank knows', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_00_000_00n);
  await shift.bank.rule('4000000001', 'timeout-before', { times: 1 });
  await shift.bank.rule('4000000002', 'error-before', { times: 1 });
  await shift.bank.rule('4000000003', 'unauthorised', { times: 1 });
  await shift.bank.rule('4000000004', 'not-found-for', { delayMs: 1_500 });
  const paid = [
    ...Array.from({ length: 20 }, () => plain),
    '99900030001', // executed, then the socket is cut
    '99900050001', // executed, then silent
    '99900060001', // executed, then 500
    '99900160001', // executed, half an answer
    '4000000004', // executed, unknown to enquiries for a while
    '4000000001',
    '4000000002',
    '4000000003',
  ];
  const refused = ['99900010001', '99900011001', '99900020001'];
  const ids = await shift.pay(merchantId, [...paid, ...refused]);
  shift.worker();
  shift.worker();
  await shift.calm(merchantId);
  for (const [index, payoutId] of ids.entries()) {
    const account = [...paid, ...refused][index] ?? '';
    const { status } = await shift.payout(payoutId);
    assert.equal(status, index < paid.length ? 'succeeded' : 'failed', account);
    assert.equal((await attemptsOf(shift, payoutId)).length, 1, account);
  }
  for (const behaviour of ['execute-then-drop', 'timeout-before', 'timeout-after', 'error-after'])
    assert.ok((await shift.bank.fired(behaviour)) > 0, `${behaviour} never happened`);
  await assertBankAgrees(shift);
});

test('where IMPS is not allowed the money goes by NEFT, once', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  await shift.bank.rule(plain, 'refuse', { times: 1, code: 'IMPS_NOT_ALLOWED' });
  const [payoutId = ''] = await shift.pay(merchantId, [plain]);
  shift.worker();
  await shift.calm(merchantId);
  const { status, rail, utr } = await shift.payout(payoutId);
  assert.deepEqual([status, rail], ['succeeded', 'NEFT']);
  assert.match(utr ?? '', /^HDBKN/);
  assert.deepEqual(await attemptsOf(shift, payoutId), [
    [1, 'IMPS', 'rejected'],
    [2, 'NEFT', 'succeeded'],
  ]);
  await assertBankAgrees(shift);
});

test('while the bank is down payouts wait with their holds, and go out once it is back', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_00_000_00n);
  await shift.bankDown();
  const ids = await shift.pay(
    merchantId,
    Array.from({ length: 15 }, () => plain),
  );
  const worker = shift.worker();
  await sleep(1_000);
  for (const payoutId of ids)
    assert.match((await shift.payout(payoutId)).status, /queued|processing/);
  await shift.bankUp();
  worker.wake();
  await shift.calm(merchantId);
  for (const payoutId of ids) {
    assert.equal((await shift.payout(payoutId)).status, 'succeeded');
    assert.deepEqual(await attemptsOf(shift, payoutId), [[1, 'IMPS', 'succeeded']]);
  }
  await assertBankAgrees(shift);
});

test('a worker that slept past its claim is fenced by the one that took over, and the bank pays once', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const [payoutId = ''] = await shift.pay(merchantId, [plain]);
  const claim = { topic: 'payout', limit: 1, leaseMs: 3_000 } as const;
  const [sleeper] = await claimDue(shift.pool, { ...claim, now: shift.clock.now() });
  assert.ok(sleeper);
  const merchantNo = await merchantNoOf(shift, merchantId);
  const policy = policyOf(shift.provider, merchantNo, payoutId, shift.clock.now(), 0, anyProvider);
  const start = () =>
    shift.resolve.submit({
      kind: 'start',
      merchantId,
      payoutId,
      leaseId: sleeper.leaseId,
      paused: false,
      maySubmitAgain: false,
      providerOf: () => shift.provider.name,
      chooseRail: policy.chooseRail,
      referenceOf: policy.referenceOf,
      at: shift.clock.now(),
    });
  const order = await start();
  assert.ok(order.kind === 'submit');
  // Here it falls asleep, before the first byte.
  shift.worker();
  for (let tries = 0; (await start()).kind !== 'fenced'; tries += 1) {
    assert.ok(tries < 100, 'nobody took over');
    await sleep(50);
  }
  const { providerReference: reference, rail } = order.attempt;
  const outcome = await shift.provider.submit({ reference, rail, ...order.order });
  const { leaseId } = sleeper;
  const about = { merchantId, payoutId, attemptNo: 1, leaseId, policy, at: shift.clock.now() };
  await shift.resolve.submit({ kind: 'fact', source: 'reply', outcome, ...about });
  await shift.calm(merchantId);
  assert.deepEqual(await attemptsOf(shift, payoutId), [[1, 'IMPS', 'succeeded']]);
  assert.equal((await shift.bank.entry(reference)).debits, 1);
  await assertBankAgrees(shift);
});

test('what no callback told, the statement settles: successes, a return, and a success after a refusal', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_00_000_00n);
  // Refused, and executed all the same a moment later.
  const ids = await shift.pay(merchantId, [plain, plain, '99900080001']);
  const worker = shift.worker();
  await shift.calm(merchantId);
  await worker.stop();
  const [, returned = '', late = ''] = ids;
  assert.equal((await shift.payout(late)).status, 'failed');
  const reversal = `/control/transfers/${await referenceOf(shift, returned)}/reverse`;
  assert.equal((await shift.bank.call('POST', reversal, {})).status, 200);
  await shift.bank.settled(await referenceOf(shift, late));
  await shift.reader.readAll();
  await shift.reader.readAll();
  assert.equal((await shift.payout(returned)).status, 'reversed');
  assert.equal((await shift.payout(late)).status, 'failed');
  const { rows } = await shift.pool.query<{ code: string }>('select code from cases');
  assert.deepEqual(
    rows.map(({ code }) => code),
    ['paid_after_failure'],
  );
  await assertBankAgrees(shift);
});
