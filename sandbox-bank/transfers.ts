import type { DatabaseSync } from 'node:sqlite';
import { isBehaviour, type Mischief } from './behaviours.ts';
import { REFUSAL_CODES, REFUSAL_MESSAGES, isRefusalCode, type RefusalCode } from './refusals.ts';
import { bigintOf, numberOf, numberOrNull, textOf, textOrNull, type Row } from './rows.ts';
import type { Order } from './order.ts';
import type { Rail } from './utr.ts';

export type Status = 'PROCESSING' | 'SUCCESS' | 'FAILED' | 'REVERSED';
/** What happens to a transfer by itself at `dueAt`. */
export type Step = 'settle' | 'fail' | 'succeed-late' | 'reverse' | 'unmask';
export type Mask = 'wrong-amount' | 'unknown-code';

/** A transfer as the book has it: the truth, whatever the bank is told to show. */
export type Transfer = {
  seq: number;
  reference: string;
  bankReference: string;
  fingerprint: string;
  status: Status;
  amountPaise: bigint;
  rail: Rail;
  beneficiaryName: string;
  accountNumber: string;
  ifsc: string;
  utr: string | null;
  failureCode: RefusalCode | null;
  failureMessage: string | null;
  reversalReference: string | null;
  mischief: Mischief | null;
  mask: Mask | null;
  nextStep: Step | null;
  dueAt: number | null;
  createdAt: number;
  updatedAt: number;
};

type Start = {
  status: 'PROCESSING' | 'FAILED';
  failureCode: RefusalCode | null;
  mischief: Mischief | null;
  mask: Mask | null;
  next: { step: Step; dueAt: number } | null;
};

/** What a step changes; a field left out stays as it is. */
export type Change = Partial<
  Pick<Transfer, 'status' | 'utr' | 'failureCode' | 'failureMessage' | 'reversalReference' | 'mask'>
> & { next: { step: Step; dueAt: number } | null };

export type Transfers = {
  find(reference: string): Transfer | null;
  add(order: Order, start: Start, atMs: number): Transfer;
  change(transfer: Transfer, change: Change, atMs: number): Transfer;
  due(atMs: number, limit: number): Transfer[];
  firstDueAt(): number | null;
  page(after: number, limit: number): Transfer[];
};

export function openTransfers(db: DatabaseSync): Transfers {
  const byReference = db.prepare('select * from transfers where reference = ?');
  const last = db.prepare('select coalesce(max(seq), 0) as seq from transfers');
  const insert = db.prepare(`insert into transfers (seq, reference, bank_reference, fingerprint,
    status, amount, rail, beneficiary_name, account_number, ifsc, failure_code, failure_message,
    behaviour, behaviour_delay, behaviour_code, mask, next_step, due_at, created_at, updated_at)
    values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`);
  const update = db.prepare(`update transfers set status = ?, utr = ?, failure_code = ?,
    failure_message = ?, reversal_reference = ?, mask = ?, next_step = ?, due_at = ?,
    updated_at = ? where seq = ?`);
  const due = db.prepare('select * from transfers where due_at <= ? order by due_at, seq limit ?');
  const firstDue = db.prepare(`select min(due_at) as due from transfers where due_at is not null`);
  const page = db.prepare('select * from transfers where seq > ? order by seq limit ?');

  const find = (reference: string) => {
    const row = byReference.get(reference);
    return row === undefined ? null : transferOf(row);
  };
  return {
    find,
    add(order, start, at) {
      const seq = numberOf(last.get()?.['seq']) + 1;
      const bankReference = `HDB${String(seq).padStart(12, '0')}`;
      const { name, accountNumber, ifsc } = order.beneficiary;
      const names = [seq, order.reference, bankReference, order.fingerprint] as const;
      const money = [start.status, order.amountPaise, order.rail] as const;
      const message = start.failureCode && REFUSAL_MESSAGES[start.failureCode];
      const { behaviour = null, delayMs = null, code = null } = start.mischief ?? {};
      const step = [start.mask, start.next?.step ?? null, start.next?.dueAt ?? null] as const;
      const failure = [start.failureCode, message, behaviour, delayMs, code] as const;
      insert.run(...names, ...money, name, accountNumber, ifsc, ...failure, ...step, at, at);
      return found(find(order.reference));
    },
    change(transfer, change, at) {
      const to = { ...transfer, ...change };
      const outcome = [to.status, to.utr, to.failureCode, to.failureMessage] as const;
      const step = [change.next?.step ?? null, change.next?.dueAt ?? null] as const;
      update.run(...outcome, to.reversalReference, to.mask, ...step, at, transfer.seq);
      return found(find(transfer.reference));
    },
    due: (at, limit) => due.all(at, limit).map(transferOf),
    firstDueAt: () => numberOrNull(firstDue.get()?.['due']),
    page: (after, limit) => page.all(after, limit).map(transferOf),
  };
}

function found(transfer: Transfer | null): Transfer {
  if (transfer === null) throw new Error('a transfer vanished inside its own transaction');
  return transfer;
}

function transferOf(row: Row): Transfer {
  const failureCode = textOrNull(row['failure_code']);
  return {
    seq: numberOf(row['seq']),
    reference: textOf(row['reference']),
    bankReference: textOf(row['bank_reference']),
    fingerprint: textOf(row['fingerprint']),
    status: textOf(row['status']) as Status,
    amountPaise: bigintOf(row['amount']),
    rail: textOf(row['rail']) as Rail,
    beneficiaryName: textOf(row['beneficiary_name']),
    accountNumber: textOf(row['account_number']),
    ifsc: textOf(row['ifsc']),
    utr: textOrNull(row['utr']),
    failureCode: isRefusalCode(failureCode) ? failureCode : null,
    failureMessage: textOrNull(row['failure_message']),
    reversalReference: textOrNull(row['reversal_reference']),
    mischief: mischiefOf(row),
    mask: textOrNull(row['mask']) as Mask | null,
    nextStep: textOrNull(row['next_step']) as Step | null,
    dueAt: numberOrNull(row['due_at']),
    createdAt: numberOf(row['created_at']),
    updatedAt: numberOf(row['updated_at']),
  };
}

function mischiefOf(row: Row): Mischief | null {
  const behaviour = textOrNull(row['behaviour']);
  if (!isBehaviour(behaviour)) return null;
  const code = textOrNull(row['behaviour_code']);
  const delayMs = numberOrNull(row['behaviour_delay']);
  return { behaviour, delayMs, code: isRefusalCode(code) ? code : REFUSAL_CODES[0] };
}
