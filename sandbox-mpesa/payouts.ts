import type { DatabaseSync } from 'node:sqlite';
import {
  bigintOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
} from '../sandbox-bank/rows.ts';
import { isBehaviour, type Behaviour } from './behaviours.ts';

/** Money on its way to a phone. Its receipt is given at once, and stays one of nothing when the payout is refused. */
export type Payout = {
  seq: number;
  /** The operator's own, known for ever. */
  originatorId: string;
  conversationId: string;
  msisdn: string;
  amount: bigint;
  remarks: string;
  resultUrl: string;
  timeoutUrl: string;
  status: 'pending' | 'paid' | 'refused';
  resultCode: string | null;
  receipt: string;
  /** What is told instead of the truth. */
  shownCode: string | null;
  behaviour: Behaviour | null;
  delayMs: number;
  /** The result code that the behaviour asks for. */
  code: string | null;
  nextStep: string | null;
  dueAt: number | null;
  createdAt: number;
  updatedAt: number;
};

export type NewPayout = Omit<Payout, 'seq' | 'status' | 'resultCode' | 'shownCode' | 'updatedAt'>;

/** Their rows. Writing functions belong inside a transaction. */
export type Payouts = {
  nextSeq(): number;
  add(payout: NewPayout): Payout;
  save(payout: Payout): Payout;
  find(originatorId: string): Payout | null;
  findByReceipt(receipt: string): Payout | null;
  recentOn(msisdn: string): Payout[];
  due(at: number): Payout[];
  firstDueAfter(at: number): number | null;
  page(after: number, limit: number): Payout[];
};

export function openPayouts(db: DatabaseSync): Payouts {
  const last = db.prepare('select coalesce(max(seq), 0) as seq from payouts');
  const insert = db.prepare(`insert into payouts (originator_id, conversation_id, msisdn, amount,
    remarks, result_url, timeout_url, status, receipt, behaviour, behaviour_delay, behaviour_code, next_step,
    due_at, created_at, updated_at) values (?,?,?,?,?,?,?,'pending',?,?,?,?,?,?,?,?) returning *`);
  const update = db.prepare(`update payouts set status = ?, result_code = ?, shown_code = ?,
    next_step = ?, due_at = ?, updated_at = ? where seq = ?`);
  const byOriginator = db.prepare('select * from payouts where originator_id = ?');
  const byReceipt = db.prepare('select * from payouts where receipt = ?');
  const recent = db.prepare('select * from payouts where msisdn = ? order by seq desc limit 5');
  const due = db.prepare('select * from payouts where due_at <= ? order by due_at, seq limit 100');
  const firstDue = db.prepare('select min(due_at) as due from payouts where due_at > ?');
  const page = db.prepare('select * from payouts where seq > ? order by seq limit ?');
  const one = (row: Row | undefined) => (row === undefined ? null : payoutOf(row));

  return {
    nextSeq: () => numberOf(last.get()?.['seq']) + 1,
    add(p) {
      const who = [p.originatorId, p.conversationId, p.msisdn, p.amount, p.remarks] as const;
      const course = [p.behaviour, p.delayMs, p.code, p.nextStep, p.dueAt] as const;
      const to = [p.resultUrl, p.timeoutUrl, p.receipt] as const;
      const row = insert.get(...who, ...to, ...course, p.createdAt, p.createdAt);
      if (row === undefined) throw new Error('the payout was not kept');
      return payoutOf(row);
    },
    save(p) {
      const end = [p.status, p.resultCode, p.shownCode] as const;
      update.run(...end, p.nextStep, p.dueAt, p.updatedAt, p.seq);
      return p;
    },
    find: (originatorId) => one(byOriginator.get(originatorId)),
    findByReceipt: (receipt) => one(byReceipt.get(receipt)),
    recentOn: (msisdn) => recent.all(msisdn).map(payoutOf),
    due: (at) => due.all(at).map(payoutOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
    page: (after, limit) => page.all(after, limit).map(payoutOf),
  };
}

function payoutOf(row: Row): Payout {
  const behaviour = textOrNull(row['behaviour']);
  return {
    seq: numberOf(row['seq']),
    originatorId: textOf(row['originator_id']),
    conversationId: textOf(row['conversation_id']),
    msisdn: textOf(row['msisdn']),
    amount: bigintOf(row['amount']),
    remarks: textOf(row['remarks']),
    resultUrl: textOf(row['result_url']),
    timeoutUrl: textOf(row['timeout_url']),
    status: textOf(row['status']) as Payout['status'],
    resultCode: textOrNull(row['result_code']),
    receipt: textOf(row['receipt']),
    shownCode: textOrNull(row['shown_code']),
    behaviour: isBehaviour(behaviour) ? behaviour : null,
    delayMs: numberOf(row['behaviour_delay']),
    code: textOrNull(row['behaviour_code']),
    nextStep: textOrNull(row['next_step']),
    dueAt: numberOrNull(row['due_at']),
    createdAt: numberOf(row['created_at']),
    updatedAt: numberOf(row['updated_at']),
  };
}
