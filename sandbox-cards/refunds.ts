import type { DatabaseSync } from 'node:sqlite';
import { bigintOf, numberOf, textOf } from '../sandbox-bank/rows.ts';
import { utrFor } from '../sandbox-bank/utr.ts';

export type Refund = {
  refundId: string;
  paymentId: string;
  amountMinor: bigint;
  refundReference: string;
  rrn: string;
};

/** The refunds as rows; writing functions belong inside a transaction. */
export type Refunds = {
  find(refundId: string): Refund | null;
  refundedMinor(paymentId: string): bigint;
  add(refund: Pick<Refund, 'refundId' | 'paymentId' | 'amountMinor'>, atMs: number): Refund;
};

// Apart from the charges, whose numbers count from one.
const RRN_FROM = 70_000_000;

export function openRefunds(db: DatabaseSync): Refunds {
  const byId = db.prepare('select * from refunds where refund_id = ?');
  const last = db.prepare('select coalesce(max(seq), 0) as seq from refunds');
  const sum = db.prepare(
    'select coalesce(sum(amount), 0) as amount from refunds where payment_id = ?',
  );
  const insert = db.prepare(`insert into refunds (seq, refund_id, payment_id, amount,
    refund_reference, rrn, created_at) values (?,?,?,?,?,?,?)`);
  const find = (refundId: string): Refund | null => {
    const row = byId.get(refundId);
    if (row === undefined) return null;
    return {
      refundId: textOf(row['refund_id']),
      paymentId: textOf(row['payment_id']),
      amountMinor: bigintOf(row['amount']),
      refundReference: textOf(row['refund_reference']),
      rrn: textOf(row['rrn']),
    };
  };
  return {
    find,
    refundedMinor: (paymentId) => bigintOf(sum.get(paymentId)?.['amount']),
    add({ refundId, paymentId, amountMinor }, at) {
      const seq = numberOf(last.get()?.['seq']) + 1;
      const refundReference = `CRF${String(seq).padStart(12, '0')}`;
      const rrn = utrFor('UPI', RRN_FROM + seq, at);
      insert.run(seq, refundId, paymentId, amountMinor, refundReference, rrn, at);
      return { refundId, paymentId, amountMinor, refundReference, rrn };
    },
  };
}
