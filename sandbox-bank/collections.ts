import type { DatabaseSync } from 'node:sqlite';
import { rupees } from './money.ts';
import { bigintOf, numberOf, textOf, textOrNull, type Row } from './rows.ts';
import { utrFor } from './utr.ts';

export type CollectionStatus = 'RECEIVED' | 'FAILED' | 'REVERSED';

/** Why a payment of a customer did not happen. */
export const FAILURES = {
  PAYER_CANCELLED: 'The payer cancelled the payment.',
  PAYER_FUNDS: 'The account of the payer does not cover the payment.',
  PAYER_LIMIT: 'The payment is above the limit of the payer.',
} as const;
export type FailureCode = keyof typeof FAILURES;

/** One payment of a customer, or one that did not happen. A link (`reference`) may be paid any number of times. */
export type Collection = {
  seq: number;
  paymentId: string;
  reference: string;
  status: CollectionStatus;
  amountPaise: bigint;
  payerVpa: string;
  utr: string | null;
  failureCode: FailureCode | null;
  reversalReference: string | null;
  createdAt: number;
  updatedAt: number;
};

export type Refund = {
  refundId: string;
  paymentId: string;
  amountPaise: bigint;
  bankReference: string;
  utr: string;
  createdAt: number;
};

export type Payment = Pick<Collection, 'reference' | 'amountPaise' | 'payerVpa' | 'failureCode'> & {
  /** The form that was sent: sent twice, it is still one payment. */
  attempt: string;
};

/** The payments and refunds as rows; writing functions belong inside a transaction. */
export type Collections = {
  find(paymentId: string): Collection | null;
  byAttempt(attempt: string): Collection | null;
  under(reference: string): Collection[];
  page(after: number, limit: number): Collection[];
  add(payment: Payment, atMs: number): Collection;
  reverse(collection: Collection, atMs: number): Collection;
  findRefund(refundId: string): Refund | null;
  /** What was given back of a payment, and how often. */
  refundsOf(paymentId: string): { times: number; paise: bigint };
  addRefund(refund: Pick<Refund, 'refundId' | 'paymentId' | 'amountPaise'>, atMs: number): Refund;
};

// Apart from the transfers, whose UTRs count from one.
const UTR_FROM = { payment: 40_000_000, refund: 70_000_000 };

export function openCollections(db: DatabaseSync): Collections {
  const byId = db.prepare('select * from collections where payment_id = ?');
  const byAttempt = db.prepare('select * from collections where attempt = ?');
  const under = db.prepare('select * from collections where reference = ? order by seq');
  const page = db.prepare('select * from collections where seq > ? order by seq limit ?');
  const last = db.prepare('select coalesce(max(seq), 0) as seq from collections');
  const insert =
    db.prepare(`insert into collections (seq, payment_id, reference, attempt, status, amount,
    payer_vpa, utr, failure_code, created_at, updated_at) values (?,?,?,?,?,?,?,?,?,?,?)`);
  const takeBack = db.prepare(`update collections set status = 'REVERSED', reversal_reference = ?,
    updated_at = ? where seq = ?`);
  const refundById = db.prepare('select * from refunds where refund_id = ?');
  const lastRefund = db.prepare('select coalesce(max(seq), 0) as seq from refunds');
  const refunded = db.prepare(
    'select count(*) as times, coalesce(sum(amount), 0) as amount from refunds where payment_id = ?',
  );
  const insertRefund =
    db.prepare(`insert into refunds (seq, refund_id, payment_id, amount, bank_reference,
    utr, created_at) values (?,?,?,?,?,?,?)`);
  const one = (row: Row | undefined) => (row === undefined ? null : collectionOf(row));

  const find = (paymentId: string) => one(byId.get(paymentId));
  const findRefund = (refundId: string) => {
    const row = refundById.get(refundId);
    return row === undefined ? null : refundOf(row);
  };
  return {
    find,
    byAttempt: (attempt) => one(byAttempt.get(attempt)),
    under: (reference) => under.all(reference).map(collectionOf),
    page: (after, limit) => page.all(after, limit).map(collectionOf),
    add({ reference, attempt, amountPaise, payerVpa, failureCode }, at) {
      const seq = numberOf(last.get()?.['seq']) + 1;
      const paymentId = `HDU${String(seq).padStart(12, '0')}`;
      const status = failureCode === null ? 'RECEIVED' : 'FAILED';
      const utr = failureCode === null ? utrFor('UPI', UTR_FROM.payment + seq, at) : null;
      const names = [seq, paymentId, reference, attempt, status, amountPaise, payerVpa] as const;
      insert.run(...names, utr, failureCode, at, at);
      return found(find(paymentId));
    },
    reverse(collection, at) {
      takeBack.run(collection.paymentId.replace('HDU', 'HDC'), at, collection.seq);
      return found(find(collection.paymentId));
    },
    findRefund,
    refundsOf(paymentId) {
      const row = refunded.get(paymentId);
      return { times: numberOf(row?.['times']), paise: bigintOf(row?.['amount']) };
    },
    addRefund({ refundId, paymentId, amountPaise }, at) {
      const seq = numberOf(lastRefund.get()?.['seq']) + 1;
      const names = [
        `HDF${String(seq).padStart(12, '0')}`,
        utrFor('UPI', UTR_FROM.refund + seq, at),
      ];
      insertRefund.run(seq, refundId, paymentId, amountPaise, ...names, at);
      return found(findRefund(refundId));
    },
  };
}

/** As the wire shows it. */
export function shownCollection(collection: Collection) {
  const { failureCode, amountPaise, createdAt, updatedAt, seq: _seq, ...rest } = collection;
  return {
    ...rest,
    amount: rupees(amountPaise),
    currency: 'INR',
    failureCode,
    failureMessage: failureCode && FAILURES[failureCode],
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

export function shownRefund({ amountPaise, createdAt, ...rest }: Refund) {
  const at = new Date(createdAt).toISOString();
  return { ...rest, amount: rupees(amountPaise), currency: 'INR', createdAt: at };
}

function found<T>(row: T | null): T {
  if (row === null) throw new Error('a payment vanished inside its own transaction');
  return row;
}

function collectionOf(row: Row): Collection {
  return {
    seq: numberOf(row['seq']),
    paymentId: textOf(row['payment_id']),
    reference: textOf(row['reference']),
    status: textOf(row['status']) as CollectionStatus,
    amountPaise: bigintOf(row['amount']),
    payerVpa: textOf(row['payer_vpa']),
    utr: textOrNull(row['utr']),
    failureCode: textOrNull(row['failure_code']) as FailureCode | null,
    reversalReference: textOrNull(row['reversal_reference']),
    createdAt: numberOf(row['created_at']),
    updatedAt: numberOf(row['updated_at']),
  };
}

function refundOf(row: Row): Refund {
  return {
    refundId: textOf(row['refund_id']),
    paymentId: textOf(row['payment_id']),
    amountPaise: bigintOf(row['amount']),
    bankReference: textOf(row['bank_reference']),
    utr: textOf(row['utr']),
    createdAt: numberOf(row['created_at']),
  };
}
