/** A database restored from a backup under a bank that remembers: the real night shift starts on it, and nothing is paid twice. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGateway, type Gateway } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { openLog } from '../../src/log.ts';
import { findPause, resumePayouts } from '../../src/payments/payout-switch.ts';
import { openResolveLane } from '../../src/payments/resolve-lane.ts';
import { StatementReader } from '../../src/payments/statement-reader.ts';
import type { PayoutProvider } from '../../src/providers/provider.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { bankFolder, RunningBank, SECRET } from '../sandbox-bank/bank-process.ts';
import { copyOfDatabase } from '../kit/database.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { assertBooksAreRight, openGateway as openBooks, type Gateway as Books } from './gateway.ts';

const plain = '1234567890';

async function startBank(t: TestContext): Promise<RunningBank> {
  const folder = bankFolder();
  const bank = await RunningBank.start(folder.dataDir);
  t.after(async () => {
    await bank.stop();
    folder.remove();
  });
  return bank;
}

function providerAt(url: string): PayoutProvider {
  const keys = { apiKey: 'api-key', callbackSecret: SECRET };
  return createSandboxBank({ url, ...keys, submitTimeoutMs: 2_000, enquireTimeoutMs: 2_000 });
}

/** A process of the deployment, doors and night shift. */
async function startProcess(t: TestContext, url: string, bankUrl: string): Promise<Gateway> {
  const commitScope = isShardedRun ? 'merchant' : 'node';
  const gateway = await openGateway({
    config: { ...readConfig({}), port: 0, commitScope },
    databaseUrl: url,
    provider: providerAt(bankUrl),
    log: openLog('silent'),
  });
  await gateway.listen();
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= gateway.close());
  t.after(close);
  return { ...gateway, close };
}

async function pay(books: Books, merchantId: string, references: readonly string[]) {
  const orders = references.map((reference) =>
    books.order(merchantId, { reference, beneficiaryAccountNumber: plain }),
  );
  for (const { kind } of await books.lane().submitAll(orders)) assert.equal(kind, 'created');
}

/** Status by the merchant's reference. */
async function statuses({ pool }: Books, merchantId: string): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ reference: string; status: string }>(
    'select reference, status from payouts where merchant_id = $1 order by reference',
    [merchantId],
  );
  return Object.fromEntries(rows.map(({ reference, status }) => [reference, status]));
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries += 1) {
    assert.ok(tries < 400, `never: ${what}`);
    await sleep(50);
  }
}

/** Whether the merchant's payouts are all paid; those that wait for their next look get it now. */
async function allPaid(books: Books, merchantId: string): Promise<boolean> {
  await books.pool.query(
    `update outbox set due_at = now()
     where merchant_id = $1 and topic = 'payout' and state = 'due' and due_at > now()`,
    [merchantId],
  );
  const found = Object.values(await statuses(books, merchantId));
  return found.every((status) => status === 'succeeded');
}

async function caseCodes({ pool }: Books): Promise<string[]> {
  const { rows } = await pool.query<{ code: string }>('select code from cases order by code');
  return rows.map(({ code }) => code);
}

test('on a restored database payouts pause by themselves, the forgotten ones become cases, and nothing is paid twice', async (t) => {
  const bank = await startBank(t);
  const books = await openBooks(t);
  const merchantId = await books.merchant(1_00_000_00n);
  const before = await startProcess(t, books.url, bank.url);
  await pay(books, merchantId, ['A-1', 'A-2']);
  await until('paid before the backup', () => allPaid(books, merchantId));
  await before.close();
  // The backup holds one that waits.
  await pay(books, merchantId, ['B-waiting']);
  const backup = await copyOfDatabase(books.url);
  t.after(() => backup.drop());

  const after = await startProcess(t, books.url, bank.url);
  await pay(books, merchantId, ['C-forgotten', 'D-forgotten']);
  await until('paid after the backup', () => allPaid(books, merchantId));
  await after.close();
  assert.equal(await findPause(books.pool), undefined);
  assert.deepEqual(await caseCodes(books), []);

  const restored = await openBooks(t, backup.url);
  await pay(restored, merchantId, ['E-new']);
  const first = await startProcess(t, backup.url, bank.url);
  await until('paused', async () => (await findPause(restored.pool)) !== undefined);
  const { reason } = (await findPause(restored.pool)) ?? {};
  assert.equal(reason, 'the provider knows payouts that this database does not');
  // The merchant, who knows nothing of this, repeats what was forgotten.
  await pay(restored, merchantId, ['C-forgotten']);
  await sleep(2_000);
  assert.deepEqual(await statuses(restored, merchantId), {
    'A-1': 'succeeded',
    'A-2': 'succeeded',
    'B-waiting': 'queued',
    'C-forgotten': 'queued',
    'E-new': 'queued',
  });
  assert.deepEqual(await caseCodes(restored), [
    'news_about_no_attempt',
    'unknown_payout',
    'unknown_payout',
  ]);
  assert.equal((await bank.book()).length, 5, 'the bank heard of nothing new');

  await first.close();
  const second = await startProcess(t, backup.url, bank.url);
  await sleep(1_000);
  assert.equal((await bank.book()).length, 5, 'a start does not end the pause');
  assert.equal((await caseCodes(restored)).length, 3);
  await resumePayouts(restored.pool);
  // By then the process knows it; before, it would put them off once more.
  await sleep(1_000);
  await restored.pool.query('update outbox set due_at = now() where merchant_id = $1', [
    merchantId,
  ]);
  await until('all paid', () => allPaid(restored, merchantId));
  await second.close();
  const book = await bank.book();
  assert.equal(book.length, 7, 'the repeated one and the new one; what waited kept its reference');
  assert.ok(book.every(({ debits }) => debits === 1));
  await assertBooksAreRight(restored.pool);
});

test('a bank that cannot be read does not hold up a start, and the first whole reading still compares', async (t) => {
  const bank = await startBank(t);
  const books = await openBooks(t);
  const merchantId = await books.merchant(1_00_000_00n);
  const backup = await copyOfDatabase(books.url);
  t.after(() => backup.drop());
  const before = await startProcess(t, books.url, bank.url);
  await pay(books, merchantId, ['A-forgotten']);
  await until('paid', () => allPaid(books, merchantId));
  await before.close();

  const restored = await openBooks(t, backup.url);
  const provider = providerAt(bank.url);
  let isDown = true;
  let forgotten = 0;
  const errors: unknown[] = [];
  const lane = openResolveLane({
    url: backup.url,
    oneMerchantPerCommit: isShardedRun,
    formats: { xoompe: () => '', xpayout: () => '', xprizo: () => '' },
  });
  const reader = new StatementReader({
    pool: restored.pool,
    lane,
    provider: {
      ...provider,
      statement: (after) =>
        isDown ? Promise.reject(new Error('No statement.')) : provider.statement(after),
    },
    clock: systemClock,
    everyMs: 100,
    onForgotten: () => Promise.resolve(void (forgotten += 1)),
    onError: (error) => errors.push(error),
  });
  t.after(async () => {
    await reader.stop();
    await Promise.all([lane.close(), provider.close()]);
  });
  await reader.start(30_000);
  assert.deepEqual([reader.hasReadAll, errors.length, forgotten], [false, 1, 0]);
  isDown = false;
  await until('read', () => Promise.resolve(reader.hasReadAll));
  assert.equal(forgotten, 1);
  assert.deepEqual(await caseCodes(restored), ['unknown_payout']);
});
