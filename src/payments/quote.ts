/** What a payment costs the merchant beside its amount. Frozen on the payment when it is created. */
import { shareOf, type Money } from '../kit/money.ts';
import type { Fees } from '../merchants/merchant.ts';

/**
 * Basis points of the amount plus a flat part, both from the highest slab that the amount reaches; kept between a
 * floor and a ceiling; GST on the fee alone.
 */
export type FeePlan = Fees;

export interface Quote {
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
}

/** Of a payout or a pay-in, by the plan of that service. Both are rounded half up to the minor unit, the fee first. */
export function quoteFee(amount: Money, plan: FeePlan): Quote {
  const { currency } = amount;
  const { basisPoints, flatMinor } = planAt(amount.minor, plan);
  let feeMinor = shareOf(amount, basisPoints, 'half-up').minor + flatMinor;
  if (feeMinor < plan.minimumMinor) feeMinor = plan.minimumMinor;
  if (plan.maximumMinor !== null && feeMinor > plan.maximumMinor) feeMinor = plan.maximumMinor;
  const gstMinor = shareOf({ minor: feeMinor, currency }, plan.gstBasisPoints, 'half-up').minor;
  return { feeMinor, gstMinor };
}

/** The plan as it is for this amount: what is frozen on a payment whose amount may yet turn out another. */
export function planAt(amountMinor: bigint, plan: FeePlan): FeePlan {
  const slab = plan.slabs.findLast(({ fromMinor }) => amountMinor >= fromMinor);
  if (slab === undefined) return plan.slabs.length === 0 ? plan : { ...plan, slabs: [] };
  const { basisPoints, flatMinor } = slab;
  return { ...plan, basisPoints, flatMinor, slabs: [] };
}

/** Of a pay-in: what the customer paid, or is asked for, the fee with its GST, and what the wallet gets of it. */
export function payinTotalsOf({
  amountMinor,
  receivedMinor,
  feeMinor,
  gstMinor,
}: Quote & { readonly amountMinor: bigint; readonly receivedMinor: bigint }): {
  grossMinor: bigint;
  totalFeeMinor: bigint;
  netMinor: bigint;
} {
  const grossMinor = receivedMinor > 0n ? receivedMinor : amountMinor;
  const totalFeeMinor = feeMinor + gstMinor;
  return { grossMinor, totalFeeMinor, netMinor: grossMinor - totalFeeMinor };
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
