/** Payouts as rows of the transactions report. */
import { firstIdAt } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { indexConditions } from '../payments/payout-sets.ts';
import type { PayoutStatus } from '../payments/payout.ts';
import { Statement } from '../payments/statement.ts';
import { localTime, type ReportScope } from './report.ts';
import type { Service, Transaction } from './transaction.ts';

interface Row {
  id: string;
  created_at: string;
  transaction_number: string;
  reference: string | null;
  reference_id: string | null;
  status: PayoutStatus;
  status_reason: string;
  currency: Currency;
  amount_minor: bigint;
  fee_minor: bigint;
  gst_minor: bigint;
  beneficiary_name: string;
  beneficiary_account_number: string;
  beneficiary_ifsc: string;
  rail: string | null;
  utr: string | null;
  remarks: string | null;
  updated_at: string | null;
}

/** What a payout does to the wallet: its hold lies until it has ended, and only a paid one takes the money. */
const effects = {
  queued: 'held',
  processing: 'held',
  succeeded: 'debited',
  failed: 'nothing',
  reversed: 'nothing',
} as const satisfies Record<PayoutStatus, 'held' | 'debited' | 'nothing'>;

export const payoutService: Service = {
  type: 'payout',
  pageAfter: async (scope, afterId) => {
    const statement = new Statement(scope.merchantId);
    const text = pageText(statement, scope, afterId);
    const { rows } = await scope.db.query<Row>(text, statement.values);
    return rows.map(transactionOf);
  },
};

function pageText(statement: Statement, scope: ReportScope, afterId: string): string {
  const { statuses, toAt, timeZone, pageRows } = scope;
  const zone = statement.add(timeZone);
  const conditions = [
    'p.merchant_id = $1',
    `p.payout_id > ${statement.add(afterId)}`,
    `p.payout_id < ${statement.add(firstIdAt(toAt.getTime()))}`,
  ];
  if (statuses !== undefined) {
    conditions.push(`p.status = any(${statement.add(statuses)}::text[])`);
    conditions.push(...indexConditions(statuses));
  }
  return `select p.payout_id as id, ${localTime('p.created_at', zone)} as created_at,
      p.transaction_number, p.reference, o.reference_id, p.status, p.status_reason, p.currency, p.amount_minor,
      p.fee_minor, p.gst_minor, p.beneficiary_name, p.beneficiary_account_number, p.beneficiary_ifsc,
      p.rail, p.utr, p.remarks, ${localTime('p.updated_at', zone)} as updated_at
    from payouts p
    left join orders o on o.merchant_id = p.merchant_id and o.order_id = p.payout_id
    where ${conditions.join(' and ')}
    order by p.payout_id limit ${String(pageRows)}`;
}

function transactionOf(row: Row): Transaction {
  const total = row.amount_minor + row.fee_minor + row.gst_minor;
  const effect = effects[row.status];
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
    heldMinor: effect === 'held' ? total : 0n,
    debitedMinor: effect === 'debited' ? total : 0n,
    creditedMinor: 0n,
    beneficiaryName: row.beneficiary_name,
    beneficiaryAccountNumber: row.beneficiary_account_number,
    beneficiaryIfsc: row.beneficiary_ifsc,
    rail: row.rail,
    utr: row.utr,
    remarks: row.remarks,
    updatedAt: row.updated_at,
  };
}
