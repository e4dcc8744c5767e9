/** Why a payment came to nothing, in a sentence for the merchant. */
import { isCardDeclined } from '../../payments/card-declines.ts';
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';

/** In our own words where the provider said nothing, as after a time that is over. */
export function reasonOf(payment: Payin | Payout): string {
  const { status, remarks, statusReason } = payment;
  if ('method' in payment && isCardDeclined(payment)) return 'The card was declined.';
  if (status === 'expired') return 'Expired';
  if (status === 'reversed') return 'Returned';
  return remarks ?? (statusReason === 'cancelled' ? 'Cancelled by the customer' : statusReason);
}
