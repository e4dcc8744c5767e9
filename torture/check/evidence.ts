/** What everybody wrote down by the end: the gateway's database, the bank's book, the merchants' inbox, the callers' history. */
import type pg from 'pg';
import { openPool } from '../../src/db/connection.ts';
import type { Break } from '../../src/payments/proofs.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import type { Bank, Transfer } from '../bank.ts';
import type { Asked, History } from '../history.ts';
import type { Inbox, Told } from '../inbox.ts';
import { withClient } from '../postgres.ts';

export interface PayoutRecord {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly status: 'queued' | 'processing' | 'succeeded' | 'failed' | 'reversed';
  readonly version: number;
  readonly transactionNumber: string;
  readonly reference: string;
  readonly accountNumber: string;
  readonly amountMinor: bigint;
  readonly utr: string | null;
}

export interface Evidence {
  readonly payouts: readonly PayoutRecord[];
  /** Whose a reference at the bank is. */
  readonly payoutOfReference: ReadonlyMap<string, string>;
  /** Status by version, by payout. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** `payoutId version` of every webhook that was ever promised. */
  readonly events: ReadonlySet<string>;
  /** Promises that are neither kept nor open: given up. */
  readonly givenUp: readonly string[];
  readonly openPromises: number;
  /** What went out through providers, in paise, by merchant. */
  readonly clearedMinor: ReadonlyMap<string, bigint>;
  readonly breaks: readonly Break[];
  readonly transfers: readonly Transfer[];
  readonly bankProofHolds: boolean;
  readonly told: readonly Told[];
  readonly forged: number;
  readonly asked: readonly Asked[];
  /** Names of merchants in histories and inboxes, by id. */
  readonly nameOf: ReadonlyMap<string, string>;
}

export interface Sources {
  readonly databaseUrl: string;
  readonly bank: Bank;
  readonly inbox: Pick<Inbox, 'read' | 'forged'>;
  readonly history: History;
}

export async function readEvidence(sources: Sources): Promise<Evidence> {
  const { databaseUrl, bank, inbox, history } = sources;
  const records = await withClient(databaseUrl, readRecords);
  const pool = openPool(databaseUrl, 'torture', 2);
  try {
    const { breaks } = await verifyBooks(pool);
    return {
      ...records,
      breaks,
      transfers: await bank.book(),
      bankProofHolds: await bank.proofHolds(),
      told: inbox.read(),
      forged: inbox.forged,
      asked: [...history.asked()],
    };
  } finally {
    await pool.end();
  }
}

type Records = Omit<
  Evidence,
  'breaks' | 'transfers' | 'bankProofHolds' | 'told' | 'forged' | 'asked'
>;

async function readRecords(client: pg.Client): Promise<Records> {
  await client.query('begin isolation level repeatable read, read only');
  const read = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows;
  // Merchants that the harness has not made, such as the demo's, take no part.
  const payouts = await read<PayoutRecord>(
    `select merchant_id as "merchantId", payout_id as "payoutId", status, version,
       transaction_number as "transactionNumber", coalesce(reference, '') as reference,
       beneficiary_account_number as "accountNumber", amount_minor as "amountMinor", utr
     from payouts`,
  );
  const attempts = await read<{ provider_reference: string; payout_id: string }>(
    'select provider_reference, payout_id from payout_attempts',
  );
  const history = await read<{ payout_id: string; version: number; to_status: string }>(
    'select payout_id, version, to_status from payout_history',
  );
  const webhooks = await read<{ key: string }>(
    `select subject_id || ' ' || subject_version as key from outbox where topic = 'webhook'`,
  );
  const dead = await read<{ what: string }>(
    `select topic || ' of payout ' || subject_id || ': ' || coalesce(last_error, '') as what
     from outbox where state = 'dead'`,
  );
  const open = await read<{ count: number }>(
    `select count(*)::int as count from outbox where state in ('due', 'leased')`,
  );
  const cleared = await read<{ merchant_id: string; minor: bigint }>(
    `select merchant_id, sum(case when credit_account like 'payout_clearing:%' then amount_minor
         else -amount_minor end)::bigint as minor
     from postings
     where kind in ('post', 'record', 'reverse')
       and (credit_account like 'payout_clearing:%' or debit_account like 'payout_clearing:%')
     group by merchant_id`,
  );
  const merchants = await read<{ merchant_id: string; name: string }>(
    'select merchant_id, name from merchants',
  );
  await client.query('commit');
  return {
    payouts,
    payoutOfReference: new Map(attempts.map((row) => [row.provider_reference, row.payout_id])),
    changes: changesOf(history),
    events: new Set(webhooks.map(({ key }) => key)),
    givenUp: dead.map(({ what }) => what),
    openPromises: open[0]?.count ?? 0,
    clearedMinor: new Map(cleared.map((row) => [row.merchant_id, row.minor])),
    nameOf: new Map(
      merchants.map(({ merchant_id: id, name }) => [id, name.replace(/^Torture /, '')]),
    ),
  };
}

function changesOf(
  rows: readonly { payout_id: string; version: number; to_status: string }[],
): Map<string, Map<number, string>> {
  const changes = new Map<string, Map<number, string>>();
  for (const { payout_id: payoutId, version, to_status: status } of rows) {
    const versions = changes.get(payoutId);
    if (versions === undefined) changes.set(payoutId, new Map([[version, status]]));
    else versions.set(version, status);
  }
  return changes;
}
