/** The T-accounts of a pay-in; docs/money-flows.md shows them to a book-keeper. */
import type { Currency } from '../kit/money.ts';
import { accountOf, type AccountKind } from '../ledger/accounts.ts';
import type { Leg } from '../ledger/book.ts';
import type { Quote } from './quote.ts';

export interface Received extends Quote {
  readonly currency: Currency;
  /** What the customer paid. */
  readonly amountMinor: bigint;
}

/**
 * Into the wallet: all that the customer paid, and out of it the fee to us and the GST to the state. `from` is
 * `payin_clearing` for money that comes from the provider, `suspense` for money that was held there.
 */
export function creditLegs(from: 'payin_clearing' | 'suspense', received: Received): Leg[] {
  const { currency, amountMinor, feeMinor, gstMinor } = received;
  const wallet = accountOf('wallet', currency);
  const legs: Leg[] = [{ debit: accountOf(from, currency), credit: wallet, amountMinor }];
  if (feeMinor > 0n)
    legs.push({ debit: wallet, credit: accountOf('fee_income', currency), amountMinor: feeMinor });
  if (gstMinor > 0n)
    legs.push({ debit: wallet, credit: accountOf('gst_payable', currency), amountMinor: gstMinor });
  return legs;
}

/** Money is here and nobody's yet: it waits in suspense for a person, or for the way back. */
export function heldLegs(received: Pick<Received, 'currency' | 'amountMinor'>): Leg[] {
  return [moved('payin_clearing', 'suspense', received)];
}

/** It left again: given back to the customer, or taken back by the provider. Not covered by a hold, it is our loss. */
export function goneLegs(received: Pick<Received, 'currency' | 'amountMinor'>): Leg[] {
  return [moved('suspense', 'payin_clearing', received)];
}

function moved(
  debit: AccountKind,
  credit: AccountKind,
  { currency, amountMinor }: Pick<Received, 'currency' | 'amountMinor'>,
): Leg {
  return { debit: accountOf(debit, currency), credit: accountOf(credit, currency), amountMinor };
}
