/** The gateway's own book: its database, read in one snapshot. */
import type pg from 'pg';
import { readSums, type Sums } from './sums.ts';
import type { Payment } from './payment.ts';
import { selectTransfers, type TransferRecord } from './transfer-records.ts';

export interface PayoutRecord extends Payment {
  readonly direction: 'out';
  readonly status: 'queued' | 'processing' | 'succeeded' | 'failed' | 'reversed';
}

export interface PayinRecord extends Payment {
  readonly direction: 'in';
  readonly status: 'created' | 'succeeded' | 'expired' | 'failed' | 'reversed';
  readonly method: 'upi' | 'card' | 'mpesa';
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

export interface Records extends Sums {
  readonly payouts: readonly PayoutRecord[];
  readonly payins: readonly PayinRecord[];
  readonly payinFacts: readonly PayinFactRecord[];
  readonly moved: readonly TransferRecord[];
  /** Pay-ins of which nothing was heard for a day, and which a person has been shown. */
  readonly unheard: ReadonlySet<string>;
  /** Whose a reference of a transfer at the bank is. */
  readonly payoutOfReference: ReadonlyMap<string, string>;
  /** Status by version, by payment. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Every webhook that was ever promised, by the id that its receiver sees. */
  readonly events: ReadonlyMap<string, PromisedEvent>;
  /** Promises that are neither kept nor open: given up. */
  readonly givenUp: readonly string[];
  readonly openPromises: number;
  /** Names of merchants in histories and inboxes, by id. */
  readonly nameOf: ReadonlyMap<string, string>;
}

export async function readRecords(client: pg.Client): Promise<Records> {
  await client.query('begin isolation level repeatable read, read only');
  const read = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows;
  const common = `p.merchant_id as "merchantId", p.contract, p.status, p.version, p.transaction_number as number,
    coalesce(p.reference, '') as reference, p.currency, p.amount_minor as "amountMinor", p.utr,
    x.approval_key as "approvalKey", x.first_webhook_id as "firstWebhookId"`;
  const payouts = await read<PayoutRecord>(
    `select 'out' as direction, ${common}, p.payout_id as id,
       coalesce(p.beneficiary_vpa, p.beneficiary_mobile, p.beneficiary_account_number) as account
     from payouts p ${besideOf('payout_id')}`,
  );
  const payins = await read<PayinRecord>(
    `select 'in' as direction, ${common}, p.payin_id as id, '' as account, p.method,
       p.provider_reference as "providerReference", p.received_minor as "receivedMinor"
     from payins p ${besideOf('payin_id')}`,
  );
  const moved = await read<TransferRecord>(selectTransfers);
  const unheard = await read<{ id: string }>(
    `select payout_id as id from cases where code = 'never_answered'`,
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
    `select payout_id as id, version, to_status as status from payout_changes
     union all select payin_id, version, to_status from payin_history
     union all select transfer_id, version, to_status from transfer_history`,
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
  const sums = await readSums(read);
  const merchants = await read<{ id: string; name: string }>(
    'select merchant_id as id, name from merchants',
  );
  await client.query('commit');
  return {
    payouts,
    payins,
    payinFacts,
    moved,
    unheard: new Set(unheard.map(({ id }) => id)),
    payoutOfReference: new Map(attempts.map(({ reference, id }) => [reference, id])),
    changes: changesOf(history),
    events: new Map(events.map((event) => [event.id, event])),
    givenUp: dead.map(({ what }) => what),
    openPromises: open[0]?.count ?? 0,
    ...sums,
    nameOf: new Map(merchants.map(({ id, name }) => [id, name.replace(/^Torture /, '')])),
  };
}

function besideOf(id: string): string {
  return `left join xprizo_transactions x on x.merchant_id = p.merchant_id and x.transaction_id = p.${id}`;
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
