/** What a marketplace code stands for, and whose price counts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import {
  changeMarketplace,
  createMarketplace,
  refuseUnknownMarketplace,
} from '../../src/merchants/change-marketplace.ts';
import {
  anyProvider,
  findMarketplace,
  listMarketplaces,
  openTerms,
  planInForce,
  type Marketplace,
} from '../../src/merchants/marketplaces.ts';
import { noFees, type Fees } from '../../src/merchants/merchant.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
});
after(async () => {
  await pool.end();
  await database.drop();
});

const order = { actor: 'test', nowMs: Date.UTC(2026, 0, 15) };
const slabs = [{ fromMinor: 10_000_00n, basisPoints: 20, flatMinor: 3_00n }];
const plan: Fees = {
  ...noFees,
  basisPoints: 50,
  maximumMinor: 900_00n,
  gstBasisPoints: 1_800,
  slabs,
};

async function faultOf(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DomainError, 'nothing was refused');
  return Object.values(error.details.fields ?? {}).join(' ');
}

test('a code keeps its plans and its set as they were given; the usual one is there from the start', async () => {
  const terms = {
    plans: { payout: plan, payin: null },
    ...{ providers: ['one-bank'], payoutRails: ['NEFT', 'UPI'], payinMethods: null },
  };
  const made = await createMarketplace(pool, 'RETAIL-7', terms, order);
  assert.deepEqual(await findMarketplace(pool, 'RETAIL-7'), made);
  assert.deepEqual([made.version, made.setBy, made.plans.payout], [1, 'test', plan]);
  const standard = await findMarketplace(pool, 'STANDARD');
  assert.deepEqual(standard?.plans, { payout: null, payin: null });
  assert.deepEqual(
    (await listMarketplaces(pool)).map(({ code }) => code),
    ['RETAIL-7', 'STANDARD'],
  );
});

test('a change is a new version, what is not named stays, and the old versions stay too', async () => {
  await createMarketplace(pool, 'GROWS', { ...openTerms, payoutRails: ['IMPS'] }, order);
  await changeMarketplace(pool, 'GROWS', { plans: { payin: plan } }, order);
  const last = await changeMarketplace(pool, 'GROWS', { payoutRails: null }, order);
  assert.deepEqual([last?.version, last?.payoutRails], [3, null]);
  assert.deepEqual(last?.plans, { payout: null, payin: plan });
  assert.deepEqual(await findMarketplace(pool, 'GROWS'), last);
  const { rows } = await pool.query(`select version from marketplaces where code = 'GROWS'`);
  assert.equal(rows.length, 3);
  assert.equal(await changeMarketplace(pool, 'NOBODY', {}, order), undefined);
});

test('two operators who change a code at one moment: one of them is told to look again', async () => {
  await createMarketplace(pool, 'BUSY', openTerms, order);
  const tries = Array.from({ length: 6 }, (_, nth) =>
    changeMarketplace(pool, 'BUSY', { providers: [`bank-${nth}`] }, order).then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? 'told' : 'broken'),
    ),
  );
  const ends = await Promise.all(tries);
  const done = ends.filter((end) => end === 'done').length;
  assert.ok(done >= 1 && !ends.includes('broken'), ends.join());
  assert.equal((await findMarketplace(pool, 'BUSY'))?.version, done + 1);
});

test('what makes no sense is refused before a row is touched', async () => {
  assert.match(await faultOf(createMarketplace(pool, 'two words', openTerms, order)), /1 to 40/);
  assert.match(await faultOf(createMarketplace(pool, 'STANDARD', openTerms, order)), /exists/);
  const mad = { ...openTerms, plans: { payout: { ...noFees, basisPoints: 10_001 }, payin: null } };
  assert.match(await faultOf(createMarketplace(pool, 'MAD', mad, order)), /basis points/);
  assert.match(await faultOf(refuseUnknownMarketplace(pool, 'MAD')), /no such marketplace/);
  await refuseUnknownMarketplace(pool, 'STANDARD');
});

test('the plan of the merchant counts before that of its code, and one that charges nothing is none', () => {
  const own = { ...noFees, flatMinor: 7_00n };
  const free = { ...noFees, maximumMinor: 0n };
  const priced: Marketplace = {
    ...{ code: 'PRICED', version: 1, setBy: 'test', setAt: new Date(0) },
    ...anyProvider,
    plans: { payout: plan, payin: null },
  };
  const paid = (fees: Fees, marketplace?: Marketplace) =>
    planInForce('payout', { fees, payinFees: noFees }, marketplace);
  assert.equal(paid(own, priced), own);
  assert.equal(paid(noFees, priced), plan);
  assert.equal(paid(free, priced), free, 'max=0 is a plan: nothing is charged');
  assert.equal(paid(noFees, undefined), noFees);
  assert.equal(planInForce('payin', { fees: own, payinFees: noFees }, priced), noFees);
});
