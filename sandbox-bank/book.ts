import type { DatabaseSync } from 'node:sqlite';
import { rupees } from './money.ts';
import { bigintOf, numberOf, textOf, textOrNull, type Row } from './rows.ts';
import type { Collection, Refund } from './collections.ts';
import type { Transfer } from './transfers.ts';

const OPERATOR = 'operator';
const OUTSIDE = 'outside';

/** The operator's account in paise; `available` is what no accepted transfer waits for. */
export type Balance = { booked: bigint; held: bigint; available: bigint };

/**
 * The money. A transfer holds its amount when accepted and moves it when executed; every movement
 * is one line with a debited account, a credited account and the operator's balance after it.
 * All writing functions belong inside a transaction of the store.
 */
export type Book = {
  balance(): Balance;
  fund(amountPaise: bigint, atMs: number): void;
  hold(amountPaise: bigint): void;
  release(amountPaise: bigint): void;
  debit(transfer: Transfer, utr: string, atMs: number): void;
  takeBack(transfer: Transfer, reversalReference: string, atMs: number): void;
  /** A customer's payment arrives; the bank takes it back; the operator gives it back. */
  receive(payment: Collection, atMs: number): void;
  chargeBack(payment: Collection, atMs: number): void;
  giveBack(payment: Collection, refund: Refund, atMs: number): void;
  statement(after: number, limit: number): { lines: object[]; next: number };
  /** How often the money of a reference left and came back, by the lines alone. */
  movements(reference: string): { debits: number; reversals: number };
};

const account = (transfer: Transfer) => `${transfer.ifsc}/${transfer.accountNumber}`;

export function openBook(db: DatabaseSync): Book {
  const read = db.prepare('select booked, held from operator');
  const shift = db.prepare('update operator set booked = booked + ?, held = held + ?');
  const lineCount = db.prepare('select coalesce(max(line), 0) as line from lines');
  const addLine = db.prepare(`insert into lines (line, at, reference, bank_reference, utr, rail,
    kind, debit_account, credit_account, amount, balance) values (?,?,?,?,?,?,?,?,?,?,?)`);
  const page = db.prepare('select * from lines where line > ? order by line limit ?');
  const kinds = db.prepare('select kind from lines where reference = ?');
  db.exec('insert or ignore into operator (id, booked, held) values (1, 0, 0)');

  const balance = () => {
    const row = read.get();
    const booked = bigintOf(row?.['booked']);
    const held = bigintOf(row?.['held']);
    return { booked, held, available: booked - held };
  };
  const nextLine = () => numberOf(lineCount.get()?.['line']) + 1;

  return {
    balance,
    fund(amount, at) {
      shift.run(amount, 0);
      const line = nextLine();
      const reference = `FUND-${line}`;
      const accounts = [OUTSIDE, OPERATOR, amount, balance().booked] as const;
      addLine.run(line, at, reference, reference, null, null, 'funding', ...accounts);
    },
    hold: (amount) => void shift.run(0, amount),
    release: (amount) => void shift.run(0, -amount),
    debit(transfer, utr, at) {
      shift.run(-transfer.amountPaise, 0);
      const accounts = [OPERATOR, account(transfer), transfer.amountPaise] as const;
      const names = [transfer.reference, transfer.bankReference, utr, transfer.rail] as const;
      addLine.run(nextLine(), at, ...names, 'transfer', ...accounts, balance().booked);
    },
    takeBack(transfer, reversalReference, at) {
      shift.run(transfer.amountPaise, 0);
      const accounts = [account(transfer), OPERATOR, transfer.amountPaise] as const;
      const names = [transfer.reference, reversalReference, transfer.utr, transfer.rail] as const;
      addLine.run(nextLine(), at, ...names, 'reversal', ...accounts, balance().booked);
    },
    receive(payment, at) {
      shift.run(payment.amountPaise, 0);
      const accounts = [payment.payerVpa, OPERATOR, payment.amountPaise] as const;
      const names = [payment.reference, payment.paymentId, payment.utr, 'UPI'] as const;
      addLine.run(nextLine(), at, ...names, 'collection', ...accounts, balance().booked);
    },
    chargeBack(payment, at) {
      shift.run(-payment.amountPaise, 0);
      const accounts = [OPERATOR, payment.payerVpa, payment.amountPaise] as const;
      const names = [payment.reference, payment.paymentId, payment.utr, 'UPI'] as const;
      addLine.run(nextLine(), at, ...names, 'chargeback', ...accounts, balance().booked);
    },
    giveBack(payment, refund, at) {
      shift.run(-refund.amountPaise, 0);
      const accounts = [OPERATOR, payment.payerVpa, refund.amountPaise] as const;
      const names = [payment.reference, refund.bankReference, refund.utr, 'UPI'] as const;
      addLine.run(nextLine(), at, ...names, 'refund', ...accounts, balance().booked);
    },
    statement(after, limit) {
      const rows = page.all(after, limit);
      return { lines: rows.map(shownLine), next: after + rows.length };
    },
    movements(reference) {
      const found = kinds.all(reference).map((row) => textOf(row['kind']));
      const count = (kind: string) => found.filter((each) => each === kind).length;
      return { debits: count('transfer'), reversals: count('reversal') };
    },
  };
}

function shownLine(row: Row): object {
  return {
    line: numberOf(row['line']),
    at: new Date(numberOf(row['at'])).toISOString(),
    reference: textOf(row['reference']),
    bankReference: textOf(row['bank_reference']),
    utr: textOrNull(row['utr']),
    rail: textOrNull(row['rail']),
    direction: row['debit_account'] === OPERATOR ? 'debit' : 'credit',
    amount: rupees(bigintOf(row['amount'])),
    balance: rupees(bigintOf(row['balance'])),
    kind: textOf(row['kind']),
  };
}
