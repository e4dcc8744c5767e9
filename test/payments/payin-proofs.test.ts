/** One reference is one pay-in, and books of pay-ins that were tampered with are found out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { startCommitThief } from './commit-thief.ts';
import { assertBooksAreRight } from './gateway.ts';
import { openTill } from './payin-kit.ts';

test('fifty copies of one wish, over two processes, make one pay-in; other fields are a conflict', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const lanes = [till.createLane(), till.createLane()];
  const details = {
    referenceId: 'S-1',
    customerName: 'Asha Rao',
    customerEmail: null,
    customerMobile: null,
    requestedMode: null,
    callbackUrl: null,
    returnUrl: 'https://shop.example/thanks',
    meta: '{"note":"first"}',
  };
  const wishes = await Promise.all(
    Array.from({ length: 50 }, () => till.wish(merchantId, { reference: 'A', details })),
  );
  const answers = await Promise.all(
    wishes.map((wish, nth) => (lanes[nth % 2] ?? till.create).submit(wish)),
  );
  const made = answers.filter(({ kind }) => kind === 'created');
  assert.equal(made.length, 1);
  assert.equal(answers.filter(({ kind }) => kind === 'replayed').length, 49);
  const ids = answers.map((answer) => ('payin' in answer ? answer.payin.payinId : ''));
  assert.equal(new Set(ids).size, 1);
  const other = await till.wish(merchantId, { reference: 'A', amountMinor: 1_00n });
  assert.deepEqual(await till.create.submit(other), {
    kind: 'reference_conflict',
    fields: ['amountMinor'],
  });
  const byCard = { ...(await till.wish(merchantId, { reference: 'A' })), method: 'card' } as const;
  assert.deepEqual(await till.create.submit(byCard), {
    kind: 'reference_conflict',
    fields: ['method'],
  });
  const { rows } = await till.pool.query<{ orders: number; promises: number }>(
    `select (select count(*)::int from orders where merchant_id = $1) as orders,
       (select count(*)::int from outbox where merchant_id = $1) as promises`,
    [merchantId],
  );
  assert.deepEqual(rows, [{ orders: 1, promises: 1 }]);
  await assertBooksAreRight(till.pool);
});

test('a fee that leaves nothing of the amount makes no pay-in, and spends no reference', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const feePlan = {
    basisPoints: 0,
    flatMinor: 10_00n,
    minimumMinor: 0n,
    maximumMinor: null,
    gstBasisPoints: 1_800,
    slabs: [],
  };
  const small = await till.wish(merchantId, { reference: 'B', amountMinor: 11_80n, feePlan });
  assert.equal((await till.create.submit(small)).kind, 'fee_exceeds_amount');
  const enough = await till.wish(merchantId, { reference: 'B', amountMinor: 11_81n, feePlan });
  assert.equal((await till.create.submit(enough)).kind, 'created');
});

test('a COMMIT whose answer was lost is read back: the caller hears of the pay-in that was made', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const thief = await startCommitThief(till.url);
  t.after(() => thief.stop());
  const lane = till.createLane(thief.url);
  thief.steal('the reply to the commit');
  const wish = await till.wish(merchantId, { reference: 'C' });
  const answer = await lane.submit(wish);
  assert.equal(answer.kind, 'created');
  assert.equal('payin' in answer && answer.payin.payinId, wish.payinId);
});

/** `$1` is the merchant: one pay-in of hers is paid, one is open, one is held for another amount. */
const breaks: [what: string, sql: string, claim: string][] = [
  [
    'an amount received that is not in the books',
    `update payins set received_minor = received_minor + 1 where merchant_id = $1 and status = 'succeeded'`,
    'a pay-in has credited its wallet with what it received, less fee and tax',
  ],
  [
    'a fee changed on a paid pay-in',
    `update payins set fee_minor = fee_minor - 1 where merchant_id = $1 and status = 'succeeded'`,
    'a pay-in has credited its wallet with what it received, less fee and tax',
  ],
  [
    'a pay-in called paid that nobody paid',
    `update payins set status = 'succeeded', received_minor = 50000 where merchant_id = $1 and status = 'created'
       and remarks is null`,
    'a pay-in that succeeded keeps a credit, a reversed one was taken back for each',
  ],
  [
    'a pay-in called reversed that was not taken back',
    `update payins set status = 'reversed' where merchant_id = $1 and status = 'succeeded'`,
    'a pay-in that succeeded keeps a credit, a reversed one was taken back for each',
  ],
  [
    'a credit without its pay-in',
    `delete from payins where merchant_id = $1 and status = 'succeeded'`,
    'every credit belongs to a pay-in, and every payment in the books to its evidence',
  ],
  [
    'a held payment without evidence',
    `delete from payin_facts where merchant_id = $1 and verdict = 'held'`,
    'every credit belongs to a pay-in, and every payment in the books to its evidence',
  ],
  [
    'a payment booked with another amount',
    `update payin_facts set amount_minor = amount_minor + 1 where merchant_id = $1 and verdict = 'credited'`,
    'every payment that came is booked once, with the amount that came',
  ],
  [
    'a held payment gone from the books',
    `delete from journals where merchant_id = $1 and fact like 'held:%'`,
    'every payment that came is booked once, with the amount that came',
  ],
  [
    'one payment that is booked under two pay-ins',
    `insert into payin_facts select merchant_id, gen_random_uuid(), fact_key, provider, payment_id, source, kind,
       amount_minor, fee_minor, gst_minor, utr, payer_vpa, code, message, verdict, seen_at
     from payin_facts where merchant_id = $1 and verdict = 'credited'`,
    'a payment of a customer is in the books under one pay-in',
  ],
  [
    'a promise closed too early',
    `update outbox set state = 'done' where merchant_id = $1 and topic = 'payin'`,
    'every open pay-in has its promise',
  ],
  [
    'a line of history gone',
    `delete from payin_history where merchant_id = $1 and version = 1`,
    'every change of a pay-in is in its history',
  ],
];

test('each way of tampering is found by the proof that is made for it, and only where it was done', async (t) => {
  const till = await openTill(t);
  const planted: { merchantId: string; row: (typeof breaks)[number] }[] = [];
  const merchant = async () => {
    const merchantId = await till.merchant(1_000_00n);
    const [paid, , held] = [
      await till.ask(merchantId),
      await till.ask(merchantId),
      await till.ask(merchantId),
    ];
    await till.pay(paid);
    await till.pay(held, { amount: '1.00' });
    for (const payin of [paid, held]) await till.tell(payin);
    return merchantId;
  };
  const honest = await merchant();
  for (const row of breaks) planted.push({ merchantId: await merchant(), row });
  assert.deepEqual((await verifyBooks(till.pool)).breaks, []);
  await till.asOwner(async (owner) => {
    for (const { merchantId, row } of planted) await owner.query(row[1], [merchantId]);
  });
  const found = (await verifyBooks(till.pool)).breaks;
  for (const { merchantId, row } of planted) {
    const proofs = found.filter((one) => one.merchantId === merchantId).map(({ proof }) => proof);
    assert.ok(proofs.includes(row[2]), `${row[0]}: found by ${proofs.join(', ') || 'nothing'}`);
  }
  assert.deepEqual(
    found.filter(({ merchantId }) => merchantId === honest),
    [],
  );
});

test('the gateway may add to the evidence of pay-ins but neither change nor delete it', async (t) => {
  const till = await openTill(t);
  for (const table of ['payin_history', 'payin_facts'])
    await assert.rejects(till.pool.query(`update ${table} set merchant_id = $1`, [newId(0)]), {
      code: '42501',
    });
  for (const table of ['payin_history', 'payin_facts', 'payins', 'payin_terms'])
    await assert.rejects(till.pool.query(`delete from ${table}`), { code: '42501' });
});
