/** Reads transfers with all that a decision needs, behind the locks of their payers' wallets. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import { referenceKey } from '../payments/create-payout.ts';
import { loadXprizoBeside, type XprizoBeside } from '../payments/xprizo-beside.ts';
import { transferColumns, transferOf, type TransferRow } from './transfer-rows.ts';
import type { Transfer } from './transfer.ts';

export interface LoadedTransfer {
  readonly transfer: Transfer;
  /** Undefined for an exchange that followed on a deposit before such had numbers. */
  readonly beside: XprizoBeside | undefined;
  readonly payeeNo: number;
}

type Db = Pick<pg.ClientBase, 'query'>;

/** Those that are there, by id. */
export async function loadTransfers(
  db: Db,
  keys: readonly { readonly merchantId: string; readonly transferId: string }[],
): Promise<Map<string, LoadedTransfer>> {
  const distinct = [...new Map(keys.map((key) => [key.transferId, key])).values()];
  const [transfers, beside] = await Promise.all([
    db.query<TransferRow & { payee_no: number }>({
      name: 'transfers_by_id',
      text: `select ${transferColumns}, payee.merchant_no as payee_no
        from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as transfer_id) as r
        join transfers t on t.merchant_id = r.merchant_id and t.transfer_id = r.transfer_id
        join merchants payee on payee.merchant_id = t.payee_id`,
      values: [
        arrayLiteral(distinct.map(({ merchantId }) => merchantId)),
        arrayLiteral(distinct.map(({ transferId }) => transferId)),
      ],
    }),
    loadXprizoBeside(
      db,
      distinct.map(({ merchantId, transferId }) => ({ merchantId, transactionId: transferId })),
    ),
  ]);
  return new Map(
    transfers.rows.map((row) => [
      row.transfer_id,
      {
        transfer: transferOf(row),
        beside: beside.get(row.transfer_id),
        payeeNo: row.payee_no,
      },
    ]),
  );
}

/** By `referenceKey`: whether what spent the reference on money going out is still under way. */
export async function loadSpentReferences(
  db: Db,
  wanted: readonly { readonly merchantId: string; readonly reference: string }[],
): Promise<Map<string, boolean>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await db.query<{ merchant_id: string; reference: string; is_open: boolean }>({
    name: 'references_spent_going_out',
    text: `select r.merchant_id, r.reference, f.is_open
      from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
      cross join lateral (
        select t.status in ('pending', 'held') as is_open from transfers t
          where t.merchant_id = r.merchant_id and t.reference = r.reference and t.kind <> 'request'
        union all
        select p.status in ('queued', 'processing') from payouts p
          where p.merchant_id = r.merchant_id and p.reference = r.reference and p.reference is not null
      ) f`,
    values: [
      arrayLiteral(wanted.map(({ merchantId }) => merchantId)),
      arrayLiteral(wanted.map(({ reference }) => reference)),
    ],
  });
  return new Map(
    rows.map((row) => [referenceKey(row.merchant_id, row.reference), row.is_open] as const),
  );
}
