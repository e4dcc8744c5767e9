import type { DatabaseSync } from 'node:sqlite';
import { bigintOf, numberOf, textOf } from '../sandbox-bank/rows.ts';

/** What customers pay goes into `working`, what they are paid comes out of `utility`. */
export const WORKING = 'working';
export const UTILITY = 'utility';
const OUTSIDE = 'outside';

const UTILITY_FUNDS = 100_000_000n;
const PHONE_FUNDS = 100_000n;

export type Kind = 'deposit' | 'payout' | 'reversal';

/** The money. All writing functions belong inside a transaction of the store. */
export type Book = {
  balance(account: string): bigint;
  /** One line; null when the debited account does not hold so much. */
  move(move: {
    kind: Kind;
    receipt: string;
    from: string;
    to: string;
    amount: bigint;
    at: number;
  }): true | null;
  /** The operator's own accounts of a new book. */
  open(at: number): void;
  /** A phone that is seen for the first time has some money in it. */
  knowPhone(msisdn: string, at: number): void;
  /** What an account has paid, and been paid, since a moment. */
  spentSince(account: string, from: number): bigint;
  paidSince(account: string, from: number): bigint;
  /** How often each kind of line is there under a receipt. */
  movements(receipt: string): Record<Kind, number>;
};

export const phone = (msisdn: string) => `phone:${msisdn}`;

export function openBook(db: DatabaseSync): Book {
  const read = db.prepare('select balance from accounts where name = ?');
  const open = db.prepare('insert or ignore into accounts (name, balance) values (?, 0)');
  const shift = db.prepare('update accounts set balance = balance + ? where name = ?');
  const addLine = db.prepare(`insert into lines (line, at, receipt, kind, debit_account,
    credit_account, amount) values ((select coalesce(max(line), 0) + 1 from lines),?,?,?,?,?,?)`);
  const spent = db.prepare(`select coalesce(sum(amount), 0) as amount from lines
    where debit_account = ? and kind = 'deposit' and at >= ?`);
  const paid = db.prepare(`select coalesce(sum(amount), 0) as amount from lines
    where credit_account = ? and kind = 'payout' and at >= ?`);
  const kinds = db.prepare('select kind from lines where receipt = ?');

  const balance = (account: string) => {
    const row = read.get(account);
    return row === undefined ? 0n : bigintOf(row['balance']);
  };
  const write = (
    at: number,
    receipt: string,
    kind: string,
    from: string,
    to: string,
    n: bigint,
  ) => {
    for (const account of [from, to]) open.run(account);
    shift.run(-n, from);
    shift.run(n, to);
    addLine.run(at, receipt, kind, from, to, n);
  };
  return {
    balance,
    move({ kind, receipt, from, to, amount, at }) {
      if (balance(from) < amount) return null;
      write(at, receipt, kind, from, to, amount);
      return true;
    },
    open(at) {
      open.run(WORKING);
      if (read.get(UTILITY) !== undefined) return;
      write(at, 'FUND-utility', 'funding', OUTSIDE, UTILITY, UTILITY_FUNDS);
    },
    knowPhone(msisdn, at) {
      if (read.get(phone(msisdn)) !== undefined) return;
      write(at, `FUND-${msisdn}`, 'funding', OUTSIDE, phone(msisdn), PHONE_FUNDS);
    },
    spentSince: (account, from) => bigintOf(spent.get(account, from)?.['amount']),
    paidSince: (account, from) => bigintOf(paid.get(account, from)?.['amount']),
    movements(receipt) {
      const found = kinds.all(receipt).map((row) => textOf(row['kind']));
      const count = (kind: Kind) => found.filter((each) => each === kind).length;
      return { deposit: count('deposit'), payout: count('payout'), reversal: count('reversal') };
    },
  };
}

// Everything here is summed again from the lines; nothing is taken from a counter that it proves.
const SUMS = `select
  (select coalesce(sum(balance), 0) from accounts) as all_balances,
  (select count(*) from accounts a where a.balance <> (select coalesce(sum(
     case when l.credit_account = a.name then l.amount else -l.amount end), 0) from lines l
     where a.name in (l.credit_account, l.debit_account))) as broken_balances,
  (select coalesce(sum(amount), 0) from lines where kind = 'deposit') as deposited,
  (select coalesce(sum(amount), 0) from prompts where status = 'paid') as prompts_paid,
  (select coalesce(sum(amount), 0) from bills where status = 'paid') as bills_paid,
  (select coalesce(sum(amount), 0) from lines where kind = 'payout') as paid_out,
  (select coalesce(sum(amount), 0) from payouts where status = 'paid') as payouts_paid,
  (select coalesce(sum(amount), 0) from lines where kind = 'reversal') as reversed_lines,
  (select coalesce(sum(amount), 0) from prompts where reversed = 1)
    + (select coalesce(sum(amount), 0) from bills where reversed = 1) as reversed_payments,
  (select count(*) from lines) as line_count`;

/** Adds the whole book up again; `holds` is true when every way of doing it agrees. */
export function proveBook(db: DatabaseSync): object {
  const row = db.prepare(SUMS).get();
  const sum = (name: string) => bigintOf(row?.[name]);
  const holds =
    sum('all_balances') === 0n &&
    sum('broken_balances') === 0n &&
    sum('deposited') === sum('prompts_paid') + sum('bills_paid') &&
    sum('paid_out') === sum('payouts_paid') &&
    sum('reversed_lines') === sum('reversed_payments');
  return {
    holds,
    deposited: sum('deposited').toString(),
    depositedByPrompts: sum('prompts_paid').toString(),
    depositedByBills: sum('bills_paid').toString(),
    paidOut: sum('paid_out').toString(),
    paidOutByPayouts: sum('payouts_paid').toString(),
    reversed: sum('reversed_lines').toString(),
    reversedByPayments: sum('reversed_payments').toString(),
    lines: numberOf(row?.['line_count']),
    brokenBalances: numberOf(row?.['broken_balances']),
  };
}
