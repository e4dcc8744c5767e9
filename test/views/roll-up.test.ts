/** What the overview adds up is what the payments say, whoever adds it up and however often he dies over it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../src/db/connection.ts';
import type { Payin } from '../../src/payments/payin.ts';
import { readOverview } from '../../src/views/overview.ts';
import { rollUp } from '../../src/views/roll-up.ts';
import { openTill, payinMinutes } from '../payments/payin-kit.ts';
import { referenceOf, startNightShift } from '../payments/worker-kit.ts';

const zone = 'Asia/Kolkata';
const plain = '123456789012';
const refused = '99900011000';
/** Later than every clock that the payments were made by. */
const muchLater = () => new Date(Date.now() + 24 * 3_600_000);

test('what is added up of one business', async (t) => {
  const { pool, merchantId, more } = await startBusiness(t);

  await t.test(
    'the sums are those of the payments themselves, by provider, merchant and outcome',
    async () => {
      await rollUp(pool, zone, muchLater());
      await assertExact(pool);
    },
  );

  await t.test(
    'the overview shows the money of each currency, how much of it is held, and how well it went',
    async () => {
      const overview = await readOverview(pool, 'week', muchLater(), zone);
      const rupees = overview.currencies.find(({ currency }) => currency === 'INR');
      assert.deepEqual(
        [rupees?.inMinor, rupees?.outMinor, rupees?.heldMinor, rupees?.atRiskMinor],
        [1_000_00n, 300_00n, 0n, 0n],
      );
      assert.deepEqual([rupees?.succeeded, rupees?.failed], [6n, 2n]);
      assert.deepEqual(
        [...(rupees?.steps ?? [])]
          .map((step) => step.outMinor)
          .reduce((sum, minor) => sum + minor, 0n),
        300_00n,
      );
      assert.deepEqual(
        overview.providers.map(({ id, successRate }) => [id, successRate]),
        [
          ['sandbox-bank', 8_000n],
          ['sandbox-upi', 6_666n],
        ],
      );
      const merchant = overview.merchants.find(({ id }) => id === merchantId);
      assert.deepEqual(
        [merchant?.name, merchant?.succeeded, merchant?.failed],
        ['Asha Traders', 6n, 2n],
      );
      assert.ok(merchant?.finalOut.p50 !== null);
      const none = { openPayouts: 0n, openCases: 0n, parked: 0n, journalsBehind: 0n };
      assert.deepEqual(overview.openings, none);
    },
  );

  await t.test('adding up again adds nothing, and two at once add everything once', async () => {
    await rollUp(pool, zone, muchLater());
    await assertExact(pool);
    await more();
    await Promise.all([1, 2, 3].map(() => rollUp(pool, zone, muchLater())));
    await rollUp(pool, zone, muchLater());
    await assertExact(pool);
  });
});

test('a process that is killed in the middle of it has added nothing, and the next adds everything once', async (t) => {
  const { pool, url, more } = await startBusiness(t);
  for (const pass of [1, 2]) {
    const dying = spawn(process.execPath, [script, url, `rollup.before_commit:${String(pass)}`]);
    const [, signal] = (await once(dying, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    await more();
  }
  await rollUp(pool, zone, muchLater());
  await assertExact(pool);
});

test('a pay-in that a person credits has succeeded, and one that is paid and taken back at one moment has done both', async (t) => {
  const till = await openTill(t);
  const merchantId = await till.merchant(0n);
  const ask = () => till.ask(merchantId);
  const [less, back, again] = [await ask(), await ask(), await ask()];
  const [held = ''] = await till.pay(less, { amount: '499.00' });
  await till.tell(less);
  await till.payins.submit({
    ...{ kind: 'release', merchantId, payinId: less.payinId, paymentId: held, to: 'wallet' },
    ...{ actor: 'test', note: 'as agreed', at: till.clock.now() },
  });
  const paidAndTakenBack = async (payin: Payin, between: () => Promise<unknown>) => {
    const [taken = ''] = await till.pay(payin);
    await till.bank.call('POST', `/control/collections/${taken}/reverse`, {});
    const answer = await till.provider.enquire(payin.providerReference);
    const about = { merchantId, payinId: payin.payinId, provider: till.provider.name } as const;
    const at = till.clock.now();
    assert.ok(answer.kind === 'known');
    for (const news of answer.news) {
      await till.payins.submit({ kind: 'news', ...about, source: 'enquiry', news, at });
      await between();
    }
    assert.equal((await till.now(payin)).status, 'reversed');
  };
  const count = () => rollUp(till.pool, zone, muchLater());
  await paidAndTakenBack(back, () => Promise.resolve());
  await count();
  await assertExact(till.pool, 1);
  await paidAndTakenBack(again, count);
  await assertExact(till.pool, 1);
  const { rows } = await till.pool.query(
    'select succeeded_count::int as succeeded, reversed_count::int as reversed, moved_minor::int as moved from payment_days',
  );
  assert.deepEqual(rows, [{ succeeded: 3, reversed: 2, moved: 499_00 }]);
});

const script = path.join(import.meta.dirname, 'roll-once.ts');

/** Four payouts paid, one of them taken back, and one refused; two pay-ins paid and one that nobody paid. */
async function startBusiness(t: TestContext) {
  const till = await openTill(t);
  const shift = await startNightShift(t, {}, { url: till.url });
  const merchantId = await till.merchant(1_00_000_00n);
  const worker = shift.worker();
  const more = async () => {
    await shift.pay(merchantId, [plain, plain, refused]);
    worker.wake();
    await shift.calm(merchantId);
  };
  const [back = ''] = await shift.pay(merchantId, [plain, refused, plain, plain, plain]);
  worker.wake();
  await shift.calm(merchantId);
  await shift.bank.call('POST', `/control/transfers/${await referenceOf(shift, back)}/reverse`, {});
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await shift.payout(back)).status === 'reversed') break;
    await shift.reader.readAll();
    await sleep(100);
  }
  for (let paid = 0; paid < 2; paid += 1) {
    const payin = await till.ask(merchantId);
    await till.pay(payin);
    await till.tell(payin);
  }
  const unpaid = await till.ask(merchantId);
  till.pass(payinMinutes + 60);
  till.worker();
  await till.until(unpaid, ({ status }) => status === 'expired');
  return { pool: till.pool, url: till.url, merchantId, more };
}

/** From the payments: each as often as it succeeded, failed and was reversed, with its provider. */
const truth = `
  select merchant_id, 'out' as flow, coalesce((select a.provider from payout_attempts a
      where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id order by attempt_no desc limit 1), '') as provider,
    currency, (status in ('succeeded', 'reversed'))::int as succeeded, (status = 'failed')::int as failed,
    (status = 'reversed')::int as reversed, case status when 'succeeded' then amount_minor else 0 end as moved_minor
  from payouts p where status in ('succeeded', 'failed', 'reversed')
  union all
  select merchant_id, 'in', provider, currency, (status in ('succeeded', 'reversed'))::int,
    (status in ('expired', 'failed'))::int, (status = 'reversed')::int,
    case status when 'succeeded' then received_minor else 0 end
  from payins where status <> 'created'`;

const figures = (from: string, names: readonly string[]) =>
  names.map((name) => `sum(${name})::text as ${name.replace('_count', '')}`).join(', ') + from;

const counts = ['succeeded_count', 'failed_count', 'reversed_count', 'moved_minor'];

async function assertExact(pool: Pool, flows = 2): Promise<void> {
  const rows = async (sql: string) => (await pool.query<Record<string, string>>(sql)).rows;
  const plainCounts = counts.map((name) => name.replace('_count', ''));
  const expected = await rows(
    `select flow, provider, currency, ${figures(` from (${truth}) t`, plainCounts)} group by 1, 2, 3 order by 1, 2, 3`,
  );
  assert.equal(expected.length, flows);
  assert.deepEqual(
    await rows(
      `select flow, provider, currency, ${figures(' from payment_quarters', counts)} group by 1, 2, 3 order by 1, 2, 3`,
    ),
    expected,
  );
  assert.deepEqual(
    await rows(
      `select merchant_id, flow, ${figures(' from payment_days', counts)} group by 1, 2 order by 1, 2`,
    ),
    await rows(
      `select merchant_id, flow, ${figures(` from (${truth}) t`, plainCounts)} group by 1, 2 order by 1, 2`,
    ),
  );
  // What went through the clearing accounts is what the ledger says of them.
  assert.deepEqual(
    await rows(
      `select flow, sum(moved_minor)::text as minor from payment_quarters group by 1 order by 1`,
    ),
    await rows(
      `select flow, sum(minor)::text as minor from (
         select case when credit_account like 'payout%' or debit_account like 'payout%' then 'out' else 'in' end as flow,
           case when credit_account like 'payout_clearing%' then amount_minor
             when debit_account like 'payout_clearing%' then -amount_minor
             when debit_account like 'payin_clearing%' then amount_minor else -amount_minor end as minor
         from postings where kind in ('post', 'record', 'reverse')
           and (credit_account ~ '^pay(in|out)_clearing' or debit_account ~ '^pay(in|out)_clearing')
       ) legs group by 1 order by 1`,
    ),
  );
  const [ended] = await rows(
    `select (select sum(occurrences) from span_quarters where span like 'final%')::text as spans,
       (select sum(occurrences) from span_days where span like 'final%')::text as by_day,
       (select count(*) from (${truth}) t where flow = 'out' or succeeded = 1)::text as payments`,
  );
  assert.deepEqual(
    [ended?.['spans'], ended?.['by_day']],
    [ended?.['payments'], ended?.['payments']],
  );
}
