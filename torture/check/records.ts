/** The gateway's own book: its database, read in one snapshot. */
import type pg from 'pg';
import type { Contract } from '../order.ts';

interface Payment {
  readonly merchantId: string;
  readonly id: string;
  readonly contract: Contract;
  readonly version: number;
  /** What the public knows it by. */
  readonly number: string;
  readonly reference: string;
  /** Account number or UPI address of the beneficiary; empty for a pay-in. */
  readonly account: string;
  readonly amountMinor: bigint;
  readonly utr: string | null;
}

export interface PayoutRecord extends Payment {
  readonly direction: 'out';
  readonly status: 'queued' | 'processing' | 'succeeded' | 'failed' | 'reversed';
}

export interface PayinRecord extends Payment {
  readonly direction: 'in';
  readonly status: 'created' | 'succeeded' | 'expired' | 'failed' | 'reversed';
  readonly providerReference: string;
  /** What was credited, fee and tax included. */
  readonly receivedMinor: bigint;
}

/** What we wrote down of one payment of a customer. */
export interface PayinFactRecord {
  readonly payinId: string;
  readonly paymentId: string;
  readonly kind: 'received' | 'failed' | 'reversed' | 'refunded' | 'refund_refused' | 'released';
  readonly verdict: 'credited' | 'held' | 'giving_back' | 'applied' | 'noted' | 'case';
  readonly amountMinor: bigint;
}

export interface PromisedEvent {
  readonly id: string;
  /** The payout or pay-in that it tells of. */
  readonly subjectId: string;
  readonly version: number;
}

export interface Records {
  readonly payouts: readonly PayoutRecord[];
  readonly payins: readonly PayinRecord[];
  readonly payinFacts: readonly PayinFactRecord[];
  /** Whose a reference of a transfer at the bank is. */
  readonly payoutOfReference: ReadonlyMap<string, string>;
  /** Status by version, by payment. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Every webhook that was ever promised, by the id that its receiver sees. */
  readonly events: ReadonlyMap<string, PromisedEvent>;
  /** Promises that are neither kept nor open: given up. */
  readonly givenUp: readonly string[];
  readonly openPromises: number;
  /** What went out through providers, in paise, by merchant; and what customers paid in and was not given back. */
  readonly clearedMinor: ReadonlyMap<string, bigint>;
  readonly collectedMinor: ReadonlyMap<string, bigint>;
  /** Names of merchants in histories and inboxes, by id. */
  readonly nameOf: ReadonlyMap<string, string>;
}

export async function readRecords(client: pg.Client): Promise<Records> {
  await client.query('begin isolation level repeatable read, read only');
  const read = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows;
  const common = `merchant_id as "merchantId", contract, status, version, transaction_number as number,
    coalesce(reference, '') as reference, amount_minor as "amountMinor", utr`;
  const payouts = await read<PayoutRecord>(
    `select 'out' as direction, ${common}, payout_id as id,
       coalesce(beneficiary_vpa, beneficiary_account_number) as account
     from payouts`,
  );
  const payins = await read<PayinRecord>(
    `select 'in' as direction, ${common}, payin_id as id, '' as account,
       provider_reference as "providerReference", received_minor as "receivedMinor"
     from payins`,
  );
  const payinFacts = await read<PayinFactRecord>(
    `select payin_id as "payinId", payment_id as "paymentId", kind, verdict,
       amount_minor as "amountMinor"
     from payin_facts`,
  );
  const attempts = await read<{ reference: string; id: string }>(
    'select provider_reference as reference, payout_id as id from payout_attempts',
  );
  const history = await read<{ id: string; version: number; status: string }>(
    `select payout_id as id, version, to_status as status from payout_history
     union all select payin_id, version, to_status from payin_history`,
  );
  const events = await read<PromisedEvent>(
    `select 'evt_' || outbox_id as id, subject_id as "subjectId", subject_version as version
     from outbox where topic = 'webhook'`,
  );
  const dead = await read<{ what: string }>(
    `select topic || ' of ' || subject_id || ': ' || coalesce(last_error, '') as what
     from outbox where state = 'dead'`,
  );
  const open = await read<{ count: number }>(
    `select count(*)::int as count from outbox where state in ('due', 'leased')`,
  );
  const cleared = await read<Moved>(netOf('payout_clearing', 'credit'));
  const collected = await read<Moved>(netOf('payin_clearing', 'debit'));
  const merchants = await read<{ id: string; name: string }>(
    'select merchant_id as id, name from merchants',
  );
  await client.query('commit');
  return {
    payouts,
    payins,
    payinFacts,
    payoutOfReference: new Map(attempts.map(({ reference, id }) => [reference, id])),
    changes: changesOf(history),
    events: new Map(events.map((event) => [event.id, event])),
    givenUp: dead.map(({ what }) => what),
    openPromises: open[0]?.count ?? 0,
    clearedMinor: minorByMerchant(cleared),
    collectedMinor: minorByMerchant(collected),
    nameOf: new Map(merchants.map(({ id, name }) => [id, name.replace(/^Torture /, '')])),
  };
}

interface Moved {
  readonly merchantId: string;
  readonly minor: bigint;
}

/** What stands on an account of each merchant, counted on the side that grows it. */
function netOf(account: string, side: 'debit' | 'credit'): string {
  return `select merchant_id as "merchantId", sum(case when ${side}_account like '${account}:%'
      then amount_minor else -amount_minor end)::bigint as minor
    from postings
    where kind in ('post', 'record', 'reverse')
      and (credit_account like '${account}:%' or debit_account like '${account}:%')
    group by merchant_id`;
}

function minorByMerchant(rows: readonly Moved[]): Map<string, bigint> {
  return new Map(rows.map(({ merchantId, minor }) => [merchantId, minor]));
}

function changesOf(
  rows: readonly { id: string; version: number; status: string }[],
): Map<string, Map<number, string>> {
  const changes = new Map<string, Map<number, string>>();
  for (const { id, version, status } of rows) {
    const versions = changes.get(id);
    if (versions === undefined) changes.set(id, new Map([[version, status]]));
    else versions.set(version, status);
  }
  return changes;
}
