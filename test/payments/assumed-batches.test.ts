/** Batches that are written without a look, on a real database: what holds stands there as if it had been looked, what does not is as if it had not been tried. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBatchClient } from '../../src/db/connection.ts';
import { LaneTransactions } from '../../src/db/lane-transactions.ts';
import { newId } from '../../src/kit/ids.ts';
import { AssumedBook } from '../../src/ledger/assumed-book.ts';
import { createWork } from '../../src/payments/create-lane.ts';
import { DoubtfulMerchants } from '../../src/payments/doubtful-merchants.ts';
import type { CreateAnswer, CreatePayout } from '../../src/payments/create-payout.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { assertBooksAreRight, available, openGateway, type Gateway } from './gateway.ts';
import { merchantId as nobody, onePercent } from './samples.ts';

const looked = 'It was looked.';
const small = { orderMinor: 1_00n, dayMinor: null, dayStartsAt: new Date(0) };

/** Commits without a look or not at all. */
function openAssuming(t: TestContext, { url }: Gateway) {
  const work = createWork({ oneMerchantPerCommit: false });
  const transactions = new LaneTransactions<CreatePayout, CreateAnswer>(
    { ...work, run: () => Promise.reject(new Error(looked)) },
    { url, name: 'assuming', inFlight: 1, beforeCommit: () => undefined },
  );
  t.after(() => transactions.close());
  return (orders: readonly CreatePayout[]) =>
    transactions.commit(orders, { sinceMs: performance.now() });
}

async function footprint({ pool }: Gateway): Promise<unknown> {
  const { rows } = await pool.query(
    `select (select count(*) from payouts) as payouts, (select count(*) from outbox) as promises,
       (select count(*) from journals) as journals, (select count(*) from orders) as orders,
       (select jsonb_agg(to_jsonb(a) order by a.merchant_id, a.account) from accounts a) as accounts`,
  );
  return rows[0];
}

async function assertLooks(gateway: Gateway, t: TestContext, orders: readonly CreatePayout[]) {
  const before = await footprint(gateway);
  await assert.rejects(openAssuming(t, gateway)(orders), new Error(looked));
  assert.deepEqual(await footprint(gateway), before);
}

test('What all wallets cover is written without a look, and its holds and journals are numbered on from where each wallet is', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const merchants = [
    await gateway.merchant(10_000_00n),
    await gateway.merchant(10_000_00n),
    await gateway.merchant(10_000_00n),
  ];
  const [first = '', second = '', third = ''] = merchants;
  const commit = openAssuming(t, gateway);
  const priced = (merchantId: string) =>
    gateway.order(merchantId, { reference: newId(Date.now()), feePlan: onePercent });
  const batches = [
    [priced(second), gateway.order(first), priced(second), gateway.order(second)],
    [gateway.order(third), priced(first), priced(second)],
  ];
  for (const orders of batches)
    assert.deepEqual(
      (await commit(orders)).map((answer) => 'payout' in answer && answer.payout.payoutId),
      orders.map(({ payoutId }) => payoutId),
    );
  const { rows } = await gateway.pool.query(
    `select p.merchant_id, array_agg(p.reserve_no order by p.reserve_no)::int[] as holds,
       array_agg(j.journal_no order by p.reserve_no)::int[] as journals, bool_and(j.kind = 'reserve') as reserved
     from payouts p join journals j on j.merchant_id = p.merchant_id and j.subject_id = p.payout_id
     group by p.merchant_id order by p.merchant_id`,
  );
  // The first journal of each wallet is its funding.
  assert.deepEqual(
    rows,
    merchants
      .map((merchant_id, nth) => {
        const numbers = [[2, 3], [2, 3, 4, 5], [2]][nth];
        return { merchant_id, holds: numbers, journals: numbers, reserved: true };
      })
      .sort((a, b) => (a.merchant_id < b.merchant_id ? -1 : 1)),
  );
  assert.equal(await available(gateway.pool, second), 10_000_00n - 3n * 101_18n - 100_00n);
  await assertBooksAreRight(gateway.pool);
});

test('A wallet that does not cover its part, or is missing, makes the whole batch look, and nothing was done', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const rich = await gateway.merchant(10_000_00n);
  const poor = await gateway.merchant(150_00n);
  await assertLooks(gateway, t, [
    gateway.order(rich),
    gateway.order(poor),
    gateway.order(poor),
    gateway.order(rich),
  ]);
  await assertLooks(gateway, t, [gateway.order(rich), gateway.order(newId(Date.now()))]);
  // Even where those behind it would find a number, that of the next wallet.
  await assertLooks(gateway, t, [
    gateway.order(nobody),
    gateway.order(rich),
    gateway.order(poor, { caps: small }),
  ]);
  const commit = openAssuming(t, gateway);
  assert.deepEqual(
    (await commit([gateway.order(rich), gateway.order(poor)])).map(({ kind }) => kind),
    ['created', 'created'],
  );
});

test('A reference that a payout or a transfer has used makes the batch look; twice in one batch it is one payout', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const [merchantId, other] = [
    await gateway.merchant(1_000_00n),
    await gateway.merchant(1_000_00n),
  ];
  const commit = openAssuming(t, gateway);
  const order = gateway.order(merchantId, { reference: 'ONCE' });
  const answers = await commit([order, gateway.order(merchantId, { reference: 'ONCE' })]);
  assert.deepEqual(
    answers.map((answer) => [answer.kind, 'payout' in answer && answer.payout.payoutId]),
    [
      ['created', order.payoutId],
      ['replayed', order.payoutId],
    ],
  );
  await assertLooks(gateway, t, [
    gateway.order(other),
    gateway.order(merchantId, { reference: 'ONCE' }),
  ]);
  // A transfer as the table has it, of which nothing matters here but that it has the reference.
  await gateway.asOwner((owner) =>
    owner.query(
      `insert into transfers (merchant_id, transfer_id, reference, kind, version, status, status_reason, wallet_no, payee_id,
         payee_wallet_no, currency, amount_minor, received_currency, received_minor, rounding_minor, created_at, updated_at)
       values ($1, $2, 'SPENT', 'send', 1, 'rejected', 'refused', 1, $3, 2, 'INR', 1, 'INR', 1, 0, now(), now())`,
      [merchantId, newId(Date.now()), other],
    ),
  );
  await assertLooks(gateway, t, [gateway.order(merchantId, { reference: 'SPENT' })]);
  const answer = await gateway.lane().submit(gateway.order(merchantId, { reference: 'SPENT' }));
  assert.equal(answer.kind, 'reference_conflict');
});

test('A payout without a reference that looks like another makes the batch look, and a cap on the day always does', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const merchantId = await gateway.merchant(1_000_00n);
  const guarded = () => gateway.order(merchantId, { nearDuplicateGuard: true });
  const commit = openAssuming(t, gateway);
  assert.deepEqual(
    (await commit([guarded(), guarded()])).map(({ kind }) => kind),
    ['created', 'near_duplicate'],
  );
  await assertLooks(gateway, t, [guarded()]);
  const caps = { orderMinor: null, dayMinor: 5_000_00n, dayStartsAt: new Date(0) };
  await assertLooks(gateway, t, [gateway.order(merchantId, { caps })]);
  assert.deepEqual(
    (await commit([gateway.order(merchantId, { caps: small }), gateway.order(merchantId)])).map(
      ({ kind }) => kind,
    ),
    ['limit_exceeded', 'created'],
  );
  await assertBooksAreRight(gateway.pool);
});

test('When assumptions are wrong again and again batches look without trying for a while', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const merchantId = await gateway.merchant(1_000_00n);
  const poor = await gateway.merchant(1_00n);
  const commit = openAssuming(t, gateway);
  const kindOf = async (order: CreatePayout) => (await commit([order]))[0]?.kind;
  await assert.rejects(kindOf(gateway.order(poor)), new Error(looked));
  assert.equal(await kindOf(gateway.order(merchantId)), 'created');
  // Twenty in a row, and what is gained meanwhile.
  for (let nth = 0; nth < 25; nth++)
    await assert.rejects(kindOf(gateway.order(poor)), new Error(looked));
  await assert.rejects(kindOf(gateway.order(merchantId)), new Error(looked));
  await sleep(600);
  assert.equal(await kindOf(gateway.order(merchantId)), 'created');
});

test('Who broke an assumption is looked at for ten seconds, and others are not', async (t) => {
  const gateway = await openGateway(t, undefined, false);
  const [rich, poor] = [await gateway.merchant(1_000_00n), await gateway.merchant(1_00n)];
  let nowMs = 0;
  const doubtful = new DoubtfulMerchants(() => nowMs);
  const { assume, run } = createWork({ oneMerchantPerCommit: false }, doubtful);
  const isAssumed = async (...merchants: string[]) =>
    (await assume?.(merchants.map((merchantId) => gateway.order(merchantId)))) !== undefined;
  assert.equal(await isAssumed(rich, poor), true);
  const client = await openBatchClient(gateway.url, 'looking');
  t.after(() => client.end());
  await client.query('begin');
  await run(client, [gateway.order(rich), gateway.order(poor)]);
  assert.deepEqual([doubtful.has(rich), doubtful.has(poor)], [false, true]);
  nowMs = 9_999;
  assert.deepEqual([await isAssumed(rich), await isAssumed(rich, poor)], [true, false]);
  nowMs = 10_000;
  assert.equal(await isAssumed(rich, poor), true);
});

// A deployment on nodes commits for one merchant at a time, and looks.
const skip = isShardedRun && 'nothing is assumed on partitions';

test(
  'Wallets are locked in the order of their ids, in whichever order they come',
  { skip },
  async (t) => {
    const gateway = await openGateway(t, undefined, false);
    const wallets = [];
    for (let nth = 0; nth < 9; nth++)
      wallets.push({
        merchantId: await gateway.merchant(1_00n),
        account: 'wallet:INR' as const,
        currency: 'INR' as const,
      });
    await gateway.asOwner((owner) => owner.query('analyze accounts'));
    const [least, ...others] = wallets.map(({ merchantId }) => merchantId).sort();
    const greatest = others.at(-1);
    const [holder, booker, asker] = await Promise.all(
      ['holder', 'booker', 'asker'].map(async (name) => {
        const client = await openBatchClient(gateway.url, name);
        t.after(() => client.end());
        await client.query('begin');
        return client;
      }),
    );
    assert.ok(holder && booker && asker);
    const lock = `select from accounts where merchant_id = $1 and account = 'wallet:INR' for no key update`;
    for (const [held, isBehind] of [
      [least, false],
      [greatest, true],
    ] as const) {
      await holder.query(lock, [held]);
      const moved = new AssumedBook(wallets.toReversed()).moveCounters(booker);
      await sleep(200);
      const another = held === least ? greatest : least;
      const asked = asker.query(`${lock} nowait`, [another]);
      if (isBehind) await assert.rejects(asked, { code: '55P03' });
      else await asked;
      for (const client of [asker, holder]) await client.query('rollback');
      await moved;
      for (const client of [holder, booker, asker]) {
        await client.query('rollback');
        await client.query('begin');
      }
    }
  },
);
