/** The lists and searches of operators over the payments of all merchants, asked as the console asks them. */
import { setImmediate } from 'node:timers/promises';
import type { Client } from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { listPayments } from '../../src/views/list-payments.ts';
import type { PaymentFilter } from '../../src/views/payment-filter.ts';
import { payoutStory } from '../../src/views/payout-story.ts';
import { searchPayments } from '../../src/views/search-payments.ts';
import { seededDatabase } from '../databases.ts';
import { percentile } from '../figures.ts';
import { fillPayments } from '../payments-history.ts';
import type { Row } from '../report.ts';
import { onDatabase, type Stage } from '../stage.ts';

const goalMs = 100;
const samples = 200;
const pageSize = 50;

export async function measureConsole(stage: Stage): Promise<Row[]> {
  const { quick, payments = quick ? 50_000 : 10_000_000 } = stage.options;
  const name = `bench_payments_${String(payments)}`;
  const beganMs = performance.now();
  const made = await stage.ensureDatabase(name, async (url) => {
    await stage.copyDatabase(new URL(url).pathname.slice(1), await seededDatabase(stage));
    await fillPayments(url, payments);
  });
  const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
  if (made) stage.say(`${payments.toLocaleString('en')} payments made in ${seconds} s`);
  const pool = openPool(stage.urlOf(name), 'bench console', 4);
  try {
    const some = await onDatabase(stage.urlOf(name), (client) => sample(client, payments));
    const rows: Row[] = [];
    for (const [what, calls] of Object.entries(callsOf(pool, some)))
      rows.push(await measure(stage, `${what}, ${payments.toLocaleString('en')} payments`, calls));
    return rows;
  } finally {
    await pool.end();
  }
}

type Call = () => Promise<unknown>;

async function measure(stage: Stage, what: string, calls: readonly Call[]): Promise<Row> {
  const times: number[] = [];
  for (const call of [...calls.slice(0, 3), ...calls]) {
    await setImmediate();
    const beganMs = performance.now();
    await call();
    times.push(performance.now() - beganMs);
  }
  const measured = times.slice(3);
  const [p50, p99] = [percentile(measured, 0.5), percentile(measured, 0.99)];
  stage.say(`console: ${what}: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`);
  return { what: `p99 of ${what}`, value: p99, unit: 'ms', goal: { atMost: goalMs } };
}

interface Sample {
  readonly merchant_id: string;
  readonly payout_id: string;
  readonly transaction_number: string;
  readonly reference: string;
  readonly utr: string;
  readonly account: string;
  readonly at: Date;
}

async function sample(client: Client, payments: number): Promise<Sample[]> {
  const { rows } = await client.query<Sample>(
    `select merchant_id, payout_id, transaction_number, reference, utr, beneficiary_account_number as account,
       created_at as at
     from payouts tablesample system ($2) order by md5(payout_id::text) limit $1`,
    [samples, Math.min(100, 5_000_000 / payments)],
  );
  return rows;
}

function callsOf(pool: Pool, some: readonly Sample[]): Readonly<Record<string, readonly Call[]>> {
  const list = (filter: PaymentFilter) => () =>
    listPayments(pool, filter, { limit: pageSize, nowMs: Date.now() });
  const each = (call: (one: Sample) => Call) => some.map(call);
  const same = (filter: PaymentFilter) => each(() => list(filter));
  const search = (word: (one: Sample) => string) =>
    each((one) => () => searchPayments(pool, word(one)));
  return {
    'newest of all': same({}),
    'a page somewhere': each(
      (one) => () =>
        listPayments(pool, {}, { limit: pageSize, nowMs: Date.now(), cursor: one.payout_id }),
    ),
    'those of one day': each((one) =>
      list({ fromMs: one.at.getTime(), toMs: one.at.getTime() + 86_400_000 }),
    ),
    'those of one merchant': each((one) => list({ merchantId: one.merchant_id })),
    payouts: same({ kind: 'payout' }),
    'pay-ins': same({ kind: 'payin' }),
    transfers: same({ kind: 'transfer' }),
    'payouts that failed': same({ kind: 'payout', status: 'failed' }),
    'payouts under way': same({ kind: 'payout', status: 'processing' }),
    'everything that succeeded': same({ status: 'succeeded' }),
    'pay-ins that expired': same({ kind: 'payin', status: 'expired' }),
    'those of one contract': same({ contract: 'xpayout' }),
    'those of a contract without any': same({ contract: 'xprizo', kind: 'payout' }),
    'those of one rail': same({ method: 'NEFT' }),
    'those of a rare provider': same({ provider: 'another-bank' }),
    'those of an amount': same({ minAmountMinor: 19_999_000n }),
    'those of a currency without any': same({ currency: 'KES' }),
    'all of one payment': each((one) => () => payoutStory(pool, one.merchant_id, one.payout_id)),
    'search by id': search((one) => one.payout_id),
    'search by number': search((one) => one.transaction_number),
    'search by reference': search((one) => one.reference),
    'search by UTR': search((one) => one.utr),
    'search by account': search((one) => one.account),
    'search by e-mail': each(
      (_one) => () => searchPayments(pool, `payer${String(_one.utr.length * 7919)}@example.com`),
    ),
    'search in vain': search((one) => `NONE${one.utr}`),
  };
}
