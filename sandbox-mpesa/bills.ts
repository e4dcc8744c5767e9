import type { DatabaseSync } from 'node:sqlite';
import {
  bigintOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
} from '../sandbox-bank/rows.ts';

/** Money that a customer sends to the pay bill of his own accord, without having been asked on the phone. */
export type Bill = {
  seq: number;
  msisdn: string;
  amount: bigint;
  isTill: boolean;
  billReference: string;
  status: 'pending' | 'paid' | 'refused';
  resultCode: string | null;
  receipt: string;
  reversed: boolean;
  /** The callback by which the operator is asked whether to take it. */
  validation: number | null;
  nextStep: string | null;
  dueAt: number | null;
  createdAt: number;
  updatedAt: number;
};

export type NewBill = Pick<
  Bill,
  'msisdn' | 'amount' | 'isTill' | 'billReference' | 'receipt' | 'nextStep' | 'dueAt' | 'createdAt'
>;

/** Their rows. Writing functions belong inside a transaction. */
export type Bills = {
  nextSeq(): number;
  add(bill: NewBill): Bill;
  save(bill: Bill): Bill;
  /** Of one that was paid. */
  findByReceipt(receipt: string): Bill | null;
  findByValidation(callbackId: number): Bill | null;
  due(at: number): Bill[];
  firstDueAfter(at: number): number | null;
  page(after: number, limit: number): Bill[];
  /** Those paid in a stretch of time, oldest first, after the first `offset`. */
  paidBetween(from: number, to: number, offset: number, limit: number): Bill[];
};

export function openBills(db: DatabaseSync): Bills {
  const last = db.prepare('select coalesce(max(seq), 0) as seq from bills');
  const insert = db.prepare(`insert into bills (msisdn, amount, is_till, bill_reference, status,
    receipt, next_step, due_at, created_at, updated_at) values (?,?,?,?,'pending',?,?,?,?,?) returning *`);
  const update = db.prepare(`update bills set status = ?, result_code = ?, reversed = ?,
    validation = ?, next_step = ?, due_at = ?, updated_at = ? where seq = ?`);
  const byReceipt = db.prepare(`select * from bills where receipt = ? and status = 'paid'`);
  const byValidation = db.prepare('select * from bills where validation = ?');
  const due = db.prepare('select * from bills where due_at <= ? order by due_at, seq limit 100');
  const firstDue = db.prepare('select min(due_at) as due from bills where due_at > ?');
  const page = db.prepare('select * from bills where seq > ? order by seq limit ?');
  const paid = db.prepare(`select * from bills where status = 'paid' and created_at >= ?
    and created_at <= ? order by seq limit ? offset ?`);
  const one = (row: Row | undefined) => (row === undefined ? null : billOf(row));

  return {
    nextSeq: () => numberOf(last.get()?.['seq']) + 1,
    add(b) {
      const what = [b.msisdn, b.amount, b.isTill ? 1 : 0, b.billReference, b.receipt] as const;
      const row = insert.get(...what, b.nextStep, b.dueAt, b.createdAt, b.createdAt);
      if (row === undefined) throw new Error('the payment was not kept');
      return billOf(row);
    },
    save(b) {
      const end = [b.status, b.resultCode, b.reversed ? 1 : 0, b.validation] as const;
      update.run(...end, b.nextStep, b.dueAt, b.updatedAt, b.seq);
      return b;
    },
    findByReceipt: (receipt) => one(byReceipt.get(receipt)),
    findByValidation: (callbackId) => one(byValidation.get(callbackId)),
    due: (at) => due.all(at).map(billOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
    page: (after, limit) => page.all(after, limit).map(billOf),
    paidBetween: (from, to, offset, limit) => paid.all(from, to, limit, offset).map(billOf),
  };
}

function billOf(row: Row): Bill {
  return {
    seq: numberOf(row['seq']),
    msisdn: textOf(row['msisdn']),
    amount: bigintOf(row['amount']),
    isTill: bigintOf(row['is_till']) === 1n,
    billReference: textOf(row['bill_reference']),
    status: textOf(row['status']) as Bill['status'],
    resultCode: textOrNull(row['result_code']),
    receipt: textOf(row['receipt']),
    reversed: bigintOf(row['reversed']) === 1n,
    validation: numberOrNull(row['validation']),
    nextStep: textOrNull(row['next_step']),
    dueAt: numberOrNull(row['due_at']),
    createdAt: numberOf(row['created_at']),
    updatedAt: numberOf(row['updated_at']),
  };
}
