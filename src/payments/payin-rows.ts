/** Pay-ins and their history as rows: the only place that names their columns. */
import { insertStatement, type Columns } from '../db/columns.ts';
import type { Currency } from '../kit/money.ts';
import type { Payin, PayinContract, PayinHistoryEntry, PayinMethod, PayinStatus } from './payin.ts';

export interface PayinRow {
  merchant_id: string;
  payin_id: string;
  version: number;
  status: PayinStatus;
  status_reason: string;
  contract: PayinContract;
  method: PayinMethod;
  transaction_number: string;
  reference: string;
  currency: Currency;
  amount_minor: bigint;
  fee_minor: bigint;
  gst_minor: bigint;
  plan_basis_points: number;
  plan_flat_minor: bigint;
  plan_minimum_minor: bigint;
  plan_maximum_minor: bigint | null;
  plan_gst_basis_points: number;
  provider: string;
  provider_reference: string;
  payee_vpa: string;
  prompt_id: string | null;
  challenge_url: string | null;
  expires_at: Date;
  received_minor: bigint;
  utr: string | null;
  payer_vpa: string | null;
  remarks: string | null;
  created_at: Date;
  updated_at: Date | null;
}

const columns: Columns<PayinRow> = {
  merchant_id: 'uuid',
  payin_id: 'uuid',
  version: 'integer',
  status: 'text',
  status_reason: 'text',
  contract: 'text',
  method: 'text',
  transaction_number: 'text',
  reference: 'text',
  currency: 'text',
  amount_minor: 'bigint',
  fee_minor: 'bigint',
  gst_minor: 'bigint',
  plan_basis_points: 'integer',
  plan_flat_minor: 'bigint',
  plan_minimum_minor: 'bigint',
  plan_maximum_minor: 'bigint',
  plan_gst_basis_points: 'integer',
  provider: 'text',
  provider_reference: 'text',
  payee_vpa: 'text',
  prompt_id: 'text',
  challenge_url: 'text',
  expires_at: 'timestamptz',
  received_minor: 'bigint',
  utr: 'text',
  payer_vpa: 'text',
  remarks: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
};

export const insertPayins = insertStatement<PayinRow>('payins', columns);

/** Behind `i.`: every column of a pay-in. */
export const payinColumns = Object.keys(columns)
  .map((name) => `i.${name}`)
  .join(', ');

export const insertPayinHistory = insertStatement<ReturnType<typeof payinHistoryRow>>(
  'payin_history',
  {
    merchant_id: 'uuid',
    payin_id: 'uuid',
    version: 'integer',
    from_status: 'text',
    to_status: 'text',
    because: 'text',
    at: 'timestamptz',
  },
);

export function payinOf(row: PayinRow): Payin {
  return {
    merchantId: row.merchant_id,
    payinId: row.payin_id,
    version: row.version,
    status: row.status,
    statusReason: row.status_reason,
    contract: row.contract,
    method: row.method,
    transactionNumber: row.transaction_number,
    reference: row.reference,
    currency: row.currency,
    amountMinor: row.amount_minor,
    feeMinor: row.fee_minor,
    gstMinor: row.gst_minor,
    feePlan: {
      basisPoints: row.plan_basis_points,
      flatMinor: row.plan_flat_minor,
      minimumMinor: row.plan_minimum_minor,
      maximumMinor: row.plan_maximum_minor,
      gstBasisPoints: row.plan_gst_basis_points,
      slabs: [],
    },
    provider: row.provider,
    providerReference: row.provider_reference,
    payeeVpa: row.payee_vpa,
    promptId: row.prompt_id,
    challengeUrl: row.challenge_url,
    expiresAt: row.expires_at,
    receivedMinor: row.received_minor,
    utr: row.utr,
    payerVpa: row.payer_vpa,
    remarks: row.remarks,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function payinRow(payin: Payin): PayinRow {
  const { feePlan } = payin;
  return {
    merchant_id: payin.merchantId,
    payin_id: payin.payinId,
    version: payin.version,
    status: payin.status,
    status_reason: payin.statusReason,
    contract: payin.contract,
    method: payin.method,
    transaction_number: payin.transactionNumber,
    reference: payin.reference,
    currency: payin.currency,
    amount_minor: payin.amountMinor,
    fee_minor: payin.feeMinor,
    gst_minor: payin.gstMinor,
    plan_basis_points: feePlan.basisPoints,
    plan_flat_minor: feePlan.flatMinor,
    plan_minimum_minor: feePlan.minimumMinor,
    plan_maximum_minor: feePlan.maximumMinor,
    plan_gst_basis_points: feePlan.gstBasisPoints,
    provider: payin.provider,
    provider_reference: payin.providerReference,
    payee_vpa: payin.payeeVpa,
    prompt_id: payin.promptId,
    challenge_url: payin.challengeUrl,
    expires_at: payin.expiresAt,
    received_minor: payin.receivedMinor,
    utr: payin.utr,
    payer_vpa: payin.payerVpa,
    remarks: payin.remarks,
    created_at: payin.createdAt,
    updated_at: payin.updatedAt,
  };
}

export function payinHistoryRow(entry: PayinHistoryEntry) {
  return {
    merchant_id: entry.merchantId,
    payin_id: entry.payinId,
    version: entry.version,
    from_status: entry.fromStatus as string | null,
    to_status: entry.toStatus as string,
    because: entry.because,
    at: entry.at,
  };
}
