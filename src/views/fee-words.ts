/** How a fee and its GST came about, in words that somebody can follow with a pencil. */
import { formatMoney, type Currency } from '../kit/money.ts';
import type { Fees } from '../merchants/fee-plans.ts';
import { planAt, quoteFee } from '../payments/quote.ts';

interface Priced {
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
}

export interface FeeWords {
  readonly fee: string;
  readonly gst: string;
}

/**
 * `plan` is the one that stands on the payment, or the one that is believed to have been in force: what it comes to is
 * compared with what was taken, and the words never claim a plan that does not lead there. `from` says whose plan it is.
 */
export function feeWords(paid: Priced, plan: Fees | undefined, from: string): FeeWords {
  const unexplained = {
    fee: 'Frozen when the payment was made; the plan of that day is no longer kept.',
    gst: 'On the fee alone, as frozen when the payment was made.',
  };
  if (plan === undefined) return unexplained;
  const { currency, amountMinor } = paid;
  const quoted = quoteFee({ minor: amountMinor, currency }, plan);
  if (quoted.feeMinor !== paid.feeMinor || quoted.gstMinor !== paid.gstMinor) return unexplained;
  const text = (minor: bigint) => `${currency} ${formatMoney({ minor, currency })}`;
  const { basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints } = planAt(
    amountMinor,
    plan,
  );
  const parts = [`${percent(basisPoints)} of ${text(amountMinor)}`];
  if (flatMinor > 0n) parts.push(`and ${text(flatMinor)} flat`);
  if (minimumMinor > 0n) parts.push(`at least ${text(minimumMinor)}`);
  if (maximumMinor !== null) parts.push(`at most ${text(maximumMinor)}`);
  return {
    fee: `${parts.join(', ')}, rounded half up: ${from}`,
    gst: `${percent(gstBasisPoints)} of the fee of ${text(paid.feeMinor)}, rounded half up`,
  };
}

/** `150` is `1.50 %`. */
function percent(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)} %`;
}
