/** Pay-ins as rows of the transactions report. */
import { firstIdAt } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import type { PayinMethod, PayinStatus } from '../payments/payin.ts';
import { Statement } from '../payments/statement.ts';
import { localTime, type ReportScope } from './report.ts';
import type { Service, Transaction } from './transaction.ts';

interface Row {
  id: string;
  created_at: string;
  transaction_number: string;
  reference: string;
  reference_id: string | null;
  status: PayinStatus;
  status_reason: string;
  method: PayinMethod;
  currency: Currency;
  amount_minor: bigint;
  fee_minor: bigint;
  gst_minor: bigint;
  credited_minor: bigint;
  utr: string | null;
  remarks: string | null;
  updated_at: string | null;
}

export const payinService: Service = {
  type: 'payin',
  pageAfter: async (scope, afterId) => {
    const statement = new Statement(scope.merchantId);
    const text = pageText(statement, scope, afterId);
    const { rows } = await scope.db.query<Row>(text, statement.values);
    return rows.map(transactionOf);
  },
};

/**
 * Of one that was taken back, but not out of a wallet that could not cover it, the credit has stayed; only its journals
 * know.
 */
const creditedOfReversed = `(
    select coalesce(sum(case when p.credit_account = p.ordered_by then p.amount_minor
        when p.debit_account = p.ordered_by then -p.amount_minor end), 0)::bigint
    from postings p
    where p.merchant_id = i.merchant_id and p.subject_id = i.payin_id and p.kind in ('record', 'reverse'))`;

function pageText(statement: Statement, scope: ReportScope, afterId: string): string {
  const { statuses, toAt, timeZone, pageRows } = scope;
  const zone = statement.add(timeZone);
  const conditions = [
    'i.merchant_id = $1',
    `i.payin_id > ${statement.add(afterId)}`,
    `i.payin_id < ${statement.add(firstIdAt(toAt.getTime()))}`,
  ];
  if (statuses !== undefined) conditions.push(`i.status = any(${statement.add(statuses)}::text[])`);
  return `select i.payin_id as id, ${localTime('i.created_at', zone)} as created_at,
      i.transaction_number, i.reference, o.reference_id, i.status, i.status_reason, i.method, i.currency,
      i.amount_minor, i.fee_minor, i.gst_minor, case i.status
        when 'succeeded' then i.received_minor - i.fee_minor - i.gst_minor
        when 'reversed' then ${creditedOfReversed}
        else 0 end as credited_minor,
      i.utr, i.remarks, ${localTime('i.updated_at', zone)} as updated_at
    from payins i
    left join orders o on o.merchant_id = i.merchant_id and o.order_id = i.payin_id
    where ${conditions.join(' and ')}
    order by i.payin_id limit ${String(pageRows)}`;
}

const rails = { upi: 'UPI', card: 'CARD', mpesa: 'MPESA' } as const satisfies Record<
  PayinMethod,
  string
>;

function transactionOf(row: Row): Transaction {
  return {
    id: row.id,
    createdAt: row.created_at,
    transactionNumber: row.transaction_number,
    reference: row.reference,
    referenceId: row.reference_id,
    status: row.status,
    statusReason: row.status_reason,
    currency: row.currency,
    amountMinor: row.amount_minor,
    feeMinor: row.fee_minor,
    gstMinor: row.gst_minor,
    // What waits for a person or for the way back is in suspense, not in the wallet.
    heldMinor: 0n,
    debitedMinor: 0n,
    creditedMinor: row.credited_minor,
    beneficiaryName: null,
    beneficiaryAccountNumber: null,
    beneficiaryIfsc: null,
    rail: rails[row.method],
    utr: row.utr,
    remarks: row.remarks,
    updatedAt: row.updated_at,
  };
}
