/** A day of transfers on tables spread over partitions by owner: what the gateway runs stays with one owner. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { acceptTransfer, refuseTransfer } from '../../src/transfers/end-approval.ts';
import { findTransaction } from '../../src/transfers/find-transaction.ts';
import { findTransferByKey } from '../../src/transfers/find-transfers.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { createShardedDatabase } from '../kit/database.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';
import { openBazaar } from './transfer-kit.ts';

/** Statements of work that belongs to no owner. */
const acrossOwners: readonly [statement: RegExp, reason: string][] = [
  [
    /row_number\(\) over \(partition by target order by due_at\)/,
    'finding what is due: every node looks through its own partitions, and what it finds is claimed owner by owner',
  ],
  [/select count\(\*\)::int as count from outbox/, 'the test looks whether anything is left to do'],
];

async function workingDay(t: TestContext, url: string): Promise<void> {
  const bazaar = await openBazaar(t, { url, oneMerchantPerCommit: true });
  const { deps, pool } = bazaar;
  const actor = { profileNo: null, name: 'test' };
  const owners = await Promise.all(Array.from({ length: 4 }, () => bazaar.owner(1_000_00n)));
  const worker = bazaar.worker(() => Promise.resolve({ kind: 'paid' }));
  await Promise.all(
    owners.map(async (payer, nth) => {
      const payee = owners[(nth + 1) % owners.length] ?? payer;
      for (const action of ['commit', 'hold', 'approve'] as const)
        await sendMoney(deps, bazaar.order(payer, payee), action);
      const order = bazaar.order(payer, payee);
      await requestMoney(deps, order);
      const found = await findTransferByKey(pool, order.approvalKey);
      assert.ok(found !== undefined);
      await acceptTransfer(deps, found, { actor, once: true });
      const asked = bazaar.order(payer, payee);
      const other = await requestMoney(deps, asked);
      const end = { kind: 'cancel', actor, reason: 'No.' } as const;
      await refuseTransfer(deps, await bazaar.find(payer, other), end);
      for (const { wallet } of [payer, payee])
        assert.ok((await findTransaction(pool, wallet, asked.reference)) !== undefined);
    }),
  );
  bazaar.pass(25);
  worker.wake();
  await bazaar.untilQuiet();
  await worker.stop();
}

async function spread(t: TestContext): Promise<string> {
  const database = await createShardedDatabase();
  t.after(() => database.drop());
  return database.url;
}

test('every statement of a day of transfers reads one partition, but for those that are named here', async (t) => {
  const url = await spread(t);
  const report = await findScatteredStatements(url, (watched) => workingDay(t, watched));
  assert.ok(report.plansSeen > 30, `only ${String(report.plansSeen)} plans were seen`);
  const isNamed = (statement: string) => acrossOwners.some(([named]) => named.test(statement));
  const stray = report.scattered.filter(({ statement }) => !isNamed(statement));
  const told = new Set(
    stray.map(({ table, shards, statement }) => `${table} ${String(shards)}: ${statement}`),
  );
  assert.deepEqual([...told], []);
});

test('every transaction of a day of transfers writes for one owner', async (t) => {
  const url = await spread(t);
  const report = await findSharedTransactions(url, (watched) => workingDay(t, watched));
  assert.ok(report.transactionsSeen > 20, `only ${String(report.transactionsSeen)} were seen`);
  assert.deepEqual(report.shared, []);
});
