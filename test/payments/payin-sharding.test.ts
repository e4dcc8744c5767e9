/** A day of money in on tables spread over partitions by merchant: what the gateway runs stays with one merchant. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { setPayinTerms } from '../../src/payments/payin-terms.ts';
import { findPayinView } from '../../src/payments/payin-view.ts';
import { createShardedDatabase } from '../kit/database.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';
import { newSecret, sealer } from '../webhooks/delivery-kit.ts';
import { openTill, payinMinutes, untilRefunded } from './payin-kit.ts';

/** Statements of work that belongs to no merchant. */
const acrossMerchants: readonly [statement: RegExp, reason: string][] = [
  [
    /row_number\(\) over \(partition by target order by due_at\)/,
    'finding what is due: every node looks through its own partitions, and what it finds is claimed merchant by merchant',
  ],
  [
    /as r \(merchant_no, payin_id, payment_id, kind, amount_minor, nth\)/,
    'a page of the bank statement is about whoever was paid: read only, a key look-up for each line',
  ],
];

async function workingDay(t: TestContext, url: string): Promise<void> {
  const till = await openTill(t, { url, oneMerchantPerCommit: true });
  const merchantIds = await Promise.all(Array.from({ length: 4 }, () => till.merchant(0n)));
  const change = { actor: 'test', nowMs: Date.now() };
  const open = [];
  for (const merchantId of merchantIds) {
    const endpoint = { ...change, sealer, newSecret, url: 'http://127.0.0.1:9/hook' };
    await setEndpoint(till.pool, merchantId, endpoint);
    await setPayinTerms(till.pool, merchantId, { wrongAmounts: 'refund' }, change);
    open.push(merchantId);
  }
  const payins = await Promise.all(
    open.flatMap((merchantId) => [
      till.ask(merchantId),
      till.ask(merchantId),
      till.ask(merchantId),
    ]),
  );
  const wrong = payins.filter((_, nth) => nth % 3 === 1);
  for (const [nth, payin] of payins.entries())
    if (nth % 3 < 2) await till.pay(payin, nth % 3 === 1 ? { amount: '1.00' } : {});
  await till.reader.readAll();
  const worker = till.worker();
  for (const payin of wrong) await untilRefunded(till, payin);
  till.pass(payinMinutes + 1);
  for (const payin of payins) await till.until(payin, ({ status }) => status !== 'created');
  await worker.stop();
  for (const { merchantId, payinId } of payins)
    assert.ok(await findPayinView(till.pool, merchantId, payinId));
}

async function spread(t: TestContext): Promise<string> {
  const database = await createShardedDatabase();
  t.after(() => database.drop());
  return database.url;
}

test('every statement of a day of money in reads one partition, but for those that are named here', async (t) => {
  const url = await spread(t);
  const report = await findScatteredStatements(url, (watched) => workingDay(t, watched));
  assert.ok(report.plansSeen > 50, `only ${String(report.plansSeen)} plans were seen`);
  const isNamed = (statement: string) => acrossMerchants.some(([named]) => named.test(statement));
  const stray = report.scattered.filter(({ statement }) => !isNamed(statement));
  const told = new Set(
    stray.map(({ table, shards, statement }) => `${table} ${String(shards)}: ${statement}`),
  );
  assert.deepEqual([...told], []);
});

test('every transaction of a day of money in writes for one merchant', async (t) => {
  const url = await spread(t);
  const report = await findSharedTransactions(url, (watched) => workingDay(t, watched));
  assert.ok(report.transactionsSeen > 20, `only ${String(report.transactionsSeen)} were seen`);
  assert.deepEqual(report.shared, []);
});
