/** Reads what a payee has asked for and received. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import { referenceKey } from '../payments/create-payout.ts';
import { loadXprizoBeside, type XprizoBeside } from '../payments/xprizo-beside.ts';
import { incomingColumns, incomingFrom, type IncomingRow } from './incoming-rows.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';

type Db = Pick<pg.ClientBase, 'query'>;

export interface LoadedIncoming {
  readonly incoming: IncomingTransfer;
  readonly beside: XprizoBeside | undefined;
}

/** Those that are there, by id. */
export async function loadIncoming(
  db: Db,
  keys: readonly { readonly merchantId: string; readonly transferId: string }[],
): Promise<Map<string, LoadedIncoming>> {
  const distinct = [...new Map(keys.map((key) => [key.transferId, key])).values()];
  const [incoming, beside] = await Promise.all([
    db.query<IncomingRow>({
      name: 'incoming_transfers_by_id',
      text: `select ${incomingColumns}
        from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as transfer_id) as r
        join incoming_transfers i on i.merchant_id = r.merchant_id and i.transfer_id = r.transfer_id`,
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
    incoming.rows.map((row) => [
      row.transfer_id,
      { incoming: incomingFrom(row), beside: beside.get(row.transfer_id) },
    ]),
  );
}

/** What has spent a reference on money coming in. */
export interface SpentComingIn {
  readonly isOpen: boolean;
  /** The request, if it was one; how it stands is known where its payer lives. */
  readonly request: IncomingTransfer | undefined;
}

/** By `referenceKey`. */
export async function loadSpentComingIn(
  db: Db,
  wanted: readonly { readonly merchantId: string; readonly reference: string }[],
): Promise<Map<string, SpentComingIn>> {
  if (wanted.length === 0) return new Map();
  const values = [
    arrayLiteral(wanted.map(({ merchantId }) => merchantId)),
    arrayLiteral(wanted.map(({ reference }) => reference)),
  ];
  const [requests, payins] = await Promise.all([
    db.query<IncomingRow>({
      name: 'requests_by_reference',
      // Not a join: the planner must not begin with the table, which is spread over all nodes.
      text: `select f.* from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
        cross join lateral (select ${incomingColumns} from incoming_transfers i
          where i.merchant_id = r.merchant_id and i.reference = r.reference and i.kind = 'request' offset 0) f`,
      values,
    }),
    db.query<{ merchant_id: string; reference: string; is_open: boolean }>({
      name: 'references_spent_coming_in',
      text: `select i.merchant_id, i.reference, i.status = 'created' as is_open
        from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
        join payins i on i.merchant_id = r.merchant_id and i.reference = r.reference`,
      values,
    }),
  ]);
  const keyOf = (row: { merchant_id: string; reference: string }) =>
    referenceKey(row.merchant_id, row.reference);
  const spent = new Map<string, SpentComingIn>();
  for (const row of payins.rows) spent.set(keyOf(row), { isOpen: row.is_open, request: undefined });
  for (const row of requests.rows) {
    const request = incomingFrom(row);
    spent.set(keyOf(row), { isOpen: request.status === 'asked', request });
  }
  return spent;
}
