/** When to ask the provider about a pay-in: seldom while the customer may still pay, and always once the time is over. */
import { nextEnquiryAt } from './enquiry-schedule.ts';

/** Callbacks bring nearly every payment at once; these find the ones whose callback was lost. */
const delaysMs = [60, 240, 900].map((seconds) => seconds * 1_000);

/**
 * `asked` counts the enquiries so far; `jitter` between 0 and 1. Never later than the end of the pay-in, so that it
 * expires on an answer; after that as often as about a payout whose outcome is open.
 */
export function nextPayinEnquiryAt(
  now: Date,
  expiresAt: Date,
  asked: number,
  jitter: number,
): Date {
  if (now >= expiresAt) return nextEnquiryAt(now, asked, jitter);
  const delayMs = delaysMs[asked];
  const dueMs =
    delayMs === undefined
      ? expiresAt.getTime()
      : now.getTime() + delayMs + Math.floor((delayMs / 10) * jitter);
  return new Date(Math.min(dueMs, expiresAt.getTime()));
}
