/** Payouts and their history as rows: the only place that names their columns. */
import { binaryArray } from '../db/binary-array.ts';
import {
  arraysOf,
  insertStatement,
  rowsFrom,
  type BatchStatement,
  type Columns,
} from '../db/columns.ts';
import type { Currency } from '../kit/money.ts';
import { journalsBefore } from '../ledger/assumed-book.ts';
import { insertPromisesFrom } from '../outbox/outbox.ts';
import type { Rail } from '../providers/provider.ts';
import type { Contract, HistoryEntry, Payout, PayoutStatus } from './payout.ts';

export interface PayoutRow {
  merchant_id: string;
  payout_id: string;
  version: number;
  status: PayoutStatus;
  status_reason: string;
  contract: Contract;
  transaction_number: string;
  reference: string | null;
  beneficiary_name: string;
  beneficiary_account_number: string;
  beneficiary_ifsc: string;
  beneficiary_vpa: string | null;
  beneficiary_mobile: string | null;
  wished_rail: Rail | null;
  currency: Currency;
  amount_minor: bigint;
  fee_minor: bigint;
  gst_minor: bigint;
  reserve_no: bigint | null;
  rail: Rail | null;
  utr: string | null;
  remarks: string | null;
  created_at: Date;
  updated_at: Date | null;
}

type NewPayoutRow = Omit<PayoutRow, 'version' | 'rail' | 'utr' | 'updated_at'>;

interface HistoryRow {
  merchant_id: string;
  payout_id: string;
  version: number;
  from_status: string | null;
  to_status: string;
  because: string;
  at: Date;
}

const newPayoutColumns: Columns<NewPayoutRow> = {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  status: 'text',
  status_reason: 'text',
  contract: 'text',
  transaction_number: 'text',
  reference: 'text',
  beneficiary_name: 'text',
  beneficiary_account_number: 'text',
  beneficiary_ifsc: 'text',
  beneficiary_vpa: 'text',
  beneficiary_mobile: 'text',
  wished_rail: 'text',
  currency: 'text',
  amount_minor: 'bigint',
  fee_minor: 'bigint',
  gst_minor: 'bigint',
  reserve_no: 'bigint',
  remarks: 'text',
  created_at: 'timestamptz',
};

/** `place`: of its wallet in an assumed book; what is held for it is numbered on from there. It travels beside the rows. */
const assumedColumns: Columns<NewPayoutRow & { readonly place: number }> = {
  ...newPayoutColumns,
  place: 'integer',
};

/**
 * A payout as it is created and, if its money is held, the promise to bring it to its end: one statement, because both are
 * the same row seen from two sides. The first line of its history is the payout, too: `payout_changes` reads it there.
 */
function insertCreatedFrom(columns: Columns<NewPayoutRow>, reserveNo: string): string {
  const names = Object.keys(newPayoutColumns);
  const cells = names.map((name) => (name === 'reserve_no' ? `${reserveNo} as ${name}` : name));
  return `with r as materialized (select ${cells.join(', ')} from ${rowsFrom(columns)}),
    made as (insert into payouts (version, ${names.join(', ')}) select 1, ${names.join(', ')} from r)
    ${insertPromisesFrom('r where reserve_no is not null', {
      merchant_id: 'merchant_id',
      outbox_id: 'payout_id',
      topic: `'payout'`,
      subject_id: 'payout_id',
      subject_version: '1',
      // Each kind of provider has a queue of its own, so that one in trouble holds up nobody else's payouts.
      target: `case when beneficiary_mobile is null then '' else 'mobile' end`,
      payload: 'null',
      created_at: 'created_at',
      due_at: 'created_at',
    })}`;
}

export const insertCreated: BatchStatement<NewPayoutRow> = {
  name: 'insert_created_payouts',
  text: insertCreatedFrom(newPayoutColumns, 'reserve_no'),
  values: (rows) => arraysOf(newPayoutColumns, rows),
};

/** The same behind `moveCounters` of an assumed book. */
export const insertAssumed = {
  name: 'insert_assumed_payouts',
  text: insertCreatedFrom(assumedColumns, `reserve_no + ${journalsBefore('place')}`),
  values: (rows: readonly NewPayoutRow[], places: readonly number[]): Buffer[] => [
    ...arraysOf(newPayoutColumns, rows),
    binaryArray('integer', places),
  ],
};

export const insertHistory = insertStatement<HistoryRow>('payout_history', {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  version: 'integer',
  from_status: 'text',
  to_status: 'text',
  because: 'text',
  at: 'timestamptz',
});

/** Behind `p.`: every column of a payout. */
export const payoutColumns = `p.merchant_id, p.payout_id, p.version, p.status, p.status_reason, p.contract,
  p.transaction_number, p.reference, p.beneficiary_name, p.beneficiary_account_number, p.beneficiary_ifsc,
  p.beneficiary_vpa, p.beneficiary_mobile, p.wished_rail, p.currency, p.amount_minor, p.fee_minor, p.gst_minor, p.reserve_no, p.rail, p.utr, p.remarks,
  p.created_at, p.updated_at`;

export function payoutOf(row: PayoutRow): Payout {
  return {
    merchantId: row.merchant_id,
    payoutId: row.payout_id,
    version: row.version,
    status: row.status,
    statusReason: row.status_reason,
    contract: row.contract,
    transactionNumber: row.transaction_number,
    reference: row.reference,
    beneficiaryName: row.beneficiary_name,
    beneficiaryAccountNumber: row.beneficiary_account_number,
    beneficiaryIfsc: row.beneficiary_ifsc,
    beneficiaryVpa: row.beneficiary_vpa,
    beneficiaryMobile: row.beneficiary_mobile,
    wishedRail: row.wished_rail,
    currency: row.currency,
    amountMinor: row.amount_minor,
    feeMinor: row.fee_minor,
    gstMinor: row.gst_minor,
    reserveNo: row.reserve_no,
    rail: row.rail,
    utr: row.utr,
    remarks: row.remarks,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function payoutRow(payout: Payout): PayoutRow {
  return {
    merchant_id: payout.merchantId,
    payout_id: payout.payoutId,
    version: payout.version,
    status: payout.status,
    status_reason: payout.statusReason,
    contract: payout.contract,
    transaction_number: payout.transactionNumber,
    reference: payout.reference,
    beneficiary_name: payout.beneficiaryName,
    beneficiary_account_number: payout.beneficiaryAccountNumber,
    beneficiary_ifsc: payout.beneficiaryIfsc,
    beneficiary_vpa: payout.beneficiaryVpa,
    beneficiary_mobile: payout.beneficiaryMobile,
    wished_rail: payout.wishedRail,
    currency: payout.currency,
    amount_minor: payout.amountMinor,
    fee_minor: payout.feeMinor,
    gst_minor: payout.gstMinor,
    reserve_no: payout.reserveNo,
    rail: payout.rail,
    utr: payout.utr,
    remarks: payout.remarks,
    created_at: payout.createdAt,
    updated_at: payout.updatedAt,
  };
}

export function historyRow(entry: HistoryEntry): HistoryRow {
  return {
    merchant_id: entry.merchantId,
    payout_id: entry.payoutId,
    version: entry.version,
    from_status: entry.fromStatus,
    to_status: entry.toStatus,
    because: entry.because,
    at: entry.at,
  };
}
