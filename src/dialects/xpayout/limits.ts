/**
 * How many calls a merchant may make in a minute. The published document names no limits; here they follow those that
 * the operator sets for the merchant, so that one command sets, and lifts, both.
 */
import type { RateLimits } from '../../identity/rate-limits.ts';
import { DomainError } from '../../kit/errors.ts';
import type { Limits, MerchantView } from '../../merchants/merchant.ts';

/** An order is one call here, and many in the bulk requests of another contract: so the limit is that much higher. */
const timesMerchantLimit = 10;

const limitNames = {
  order: 'payoutPerMinute',
  query: 'queryPerMinute',
} as const satisfies Record<string, keyof Limits>;
export type CallKind = keyof typeof limitNames;

/** Calls per minute; null: as many as they like. */
export function limitOf(limits: Limits, kind: CallKind): number | null {
  const limit = limits[limitNames[kind]];
  return limit === null ? null : limit * timesMerchantLimit;
}

/** Counted for all processes together. Throws DomainError `rate.exceeded` and `service.unavailable`. */
export async function countCall(
  rateLimits: RateLimits,
  { merchantId, limits }: Pick<MerchantView, 'merchantId' | 'limits'>,
  kind: CallKind,
): Promise<void> {
  const limit = limitOf(limits, kind);
  if (limit === null) return;
  const { allowed, retryAfterSeconds } = await rateLimits.take(
    `xpayout ${kind} ${merchantId}`,
    limit,
  );
  if (!allowed) throw new DomainError('rate.exceeded', { retryAfterSeconds });
}
