/** What reports add up to is what the ledger says, to the paisa. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney } from '../../src/kit/money.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { listBalances } from '../../src/ledger/list-balances.ts';
import { newId } from '../../src/kit/ids.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { payoutService } from '../../src/reports/payout-service.ts';
import type { ReportScope } from '../../src/reports/report.ts';
import { pagesInOrder } from '../../src/reports/transaction-rows.ts';
import { documentOf, funded, lives, openWorld, today, type World } from './report-world.ts';

const each = [...lives, ...lives, 'paid', 'returned'] as const;

async function balancesOf({ pool, merchantId }: World) {
  const balances = await listBalances(pool, merchantId);
  const posted = Object.fromEntries(balances.map((one) => [one.account, rupees(one.postedMinor)]));
  const held = balances.find(({ account }) => account === 'wallet:INR')?.heldMinor ?? 0n;
  return { posted, held: rupees(held) };
}

function rupees(minor: bigint): string {
  return formatMoney({ minor, currency: 'INR' });
}

function minorOf(text: unknown): bigint {
  return BigInt(String(text).replace('.', ''));
}

test('the totals of transactions are what the wallet holds and has lost, with failures and returns among them', async (t) => {
  const world = await openWorld(t);
  await world.live(each);
  await world.live(Array.from({ length: 120 }, () => 'waiting'));
  await assertBooksAreRight(world.pool);
  const { posted, held } = await balancesOf(world);
  // The last payouts found no funds: they are in the report, and move nothing.
  const { rows, totals } = await documentOf(await world.report({ pageRows: 7 }));
  assert.equal(rows.length, each.length + 120);
  const failed = rows.filter((row) => row['status'] === 'failed' && row['held'] === '0.00');
  assert.ok(failed.length > 2, 'more than the refused ones');
  const [total] = totals;
  assert.equal(totals.length, 1);
  assert.equal(total?.['held'], held);
  assert.equal(total['debited'], rupees(funded - minorOf(posted['wallet:INR'])));
  const paid = rows.filter(({ status }) => status === 'succeeded');
  const sum = (name: string) => rupees(paid.reduce((all, row) => all + minorOf(row[name]), 0n));
  assert.deepEqual(
    [sum('amount'), sum('fee'), sum('gst')],
    [posted['payout_clearing:INR'], posted['fee_income:INR'], posted['gst_payable:INR']],
  );
});

test('a ledger begins with its opening, runs through every booking and closes on the counter of the wallet', async (t) => {
  const world = await openWorld(t);
  await world.live(each);
  const { posted } = await balancesOf(world);
  const { rows, totals } = await documentOf(await world.report({ type: 'ledger', pageRows: 3 }));
  assert.deepEqual([rows[0]?.['entry'], rows[0]?.['balance']], ['opening', '0.00']);
  assert.equal(rows.at(-1)?.['entry'], 'closing');
  assert.equal(rows.at(-1)?.['balance'], posted['wallet:INR']);
  let balance = 0n;
  for (const row of rows.slice(1, -1)) {
    balance += minorOf(row['credit']) - minorOf(row['debit']);
    assert.equal(row['balance'], rupees(balance));
  }
  const [total] = totals;
  assert.equal(minorOf(total?.['credit']) - minorOf(total?.['debit']), balance);
  const entries = rows.map(({ entry, service_type }) => `${String(entry)} ${String(service_type)}`);
  assert.equal(entries.filter((entry) => entry === 'booked funding').length, 1);
  assert.equal(entries.filter((entry) => entry === 'booked payout').length, 6);
  assert.equal(entries.filter((entry) => entry === 'returned payout').length, 3);
});

test('the ledger of one day closes where that of the next one opens, in the zone of the deployment', async (t) => {
  const world = await openWorld(t);
  await world.live(['paid', 'paid']);
  const { pool, merchantId } = world;
  // In India the first of these is on 1 March and the second on 2 March; in UTC both are on the first.
  for (const at of ['2026-03-01T18:29:59Z', '2026-03-01T18:30:00Z'])
    await fundWallet(pool, {
      actor: 'test',
      merchantId,
      fundingId: newId<'funding'>(Date.now()),
      money: { minor: 70_00n, currency: 'INR' },
      at: new Date(at),
    });
  const ledgerOf = async (day: string) => {
    const days = { from: day, to: day };
    const { rows } = await documentOf(
      await world.report({ type: 'ledger', days, timeZone: 'Asia/Kolkata' }),
    );
    return rows.map((row) => [row['recorded_at'], row['balance']]);
  };
  assert.deepEqual(await ledgerOf('2026-03-01'), [
    [null, '0.00'],
    ['2026-03-01 23:59:59', '70.00'],
    [null, '70.00'],
  ]);
  assert.deepEqual(await ledgerOf('2026-03-02'), [
    [null, '70.00'],
    ['2026-03-02 00:00:00', '140.00'],
    [null, '140.00'],
  ]);
});

test('the fees of all days are what stands in the accounts of fees and of GST', async (t) => {
  const world = await openWorld(t);
  await world.live(each);
  const { posted } = await balancesOf(world);
  const { rows, totals } = await documentOf(await world.report({ type: 'fees' }));
  assert.ok(rows.length >= 1 && rows.length <= 2, 'one day, or two around midnight');
  const [total] = totals;
  assert.equal(total?.['net_fee'], posted['fee_income:INR']);
  assert.equal(total?.['net_gst'], posted['gst_payable:INR']);
  assert.deepEqual([total?.['charges'], total?.['fee'], total?.['gst']], [6, '6.00', '1.08']);
  assert.deepEqual(
    [total?.['returns'], total?.['fee_returned'], total?.['gst_returned']],
    [3, '3.00', '0.54'],
  );
});

test('a report shows one merchant, the days and the statuses that were asked for, and nothing twice', async (t) => {
  const world = await openWorld(t);
  const payouts = await world.live(each);
  const strangers = await world.merchant(funded);
  await world.lane().submitAll([world.order(strangers, {})]);
  const numbersOf = async (order: Parameters<World['report']>[0]) => {
    const { rows } = await documentOf(await world.report({ pageRows: 4, ...order }));
    return rows.map((row) => row['transaction_number']);
  };
  const all = payouts.map(({ transactionNumber }) => transactionNumber);
  assert.deepEqual(await numbersOf({}), all);
  assert.deepEqual(await numbersOf({ serviceType: 'payout' }), all);
  assert.deepEqual(
    await numbersOf({ statuses: ['queued', 'processing'] }),
    all.filter((_, nth) => ['under way', 'waiting'].includes(each[nth] ?? '')),
  );
  assert.deepEqual(await numbersOf({ days: { from: today(-9), to: today(-2) } }), []);
  const empty = await documentOf(
    await world.report({ days: { from: today(-9), to: today(-2) }, format: 'json' }),
  );
  assert.deepEqual([empty.rows, empty.totals], [[], []]);
});

test('payments of several services come in the order of time, none left out, whatever their pages', async (t) => {
  const world = await openWorld(t);
  const payouts = await world.live(each);
  await world.live(['paid', 'paid', 'paid', 'paid', 'paid']);
  const withStatuses = (type: string, statuses: readonly string[]) => ({
    type,
    pageAfter: (scope: ReportScope, afterId: string) =>
      payoutService.pageAfter({ ...scope, statuses }, afterId),
  });
  const services = [
    withStatuses('paid', ['succeeded']),
    withStatuses('none', ['no such status']),
    withStatuses('other', ['queued', 'processing', 'failed', 'reversed']),
  ];
  const { pool, merchantId } = world;
  const dayMs = 86_400_000;
  for (const pageRows of [1, 2, 3, 100]) {
    const scope = { db: pool, merchantId, timeZone: 'UTC', statusWords: {}, pageRows };
    const span = { fromAt: new Date(Date.now() - dayMs), toAt: new Date(Date.now() + dayMs) };
    const numbers: unknown[] = [];
    for await (const page of pagesInOrder(services, { ...scope, ...span }))
      numbers.push(...page.map(({ cells }) => cells[1]));
    assert.deepEqual(
      numbers.slice(0, each.length),
      payouts.map(({ transactionNumber }) => transactionNumber),
    );
    assert.equal(numbers.length, each.length + 5);
  }
});
