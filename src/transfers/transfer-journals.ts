/** The T-accounts of a transfer; docs/money-flows.md shows them to a book-keeper. */
import type { Currency } from '../kit/money.ts';
import { accountOf } from '../ledger/accounts.ts';
import type { Leg } from '../ledger/book.ts';

interface Moved {
  readonly currency: Currency;
  readonly amountMinor: bigint;
}

/** On the side of the payer; a hold has the same leg. */
export function sentLegs({ currency, amountMinor }: Moved): Leg[] {
  return [
    {
      debit: accountOf('wallet', currency),
      credit: accountOf('in_transit', currency),
      amountMinor,
    },
  ];
}

/** On the side of the payee. */
export function arrivedLegs({ currency, amountMinor }: Moved): Leg[] {
  return [
    {
      debit: accountOf('in_transit', currency),
      credit: accountOf('wallet', currency),
      amountMinor,
    },
  ];
}

/** What leaves the wallet that gives: what bought something, and what was left over. */
export function givenLegs(given: Moved & { readonly roundingMinor: bigint }): Leg[] {
  const { currency, roundingMinor } = given;
  const debit = accountOf('wallet', currency);
  const amountMinor = given.amountMinor - roundingMinor;
  const legs: Leg[] = [{ debit, credit: accountOf('conversion', currency), amountMinor }];
  if (roundingMinor > 0n)
    legs.push({ debit, credit: accountOf('rounding', currency), amountMinor: roundingMinor });
  return legs;
}

/** What comes into the other one, in its own currency. */
export function boughtLegs({ currency, amountMinor }: Moved): Leg[] {
  return [
    {
      debit: accountOf('conversion', currency),
      credit: accountOf('wallet', currency),
      amountMinor,
    },
  ];
}
