/** Money in and settlements in the reports: what they add up to is what the ledger says, to the paisa. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney } from '../../src/kit/money.ts';
import { listBalances } from '../../src/ledger/list-balances.ts';
import { openReport, type ReportOrder } from '../../src/reports/open-report.ts';
import { failSettlement } from '../../src/settlements/end-settlement.ts';
import { assertBooksAreRight, type Gateway } from '../payments/gateway.ts';
import { openTill } from '../payments/payin-kit.ts';
import * as settling from '../settlements/settlement-world.ts';
import { documentOf, today } from './report-world.ts';

function rupees(minor: bigint): string {
  return formatMoney({ minor, currency: 'INR' });
}

async function walletOf({ pool }: Gateway, merchantId: string) {
  const balances = await listBalances(pool, merchantId);
  const of = (name: string) => balances.find(({ account }) => account === name);
  return {
    posted: of('wallet:INR')?.postedMinor ?? 0n,
    held: of('wallet:INR')?.heldMinor ?? 0n,
    fees: of('fee_income:INR')?.postedMinor ?? 0n,
    gst: of('gst_payable:INR')?.postedMinor ?? 0n,
  };
}

async function reportOf({ pool }: Gateway, merchantId: string, order: Partial<ReportOrder> = {}) {
  const days = { from: today(-1), to: today(1) };
  return documentOf(
    await openReport({
      ...{ db: pool, merchantId, type: 'transactions', days, format: 'json', timeZone: 'UTC' },
      ...order,
    }),
  );
}

test('pay-ins that were paid, taken back, held and never paid add up to what the wallet received', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const ask = () => till.ask(merchantId);
  const [paid, returned, wrong, open] = [await ask(), await ask(), await ask(), await ask()];
  await till.pay(paid);
  await till.tell(paid);
  const [paymentId = ''] = await till.pay(returned);
  await till.tell(returned);
  await till.bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
  await till.tell(returned);
  await till.pay(wrong, { amount: '400.00' });
  await till.tell(wrong);
  await till.lane().submit(till.order(merchantId, { amountMinor: 100_00n }));

  const { posted, held } = await walletOf(till, merchantId);
  const { rows, totals } = await reportOf(till, merchantId, { pageRows: 2 });
  assert.deepEqual(
    rows.map((row) => [row['service_type'], row['transaction_number'], row['status']]).slice(0, 4),
    [
      ['payin', paid.transactionNumber, 'succeeded'],
      ['payin', returned.transactionNumber, 'reversed'],
      ['payin', wrong.transactionNumber, 'created'],
      ['payin', open.transactionNumber, 'created'],
    ],
  );
  assert.equal(rows[4]?.['service_type'], 'payout');
  assert.deepEqual(
    rows.map((row) => row['credited']),
    ['494.10', '0.00', '0.00', '0.00', '0.00'],
  );
  assert.deepEqual([totals[0]?.['credited'], totals[0]?.['held']], [posted, held].map(rupees));
  const payins = await reportOf(till, merchantId, { serviceType: 'payin', statuses: ['created'] });
  assert.equal(payins.rows.length, 2);

  const ledger = await reportOf(till, merchantId, { type: 'ledger' });
  assert.equal(ledger.rows.at(-1)?.['balance'], rupees(posted));
  assert.deepEqual(
    ledger.rows
      .filter((row) => row['service_type'] === 'payin')
      .map((row) => [row['entry'], row['transaction_number'], row['credit'], row['debit']]),
    [
      ['booked', paid.transactionNumber, '500.00', '5.90'],
      ['booked', returned.transactionNumber, '500.00', '5.90'],
      ['returned', returned.transactionNumber, '5.90', '500.00'],
    ],
  );
  await assertBooksAreRight(till.pool);
});

test('a pay-in that was taken back from an empty wallet keeps its credit in the report, as in the books', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [paymentId = ''] = await till.pay(payin);
  await till.tell(payin);
  await till.lane().submit(till.order(merchantId, { amountMinor: 494_10n }));
  await till.bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
  await till.tell(payin);
  const { posted } = await walletOf(till, merchantId);
  const { rows, totals } = await reportOf(till, merchantId);
  assert.deepEqual([rows[0]?.['status'], rows[0]?.['credited']], ['reversed', '494.10']);
  assert.equal(totals[0]?.['credited'], rupees(posted));
});

test('settlements add up to what they hold in the wallet and have taken out of it', async (t) => {
  const world = await settling.openWorld(t);
  const address = settling.tronAddress();
  const inUsdt = await world.settled(1_000_00n, 'TRC20', address);
  const inRupees = await world.settled();

  const completed = await world.completed(
    await world.sent(await world.approved(inRupees, 100_01n)),
  );
  const waiting = await world.request(inRupees, 50_00n);
  const failed = await world.approved(inRupees, 30_00n);
  await failSettlement(world.pool, world.step(failed, settling.checker), 'returned');
  const wallet = await walletOf(world, inRupees);
  const { rows, totals } = await reportOf(world, inRupees, { type: 'settlements', pageRows: 2 });
  assert.deepEqual(
    rows.map((row) => [row['settlement_id'], row['status'], row['held'], row['debited']]),
    [
      [completed.settlementId, 'completed', '0.00', '100.01'],
      [waiting.settlementId, 'requested', '50.00', '0.00'],
      [failed.settlementId, 'failed', '0.00', '0.00'],
    ],
  );
  assert.equal(rows[0]?.['transfer_reference'], completed.transferReference);
  assert.equal(rows[0]['settlement_amount'], '100.01');
  const [total] = totals;
  assert.deepEqual(
    [total?.['held'], total?.['debited']],
    [wallet.held, 1_000_00n - wallet.posted].map(rupees),
  );

  const quoted = await world.converted(await world.approved(inUsdt, 900_00n, address));
  const delivered = await world.completed(await world.sent(quoted, settling.hash()));
  const usdt = await reportOf(world, inUsdt, { type: 'settlements' });
  const [row] = usdt.rows;
  assert.deepEqual(
    [row?.['settlement_currency'], row?.['rate'], row?.['fee'], row?.['gst'], row?.['debited']],
    ['USDT', '89.25', '10.00', '1.80', '900.00'],
  );
  const balances = await listBalances(world.pool, inUsdt);
  const left = balances.find(({ account }) => account === 'settlement_clearing:USDT');
  assert.equal(
    row?.['settlement_amount'],
    formatMoney({ minor: left?.postedMinor ?? 0n, currency: 'USDT' }),
  );
  const { fees, gst } = await walletOf(world, inUsdt);
  const charged = await reportOf(world, inUsdt, { type: 'fees' });
  assert.deepEqual(
    [charged.totals[0]?.['net_fee'], charged.totals[0]?.['net_gst']],
    [fees, gst].map(rupees),
  );
  const ledger = await reportOf(world, inUsdt, { type: 'ledger' });
  const entry = ledger.rows.find((one) => one['service_type'] === 'settlement');
  assert.deepEqual(
    [entry?.['transaction_number'], entry?.['debit']],
    [delivered.settlementId, '900.00'],
  );
});
