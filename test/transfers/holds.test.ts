/** Money that is held until the creator's system has answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendMoney } from '../../src/transfers/move-money.ts';
import type { HoldAnswer, HoldQuestion } from '../../src/transfers/transfer-worker.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, refusalOf } from './transfer-kit.ts';

test('what is held counts against the balance from the first moment', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'held');
  assert.equal(await bazaar.available(asha), 50_00n);
  assert.equal(await bazaar.available(ravi), 0n);
  assert.equal(
    await refusalOf(sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'commit')),
    'payout.insufficient_funds',
  );
  await assertBooksAreRight(bazaar.pool);
});

const ends: readonly [answer: HoldAnswer, status: string, payer: bigint, payee: bigint][] = [
  [{ kind: 'paid' }, 'booked', 50_00n, 100_00n],
  [{ kind: 'refused', reason: 'HTTP 404' }, 'voided', 150_00n, 0n],
];
for (const [answer, status, payer, payee] of ends)
  test(`an answer that says ${answer.kind} ends the hold as ${status}`, async (t) => {
    const bazaar = await openBazaar(t);
    const asha = await bazaar.owner(150_00n);
    const ravi = await bazaar.owner(0n);
    const order = bazaar.order(asha, ravi);
    const moved = await sendMoney(bazaar.deps, order, 'hold');
    const asked: HoldQuestion[] = [];
    bazaar.worker((question) => {
      asked.push(question);
      return Promise.resolve(answer);
    });
    await bazaar.untilQuiet();
    assert.equal((await bazaar.find(asha, moved)).transfer.status, status);
    assert.equal(await bazaar.available(asha), payer);
    assert.equal(await bazaar.available(ravi), payee);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.createdBy, asha.merchantId);
    assert.equal(asked[0].event.reference, order.reference);
    assert.equal(asked[0].event.transactionNo, order.transactionNo);
    await assertBooksAreRight(bazaar.pool);
  });

test('a system that does not answer is asked again, and after a day the money is free', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  let asked = 0;
  const worker = bazaar.worker(() => {
    asked += 1;
    return Promise.resolve({ kind: 'unanswered', why: 'HTTP 503' });
  });
  const isAsked = async (times: number) => {
    for (let tries = 0; asked < times && tries < 1_000; tries += 1) await sleep(20);
    assert.equal(asked, times);
  };
  await isAsked(1);
  bazaar.pass(1);
  worker.wake();
  await isAsked(2);
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'held');
  bazaar.pass(24);
  worker.wake();
  await bazaar.until(asha, moved, ({ transfer }) => transfer.status === 'voided');
  const { transfer } = await bazaar.find(asha, moved);
  assert.equal(transfer.statusReason, 'No Response Data');
  assert.equal(await bazaar.available(asha), 150_00n);
  await bazaar.untilQuiet();
  await assertBooksAreRight(bazaar.pool);
});

test('a system that hangs holds up its own money, and nobody else waits for it', async (t) => {
  const bazaar = await openBazaar(t);
  const slow = await bazaar.owner(10_000_00n);
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  for (let nth = 0; nth < 40; nth += 1)
    await sendMoney(bazaar.deps, bazaar.order(slow, ravi), 'hold');
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  const hanging = Promise.withResolvers<HoldAnswer>();
  let asked = 0;
  bazaar.worker(({ createdBy }) => {
    if (createdBy !== slow.merchantId) return Promise.resolve({ kind: 'paid' });
    asked += 1;
    return hanging.promise;
  });
  try {
    await bazaar.until(asha, moved, ({ transfer }) => transfer.status === 'booked');
    assert.ok(asked > 0, 'the slow system was asked before');
  } finally {
    hanging.resolve({ kind: 'unanswered', why: 'no answer' });
  }
});

test('a system that hangs does not keep a worker from stopping, and is asked again in the next life', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  const hanging = Promise.withResolvers<HoldAnswer>();
  const asked = Promise.withResolvers<undefined>();
  const worker = bazaar.worker(() => {
    asked.resolve(undefined);
    return hanging.promise;
  });
  await asked.promise;
  const late = sleep(9_000, 'late', { ref: false });
  const stopped = await Promise.race([worker.stop().then(() => 'stopped'), late]);
  assert.equal(stopped, 'stopped');
  bazaar.pass(1);
  bazaar.worker(() => Promise.resolve({ kind: 'paid' }));
  await bazaar.until(asha, moved, ({ transfer }) => transfer.status === 'booked');
  // Not before: what the first life hears it writes down, and the question would be put off.
  hanging.resolve({ kind: 'unanswered', why: 'no answer' });
});

test('an answer that arrives twice, or at the same time as the end of the day, ends the hold once', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  const { transfer } = await bazaar.find(asha, moved);
  const { merchantId, transferId, currency } = transfer;
  const other = bazaar.another();
  const answers = await Promise.all(
    [true, false, true, false].map((isPaid, nth) =>
      (nth < 2 ? bazaar.deps : other).transfers.submit({
        ...{ kind: 'answer', merchantId, transferId, currency, isPaid, reason: 'said' },
        ...{ actor: { profileNo: null, name: 'test' }, at: new Date() },
      }),
    ),
  );
  assert.equal(answers.filter(({ kind }) => kind === 'done').length, 1);
  bazaar.pass(1);
  bazaar.worker();
  await bazaar.untilQuiet();
  await assertBooksAreRight(bazaar.pool);
});
