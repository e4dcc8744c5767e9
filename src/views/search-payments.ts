/** One payment by anything that somebody may have in hand, looked for in the blocks of rows that can hold it. */
import type { Pool } from '../db/connection.ts';
import { isUuid } from '../kit/ids.ts';
import { letterCases } from '../kit/letter-cases.ts';
import { ownerOfKey } from '../merchants/approval-key.ts';
import { parseCollectionReference, parseProviderReference } from '../providers/references.ts';
import { byBlocks } from './by-blocks.ts';
import { newestFirst } from './list-payments.ts';
import { isAsked, paymentKinds, type PaymentFilter, type PaymentKind } from './payment-filter.ts';
import { readPaymentRows, type PaymentRow } from './payment-row.ts';

interface Found {
  readonly kind: PaymentKind;
  readonly merchantId: string;
  readonly paymentId: string;
}

/** So many of the newest that match are shown: whoever pays the same account daily wants the list of its merchant. */
const mostFound = 100;
const mostAtOnce = 3;

/** Whole words only, as they are stored, in capitals or in small letters. Newest first. */
export async function searchPayments(
  pool: Pool,
  text: string,
  filter: PaymentFilter = {},
): Promise<PaymentRow[]> {
  const found = await find(pool, text);
  const distinct = [...new Map(found.map((one) => [one.paymentId, one])).values()]
    .sort((a, b) => (a.paymentId < b.paymentId ? 1 : -1))
    .slice(0, mostFound);
  const rows = await Promise.all(
    paymentKinds.map((kind) =>
      readPaymentRows(
        pool,
        kind,
        distinct.filter((one) => one.kind === kind),
      ),
    ),
  );
  return rows
    .flat()
    .filter((row) => isAsked(row, filter))
    .sort(newestFirst);
}

/** A few connections look at the same time, each for a part of what it may be. */
async function find(pool: Pool, text: string): Promise<Found[]> {
  const parts = placesOf(text);
  const shares = Array.from({ length: mostAtOnce }, (_, nth) =>
    parts.filter((_part, place) => place % mostAtOnce === nth),
  ).filter((share) => share.length > 0);
  const found = await Promise.all(
    shares.map((share) =>
      byBlocks(pool, async (tx) => {
        const values = [...new Set(share.map(({ value }) => value))];
        const selects = share.map(({ sql, value }) =>
          sql.replaceAll('$1', () => `$${String(values.indexOf(value) + 1)}`),
        );
        const { rows } = await tx.query<Found>(
          `select kind, merchant_id as "merchantId", id as "paymentId" from (${selects.join(' union all ')}) f`,
          values,
        );
        return rows;
      }),
    ),
  );
  return found.flat();
}

interface Place {
  /** Tells kind, merchant_id and id of what it finds by `$1`. */
  readonly sql: string;
  readonly value: string;
}

/** What is ours is written in one case alone; what is others' is looked for in each. */
function placesOf(text: string): readonly Place[] {
  if (isUuid(text.toLowerCase())) return placed(byId, [text]);
  const capitals = text.toUpperCase();
  const owner = ownerOfKey(capitals);
  if (owner !== undefined) return placed([byKeyOf(owner)], [capitals]);
  const theirs = parseProviderReference(capitals);
  if (theirs !== undefined) return placed(byId, [theirs.payoutId]);
  const asked = parseCollectionReference(capitals);
  if (asked !== undefined) return placed(byId, [asked.payinId]);
  const cases = letterCases(text);
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return placed([...byReference, ...byAddress], cases);
  const isDigits = /^\+?[0-9]{6,34}$/.test(text);
  return [
    ...placed(byNumber, [capitals]),
    ...placed(byUtr, cases),
    ...placed([...byReference, ...(isDigits ? byDigits : [])], cases),
  ];
}

function placed(selects: readonly string[], values: readonly string[]): readonly Place[] {
  return values.flatMap((value) => selects.map((sql) => ({ sql, value })));
}

function blocks(kind: PaymentKind, table: string, id: string, column: string): string {
  return newestOf(`'${kind}'`, table, id, column);
}

function ofOrders(column: string): string {
  const kind = `case p.direction when 'in' then 'payin' else 'payout' end`;
  return newestOf(kind, 'orders', 'order_id', column);
}

function newestOf(kind: string, table: string, id: string, column: string): string {
  return `(select ${kind} as kind, p.merchant_id, p.${id} as id from ${table} p
    where ${column} = $1 order by p.${id} desc limit ${String(mostFound)})`;
}

/** Where the money of a payout goes, as its index has it. */
const destination =
  'coalesce(p.beneficiary_vpa, p.beneficiary_mobile, p.beneficiary_account_number)';

const byId = [
  blocks('payout', 'payouts', 'payout_id', 'p.payout_id'),
  blocks('payin', 'payins', 'payin_id', 'p.payin_id'),
  blocks('transfer', 'transfers', 'transfer_id', 'p.transfer_id'),
];

const byNumber = [
  blocks('payout', 'payouts', 'payout_id', 'p.transaction_number'),
  blocks('payin', 'payins', 'payin_id', 'p.transaction_number'),
];

// The UTR of money that waits for a person stands only in what was seen of it.
const byUtr = [
  blocks('payout', 'provider_facts', 'payout_id', 'p.utr'),
  blocks('payin', 'payin_facts', 'payin_id', 'p.utr'),
];

const byReference = [
  blocks('payout', 'payouts', 'payout_id', 'p.reference'),
  blocks('payin', 'payins', 'payin_id', 'p.reference'),
  blocks('transfer', 'transfers', 'transfer_id', 'p.reference'),
  ofOrders('p.reference_id'),
];

/** Of UPI, or of mail. */
const byAddress = [
  blocks('payout', 'payouts', 'payout_id', destination),
  blocks('payin', 'payin_facts', 'payin_id', 'p.payer_vpa'),
  ofOrders('p.customer_email'),
];

/** An account number, or that of a telephone. */
const byDigits = [
  blocks('payout', 'payouts', 'payout_id', destination),
  ofOrders('p.customer_mobile'),
];

/** An approval key carries the number of its owner. */
function byKeyOf(owner: number): string {
  return `(select case when x.kind like '%deposit' then 'payin' when x.kind like '%withdrawal' then 'payout'
    else 'transfer' end as kind, x.merchant_id, x.transaction_id as id
  from merchants m join xprizo_transactions x on x.merchant_id = m.merchant_id
  where m.merchant_no = ${String(owner)} and x.approval_key = $1)`;
}
