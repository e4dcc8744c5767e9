/** Transfers and their history as they are stored: the only place that names their columns. */
import { arraysOf, insertStatement, rowsFrom, type Columns } from '../db/columns.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { Transfer, TransferHistoryEntry, TransferKind, TransferStatus } from './transfer.ts';

export interface TransferRow {
  merchant_id: string;
  transfer_id: string;
  version: number;
  status: TransferStatus;
  status_reason: string;
  kind: TransferKind;
  wallet_no: bigint;
  payee_id: string;
  payee_wallet_no: bigint;
  reference: string | null;
  currency: WalletCurrency;
  amount_minor: bigint;
  received_currency: WalletCurrency;
  received_minor: bigint;
  rate: string | null;
  rounding_minor: bigint;
  reserve_no: bigint | null;
  expires_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

const columns: Columns<TransferRow> = {
  merchant_id: 'uuid',
  transfer_id: 'uuid',
  version: 'integer',
  status: 'text',
  status_reason: 'text',
  kind: 'text',
  wallet_no: 'bigint',
  payee_id: 'uuid',
  payee_wallet_no: 'bigint',
  reference: 'text',
  currency: 'text',
  amount_minor: 'bigint',
  received_currency: 'text',
  received_minor: 'bigint',
  rate: 'text',
  rounding_minor: 'bigint',
  reserve_no: 'bigint',
  expires_at: 'timestamptz',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
};

/** Of the table under the name `t`. */
export const transferColumns = Object.keys(columns)
  .map((name) => `t.${name}`)
  .join(', ');

export const insertTransfers = insertStatement<TransferRow>('transfers', columns);

type ChangeRow = Pick<
  TransferRow,
  'merchant_id' | 'transfer_id' | 'version' | 'status' | 'status_reason' | 'updated_at'
>;

const changeColumns: Columns<ChangeRow> = {
  merchant_id: 'uuid',
  transfer_id: 'uuid',
  version: 'integer',
  status: 'text',
  status_reason: 'text',
  updated_at: 'timestamptz',
};

export const updateTransfers = {
  name: 'update_transfers',
  text: `update transfers t
    set version = r.version, status = r.status, status_reason = r.status_reason, updated_at = r.updated_at
    from ${rowsFrom(changeColumns)}
    where t.merchant_id = r.merchant_id and t.transfer_id = r.transfer_id`,
  values: (rows: readonly TransferRow[]) => arraysOf(changeColumns, rows),
};

export function transferRow(transfer: Transfer): TransferRow {
  return {
    merchant_id: transfer.merchantId,
    transfer_id: transfer.transferId,
    version: transfer.version,
    status: transfer.status,
    status_reason: transfer.statusReason,
    kind: transfer.kind,
    wallet_no: transfer.walletNo,
    payee_id: transfer.payeeId,
    payee_wallet_no: transfer.payeeWalletNo,
    reference: transfer.reference,
    currency: transfer.currency,
    amount_minor: transfer.amountMinor,
    received_currency: transfer.receivedCurrency,
    received_minor: transfer.receivedMinor,
    rate: transfer.rate,
    rounding_minor: transfer.roundingMinor,
    reserve_no: transfer.reserveNo,
    expires_at: transfer.expiresAt,
    created_at: transfer.createdAt,
    updated_at: transfer.updatedAt,
  };
}

export function transferOf(row: TransferRow): Transfer {
  return {
    merchantId: row.merchant_id,
    transferId: row.transfer_id,
    version: row.version,
    status: row.status,
    statusReason: row.status_reason,
    kind: row.kind,
    walletNo: row.wallet_no,
    payeeId: row.payee_id,
    payeeWalletNo: row.payee_wallet_no,
    reference: row.reference,
    currency: row.currency,
    amountMinor: row.amount_minor,
    receivedCurrency: row.received_currency,
    receivedMinor: row.received_minor,
    rate: row.rate,
    roundingMinor: row.rounding_minor,
    reserveNo: row.reserve_no,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

interface HistoryRow {
  merchant_id: string;
  transfer_id: string;
  version: number;
  from_status: string | null;
  to_status: string;
  because: string;
  acted_by: string;
  at: Date;
}

export const insertTransferHistory = insertStatement<HistoryRow>('transfer_history', {
  merchant_id: 'uuid',
  transfer_id: 'uuid',
  version: 'integer',
  from_status: 'text',
  to_status: 'text',
  because: 'text',
  acted_by: 'text',
  at: 'timestamptz',
});

export function transferHistoryRow(entry: TransferHistoryEntry): HistoryRow {
  return {
    merchant_id: entry.merchantId,
    transfer_id: entry.transferId,
    version: entry.version,
    from_status: entry.fromStatus,
    to_status: entry.toStatus,
    because: entry.because,
    acted_by: entry.actedBy,
    at: entry.at,
  };
}
