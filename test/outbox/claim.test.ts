/** Claims of due promises, by workers that know nothing of each other. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { openPool, transaction, type Pool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { claimDue, type Claim, type ClaimOptions } from '../../src/outbox/claim.ts';
import { writePromises } from '../../src/outbox/outbox.ts';
import { writeReleases } from '../../src/outbox/release.ts';
import { writeClaimEnds, type ClaimEnd } from '../../src/outbox/end-claim.ts';
import { createTestDatabase } from '../kit/database.ts';
import { isShardedRun } from '../kit/test-server.ts';

const start = new Date('2026-01-15T09:30:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);
const merchants = Array.from({ length: 5 }, () => newId<'merchant'>(start.getTime()));

async function outbox(t: TestContext): Promise<Pool> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 8);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  return pool;
}

/** Promises of several merchants; resolves to their ids. */
async function promise(pool: Pool, count: number, target = '', at = start): Promise<string[]> {
  const promised = Array.from({ length: count }, (_, index) => ({
    merchantId: merchants[index % merchants.length] ?? '',
    outboxId: newId<'outbox'>(at.getTime()),
    topic: 'webhook' as const,
    subjectId: newId<'payout'>(at.getTime()),
    subjectVersion: 1,
    target,
    payload: '{}',
    at,
  }));
  await transaction(pool, async (tx) => Promise.all(writePromises(tx, promised)));
  return promised.map(({ outboxId }) => outboxId);
}

function claim(pool: Pool, change: Partial<ClaimOptions> = {}): Promise<Claim[]> {
  const options = { topic: 'webhook', now: start, limit: 100, leaseMs: 60_000 } as const;
  return claimDue(pool, { ...options, oneMerchantPerCommit: isShardedRun, ...change });
}

const idsOf = (claims: readonly Claim[]) => claims.map(({ outboxId }) => outboxId).sort();

async function settle(pool: Pool, one: Claim, change: Partial<ClaimEnd> = {}): Promise<void> {
  const { merchantId, outboxId, leaseId } = one;
  const about = {
    merchantId,
    outboxId,
    leaseId,
    state: 'done',
    dueAt: start,
    error: null,
    at: start,
  } as const;
  await Promise.all(writeClaimEnds(pool, [{ ...about, ...change }]));
}

test('claimers at the same time never get the same promise, and together get all', async (t) => {
  const pool = await outbox(t);
  const promised = await promise(pool, 300);
  const got: Claim[] = [];
  const claimer = async () => {
    for (;;) {
      const claims = await claim(pool, { limit: 20 });
      if (claims.length === 0) return;
      got.push(...claims);
    }
  };
  // A claimer that finds only what others are about to take comes back empty-handed: so it asks again later.
  while (got.length < 300) await Promise.all([1, 2, 3, 4].map(claimer));
  assert.deepEqual(idsOf(got), [...promised].sort());
  assert.ok(got.every(({ claims }) => claims === 1));
});

test('a claim lapses by itself, counts, and its first holder can no longer settle it', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 1);
  const [first] = await claim(pool);
  assert.ok(first);
  assert.deepEqual(await claim(pool, { now: later(59_999) }), []);
  const [second] = await claim(pool, { now: later(60_000) });
  assert.ok(second);
  assert.deepEqual([second.outboxId, second.claims], [first.outboxId, 2]);
  assert.notEqual(second.leaseId, first.leaseId);
  await settle(pool, first);
  assert.equal((await claim(pool, { now: later(120_000) })).length, 1, 'still open: fenced');
  const [third] = await claim(pool, { now: later(180_000) });
  assert.ok(third);
  await settle(pool, third);
  assert.deepEqual(await claim(pool, { now: later(1_000_000) }), [], 'done is done');
});

test('what is put off comes back at its time; what is dead does not', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 2);
  const [one, other] = await claim(pool);
  assert.ok(one && other);
  await settle(pool, one, { state: 'due', dueAt: later(5_000), error: 'refused' });
  await settle(pool, other, { state: 'dead' });
  assert.deepEqual(await claim(pool, { now: later(4_999) }), []);
  assert.deepEqual(idsOf(await claim(pool, { now: later(5_000) })), [one.outboxId]);
  assert.deepEqual(await claim(pool, { now: later(5_000) }), []);
});

test('a claim given back unused does not count', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 1);
  const [one] = await claim(pool);
  assert.ok(one);
  const giveBack = () => writeReleases(pool, [{ claim: one, dueAt: later(1_000), at: start }]);
  await Promise.all(giveBack());
  const [again] = await claim(pool, { now: later(1_000) });
  assert.equal(again?.claims, 1);
  await Promise.all(giveBack());
  assert.deepEqual(await claim(pool, { now: later(1_000) }), [], 'an old lease gives nothing back');
});

test('a promise that appears behind newer ones, with an older id, is not lost', async (t) => {
  const pool = await outbox(t);
  const newer = await promise(pool, 3, '', later(10_000));
  assert.deepEqual(idsOf(await claim(pool, { now: later(10_000) })), [...newer].sort());
  const id = '01000000-0000-7000-8000-000000000001';
  const [merchantId = ''] = merchants;
  const older = {
    merchantId,
    outboxId: id,
    topic: 'webhook',
    subjectId: id,
    subjectVersion: 1,
  } as const;
  await transaction(pool, async (tx) =>
    Promise.all(writePromises(tx, [{ ...older, target: '', payload: '{}', at: start }])),
  );
  assert.deepEqual(idsOf(await claim(pool, { now: later(10_000) })), [id]);
});

test('what is not due, and what belongs to another topic, is left alone', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 1, '', later(1));
  assert.deepEqual(await claim(pool), []);
  assert.deepEqual(await claim(pool, { now: later(1), topic: 'payout' }), []);
});

test('one target with a long backlog leaves room for the others', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 30, 'busy');
  const quiet = await promise(pool, 3, 'quiet', later(1));
  const claims = await claim(pool, { now: later(1), limit: 10, perTarget: 4 });
  const byTarget = (target: string) => claims.filter((one) => one.target === target);
  assert.equal(byTarget('busy').length, 4);
  assert.deepEqual(idsOf(byTarget('quiet')), [...quiet].sort());
});

test('a target that can take nothing at present is passed over', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 30, 'dead');
  const quiet = await promise(pool, 3, 'quiet', later(1));
  const options = { now: later(1), limit: 5, busyTargets: ['dead'] };
  assert.deepEqual(idsOf(await claim(pool, options)), [...quiet].sort());
  assert.deepEqual(await claim(pool, options), []);
  assert.equal((await claim(pool, { now: later(1), limit: 5 })).length, 5);
});

test('the earliest due come first', async (t) => {
  const pool = await outbox(t);
  await promise(pool, 5, '', later(5));
  const early = await promise(pool, 5, '', start);
  assert.deepEqual(idsOf(await claim(pool, { now: later(5), limit: 5 })), [...early].sort());
});
