/**
 * A working day on tables spread over partitions by merchant: what the gateway runs stays with one merchant, in what it
 * reads and in what it commits. The few statements that look across merchants are named here, each with its reason.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createCredential } from '../../src/identity/credentials.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { listBalances } from '../../src/ledger/list-balances.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { applyNews } from '../../src/payments/apply-news.ts';
import { findPayoutByNumber, listPayouts } from '../../src/payments/find-payouts.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { HandClock, startGateway } from '../identity/gateway.ts';
import { createShardedDatabase } from '../kit/database.ts';
import { inboxFor } from '../kit/merchant-inbox.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';
import { newSecret, sealer, workerFor } from '../webhooks/delivery-kit.ts';
import { openPool } from '../../src/db/connection.ts';
import { startNightShift, type NightShift } from './worker-kit.ts';

/** Statements of work that belongs to no merchant. */
const acrossMerchants: readonly [statement: RegExp, reason: string][] = [
  [
    /row_number\(\) over \(partition by target order by due_at\)/,
    'finding what is due: every node looks through its own partitions, and what it finds is claimed merchant by merchant',
  ],
  [
    /further as materialized/,
    'finding whose turn it is where payouts queue: read only, and what it finds is claimed merchant by merchant',
  ],
  [
    /from token_families[\s\S]*revoked_at/,
    'every process hears of every revocation: a small partial index on each node',
  ],
  [
    /unnest\(\$1::int\[\], \$2::uuid\[\]\) as r \(merchant_no, payout_id\)/,
    'a page of the bank statement is about whoever was paid: read only, a key look-up for each line',
  ],
  [
    /as r \(merchant_id, endpoint_id\)/,
    'the endpoints of a round of deliveries: read only, each by its key, kept in memory afterwards',
  ],
];

const merchantsInAll = 6;

/** What a gateway does, for several merchants at once. */
async function workingDay(t: TestContext, url: string): Promise<void> {
  const shift = await startNightShift(t, {}, { url, oneMerchantPerCommit: true });
  const inbox = await inboxFor(t);
  const merchantIds: MerchantId[] = [];
  for (let nth = 0; nth < merchantsInAll; nth += 1) {
    const merchantId = await shift.merchant(1_000_00n);
    const change = { actor: 'test', nowMs: Date.now(), sealer, newSecret };
    await setEndpoint(shift.pool, merchantId, { url: inbox.url, ...change });
    merchantIds.push(merchantId);
  }
  await signIn(shift, url, merchantIds);
  const accounts = ['1234567890', '99900010001', '99900030001', '1234567890'];
  await Promise.all(merchantIds.map((merchantId) => shift.pay(merchantId, accounts)));
  const [first] = merchantIds;
  if (first === undefined) throw new Error('Nobody is there.');
  await replaysAndRefusals(shift, first);
  const worker = shift.worker();
  await Promise.all(merchantIds.map((merchantId) => shift.calm(merchantId)));
  await worker.stop();
  await shift.reader.readAll();
  await returned(shift);
  await readBack(shift, first);
  const webhookPool = openPool(url, 'test webhooks', 4, 'batch');
  const aheadMs = shift.clock.now().getTime() - Date.now();
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const webhooks = workerFor(t, webhookPool, { oneMerchantPerCommit: true, clock });
  webhooks.start();
  await inbox.until(merchantsInAll * accounts.length * 2);
  await webhooks.stop();
  await webhookPool.end();
}

/** References used again, likenesses, and a wallet that is empty. */
async function replaysAndRefusals(shift: NightShift, merchantId: MerchantId): Promise<void> {
  const order = (fields: Parameters<NightShift['order']>[1]) => shift.order(merchantId, fields);
  const answers = await shift
    .lane()
    .submitAll([
      order({ reference: 'A', amountMinor: 1_00n }),
      order({ reference: 'A', amountMinor: 1_00n }),
      order({ nearDuplicateGuard: true, amountMinor: 2_00n }),
      order({ nearDuplicateGuard: true, amountMinor: 2_00n }),
      order({ amountMinor: 9_000_00n }),
    ]);
  const kinds = ['created', 'replayed', 'created', 'near_duplicate', 'insufficient_funds'];
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    kinds,
  );
  const money = { minor: 5_00n, currency: 'INR' } as const;
  await fundWallet(shift.pool, {
    actor: 'test',
    merchantId,
    fundingId: newId(Date.now()),
    money,
    at: new Date(),
  });
}

async function signIn(
  { pool }: NightShift,
  url: string,
  merchantIds: readonly MerchantId[],
): Promise<void> {
  const clock = new HandClock(Date.now());
  const gateway = await startGateway(url, clock);
  for (const merchantId of merchantIds) {
    const merchant = await findMerchant(pool, merchantId);
    if (merchant === undefined) throw new Error('No such merchant.');
    const { merchantNo } = merchant;
    const order = { merchantId, merchantNo, actor: 'test', nowMs: clock.nowMs };
    const client = await createCredential(pool, order);
    const pair = await gateway.sessions.login(client, '127.0.0.1');
    await gateway.sessions.refresh(pair.refreshToken, '127.0.0.1');
    await gateway.admission.admit(pair.accessToken, '127.0.0.1');
  }
  await gateway.stop();
}

/** The bank gives one payment back and says so. */
async function returned(shift: NightShift): Promise<void> {
  const paid = (await shift.bank.book()).find(({ status }) => status === 'SUCCESS');
  if (paid === undefined) throw new Error('Nothing was paid.');
  await shift.bank.call('POST', `/control/transfers/${paid.reference}/reverse`, {});
  const outcome = await shift.provider.enquire(paid.reference);
  assert.equal(outcome.kind, 'reversed');
  const { pool, resolve: lane, provider } = shift;
  const news = { reference: paid.reference, outcome };
  await applyNews({ pool, lane, provider }, news, 'callback', shift.clock.now());
}

async function readBack({ pool, clock }: NightShift, merchantId: MerchantId): Promise<void> {
  const nowMs = clock.now().getTime();
  const page = { sortBy: 'createdAt', sortOrder: 'desc', page: 1, pageSize: 20 } as const;
  const { payouts } = await listPayouts(pool, merchantId, page, nowMs);
  const [payout] = payouts;
  assert.ok(payout);
  await findPayoutByNumber(pool, merchantId, payout.transactionNumber);
  await listPayouts(pool, merchantId, { ...page, status: 'succeeded', search: 'TX260115' }, nowMs);
  await listPayouts(pool, merchantId, { ...page, status: 'failed', sortBy: 'amount' }, nowMs);
  await listPayouts(
    pool,
    merchantId,
    { ...page, reference: 'A', minAmountMinor: 1n, fromMs: 0 },
    nowMs,
  );
  await listBalances(pool, merchantId);
}

async function spread(t: TestContext): Promise<string> {
  const database = await createShardedDatabase();
  t.after(() => database.drop());
  return database.url;
}

test('every statement of a working day reads one partition, but for those that are named here', async (t) => {
  const url = await spread(t);
  const report = await findScatteredStatements(url, (watched) => workingDay(t, watched));
  assert.ok(report.plansSeen > 500, `only ${String(report.plansSeen)} plans were seen`);
  const isNamed = (statement: string) => acrossMerchants.some(([named]) => named.test(statement));
  const stray = report.scattered.filter(({ statement }) => !isNamed(statement));
  const told = new Set(
    stray.map(({ table, shards, statement }) => `${table} ${String(shards)}: ${statement}`),
  );
  assert.deepEqual([...told], []);
});

test('every transaction of a working day writes for one merchant, and the books are right afterwards', async (t) => {
  const url = await spread(t);
  const report = await findSharedTransactions(url, (watched) => workingDay(t, watched));
  // How many there are depends on what happened to share a commit; none at all would prove nothing.
  assert.ok(report.transactionsSeen > 40, `only ${String(report.transactionsSeen)} were seen`);
  assert.deepEqual(report.shared, []);
  const pool = openPool(url, 'test', 1);
  assert.deepEqual((await verifyBooks(pool)).breaks, []);
  await pool.end();
});
