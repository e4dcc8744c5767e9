/** Books that nobody asked about: counters that do not fit are found soon, everything else at night, and money stops. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { lookAtCounters, proveByNight, type BookWatchParts } from '../../src/book-watch.ts';
import { transaction } from '../../src/db/connection.ts';
import { ZoneClock } from '../../src/kit/zone-clock.ts';
import { findSuspects } from '../../src/settlements/suspect-books.ts';
import { listProofRuns } from '../../src/views/proof-runs.ts';
import { rollJournals } from '../../src/views/roll-journals.ts';
import { openGateway } from '../payments/gateway.ts';

const zone = new ZoneClock('Asia/Kolkata');

async function openWatch(t: TestContext) {
  const gateway = await openGateway(t);
  const lane = gateway.lane();
  const business = async () => {
    const merchantId = await gateway.merchant(1_000_00n);
    await lane.submitAll([gateway.order(merchantId), gateway.order(merchantId)]);
    return merchantId;
  };
  const told: object[] = [];
  let now = new Date();
  const parts: BookWatchParts = {
    ...{ pool: gateway.pool, zone, clock: { now: () => now } },
    log: { error: (about: object) => void told.push(about) },
  };
  const alter = (sql: string, merchantId: string) =>
    gateway.asOwner((owner) => owner.query(sql, [merchantId]));
  return {
    ...gateway,
    ...{ parts, told, business, alter },
    roll: () => transaction(gateway.pool, (tx) => rollJournals(tx, zone.timeZone)),
    setTime: (text: string) => {
      now = new Date(text);
    },
    byNight: async () => (await proveByNight(parts, () => true)).ended,
    /** Merchants that are switched off, and by whom. */
    off: async () =>
      (
        await gateway.pool.query<{ name: string; set_by: string }>(
          `select name, set_by from switches where kind = 'merchant' and is_off order by name`,
        )
      ).rows.map(({ name, set_by }) => `${name} by ${set_by}`),
  };
}

test('a counter that does not fit is found without its history, and its merchant alone is switched off', async (t) => {
  const watch = await openWatch(t);
  const [posted, held, late] = [
    await watch.business(),
    await watch.business(),
    await watch.business(),
  ];
  await watch.roll();
  const honest = await watch.business();
  await lookAtCounters(watch.parts);
  assert.deepEqual([await watch.off(), watch.told], [[], []]);
  const set = (what: string) => `update accounts set ${what} where merchant_id = $1 and ruled`;
  await watch.alter(set('posted_minor = posted_minor + 1'), posted);
  await watch.alter(set('held_minor = held_minor - 1'), held);
  await watch.lane().submit(watch.order(late));
  await watch.alter(set('posted_minor = posted_minor - 1'), late);
  await lookAtCounters(watch.parts);
  await lookAtCounters(watch.parts);
  const expected = [posted, held, late].sort().map((merchantId) => `${merchantId} by proofs`);
  assert.deepEqual(await watch.off(), expected);
  assert.ok(watch.told.length > 0);
  assert.ok(!JSON.stringify(watch.told).includes(honest));
});

test('a suspicion that the proofs do not share stops nobody', async (t) => {
  const watch = await openWatch(t);
  const merchantId = await watch.business();
  await watch.roll();
  const sums = `update account_sums set posted_minor = posted_minor + 1 where merchant_id = $1 and account like 'wallet:%'`;
  await watch.alter(sums, merchantId);
  await lookAtCounters(watch.parts);
  assert.deepEqual([await watch.off(), watch.told], [[], []]);
});

test('where much is under way nothing is said of what is held, and what stands in the wallets is looked at all the same', async (t) => {
  const watch = await openWatch(t);
  const [posted, held] = [await watch.business(), await watch.business()];
  const set = (what: string) => `update accounts set ${what} where merchant_id = $1 and ruled`;
  await watch.alter(set('posted_minor = posted_minor + 1'), posted);
  await watch.alter(set('held_minor = held_minor - 1'), held);
  const most = (underWay: number) => ({ uncounted: 10_000, underWay });
  assert.deepEqual((await findSuspects(watch.pool, most(4))).sort(), [posted, held].sort());
  assert.deepEqual(await findSuspects(watch.pool, most(3)), [posted]);
});

test('every night all is proved once; what is broken is told, and stops a merchant where it is of its money', async (t) => {
  const watch = await openWatch(t);
  const [hold, line] = [await watch.business(), await watch.business()];
  watch.setTime('2030-01-01T21:00:00Z');
  await watch.byNight();
  const states = async () => (await listProofRuns(watch.pool, 9)).map(({ state }) => state);
  assert.deepEqual(await states(), ['held']);
  await watch.alter(`update payouts set status = 'failed' where merchant_id = $1`, hold);
  await watch.alter(`update payouts set version = version + 1 where merchant_id = $1`, line);
  for (const time of ['2030-01-01T22:00:00Z', '2030-01-02T12:00:00Z']) {
    watch.setTime(time);
    await watch.byNight();
  }
  assert.deepEqual([await states(), watch.told], [['held'], []]);
  watch.setTime('2030-01-02T20:45:00Z');
  await watch.byNight();
  assert.deepEqual(await states(), ['broken', 'held']);
  assert.deepEqual(await watch.off(), [`${hold} by proofs`]);
  for (const merchantId of [hold, line])
    assert.ok(JSON.stringify(watch.told).includes(merchantId), 'both are told');
});

test('two processes prove once, and one that ends in the middle leaves it to the next', async (t) => {
  const watch = await openWatch(t);
  await watch.business();
  watch.setTime('2030-01-01T21:00:00Z');
  await (
    await proveByNight(watch.parts, () => false)
  ).ended;
  const states = async () => (await listProofRuns(watch.pool, 9)).map(({ state }) => state);
  assert.deepEqual(await states(), ['stopped']);
  await Promise.all([watch.byNight(), watch.byNight()]);
  assert.deepEqual(await states(), ['held', 'stopped']);
});
