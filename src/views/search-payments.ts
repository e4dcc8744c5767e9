/**
 * One payment by anything that somebody may have in hand. Numbers and references are looked up with each merchant by
 * their own unique indexes; account numbers, addresses and telephone numbers by the blocks of rows they can be in.
 */
import type { Pool, Queryable } from '../db/connection.ts';
import { ownerOfKey } from '../merchants/approval-key.ts';
import { isUuid } from '../payments/payout-dossier.ts';
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

/** Whole words only, as they are stored; capital letters count. Newest first. */
export async function searchPayments(
  db: Pool,
  text: string,
  filter: PaymentFilter = {},
): Promise<PaymentRow[]> {
  const found = (await Promise.all(probesOf(text).map((probe) => probe(db, text)))).flat();
  const distinct = [...new Map(found.map((one) => [one.paymentId, one])).values()]
    .sort((a, b) => (a.paymentId < b.paymentId ? 1 : -1))
    .slice(0, mostFound);
  const rows = await Promise.all(
    paymentKinds.map((kind) =>
      readPaymentRows(
        db,
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

type Probe = (db: Pool, text: string) => Promise<Found[]>;

function probesOf(text: string): readonly Probe[] {
  if (isUuid(text)) return [byId];
  const owner = ownerOfKey(text);
  if (owner !== undefined) return [byKey(owner)];
  const theirs = parseProviderReference(text);
  if (theirs !== undefined) return [(db) => byId(db, theirs.payoutId)];
  const asked = parseCollectionReference(text);
  if (asked !== undefined) return [(db) => byId(db, asked.payinId)];
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return [byReference, byAddress];
  return [byNumber, byReference, ...(/^\+?[0-9]{6,34}$/.test(text) ? [byDigits] : [])];
}

const byId: Probe = (db, id) =>
  query(
    db,
    probe('payout', 'payouts', 'payout_id', 'p.payout_id = $1'),
    probe('payin', 'payins', 'payin_id', 'p.payin_id = $1'),
    probe('transfer', 'transfers', 'transfer_id', 'p.transfer_id = $1'),
  )(id);

const byNumber: Probe = (db, number) =>
  query(
    db,
    probe('payout', 'payouts', 'payout_id', 'p.transaction_number = $1'),
    probe('payin', 'payins', 'payin_id', 'p.transaction_number = $1'),
    probe('payout', 'payouts', 'payout_id', 'p.utr = $1 and p.utr is not null'),
    probe('payin', 'payins', 'payin_id', 'p.utr = $1 and p.utr is not null'),
  )(number);

const byReference: Probe = (db, reference) =>
  query(
    db,
    probe('payout', 'payouts', 'payout_id', 'p.reference = $1 and p.reference is not null'),
    probe('payin', 'payins', 'payin_id', 'p.reference = $1'),
    probe(
      'transfer',
      'transfers',
      'transfer_id',
      `p.reference = $1 and p.reference is not null and p.kind <> 'request'`,
    ),
    requests,
    orders,
  )(reference);

/** Of a request the reference is its payee's. */
const requests = `select 'transfer' as kind, f.payer_id as merchant_id, f.transfer_id as id
  from merchants m cross join lateral (
    select p.payer_id, p.transfer_id from incoming_transfers p
    where p.merchant_id = m.merchant_id and p.kind = 'request' and p.reference = $1 offset 0) f`;

/** The second reference of a merchant. */
const orders = `select case f.direction when 'in' then 'payin' else 'payout' end as kind, f.merchant_id, f.order_id as id
  from merchants m cross join lateral (
    select p.merchant_id, p.order_id, p.direction from orders p
    where p.merchant_id = m.merchant_id and p.reference_id = $1 and p.reference_id is not null offset 0) f`;

/** The key carries the number of its owner. */
function byKey(merchantNo: number): Probe {
  return async (db, key) => {
    const { rows } = await db.query<Found>(
      `select case when x.kind like '%deposit' then 'payin' when x.kind like '%withdrawal' then 'payout'
         else 'transfer' end as kind, x.merchant_id as "merchantId", x.transaction_id as "paymentId"
       from merchants m join xprizo_transactions x on x.merchant_id = m.merchant_id
       where m.merchant_no = $1 and x.approval_key = $2`,
      [merchantNo, key],
    );
    return rows;
  };
}

/** Of UPI, or of mail. */
const byAddress: Probe = (db, text) =>
  queryBlocks(
    blocks('payout', 'payouts', 'payout_id', 'beneficiary_vpa'),
    blocks('payin', 'payins', 'payin_id', 'payer_vpa'),
    ...customers('customer_email'),
  )(db, text);

/** An account number, or that of a telephone. */
const byDigits: Probe = (db, text) =>
  queryBlocks(
    text.startsWith('+')
      ? blocks('payout', 'payouts', 'payout_id', 'beneficiary_mobile')
      : blocks('payout', 'payouts', 'payout_id', 'beneficiary_account_number'),
    ...customers('customer_mobile'),
  )(db, text);

function customers(column: string): string[] {
  return [
    `(select case p.direction when 'in' then 'payin' else 'payout' end as kind, p.merchant_id, p.order_id as id
      from orders p where p.${column} = $1 order by p.order_id desc limit ${String(mostFound)})`,
  ];
}

/** With each merchant, by an index of its own. */
function probe(kind: PaymentKind, table: string, id: string, is: string): string {
  return `select '${kind}' as kind, f.merchant_id, f.id from merchants m cross join lateral (
    select p.merchant_id, p.${id} as id from ${table} p
    where p.merchant_id = m.merchant_id and ${is} offset 0) f`;
}

function blocks(kind: PaymentKind, table: string, id: string, column: string): string {
  return `(select '${kind}' as kind, p.merchant_id, p.${id} as id from ${table} p
    where p.${column} = $1 order by p.${id} desc limit ${String(mostFound)})`;
}

function query(db: Queryable, ...parts: readonly string[]) {
  return async (text: string): Promise<Found[]> => {
    const { rows } = await db.query<Found>(
      `select kind, merchant_id as "merchantId", id as "paymentId" from (${parts.join(' union all ')}) f`,
      [text],
    );
    return rows;
  };
}

function queryBlocks(...parts: readonly string[]) {
  return (db: Pool, text: string): Promise<Found[]> =>
    byBlocks(db, (tx) => query(tx, ...parts)(text));
}
