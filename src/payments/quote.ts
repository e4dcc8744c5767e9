/** What a payout costs the merchant beside its amount. Frozen on the payout when it is created. */
import { shareOf, type Money } from '../kit/money.ts';

/** Basis points of the amount plus a flat part, kept between a floor and a ceiling; GST on the fee alone. */
export interface FeePlan {
  readonly basisPoints: number;
  readonly flatMinor: bigint;
  readonly minimumMinor: bigint;
  readonly maximumMinor: bigint | null;
  readonly gstBasisPoints: number;
}

export interface Quote {
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
}

/** Both are rounded half up to the minor unit, the fee first. */
export function quotePayout(amount: Money, plan: FeePlan): Quote {
  const { currency } = amount;
  let feeMinor = shareOf(amount, plan.basisPoints, 'half-up').minor + plan.flatMinor;
  if (feeMinor < plan.minimumMinor) feeMinor = plan.minimumMinor;
  if (plan.maximumMinor !== null && feeMinor > plan.maximumMinor) feeMinor = plan.maximumMinor;
  const gstMinor = shareOf({ minor: feeMinor, currency }, plan.gstBasisPoints, 'half-up').minor;
  return { feeMinor, gstMinor };
}

/** The sums that contracts print: fee with its GST, and all that leaves the wallet. */
export function totalsOf({
  amountMinor,
  feeMinor,
  gstMinor,
}: Quote & { readonly amountMinor: bigint }): { totalFeeMinor: bigint; totalDebitMinor: bigint } {
  const totalFeeMinor = feeMinor + gstMinor;
  return { totalFeeMinor, totalDebitMinor: amountMinor + totalFeeMinor };
}
