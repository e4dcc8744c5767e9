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

/** A question on a phone, and what became of it. */
export type Prompt = {
  seq: number;
  checkoutId: string;
  merchantRequestId: string;
  msisdn: string;
  amount: bigint;
  accountReference: string;
  description: string;
  callbackUrl: string;
  status: 'pending' | 'paid' | 'refused';
  resultCode: string | null;
  receipt: string | null;
  reversed: boolean;
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

export type NewPrompt = Omit<
  Prompt,
  'seq' | 'status' | 'resultCode' | 'receipt' | 'reversed' | 'shownCode' | 'updatedAt'
>;

/** Their rows. Writing functions belong inside a transaction. */
export type Prompts = {
  nextSeq(): number;
  add(prompt: NewPrompt): Prompt;
  save(prompt: Prompt): Prompt;
  find(checkoutId: string): Prompt | null;
  findByReceipt(receipt: string): Prompt | null;
  /** The one that a phone is showing. */
  pendingOn(msisdn: string): Prompt | null;
  recentOn(msisdn: string): Prompt[];
  due(at: number): Prompt[];
  firstDueAfter(at: number): number | null;
  page(after: number, limit: number): Prompt[];
};

export function openPrompts(db: DatabaseSync): Prompts {
  const last = db.prepare('select coalesce(max(seq), 0) as seq from prompts');
  const insert = db.prepare(`insert into prompts (checkout_id, merchant_request_id, msisdn, amount,
    account_reference, description, callback_url, status, behaviour, behaviour_delay, behaviour_code, next_step,
    due_at, created_at, updated_at) values (?,?,?,?,?,?,?,'pending',?,?,?,?,?,?,?) returning *`);
  const update = db.prepare(`update prompts set status = ?, result_code = ?, receipt = ?,
    reversed = ?, shown_code = ?, next_step = ?, due_at = ?, updated_at = ? where seq = ?`);
  const byCheckout = db.prepare('select * from prompts where checkout_id = ?');
  const byReceipt = db.prepare('select * from prompts where receipt = ?');
  const pending = db.prepare(`select * from prompts where msisdn = ? and status = 'pending'
    and shown_code is null order by seq limit 1`);
  const recent = db.prepare('select * from prompts where msisdn = ? order by seq desc limit 5');
  const due = db.prepare('select * from prompts where due_at <= ? order by due_at, seq limit 100');
  const firstDue = db.prepare('select min(due_at) as due from prompts where due_at > ?');
  const page = db.prepare('select * from prompts where seq > ? order by seq limit ?');
  const one = (row: Row | undefined) => (row === undefined ? null : promptOf(row));

  return {
    nextSeq: () => numberOf(last.get()?.['seq']) + 1,
    add(p) {
      const who = [p.checkoutId, p.merchantRequestId, p.msisdn, p.amount] as const;
      const what = [p.accountReference, p.description, p.callbackUrl] as const;
      const course = [p.behaviour, p.delayMs, p.code, p.nextStep, p.dueAt] as const;
      const row = insert.get(...who, ...what, ...course, p.createdAt, p.createdAt);
      if (row === undefined) throw new Error('the prompt was not kept');
      return promptOf(row);
    },
    save(p) {
      const end = [p.status, p.resultCode, p.receipt, p.reversed ? 1 : 0, p.shownCode] as const;
      update.run(...end, p.nextStep, p.dueAt, p.updatedAt, p.seq);
      return p;
    },
    find: (checkoutId) => one(byCheckout.get(checkoutId)),
    findByReceipt: (receipt) => one(byReceipt.get(receipt)),
    pendingOn: (msisdn) => one(pending.get(msisdn)),
    recentOn: (msisdn) => recent.all(msisdn).map(promptOf),
    due: (at) => due.all(at).map(promptOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
    page: (after, limit) => page.all(after, limit).map(promptOf),
  };
}

function promptOf(row: Row): Prompt {
  const behaviour = textOrNull(row['behaviour']);
  return {
    seq: numberOf(row['seq']),
    checkoutId: textOf(row['checkout_id']),
    merchantRequestId: textOf(row['merchant_request_id']),
    msisdn: textOf(row['msisdn']),
    amount: bigintOf(row['amount']),
    accountReference: textOf(row['account_reference']),
    description: textOf(row['description']),
    callbackUrl: textOf(row['callback_url']),
    status: textOf(row['status']) as Prompt['status'],
    resultCode: textOrNull(row['result_code']),
    receipt: textOrNull(row['receipt']),
    reversed: bigintOf(row['reversed']) === 1n,
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
