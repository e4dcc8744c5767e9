/**
 * What may be said of a card payment that came to nothing. Why a card was declined tells whoever tries stolen ones what
 * to try next, so it stands where the merchant's people and operators read it, and nowhere else.
 */
import type { Payin } from './payin.ts';

/** Reasons that say nothing about the card; everything else, also what no acquirer has said yet, is a decline. */
export const plainCardReasons: ReadonlySet<string> = new Set([
  ...['not_sent', 'never_arrived', 'cancelled'],
  ...['customer_cancelled', 'challenge_expired'],
]);

export function isCardDeclined({
  method,
  status,
  statusReason,
}: Pick<Payin, 'method' | 'status' | 'statusReason'>): boolean {
  return method === 'card' && status === 'failed' && !plainCardReasons.has(statusReason);
}
