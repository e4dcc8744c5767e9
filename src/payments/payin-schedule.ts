/** When to ask the provider about a pay-in: seldom while the customer may still pay, and always once the time is over. */
import { nextEnquiryAt, stretched } from './enquiry-schedule.ts';
import type { Payin, PayinMethod } from './payin.ts';

interface Pace {
  readonly leastMs: number;
  /** Of the age of the pay-in, as its divisor. */
  readonly share: number;
}

/** Callbacks bring nearly every payment at once; these find the ones whose callback was lost. */
const paces: Readonly<Record<PayinMethod, Pace>> = {
  upi: { leastMs: 60_000, share: 1 },
  // The second finds out what an interrupted authorisation came to.
  card: { leastMs: 30_000, share: 2 },
  // A prompt ends by itself after a minute or two, and its callbacks are mere hints.
  mpesa: { leastMs: 15_000, share: 10 },
};

/**
 * `jitter` between 0 and 1. Never later than the end of the pay-in, so that it expires on an answer; after that as often
 * as about a payout whose outcome is open.
 */
export function nextPayinEnquiryAt(
  { method, createdAt, expiresAt }: Pick<Payin, 'method' | 'createdAt' | 'expiresAt'>,
  now: Date,
  jitter: number,
): Date {
  if (now >= expiresAt) return nextEnquiryAt(now, expiresAt, jitter);
  const { leastMs, share } = paces[method];
  const ageMs = now.getTime() - createdAt.getTime();
  const next = stretched(now, Math.max(leastMs, ageMs / share), jitter);
  return next < expiresAt ? next : expiresAt;
}
