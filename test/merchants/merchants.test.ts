import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { MerchantAccess } from '../../src/merchants/access.ts';
import {
  disableMerchant,
  enableMerchant,
  setAllowedAddresses,
  setApiAccess,
  setFees,
  setLimits,
  setNearDuplicateGuard,
} from '../../src/merchants/change-merchant.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { findMerchant, listMerchants } from '../../src/merchants/find-merchant.ts';
import { defaultLimits, noFees } from '../../src/merchants/merchant.ts';
import { createTestDatabase } from '../kit/database.ts';

const nowMs = Date.UTC(2026, 0, 15, 9, 30);
let database: { url: string; drop(): Promise<void> };
let pool: Pool;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 10);
});
after(async () => {
  await pool.end();
  await database.drop();
});

function create(name: string) {
  const merchantId: MerchantId = newId<'merchant'>(nowMs);
  return createMerchant(pool, { merchantId, name, environment: 'sandbox', actor: 'test', nowMs });
}

async function auditOf(merchantId: string): Promise<string[]> {
  const { rows } = await pool.query<{ action: string }>(
    'select action from audit_events where merchant_id = $1 order by event_id',
    [merchantId],
  );
  return rows.map((row) => row.action);
}

test('a new merchant has its own books, the limits of the contract, no fees, and a first line of audit', async () => {
  const merchant = await create('  Asha Traders ');
  assert.equal(merchant.name, 'Asha Traders');
  assert.deepEqual(merchant.limits, defaultLimits);
  assert.deepEqual(merchant.fees, noFees);
  assert.equal(merchant.nearDuplicateGuard, true);
  assert.ok(merchant.merchantNo >= 1001);
  const { rows } = await pool.query<{ account: string; ruled: boolean }>(
    'select account, ruled from accounts where merchant_id = $1 order by account',
    [merchant.merchantId],
  );
  assert.deepEqual(
    rows.map((row) => [row.account, row.ruled]),
    [
      ['conversion:INR', false],
      ['conversion:USDT', false],
      ['fee_income:INR', false],
      ['funding:INR', false],
      ['gst_payable:INR', false],
      ['in_transit:INR', false],
      ['payin_clearing:INR', false],
      ['payout_clearing:INR', false],
      ['rounding:INR', false],
      ['settlement_clearing:INR', false],
      ['settlement_clearing:USDT', false],
      ['suspense:INR', false],
      ['wallet:INR', true],
    ],
  );
  assert.deepEqual(await auditOf(merchant.merchantId), ['merchant.created']);
  assert.deepEqual(await findMerchant(pool, merchant.merchantId), merchant);
});

test('merchants created at the same time get numbers of their own', async () => {
  const created = await Promise.all(Array.from({ length: 8 }, (_, i) => create(`Twin ${i}`)));
  assert.equal(new Set(created.map((merchant) => merchant.merchantNo)).size, 8);
  const listed = await listMerchants(pool);
  const numbers = listed.map((merchant) => merchant.merchantNo);
  assert.equal(Math.min(...numbers), 1001);
  assert.equal(Math.max(...numbers), 1000 + listed.length);
});

test('a name, a fee or a limit that makes no sense is refused by its field, with no effect', async () => {
  const before = (await listMerchants(pool)).length;
  await assert.rejects(create(' '), refusedField('name'));
  const { merchantId } = await create('Bina Stores');
  const order = { merchantId, actor: 'test', nowMs };
  await assert.rejects(setFees(pool, order, { basisPoints: 10_001 }), refusedField('basisPoints'));
  await assert.rejects(setFees(pool, order, { basisPoints: 0.5 }), refusedField('basisPoints'));
  await assert.rejects(setFees(pool, order, { flatMinor: -1n }), refusedField('flatMinor'));
  await assert.rejects(
    setFees(pool, order, { minimumMinor: 2n, maximumMinor: 1n }),
    refusedField('maximumMinor'),
  );
  await assert.rejects(
    setLimits(pool, order, { payoutPerMinute: -1 }),
    refusedField('payoutPerMinute'),
  );
  await assert.rejects(
    setAllowedAddresses(pool, order, ['10.0.0.1', 'office']),
    refusedField('allowedAddresses'),
  );
  assert.deepEqual(await auditOf(merchantId), ['merchant.created']);
  assert.equal((await findMerchant(pool, merchantId))?.version, 1);
  assert.equal((await listMerchants(pool)).length, before + 1);
});

test('a first price that says nothing of GST has that of the contract, and none where it says so', async () => {
  const { merchantId } = await create('Esha Foods');
  const order = { merchantId, actor: 'operator', nowMs: nowMs + 1_000 };
  const priced = await setFees(pool, order, { basisPoints: 50 });
  assert.equal(priced?.fees.gstBasisPoints, 1_800);
  assert.equal(priced.payinFees.gstBasisPoints, 0);
  const without = await setFees(pool, order, { flatMinor: 1_00n, gstBasisPoints: 0 }, 'payin');
  assert.equal(without?.payinFees.gstBasisPoints, 0);
  // What is not named stays, also where it is nothing.
  const later = await setFees(pool, order, { flatMinor: 2_00n }, 'payin');
  assert.equal(later?.payinFees.gstBasisPoints, 0);
});

test('every change raises the version, keeps what it does not name, and is in the audit', async () => {
  const { merchantId } = await create('Chand Exports');
  const order = { merchantId, actor: 'operator', nowMs: nowMs + 1_000 };
  await setFees(pool, order, { basisPoints: 150, gstBasisPoints: 1_800 });
  await setFees(pool, order, { flatMinor: 500n });
  await setLimits(pool, order, { payoutPerMinute: null });
  await setAllowedAddresses(pool, order, ['::ffff:10.1.2.3/120', '2001:DB8::/32']);
  await setNearDuplicateGuard(pool, order, false);
  await setApiAccess(pool, order, false);
  await disableMerchant(pool, order);
  const last = await enableMerchant(pool, order);
  assert.deepEqual(last, await findMerchant(pool, merchantId));
  assert.equal(last?.version, 9);
  assert.deepEqual(last.fees, {
    ...noFees,
    basisPoints: 150,
    gstBasisPoints: 1_800,
    flatMinor: 500n,
  });
  assert.deepEqual(last.limits, { ...defaultLimits, payoutPerMinute: null });
  assert.deepEqual(last.allowedAddresses, ['10.1.2.0/24', '2001:db8::/32']);
  assert.equal(last.nearDuplicateGuard, false);
  assert.equal(last.apiAccess, false);
  assert.equal(last.tokensValidFromMs, order.nowMs);
  assert.equal((await auditOf(merchantId)).length, 9);
  const { rows } = await pool.query<{ details: unknown; actor: string }>(
    "select details, actor from audit_events where merchant_id = $1 and action = 'merchant.limits_set'",
    [merchantId],
  );
  assert.equal(rows[0]?.actor, 'operator');
  assert.deepEqual(rows[0].details, {
    before: { limits: defaultLimits },
    after: { limits: { ...defaultLimits, payoutPerMinute: null } },
  });
});

test('changes at the same time all count', async () => {
  const { merchantId } = await create('Devi Foods');
  const order = { merchantId, actor: 'test', nowMs };
  await Promise.all([
    setLimits(pool, order, { payoutPerMinute: 1 }),
    setLimits(pool, order, { bulkPerMinute: 2 }),
    setLimits(pool, order, { queryPerMinute: 3 }),
    setLimits(pool, order, { authenticationPerMinute: 4 }),
  ]);
  const merchant = await findMerchant(pool, merchantId);
  assert.equal(merchant?.version, 5);
  assert.deepEqual(merchant.limits, {
    authenticationPerMinute: 4,
    payoutPerMinute: 1,
    bulkPerMinute: 2,
    queryPerMinute: 3,
  });
});

test('a change of nobody changes nothing', async () => {
  const order = { merchantId: newId<'merchant'>(nowMs), actor: 'test', nowMs };
  assert.equal(await disableMerchant(pool, order), undefined);
  assert.deepEqual(await auditOf(order.merchantId), []);
});

test('a change is seen by every process in under a second, and nobody waits for it', async () => {
  const merchant = await create('Esha Textiles');
  const pools = [1, 2].map(() => openPool(database.url, 'test', 2));
  const processes = pools.map((each) => new MerchantAccess(each));
  try {
    for (const each of processes) {
      each.start();
      assert.equal(each.peek(merchant.merchantId), undefined);
      assert.deepEqual(await each.get(merchant.merchantId), merchant);
      assert.deepEqual(each.peek(merchant.merchantId), merchant);
    }
    for (const status of ['disabled', 'active', 'disabled'] as const) {
      const change = status === 'disabled' ? disableMerchant : enableMerchant;
      await change(pool, { merchantId: merchant.merchantId, actor: 'test', nowMs });
      const changedAtMs = performance.now();
      while (processes.some((each) => each.peek(merchant.merchantId)?.status !== status)) {
        for (const each of processes)
          assert.ok(each.peek(merchant.merchantId), 'the hot path never runs dry');
        assert.ok(performance.now() - changedAtMs < 1_000, 'seen in under a second');
        await sleep(20);
      }
    }
  } finally {
    for (const each of processes) each.stop();
    for (const each of pools) await each.end();
  }
});

test('misses at the same time share one load, and nobody is invented', async () => {
  const merchants = await Promise.all(Array.from({ length: 5 }, (_, i) => create(`Fleet ${i}`)));
  const unknown = newId<'merchant'>(nowMs);
  const access = new MerchantAccess(pool);
  const asked = [...merchants, ...merchants].map((merchant) => access.get(merchant.merchantId));
  assert.equal(await access.get(unknown), undefined);
  assert.deepEqual(await Promise.all(asked), [...merchants, ...merchants]);
  assert.equal(access.peek(unknown), undefined);
});

test('a process that lost the database serves no view older than a second and a half', async () => {
  const merchant = await create('Gita Motors');
  const lost = openPool(database.url, 'test', 2);
  const access = new MerchantAccess(lost);
  await access.get(merchant.merchantId);
  access.start();
  try {
    await lost.end();
    await sleep(1_600);
    assert.equal(access.peek(merchant.merchantId), undefined);
    await assert.rejects(
      access.get(merchant.merchantId),
      (error) => error instanceof DomainError && error.code === 'service.unavailable',
    );
  } finally {
    access.stop();
  }
});

function refusedField(field: string) {
  return (error: unknown): boolean =>
    error instanceof DomainError &&
    error.code === 'request.invalid_fields' &&
    Object.keys(error.details.fields ?? {}).join() === field;
}

test('each service has a plan of its own, with slabs, and one leaves the other alone', async () => {
  const merchantId: MerchantId = newId<'merchant'>(nowMs);
  const slabs = [
    { fromMinor: 10_000_00n, basisPoints: 20, flatMinor: 3_00n },
    { fromMinor: 9_007_199_254_740_993n, basisPoints: 0, flatMinor: 9_007_199_254_740_993n },
  ];
  const who = {
    merchantId,
    name: 'Deepa Mills',
    environment: 'sandbox',
    actor: 'test',
    nowMs,
  } as const;
  const made = await createMerchant(pool, { ...who, fees: { ...noFees, basisPoints: 50, slabs } });
  assert.deepEqual(await findMerchant(pool, merchantId), made);
  assert.deepEqual(made.fees.slabs, slabs);
  assert.deepEqual(made.payinFees, noFees);
  const order = { merchantId, actor: 'operator', nowMs: nowMs + 1_000 };
  const payin = { basisPoints: 150, maximumMinor: 99_00n, gstBasisPoints: 1_800, slabs };
  await setFees(pool, order, payin, 'payin');
  const last = await setFees(pool, order, { slabs: [] });
  assert.deepEqual(last?.payinFees, { ...noFees, ...payin });
  assert.deepEqual(last.fees, { ...noFees, basisPoints: 50 });
  assert.deepEqual(await findMerchant(pool, merchantId), last);
});
