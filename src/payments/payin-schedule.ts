/** When to ask the provider about a pay-in: seldom while the customer may still pay, and always once the time is over. */
import { nextEnquiryAt } from './enquiry-schedule.ts';
import type { Payin, PayinMethod } from './payin.ts';

/** Callbacks bring nearly every payment at once; these find the ones whose callback was lost. */
const delaysMs: Readonly<Record<PayinMethod, readonly number[]>> = {
  upi: seconds(60, 240, 900),
  // The second finds out what an interrupted authorisation came to.
  card: seconds(30, 120, 240, 900, 3_600),
  // A prompt ends by itself after a minute or two, and its callbacks are mere hints.
  mpesa: seconds(
    15,
    15,
    15,
    15,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    60,
    60,
    60,
    60,
    60,
    300,
    900,
    3_600,
  ),
};

function seconds(...delays: readonly number[]): number[] {
  return delays.map((delay) => delay * 1_000);
}

/**
 * `asked` counts the enquiries so far; `jitter` between 0 and 1. Never later than the end of the pay-in, so that it
 * expires on an answer; after that as often as about a payout whose outcome is open.
 */
export function nextPayinEnquiryAt(
  { method, expiresAt }: Pick<Payin, 'method' | 'expiresAt'>,
  now: Date,
  asked: number,
  jitter: number,
): Date {
  if (now >= expiresAt) return nextEnquiryAt(now, asked, jitter);
  const delayMs = delaysMs[method][asked];
  const dueMs =
    delayMs === undefined
      ? expiresAt.getTime()
      : now.getTime() + delayMs + Math.floor((delayMs / 10) * jitter);
  return new Date(Math.min(dueMs, expiresAt.getTime()));
}
