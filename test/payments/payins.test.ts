/** Whatever customers do with a link, their money is in the wallet once, or on its way back, or held for a person. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { setPayinTerms } from '../../src/payments/payin-terms.ts';
import { findPayinView, upiIntentOf } from '../../src/payments/payin-view.ts';
import { promiseRelease } from '../../src/payments/promise-release.ts';
import { newSecret, sealer } from '../webhooks/delivery-kit.ts';
import { assertBooksAreRight, available } from './gateway.ts';
import { balancesOf, openTill, payinMinutes, storyOf, untilRefunded } from './payin-kit.ts';

/** 500.00 less one percent and 18 % of that. */
const net = 500_00n - 5_00n - 90n;

const byPerson = { actor: 'test', nowMs: Date.now() };

test('a customer pays: the wallet has it less fee and GST, once, however often and by whomever it is told', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const endpoint = { url: 'http://127.0.0.1:9/hook', sealer, newSecret };
  await setEndpoint(till.pool, merchantId, { ...endpoint, ...byPerson });
  const payin = await till.ask(merchantId);
  await till.pay(payin);
  const told = Array.from({ length: 10 }, (_, nth) =>
    till.tell(payin, nth % 2 === 0 ? 'callback' : 'enquiry'),
  );
  await Promise.all([...told, till.reader.readAll()]);
  const paid = await till.now(payin);
  assert.equal(paid.status, 'succeeded');
  assert.deepEqual([paid.receivedMinor, paid.feeMinor, paid.gstMinor], [500_00n, 5_00n, 90n]);
  assert.match(paid.utr ?? '', /^\d{12}$/);
  assert.equal(await available(till.pool, merchantId), net);
  assert.deepEqual(await balancesOf(till, merchantId), {
    wallet: net,
    payin_clearing: -500_00n,
    fee_income: 5_00n,
    gst_payable: 90n,
  });
  assert.deepEqual(await storyOf(till, payin), {
    history: ['created', 'succeeded'],
    facts: ['received credited'],
    journals: ['credited'],
    cases: [],
  });
  const { rows: webhooks } = await till.pool.query(
    `select payload, subject_version from outbox where merchant_id = $1 and topic = 'webhook'`,
    [merchantId],
  );
  assert.deepEqual(webhooks, [{ payload: 'succeeded 2', subject_version: 2 }]);
  const view = await findPayinView(till.pool, merchantId, payin.payinId);
  assert.equal(view?.receivedMinor, 500_00n);
  assert.equal(view.upiIntent, upiIntentOf(payin, view.merchantName));
  assert.match(
    view.upiIntent,
    new RegExp(`tr=${payin.providerReference}&am=500.00&cu=INR&mode=04`),
  );
  assert.equal(await findPayinView(till.pool, await till.merchant(0n), payin.payinId), undefined);
  await assertBooksAreRight(till.pool);
});

test('nobody calls back: the worker asks, and credits', async (t) => {
  const till = await openTill(t);
  const payin = await till.ask(await till.merchant(0n));
  till.worker();
  await till.pay(payin, { callback: 'none' });
  till.pass(2);
  await till.until(payin, ({ status }) => status === 'succeeded');
  await assertBooksAreRight(till.pool);
});

test('a pay-in expires only when the bank, asked after the end, knows of no payment', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const [paid, unpaid] = [await till.ask(merchantId), await till.ask(merchantId)];
  await till.pay(paid, { callback: 'none' });
  await till.bankDown();
  till.worker();
  till.pass(payinMinutes + 1);
  // It asks, and nobody answers.
  await waitForError(till);
  assert.equal((await till.now(unpaid)).status, 'created');
  await till.bankUp();
  till.pass(1);
  await till.until(paid, ({ status }) => status === 'succeeded');
  await till.until(unpaid, ({ status }) => status === 'expired');
  const early = { askedAt: new Date(0), at: till.clock.now() };
  const third = await till.ask(merchantId);
  const refused = await till.payins.submit({ kind: 'expire', ...third, ...early });
  assert.equal(refused.kind, 'refused');
  await assertBooksAreRight(till.pool);
});

async function waitForError(till: Awaited<ReturnType<typeof openTill>>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { rows } = await till.pool.query<{ asked: number }>(
      `select count(*)::int as asked from outbox where topic = 'payin' and last_error is not null`,
    );
    if ((rows[0]?.asked ?? 0) >= 2) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The bank was never asked in vain.');
}

test('a payment that races the expiry ends in the wallet whichever comes first, where late ones are credited', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  await setPayinTerms(till.pool, merchantId, { latePayments: 'credit' }, byPerson);
  const payins = await Promise.all(Array.from({ length: 12 }, () => till.ask(merchantId)));
  await Promise.all(payins.map((payin) => till.pay(payin)));
  till.pass(payinMinutes + 1);
  await Promise.all(
    payins.flatMap((payin) => {
      const at = till.clock.now();
      return [
        till.payins.submit({ kind: 'expire', ...payin, askedAt: at, at }),
        till.tell(payin, 'callback'),
        till.tell(payin, 'enquiry'),
      ];
    }),
  );
  for (const payin of payins) assert.equal((await till.now(payin)).status, 'succeeded');
  assert.equal(await available(till.pool, merchantId), net * 12n);
  await assertBooksAreRight(till.pool);
});

test('another amount is held for a person; credited by her, it is priced by the plan of its day', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [paymentId = ''] = await till.pay(payin, { amount: '400.00' });
  await till.tell(payin);
  assert.equal((await till.now(payin)).status, 'created');
  assert.deepEqual(await balancesOf(till, merchantId), {
    payin_clearing: -400_00n,
    suspense: 400_00n,
  });
  assert.deepEqual((await storyOf(till, payin)).cases, ['wrong_amount']);
  const release = { kind: 'release', to: 'wallet', actor: 'test', note: 'agreed' } as const;
  const word = { ...release, ...payin, paymentId, at: till.clock.now() };
  const answers = await Promise.all(Array.from({ length: 5 }, () => till.payins.submit(word)));
  assert.deepEqual(answers.map(({ kind }) => kind).sort(), [
    ...Array.from({ length: 4 }, () => 'refused'),
    'settled',
  ]);
  const paid = await till.now(payin);
  assert.deepEqual([paid.status, paid.receivedMinor, paid.feeMinor], ['succeeded', 400_00n, 4_00n]);
  assert.equal(await available(till.pool, merchantId), 400_00n - 4_00n - 72n);
  await assertBooksAreRight(till.pool);
});

test('another amount is credited where the merchant wants it so, unless it does not cover its fee', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  await setPayinTerms(till.pool, merchantId, { wrongAmounts: 'credit' }, byPerson);
  const feePlan = {
    basisPoints: 0,
    flatMinor: 10_00n,
    minimumMinor: 0n,
    maximumMinor: null,
    gstBasisPoints: 1_800,
    slabs: [],
  };
  const [more, tiny] = [
    await till.ask(merchantId, { feePlan }),
    await till.ask(merchantId, { feePlan }),
  ];
  await till.pay(more, { amount: '600.00' });
  await till.pay(tiny, { amount: '11.00' });
  for (const payin of [more, tiny]) await till.tell(payin);
  assert.equal((await till.now(more)).receivedMinor, 600_00n);
  assert.equal(await available(till.pool, merchantId), 600_00n - 11_80n);
  assert.deepEqual((await storyOf(till, tiny)).cases, ['fee_exceeds_payment']);
  await assertBooksAreRight(till.pool);
});

test('one link paid three times: one credit, and the others held, credited or given back as the merchant wants', async (t) => {
  const till = await openTill(t);
  const ends = { hold: net, credit: net * 3n, refund: net } as const;
  till.worker();
  for (const secondPayments of ['hold', 'credit', 'refund'] as const) {
    const merchantId = await till.merchant(0n);
    await setPayinTerms(till.pool, merchantId, { secondPayments }, byPerson);
    const payin = await till.ask(merchantId);
    await till.pay(payin, { times: 3 });
    await Promise.all([till.tell(payin), till.tell(payin, 'enquiry'), till.reader.readAll()]);
    assert.equal(await available(till.pool, merchantId), ends[secondPayments], secondPayments);
    const { cases, history } = await storyOf(till, payin);
    assert.equal(cases.length, secondPayments === 'hold' ? 2 : 0);
    assert.equal(history.length, secondPayments === 'credit' ? 4 : 2);
    if (secondPayments === 'refund') await untilRefunded(till, payin);
  }
  await assertBooksAreRight(till.pool);
});

test('a customer who cancels has failed the pay-in; what she pays afterwards is held and reviewed', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  await till.pay(payin, { failureCode: 'PAYER_CANCELLED' });
  await till.tell(payin);
  const failed = await till.now(payin);
  assert.deepEqual([failed.status, failed.statusReason], ['failed', 'payer_cancelled']);
  const [paymentId = ''] = await till.pay(payin);
  await till.tell(payin);
  assert.equal((await till.now(payin)).status, 'failed');
  assert.deepEqual((await storyOf(till, payin)).cases, ['paid_after_failed']);
  const word = { paymentId, to: 'customer', actor: 'test', note: 'too late' } as const;
  const about = { merchantId, payinId: payin.payinId };
  assert.equal(await promiseRelease(till.pool, about, word, Date.now()), true);
  till.worker();
  await untilRefunded(till, payin);
  assert.equal(await promiseRelease(till.pool, about, word, Date.now()), false);
  assert.deepEqual(await balancesOf(till, merchantId), {});
  await assertBooksAreRight(till.pool);
});
