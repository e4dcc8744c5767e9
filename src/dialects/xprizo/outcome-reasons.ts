/** Why a payment came to nothing, in a sentence for the merchant. */
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';

/** In our own words where the provider said nothing, as after a time that is over. */
export function reasonOf({
  status,
  remarks,
  statusReason,
}: Pick<Payin | Payout, 'status' | 'remarks' | 'statusReason'>): string {
  if (status === 'expired') return 'Expired';
  if (status === 'reversed') return 'Returned';
  return remarks ?? (statusReason === 'cancelled' ? 'Cancelled by the customer' : statusReason);
}
