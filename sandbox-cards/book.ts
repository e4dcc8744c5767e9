import type { DatabaseSync } from 'node:sqlite';
import { rupees } from '../sandbox-bank/money.ts';
import { bigintOf, numberOf, textOf, type Row } from '../sandbox-bank/rows.ts';
import type { Authorisation } from './authorisations.ts';
import type { Refund } from './refunds.ts';

const OPERATOR = 'operator';

/**
 * The money that the acquirer owes the operator, in each currency. Every movement is one line with a debited account,
 * a credited account and the balance in its currency after it. A dispute may take the balance below zero, as it does
 * at every acquirer. Writing functions belong inside a transaction.
 */
export type Book = {
  balance(currency: string): bigint;
  balances(): { currency: string; booked: string }[];
  capture(charged: Charged, atMs: number): void;
  dispute(charged: Charged, disputeReference: string, atMs: number): void;
  giveBack(charged: Charged, refund: Refund, atMs: number): void;
  statement(after: number, limit: number): { lines: object[]; next: number };
  /** How often the money of a payment came and was taken back, by the lines alone. */
  movements(paymentId: string): { captures: number; disputes: number; refunds: number };
};

/** What was charged has its retrieval reference number. */
export type Charged = Authorisation & { rrn: string };

type Line = { reference: string; rrn: string; kind: string; amountMinor: bigint };

export function openBook(db: DatabaseSync): Book {
  const lastLine = db.prepare('select coalesce(max(line), 0) as line from lines');
  const lastOf = db.prepare(
    'select balance from lines where currency = ? order by line desc limit 1',
  );
  const currencies = db.prepare('select distinct currency from lines order by currency');
  const addLine = db.prepare(`insert into lines (line, at, reference, payment_id, line_reference,
    rrn, kind, debit_account, credit_account, amount, currency, balance)
    values (?,?,?,?,?,?,?,?,?,?,?,?)`);
  const page = db.prepare('select * from lines where line > ? order by line limit ?');
  const kinds = db.prepare('select kind from lines where payment_id = ?');

  const balance = (currency: string) => {
    const row = lastOf.get(currency);
    return row === undefined ? 0n : bigintOf(row['balance']);
  };
  const add = (charged: Charged, comes: boolean, entry: Line, at: number) => {
    const { currency, paymentId } = charged;
    const card = `${charged.brand} ${charged.lastFour}`;
    const [debit, credit] = comes ? [card, OPERATOR] : [OPERATOR, card];
    const after = balance(currency) + (comes ? entry.amountMinor : -entry.amountMinor);
    const line = numberOf(lastLine.get()?.['line']) + 1;
    const names = [line, at, charged.reference, paymentId, entry.reference, entry.rrn] as const;
    addLine.run(...names, entry.kind, debit, credit, entry.amountMinor, currency, after);
  };
  return {
    balance,
    balances: () =>
      currencies.all().map((row) => {
        const currency = textOf(row['currency']);
        return { currency, booked: rupees(balance(currency)) };
      }),
    capture(charged, at) {
      const { paymentId, rrn, amountMinor } = charged;
      add(charged, true, { reference: paymentId, rrn, kind: 'capture', amountMinor }, at);
    },
    dispute(charged, disputeReference, at) {
      const { rrn, amountMinor } = charged;
      add(charged, false, { reference: disputeReference, rrn, kind: 'dispute', amountMinor }, at);
    },
    giveBack(charged, { refundReference, rrn, amountMinor }, at) {
      add(charged, false, { reference: refundReference, rrn, kind: 'refund', amountMinor }, at);
    },
    statement(after, limit) {
      const rows = page.all(after, limit);
      return { lines: rows.map(shownLine), next: after + rows.length };
    },
    movements(paymentId) {
      const found = kinds.all(paymentId).map((row) => textOf(row['kind']));
      const count = (kind: string) => found.filter((each) => each === kind).length;
      return { captures: count('capture'), disputes: count('dispute'), refunds: count('refund') };
    },
  };
}

function shownLine(row: Row): object {
  return {
    line: numberOf(row['line']),
    at: new Date(numberOf(row['at'])).toISOString(),
    reference: textOf(row['reference']),
    paymentId: textOf(row['payment_id']),
    lineReference: textOf(row['line_reference']),
    rrn: textOf(row['rrn']),
    kind: textOf(row['kind']),
    direction: row['debit_account'] === OPERATOR ? 'debit' : 'credit',
    amount: rupees(bigintOf(row['amount'])),
    currency: textOf(row['currency']),
    balance: rupees(bigintOf(row['balance'])),
  };
}
