/** The T-accounts of a payout; docs/money-flows.md shows them to a book-keeper. */
import { accountOf } from '../ledger/accounts.ts';
import type { Leg } from '../ledger/book.ts';
import type { Payout } from './payout.ts';

type Amounts = Pick<Payout, 'currency' | 'amountMinor' | 'feeMinor' | 'gstMinor'>;

/** Out of the wallet: the amount to the provider, the fee to us, the GST to the state. */
export function payoutLegs({ currency, amountMinor, feeMinor, gstMinor }: Amounts): Leg[] {
  const debit = accountOf('wallet', currency);
  const legs: Leg[] = [{ debit, credit: accountOf('payout_clearing', currency), amountMinor }];
  if (feeMinor > 0n)
    legs.push({ debit, credit: accountOf('fee_income', currency), amountMinor: feeMinor });
  if (gstMinor > 0n)
    legs.push({ debit, credit: accountOf('gst_payable', currency), amountMinor: gstMinor });
  return legs;
}

/** A provider paid although the payout had failed, or paid it twice: the loss stands in suspense until a person decides. */
export function extraPaymentLegs({
  currency,
  amountMinor,
}: Pick<Amounts, 'currency' | 'amountMinor'>): Leg[] {
  return [
    {
      debit: accountOf('suspense', currency),
      credit: accountOf('payout_clearing', currency),
      amountMinor,
    },
  ];
}
