/** The T-accounts of a settlement; docs/money-flows.md shows them to a book-keeper. */
import { accountOf } from '../ledger/accounts.ts';
import type { Leg } from '../ledger/book.ts';
import type { Conversion } from './conversion.ts';

/** Out of the wallet: held when it is requested, posted when it is completed. */
export function settlementLegs({ amountMinor }: { readonly amountMinor: bigint }): Leg[] {
  return [
    {
      debit: accountOf('wallet', 'INR'),
      credit: accountOf('settlement_clearing', 'INR'),
      amountMinor,
    },
  ];
}

type Parts = Pick<Conversion, 'feeMinor' | 'gstMinor' | 'givenMinor' | 'roundingMinor'>;

/** The rupees of a settlement in USDT do not leave: they are our fee, the tax on it, and what bought the USDT. */
export function conversionLegs({ feeMinor, gstMinor, givenMinor, roundingMinor }: Parts): Leg[] {
  const debit = accountOf('settlement_clearing', 'INR');
  const parts = [
    { kind: 'conversion', amountMinor: givenMinor },
    { kind: 'fee_income', amountMinor: feeMinor },
    { kind: 'gst_payable', amountMinor: gstMinor },
    { kind: 'rounding', amountMinor: roundingMinor },
  ] as const;
  return parts
    .filter(({ amountMinor }) => amountMinor > 0n)
    .map(({ kind, amountMinor }) => ({ debit, credit: accountOf(kind, 'INR'), amountMinor }));
}

/** The USDT that left in their place. */
export function deliveryLegs({ usdtMinor }: Pick<Conversion, 'usdtMinor'>): Leg[] {
  return [
    {
      debit: accountOf('conversion', 'USDT'),
      credit: accountOf('settlement_clearing', 'USDT'),
      amountMinor: usdtMinor,
    },
  ];
}
