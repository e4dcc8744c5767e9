/** Payouts ordered together are made once each, at whatever instant their gateway dies. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { confirmBatch, findBatch, readBatchRows } from '../../src/payments/payout-batches.ts';
import type { FilledPayout } from '../../src/payments/payout-form.ts';
import { stopBatch, takeRows } from '../../src/payments/stop-batch.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';
import { assertBooksAreRight, openGateway, type Gateway } from './gateway.ts';
import { firstIdAt, type MerchantId } from '../../src/kit/ids.ts';

const rowCount = 120;

function filled(nth: number): FilledPayout {
  return {
    means: 'upi',
    beneficiaryName: `Beneficiary ${String(nth)}`,
    ...{ beneficiaryAccountNumber: '', beneficiaryIfsc: '', beneficiaryMobile: null },
    beneficiaryVpa: `payee${String(nth)}@upi`,
    ...{ currency: 'INR', amountMinor: 100_00n, reference: null },
  };
}

async function confirmed({ pool }: Gateway, merchantId: MerchantId): Promise<string> {
  const { batchId } = await confirmBatch(pool, {
    ...{ merchantId, formKey: randomUUID(), fileName: 'salaries.csv' },
    ...{ orderedBy: 'Asha', actor: 'test', nowMs: Date.now() },
    rows: Array.from({ length: rowCount }, (_, index) => ({
      rowNo: index + 2,
      filled: filled(index),
    })),
  });
  return batchId;
}

interface DiedHalfWay {
  readonly books: Gateway;
  readonly merchantId: MerchantId;
  readonly batchId: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A part of the rows is in the books, and nobody has written down that it is. */
async function diedHalfWay(t: TestContext): Promise<DiedHalfWay> {
  const books = await openGateway(t);
  const folder = await newDataFolder();
  const merchantId = await books.merchant(100_000_00n);
  const batchId = await confirmed(books, merchantId);
  const places = { DATABASE_URL: books.url, HUNDI_DATA_DIR: folder.path };
  const env = { ...places, ...neitherCardsNorPhones };
  const dying = await startGateway({
    ...env,
    HUNDI_FAILPOINTS: 'create.after_commit_before_reply:2',
  });
  t.after(async () => {
    dying.signal('SIGKILL');
    await dying.exited;
    await folder.remove();
  });
  assert.equal(await dying.exited, null, dying.output());
  const half = await findBatch(books.pool, { merchantId, batchId });
  assert.equal(half?.endedAt, null);
  assert.ok((half.counts['waiting'] ?? 0) > 0, 'it died on its way');
  // The claims of the life that ended lapse by themselves; a test does not wait for it.
  await books.pool.query(`update outbox set due_at = now() where state = 'leased'`);
  return { books, merchantId, batchId, env };
}

/** What became of its rows once another gateway had carried it on, and how many payouts there are. */
async function carriedOn({ books, merchantId, batchId, env }: DiedHalfWay) {
  const living = await startGateway(env);
  try {
    const counts = await untilEnded(books, merchantId, batchId);
    const { rows } = await books.pool.query<{ count: number }>(
      'select count(*)::int as count from payouts where merchant_id = $1',
      [merchantId],
    );
    await assertBooksAreRight(books.pool);
    return { counts, payouts: rows[0]?.count };
  } finally {
    living.signal('SIGTERM');
    await living.exited;
  }
}

test('a gateway that dies between the payouts and their outcomes makes none of them twice', async (t) => {
  const { counts, payouts } = await carriedOn(await diedHalfWay(t));
  assert.deepEqual({ counts, payouts }, { counts: { created: rowCount }, payouts: rowCount });
});

test('of a batch that is stopped after such a death, what was begun is made once and the rest never', async (t) => {
  const half = await diedHalfWay(t);
  const { books, merchantId, batchId } = half;
  const by = { name: 'Asha', actor: 'test', nowMs: Date.now() };
  assert.equal(await stopBatch(books.pool, { merchantId, batchId }, by), 'stopped');
  const before = await findBatch(books.pool, { merchantId, batchId });
  const { stopped = 0, waiting = 0 } = before?.counts ?? {};
  assert.ok(stopped > 0 && waiting > 0, JSON.stringify(before?.counts));
  const { counts, payouts } = await carriedOn(half);
  const begun = rowCount - stopped;
  assert.deepEqual({ counts, payouts }, { counts: { created: begun, stopped }, payouts: begun });
});

test('a payout of a batch belongs to the day on which it is carried out, not to the one on which it was ordered', async (t) => {
  const books = await openGateway(t);
  const merchantId = await books.merchant(100_000_00n);
  const batchId = await confirmed(books, merchantId);
  const nowMs = Date.now() + 2 * 86_400_000;
  const key = { merchantId, batchId };
  const throughRow = await takeRows(books.pool, key, 50, nowMs);
  const taken = await readBatchRows(books.pool, key, { limit: rowCount, throughRow });
  assert.equal(taken.length, 50);
  for (const { payoutId } of taken) assert.ok(payoutId >= firstIdAt(nowMs), payoutId);
});

async function untilEnded({ pool }: Gateway, merchantId: MerchantId, batchId: string) {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const batch = await findBatch(pool, { merchantId, batchId });
    if (batch?.endedAt != null) return batch.counts;
    await sleep(100);
  }
  throw new Error('The batch did not end.');
}
