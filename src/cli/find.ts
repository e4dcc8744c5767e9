/** `hundi find`: a payment of whoever, by what a caller at the telephone has in hand. */
import type { Command } from 'commander';
import { searchPayments } from '../views/search-payments.ts';
import type { PaymentRow } from '../views/payment-row.ts';
import { makeRunnable } from './command.ts';
import { notFound } from './errors.ts';
import { rupees, table, type Answer } from './output.ts';
import { withSession } from './session.ts';

export function makeFind(command: Command): void {
  command.argument(
    '<word>',
    'transaction number, UTR, reference of the merchant or of the bank, account number, address or id, whole',
  );
  makeRunnable(command, ([word = '']) =>
    withSession(async ({ pool }) => {
      const found = await searchPayments(pool, word.trim());
      if (found.length === 0) throw notFound(`There is no payment known by "${word}".`);
      return answerOf(found);
    }),
  );
}

function answerOf(found: readonly PaymentRow[]): Answer {
  const payments = found.map(shown);
  const rows = payments.map((one) => [
    one.kind,
    one.number ?? one.paymentId,
    one.merchantName,
    one.createdAt,
    one.status,
    `${one.currency} ${one.amount}`,
    one.reference,
    one.utr,
  ]);
  const heads = ['kind', 'number', 'merchant', 'created', 'status', 'amount', 'reference', 'UTR'];
  return { data: { payments }, text: table(heads, rows) };
}

function shown({ amountMinor, feeMinor, gstMinor, ...row }: PaymentRow) {
  return {
    ...row,
    amount: rupees(amountMinor, row.currency),
    fee: rupees(feeMinor, row.currency),
    gst: rupees(gstMinor, row.currency),
  };
}
