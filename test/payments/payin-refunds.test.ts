/** Money that leaves again: given back to the customer, or taken back by the bank; each once, in both books. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { setPayinTerms } from '../../src/payments/payin-terms.ts';
import { takeRefundAnswer } from '../../src/payments/take-refund.ts';
import type { RefundOutcome } from '../../src/providers/collection.ts';
import { parseRefundReference, refundReference } from '../../src/providers/references.ts';
import { assertBooksAreRight, available } from './gateway.ts';
import { balancesOf, openTill, payinMinutes, storyOf, untilRefunded } from './payin-kit.ts';

/** 500.00 less one percent and 18 % of that. */
const net = 500_00n - 5_00n - 90n;

const byPerson = { actor: 'test', nowMs: Date.now() };

test('paid late: a person decides, unless the merchant wants it credited or given back', async (t) => {
  const till = await openTill(t);
  const [plain, glad, strict] = [
    await till.merchant(0n),
    await till.merchant(0n),
    await till.merchant(0n),
  ];
  await setPayinTerms(till.pool, glad, { latePayments: 'credit' }, byPerson);
  await setPayinTerms(till.pool, strict, { latePayments: 'refund' }, byPerson);
  const [first, second, third] = [
    await till.ask(plain),
    await till.ask(glad),
    await till.ask(strict),
  ];
  till.pass(payinMinutes + 1);
  till.worker();
  for (const payin of [first, second, third]) {
    await till.until(payin, ({ status }) => status === 'expired');
    await till.pay(payin);
    await till.tell(payin);
  }
  assert.equal((await till.now(first)).status, 'expired', 'the merchant was told that it failed');
  assert.equal(await available(till.pool, plain), 0n);
  assert.deepEqual((await storyOf(till, first)).cases, ['paid_late']);
  assert.equal((await till.now(second)).statusReason, 'paid_late');
  assert.equal(await available(till.pool, glad), net);
  await untilRefunded(till, third);
  assert.equal((await till.now(third)).status, 'expired');
  assert.deepEqual(await balancesOf(till, strict), {});
  const story = await storyOf(till, third);
  assert.deepEqual(story.journals, ['held', 'given_back']);
  assert.deepEqual(story.cases, []);
  await assertBooksAreRight(till.pool);
});

test('what is remarked of a held payment changes when it is given back, and stays while another is held', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const paymentIds = [
    ...(await till.pay(payin, { amount: '499.00' })),
    ...(await till.pay(payin, { amount: '498.00' })),
  ];
  await till.tell(payin);
  const remarks = async () => (await till.now(payin)).remarks;
  const release = { kind: 'release', to: 'customer', actor: 'test', note: '' } as const;
  for (const paymentId of paymentIds) {
    assert.equal(await remarks(), 'A payment has come and is being looked at.');
    await till.payins.submit({ ...release, ...payin, paymentId, at: till.clock.now() });
  }
  assert.equal(await remarks(), 'What was paid goes back to the customer.');
  till.worker();
  await untilRefunded(till, payin);
  assert.equal(await remarks(), 'What was paid goes back to the customer.');
  await till.pay(payin);
  await till.tell(payin);
  assert.deepEqual([(await till.now(payin)).status, await remarks()], ['succeeded', null]);
  await assertBooksAreRight(till.pool);
});

test('a refund whose answer is lost, and a bank that dies, give the money back once', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  await setPayinTerms(till.pool, merchantId, { wrongAmounts: 'refund' }, byPerson);
  const payin = await till.ask(merchantId);
  await till.pay(payin, { amount: '499.00' });
  await till.tell(payin);
  let lost = 0;
  const { provider } = till;
  till.worker({
    ...provider,
    enquire: (reference) => provider.enquire(reference),
    refund: async (order) => {
      const outcome = await provider.refund(order);
      lost += 1;
      if (lost > 1) return outcome;
      till.pass(5);
      return { kind: 'unknown', why: 'the answer was lost on the way' };
    },
  });
  for (let tries = 0; tries < 400 && lost === 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  await till.bankDown();
  await till.bankUp();
  till.pass(30);
  await untilRefunded(till, payin);
  const refunds = (await till.bank.statement()).filter(({ kind }) => kind === 'refund');
  assert.deepEqual(
    refunds.map(({ amount }) => amount),
    ['499.00'],
  );
  assert.deepEqual(await balancesOf(till, merchantId), {});
  await assertBooksAreRight(till.pool);
});

test('an answer to a refund is booked by whoever hears it, and nobody asks again', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  await setPayinTerms(till.pool, merchantId, { wrongAmounts: 'refund' }, byPerson);
  const payin = await till.ask(merchantId);
  await till.pay(payin, { amount: '499.00' });
  await till.tell(payin);
  const heard: { reference: string; outcome: RefundOutcome }[] = [];
  const { provider } = till;
  till.worker({
    ...provider,
    enquire: (reference) => provider.enquire(reference),
    refund: async (order) => {
      heard.push({ reference: order.reference, outcome: await provider.refund(order) });
      return { kind: 'unknown', why: 'the answer went to another process' };
    },
  });
  for (let tries = 0; tries < 400 && heard.length === 0; tries += 1) await sleep(25);
  const [told] = heard;
  assert.ok(told?.outcome.kind === 'refunded');
  const deps = { pool: till.pool, lane: till.payins };
  const hear = (what: typeof told) =>
    takeRefundAnswer(deps, provider.name, what, new Date(till.clock.now()));
  const stranger = refundReference(
    parseRefundReference(told.reference)?.merchantNo ?? 0,
    newId(Date.now()),
  );
  assert.equal(await hear({ ...told, reference: stranger }), false);
  assert.equal(await hear({ ...told, outcome: { kind: 'unknown', why: 'no words' } }), true);
  assert.deepEqual((await storyOf(till, payin)).journals, ['held']);
  assert.equal(await hear(told), true);
  assert.equal(await hear(told), true);
  till.pass(120);
  await sleep(1_500);
  assert.equal(heard.length, 1);
  assert.deepEqual((await storyOf(till, payin)).journals, ['held', 'given_back']);
  assert.deepEqual(await balancesOf(till, merchantId), {});
  await assertBooksAreRight(till.pool);
});

test('money that is taken back leaves the wallet with its fee, and never takes it below zero', async (t) => {
  const till = await openTill(t);
  const [rich, poor] = [await till.merchant(0n), await till.merchant(0n)];
  for (const merchantId of [rich, poor]) {
    const payin = await till.ask(merchantId);
    const [paymentId = ''] = await till.pay(payin);
    await till.tell(payin);
    if (merchantId === poor) await till.lane().submit(till.order(poor, { amountMinor: net }));
    await till.bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
    await Promise.all([till.tell(payin), till.reader.readAll()]);
    assert.equal((await till.now(payin)).status, 'reversed');
    const { cases } = await storyOf(till, payin);
    assert.deepEqual(cases, merchantId === poor ? ['reversal_uncovered'] : []);
  }
  assert.deepEqual(await balancesOf(till, rich), {});
  assert.equal((await balancesOf(till, poor))['suspense'], -500_00n);
  await assertBooksAreRight(till.pool);
});

test('news that a payment was taken back may come before the news that it was made', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [paymentId = ''] = await till.pay(payin);
  await till.bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
  const answer = await till.provider.enquire(payin.providerReference);
  assert.ok(answer.kind === 'known');
  const about = { merchantId, payinId: payin.payinId, provider: till.provider.name } as const;
  for (const news of answer.news.toReversed())
    await till.payins.submit({
      kind: 'news',
      ...about,
      source: 'callback',
      news,
      at: till.clock.now(),
    });
  assert.equal((await till.now(payin)).status, 'reversed');
  const { history, facts, cases } = await storyOf(till, payin);
  assert.deepEqual(history, ['created', 'succeeded', 'reversed']);
  assert.deepEqual(facts.toSorted(), ['received credited', 'reversed applied']);
  assert.deepEqual(cases, []);
  assert.deepEqual(await balancesOf(till, merchantId), {});
  await assertBooksAreRight(till.pool);
});

test('a link that was paid twice is reversed when the last of its payments is taken back, covered or not', async (t) => {
  const till = await openTill(t);
  for (const refilled of [0n, net]) {
    const merchantId = await till.merchant(0n);
    await setPayinTerms(till.pool, merchantId, { secondPayments: 'credit' }, byPerson);
    const payin = await till.ask(merchantId);
    const paymentIds = [...(await till.pay(payin)), ...(await till.pay(payin))];
    await till.tell(payin);
    await till.lane().submit(till.order(merchantId, { amountMinor: 2n * net }));
    for (const [index, paymentId] of paymentIds.entries()) {
      if (index === 1 && refilled > 0n)
        await fundWallet(till.pool, {
          actor: 'test',
          merchantId,
          fundingId: newId<'funding'>(Date.now()),
          money: { minor: refilled, currency: 'INR' },
          at: new Date(),
        });
      await till.bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
      await Promise.all([till.tell(payin), till.reader.readAll()]);
      const { status } = await till.now(payin);
      assert.equal(status, index === 0 ? 'succeeded' : 'reversed');
    }
    await assertBooksAreRight(till.pool);
  }
});

test('a payment for a pay-in that this database forgot is held for its merchant, and a stranger is named', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const forgotten = await till.wish(merchantId);
  const { providerReference } = forgotten.place;
  for (const reference of [providerReference, 'C0001'])
    await till.bank.call('POST', '/control/collections', { reference, amount: '5.00' });
  await till.reader.readAll();
  await till.reader.readAll();
  assert.deepEqual((await storyOf(till, forgotten)).cases, ['unknown_payin']);
  assert.deepEqual(
    till.strangers.map(({ reference }) => reference),
    ['C0001'],
  );
  assert.equal((await balancesOf(till, merchantId))['suspense'], 5_00n);
  await assertBooksAreRight(till.pool);
});
