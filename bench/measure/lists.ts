/** A page of the list by each single filter, over HTTP, for an ordinary merchant and for the biggest one. */
import type { Client } from 'pg';
import { databaseWithHistory } from '../databases.ts';
import { startGateway } from '../gateway.ts';
import { runLoad } from '../load/load.ts';
import { listRequest } from '../load/requests.ts';
import type { Row } from '../report.ts';
import { mintTokens, type Caller } from '../seed.ts';
import { onDatabase, type Stage } from '../stage.ts';
import { manyPayouts } from './growth.ts';

const sampleSize = 100;

export async function measureLists(stage: Stage): Promise<Row[]> {
  const database = await databaseWithHistory(stage, {
    payouts: manyPayouts(stage),
    withBigMerchant: true,
  });
  const url = stage.urlOf(database);
  const callers = await mintTokens(url);
  const gateway = await startGateway({
    dataDir: `${stage.workDir}/lists`,
    databaseUrl: url,
    role: 'api',
  });
  const rows: Row[] = [];
  try {
    for (const [name, caller] of [
      ['ordinary merchant', callers[1]],
      ['biggest merchant', callers[0]],
    ] as const) {
      if (caller === undefined) throw new Error('The merchants are missing.');
      const payouts = await onDatabase(url, (client) => sample(client, caller));
      const who = `${name} (${payouts.total.toLocaleString('en')})`;
      for (const [filter, queries] of Object.entries(queriesOf(payouts.some))) {
        const load = { port: gateway.port, status: 200, connections: 1 };
        const requests = queries.map((query) => listRequest(caller, query));
        const times = { warmSeconds: 0.3, seconds: stage.options.quick ? 1 : 8 };
        const result = await runLoad({ ...load, ...times, requests, mostAnswers: 300 });
        rows.push({
          what: `p99 of a page: ${who}, ${filter}`,
          value: result.p99Ms,
          unit: 'ms',
          goal: { atMost: 50 },
        });
        stage.say(
          `lists: ${who}, ${filter}: p50 ${result.p50Ms.toFixed(1)}, p99 ${result.p99Ms.toFixed(1)} ms of ${result.answers}`,
        );
      }
    }
  } finally {
    await gateway.stop();
  }
  return rows;
}

interface Sample {
  readonly transaction_number: string;
  readonly reference: string;
  readonly utr: string;
  readonly amount: string;
  readonly day: string;
}

async function sample(client: Client, { merchantId }: Caller) {
  const { rows } = await client.query<Sample & { total: number }>(
    `select transaction_number, reference, utr, trunc(amount_minor / 100)::text as amount,
       to_char(created_at, 'YYYY-MM-DD') as day, (count(*) over ())::int as total
     from payouts where merchant_id = $1 and status = 'succeeded' order by md5(payout_id::text) limit $2`,
    [merchantId, sampleSize],
  );
  const { rows: counted } = await client.query<{ total: number }>(
    'select count(*)::int as total from payouts where merchant_id = $1',
    [merchantId],
  );
  return { some: rows, total: counted[0]?.total ?? 0 };
}

/** Query strings by the name of the filter. */
function queriesOf(payouts: readonly Sample[]): Record<string, string[]> {
  const each = (query: (payout: Sample) => string) => payouts.map(query);
  const statuses = ['Pending', 'Processing', 'Success', 'Failed', 'Reversed'];
  return {
    'no filter': ['page=1'],
    'a later page': ['page=20', 'page=30'],
    ...Object.fromEntries(statuses.map((status) => [`status ${status}`, [`status=${status}`]])),
    'one day': each(({ day }) => `fromDate=${day}&toDate=${day}`),
    'from date': each(({ day }) => `fromDate=${day}`),
    'to date': each(({ day }) => `toDate=${day}`),
    reference: each(({ reference }) => `clientTransactionRefNo=${reference}`),
    number: each((payout) => `transactionNumber=${payout.transaction_number}`),
    utr: each(({ utr }) => `utr=${utr}`),
    'search number': each((payout) => `search=${payout.transaction_number.slice(0, 9)}`),
    'search reference': each(({ reference }) => `search=${reference.slice(0, 6)}`),
    'search all references': ['search=INV-'],
    'search utr': each(({ utr }) => `search=${utr.slice(0, 8)}`),
    'least amount': each(({ amount }) => `minAmount=${amount}`),
    'most amount': each(({ amount }) => `maxAmount=${amount}`),
    'by amount': ['sortBy=amount&sortOrder=desc', 'sortBy=amount&sortOrder=asc'],
  };
}
