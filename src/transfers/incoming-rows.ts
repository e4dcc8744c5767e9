/** Incoming transfers as they are stored: the only place that names their columns. */
import { arraysOf, insertStatement, rowsFrom, type Columns } from '../db/columns.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { IncomingStatus, IncomingTransfer } from './incoming-transfer.ts';

export interface IncomingRow {
  merchant_id: string;
  transfer_id: string;
  kind: IncomingTransfer['kind'];
  status: IncomingStatus;
  wallet_no: bigint;
  payer_id: string;
  payer_wallet_no: bigint;
  reference: string;
  currency: WalletCurrency;
  amount_minor: bigint;
  expires_at: Date | null;
  created_at: Date;
  arrived_at: Date | null;
}

const columns: Columns<IncomingRow> = {
  merchant_id: 'uuid',
  transfer_id: 'uuid',
  kind: 'text',
  status: 'text',
  wallet_no: 'bigint',
  payer_id: 'uuid',
  payer_wallet_no: 'bigint',
  reference: 'text',
  currency: 'text',
  amount_minor: 'bigint',
  expires_at: 'timestamptz',
  created_at: 'timestamptz',
  arrived_at: 'timestamptz',
};

/** Of the table under the name `i`. */
export const incomingColumns = Object.keys(columns)
  .map((name) => `i.${name}`)
  .join(', ');

export const insertIncoming = insertStatement<IncomingRow>('incoming_transfers', columns);

type ArrivalRow = Pick<IncomingRow, 'merchant_id' | 'transfer_id' | 'arrived_at'>;

const arrivalColumns: Columns<ArrivalRow> = {
  merchant_id: 'uuid',
  transfer_id: 'uuid',
  arrived_at: 'timestamptz',
};

/** What was asked for has come. */
export const updateArrived = {
  name: 'update_incoming_transfers',
  text: `update incoming_transfers i set status = 'arrived', arrived_at = r.arrived_at
    from ${rowsFrom(arrivalColumns)}
    where i.merchant_id = r.merchant_id and i.transfer_id = r.transfer_id`,
  values: (rows: readonly IncomingRow[]) => arraysOf(arrivalColumns, rows),
};

export function incomingRow(incoming: IncomingTransfer): IncomingRow {
  return {
    merchant_id: incoming.merchantId,
    transfer_id: incoming.transferId,
    kind: incoming.kind,
    status: incoming.status,
    wallet_no: incoming.walletNo,
    payer_id: incoming.payerId,
    payer_wallet_no: incoming.payerWalletNo,
    reference: incoming.reference,
    currency: incoming.currency,
    amount_minor: incoming.amountMinor,
    expires_at: incoming.expiresAt,
    created_at: incoming.createdAt,
    arrived_at: incoming.arrivedAt,
  };
}

export function incomingFrom(row: IncomingRow): IncomingTransfer {
  return {
    merchantId: row.merchant_id,
    transferId: row.transfer_id,
    kind: row.kind,
    status: row.status,
    walletNo: row.wallet_no,
    payerId: row.payer_id,
    payerWalletNo: row.payer_wallet_no,
    reference: row.reference,
    currency: row.currency,
    amountMinor: row.amount_minor,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    arrivedAt: row.arrived_at,
  };
}
